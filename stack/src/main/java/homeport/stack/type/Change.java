package homeport.stack.type;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a resource is to become.
 *
 * @param before its properties until now; none for a new one
 */
public record Change(Api api, Place place, String id, ObjectNode before, ObjectNode wanted) {
    public boolean changed(String property) {
        return !before.path(property).equals(wanted.path(property));
    }

    public boolean changed(List<String> properties) {
        return properties.stream().anyMatch(this::changed);
    }

    /** A new one, which has nothing yet. */
    public boolean fresh() {
        return before.isEmpty();
    }

    public JsonNode wanted(String property) {
        return wanted.path(property);
    }

    /** Texts of a list that it had and shall not have. */
    public List<String> dropped(String property) {
        List<String> rest = Ask.texts(wanted.get(property));
        return Ask.texts(before.get(property)).stream().filter(v -> !rest.contains(v)).toList();
    }

    /** Texts of a list that it shall have and had not. */
    public List<String> added(String property) {
        List<String> had = Ask.texts(before.get(property));
        return Ask.texts(wanted.get(property)).stream().filter(v -> !had.contains(v)).toList();
    }
}
