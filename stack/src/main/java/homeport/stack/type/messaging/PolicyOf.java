package homeport.stack.type.messaging;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.Told;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** One policy that several topics, or several queues, have. */
final class PolicyOf implements Documented {
    private static final int NAME_MAX = 128;

    private final String name;
    private final String holders;
    private final Put put;

    /** Gives a topic or queue its policy; an empty document takes it away. */
    interface Put {
        void policy(Api api, Made made, String holder, String document);
    }

    /**
     * @param holders the property that lists them
     */
    PolicyOf(String name, String holders, Put put) {
        this.name = name;
        this.holders = holders;
        this.put = put;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, Effect> properties() {
        return Map.of("PolicyDocument", Effect.UPDATE, holders, Effect.UPDATE);
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
        Made made = new Made(place, place.name(NAME_MAX), properties);
        give(api, made, properties);
        return made.id();
    }

    private void give(Api api, Made made, ObjectNode wanted) {
        String document = Ask.text(wanted.path("PolicyDocument"));
        Ask.texts(wanted.get(holders)).forEach(one -> put.policy(api, made, one, document));
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        give(api, made, wanted);
        List<String> still = Ask.texts(wanted.get(holders));
        for (String one : Ask.texts(made.properties().get(holders)))
            if (!still.contains(one)) take(api, made, one);
    }

    private void take(Api api, Made made, String holder) {
        Told.remove(() -> {
            put.policy(api, made, holder, "");
            return holder;
        });
    }

    @Override
    public void delete(Api api, Made made) {
        Ask.texts(made.properties().get(holders)).forEach(one -> take(api, made, one));
    }

    @Override
    public String attribute(Api api, Made made, String attribute) {
        return attribute.equals("Id")
                ? made.id()
                : Documented.super.attribute(api, made, attribute);
    }
}
