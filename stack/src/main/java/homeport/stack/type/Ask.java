package homeport.stack.type;

import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A request to an action while it is put together. */
public final class Ask {
    private final ObjectNode members = JsonNodeFactory.instance.objectNode();

    private Ask() {}

    public static Ask nothing() {
        return new Ask();
    }

    public static Ask with(String member, String value) {
        return new Ask().and(member, value);
    }

    /** The properties of these names, those that are there. */
    public static Ask from(ObjectNode properties, Collection<String> names) {
        Ask ask = new Ask();
        names.forEach(name -> ask.take(properties, name, name));
        return ask;
    }

    public Ask and(String member, String value) {
        members.put(member, value);
        return this;
    }

    public Ask and(String member, boolean value) {
        members.put(member, value);
        return this;
    }

    public Ask and(String member, JsonNode value) {
        members.set(member, value);
        return this;
    }

    public Ask and(String member, Ask structure) {
        return and(member, structure.members);
    }

    public Ask and(String member, Collection<String> values) {
        return and(member, list(values));
    }

    /** A property under the name of a member, when it is there. */
    public Ask take(ObjectNode properties, String property, String member) {
        JsonNode value = properties.get(property);
        if (value != null && !value.isNull()) members.set(member, value);
        return this;
    }

    /** The same of a policy: templates have objects where requests have JSON in a text. */
    public Ask takeText(ObjectNode properties, String property, String member) {
        JsonNode value = properties.get(property);
        if (value != null && !value.isNull()) members.put(member, text(value));
        return this;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public ObjectNode members() {
        return members;
    }

    public ObjectNode of(Api api, String service, String action) {
        return api.call(service, action, members);
    }

    /** As text: an object or list as JSON, and anything else as it is. */
    public static String text(JsonNode value) {
        return value.isContainer() ? value.toString() : value.asString();
    }

    public static ArrayNode list(Collection<String> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        values.forEach(list::add);
        return list;
    }

    /** The texts of a list; none when it is not there. */
    public static List<String> texts(JsonNode list) {
        return list == null ? List.of() : list.valueStream().map(Ask::text).toList();
    }
}
