package homeport.stack.template;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs between two sets of properties. Numbers and booleans are equal to their texts, as
 * templates may write either; what is not known yet differs from everything.
 */
public final class Difference {
    private Difference() {}

    /**
     * A value that differs.
     *
     * @param path {@code /Tags/0/Value}
     */
    public record At(String path, Optional<JsonNode> before, Optional<JsonNode> after) {}

    /** The properties on the highest level that differ, those of the first in order. */
    public static List<String> names(ObjectNode before, ObjectNode after) {
        Set<String> all = new LinkedHashSet<>(before.propertyNames());
        all.addAll(after.propertyNames());
        return all.stream().filter(name -> !same(before.path(name), after.path(name))).toList();
    }

    public static boolean same(JsonNode one, JsonNode other) {
        if (one.isMissingNode() || other.isMissingNode())
            return one.isMissingNode() && other.isMissingNode();
        if (one.isArray() && other.isArray()) {
            if (one.size() != other.size()) return false;
            for (int i = 0; i < one.size(); i++) if (!same(one.get(i), other.get(i))) return false;
            return true;
        }
        if (one instanceof ObjectNode first && other instanceof ObjectNode second)
            return names(first, second).isEmpty();
        if (one.isContainer() || other.isContainer()) return false;
        String text = other.asString("");
        return !text.contains(Evaluation.UNKNOWN) && one.asString("").equals(text);
    }

    /** Every value below that differs; a list that grew or shrank differs as a whole. */
    public static List<At> all(JsonNode before, JsonNode after) {
        List<At> found = new ArrayList<>();
        walk("", before, after, found);
        return found;
    }

    private static void walk(String path, JsonNode before, JsonNode after, List<At> found) {
        if (same(before, after)) return;
        if (before instanceof ObjectNode one && after instanceof ObjectNode other) {
            for (String name : names(one, other))
                walk(path + "/" + name, one.path(name), other.path(name), found);
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++)
                walk(path + "/" + i, before.get(i), after.get(i), found);
        } else found.add(new At(path, present(before), present(after)));
    }

    private static Optional<JsonNode> present(JsonNode node) {
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }
}
