package homeport.stack.type;

import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a service shows, as the properties of a template. */
public final class Drift {
    private Drift() {}

    /**
     * The properties, those that are scalars with what is shown in their place. A number and its
     * text are equal.
     *
     * @param shown by property, what its member is called where that is another name
     */
    public static ObjectNode of(JsonNode seen, ObjectNode properties, Map<String, String> shown) {
        ObjectNode current = properties.deepCopy();
        for (Map.Entry<String, JsonNode> asked : properties.properties()) {
            JsonNode now = seen.path(shown.getOrDefault(asked.getKey(), asked.getKey()));
            boolean comparable = now.isValueNode() && asked.getValue().isValueNode();
            if (comparable && !equal(now.asString(), asked.getValue().asString()))
                current.set(asked.getKey(), now);
        }
        return current;
    }

    private static boolean equal(String one, String other) {
        if (one.equalsIgnoreCase(other)) return true;
        try {
            return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
        } catch (NumberFormatException texts) {
            return false;
        }
    }
}
