package homeport.stack.type.iam;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One document that several roles, users and groups have in them. */
final class Policy implements Documented {
    private static final List<String> KINDS = List.of("Role", "User", "Group");
    private static final int NAME_MAX = 128;

    @Override
    public String name() {
        return "AWS::IAM::Policy";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        for (String one : List.of("PolicyName", "PolicyDocument", "Roles", "Users", "Groups"))
            properties.put(one, Effect.UPDATE);
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public String refers() {
        return "the physical id, which is not the policy's name";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        if (KINDS.stream().allMatch(kind -> holders(properties, kind).isEmpty()))
            throw Told.invalid("At least one of [Groups,Roles,Users] must be non-empty.");
        put(api, properties);
        return place.name(NAME_MAX);
    }

    private static void put(Api api, ObjectNode wanted) {
        JsonNode document = wanted.path("PolicyDocument");
        String policy = policy(wanted);
        for (String kind : KINDS)
            for (String holder : holders(wanted, kind))
                Grants.put(api, kind, holder, policy, document);
    }

    private static List<String> holders(ObjectNode properties, String kind) {
        return Ask.texts(properties.get(kind + "s"));
    }

    private static String policy(ObjectNode properties) {
        return properties.path("PolicyName").asString("");
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        put(api, wanted);
        boolean renamed = !policy(wanted).equals(policy(made.properties()));
        for (String kind : KINDS) {
            List<String> still = renamed ? List.of() : holders(wanted, kind);
            for (String holder : holders(made.properties(), kind))
                if (!still.contains(holder))
                    Grants.remove(api, kind, holder, policy(made.properties()));
        }
    }

    @Override
    public void delete(Api api, Made made) {
        for (String kind : KINDS)
            for (String holder : holders(made.properties(), kind))
                Grants.remove(api, kind, holder, policy(made.properties()));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
