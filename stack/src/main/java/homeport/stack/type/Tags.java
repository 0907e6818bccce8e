package homeport.stack.type;

import homeport.aws.ReservedTags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tags of resources: those of the template, of the stack, and the one that finds our own work. */
public final class Tags {
    /** Its value is the token of the attempt that made the resource. AWS has no such tag. */
    public static final String TOKEN = "aws:cloudformation:token";

    private Tags() {}

    /** What a new resource gets. */
    public static Map<String, String> fresh(Place place, ObjectNode properties) {
        Map<String, String> all = kept(place, properties);
        all.put(TOKEN, place.token());
        return all;
    }

    /** What a resource that is changed has. */
    public static Map<String, String> kept(Place place, ObjectNode properties) {
        Map<String, String> all = new TreeMap<>(place.tags());
        all.putAll(asked(properties));
        return all;
    }

    /** What the template asks for: a list of keys and values, or for some types a map. */
    static Map<String, String> asked(ObjectNode properties) {
        Map<String, String> tags = read(properties.path("Tags"));
        for (String key : tags.keySet())
            if (ReservedTags.isReserved(key))
                throw Told.invalid("Tag key %s begins with aws:, which is reserved".formatted(key));
        return tags;
    }

    static Map<String, String> read(JsonNode given) {
        Map<String, String> tags = new TreeMap<>();
        if (given.isArray())
            for (JsonNode tag : given.values()) tags.put(member(tag, "Key"), member(tag, "Value"));
        else given.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
        return tags;
    }

    private static String member(JsonNode tag, String name) {
        JsonNode value = tag.has(name) ? tag.get(name) : tag.path(name.toLowerCase(Locale.ROOT));
        return value.asString("");
    }

    /** Keys that the template no longer has, and the stack does not. */
    public static List<String> dropped(Place place, ObjectNode before, ObjectNode wanted) {
        Map<String, String> gone = asked(before);
        gone.keySet().removeAll(kept(place, wanted).keySet());
        return List.copyOf(gone.keySet());
    }

    public static ArrayNode list(Map<String, String> tags) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        tags.forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return list;
    }

    static ObjectNode map(Map<String, String> tags) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        tags.forEach(map::put);
        return map;
    }
}
