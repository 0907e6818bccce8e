package homeport.stack.type.iam;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Users of a group. */
final class GroupMembers implements Documented {
    private static final int NAME_MAX = 128;

    @Override
    public String name() {
        return "AWS::IAM::UserToGroupAddition";
    }

    @Override
    public Map<String, Effect> properties() {
        return Map.of("GroupName", Effect.REPLACE, "Users", Effect.UPDATE);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public String refers() {
        return "the physical id";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        users(properties).forEach(user -> Identities.join(api, user, group(properties)));
        return place.name(NAME_MAX);
    }

    private static List<String> users(ObjectNode properties) {
        return Ask.texts(properties.get("Users"));
    }

    private static String group(ObjectNode properties) {
        return properties.path("GroupName").asString("");
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        users(wanted).forEach(user -> Identities.join(api, user, group(wanted)));
        List<String> still = users(wanted);
        for (String user : users(made.properties()))
            if (!still.contains(user)) Identities.leave(api, user, group(wanted));
    }

    @Override
    public void delete(Api api, Made made) {
        users(made.properties())
                .forEach(user -> Identities.leave(api, user, group(made.properties())));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
