package homeport.cloud.sns.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A filter policy that was read and found whole. Properties are joined by AND, the values of one by
 * OR. Source: SNS developer guide, "Amazon SNS subscription filter policies" and its pages.
 */
public final class FilterPolicy {
    static final int BYTES_MAX = 262_144;
    static final int KEYS_MAX = 5;
    static final int COMBINATIONS_MAX = 150;
    private static final int DEPTH_MAX = 32;
    private static final String OR = "$or";

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private final Node root;
    private final Scope scope;

    private FilterPolicy(Node root, Scope scope) {
        this.root = root;
        this.scope = scope;
    }

    /** What the properties of a policy are looked for in. */
    public enum Scope {
        ATTRIBUTES,
        BODY
    }

    private sealed interface Node {
        /** Each must hold. */
        record All(Map<String, Node> properties, List<List<Node>> alternatives) implements Node {}

        /** One of them must hold for one of the values. */
        record Leaf(List<Condition> conditions) implements Node {}
    }

    /** A message's attribute: {@code String}, {@code String.Array}, {@code Number}, … */
    public record Attribute(String type, String value) {}

    /**
     * @throws BadFilter it is none, and why
     */
    public static FilterPolicy parse(String document, Scope scope) throws BadFilter {
        if (document.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX)
            throw new BadFilter("The filter policy has more than " + BYTES_MAX + " bytes.");
        JsonNode tree = read(document);
        if (!tree.isObject()) throw new BadFilter("Filter policy must be a JSON object");
        Counter counter = new Counter();
        Node root = all(tree, scope, 1, counter);
        if (counter.keys > KEYS_MAX)
            throw new BadFilter("Filter policy can not have more than " + KEYS_MAX + " keys");
        if (counter.combinations > COMBINATIONS_MAX)
            throw new BadFilter("Filter policy is too complex");
        return new FilterPolicy(root, scope);
    }

    /** Values multiply, each property's with how deep it lies. */
    private static final class Counter {
        private int keys;
        private long combinations = 1;

        private void leaf(int values, int depth) {
            keys++;
            combinations = Math.min(combinations * values * depth, Integer.MAX_VALUE);
        }
    }

    private static JsonNode read(String document) throws BadFilter {
        try {
            return JSON.readTree(document);
        } catch (JacksonException broken) {
            throw new BadFilter("failed to parse JSON.");
        }
    }

    private static Node all(JsonNode object, Scope scope, int depth, Counter counter)
            throws BadFilter {
        Map<String, Node> properties = new HashMap<>();
        List<List<Node>> alternatives = new ArrayList<>();
        for (String name : object.propertyNames()) {
            JsonNode value = object.get(name);
            if (name.equals(OR) && value.isArray() && value.size() > 1 && objects(value))
                alternatives.add(either(value, scope, depth, counter));
            else if (value.isObject() && scope == Scope.BODY) {
                if (value.isEmpty()) throw new BadFilter("Empty objects are not allowed");
                properties.put(name, all(value, scope, depth + 1, counter));
            } else properties.put(name, leaf(name, value, depth, counter));
        }
        return new Node.All(properties, alternatives);
    }

    private static boolean objects(JsonNode array) {
        for (JsonNode one : array) {
            boolean operator =
                    one.size() == 1
                            && List.of("prefix", "suffix", "numeric", "exists", "anything-but")
                                    .contains(one.propertyNames().iterator().next());
            if (!one.isObject() || operator) return false;
        }
        return true;
    }

    private static List<Node> either(JsonNode array, Scope scope, int depth, Counter counter)
            throws BadFilter {
        List<Node> either = new ArrayList<>();
        for (JsonNode one : array) either.add(all(one, scope, depth, counter));
        return either;
    }

    private static Node leaf(String name, JsonNode value, int depth, Counter counter)
            throws BadFilter {
        if (!value.isArray())
            throw new BadFilter("\"%s\" must be an object or an array".formatted(name));
        if (value.isEmpty()) throw new BadFilter("Empty arrays are not allowed");
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode one : value) conditions.add(Conditions.of(one));
        counter.leaf(conditions.size(), depth);
        return new Node.Leaf(conditions);
    }

    /**
     * @param message as published; a policy over bodies accepts none that is no JSON object
     */
    public boolean accepts(Map<String, Attribute> attributes, String message) {
        return switch (scope) {
            case ATTRIBUTES -> holds(root, document(attributes));
            case BODY -> {
                try {
                    JsonNode body = read(message);
                    yield body.isObject() && holds(root, body);
                } catch (BadFilter noJson) {
                    yield false;
                }
            }
        };
    }

    /** Attributes as one JSON object; bytes are in no filter's reach. */
    private static JsonNode document(Map<String, Attribute> attributes) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        attributes.forEach((name, attribute) -> {
            String type = attribute.type();
            if (type.equals("String.Array") || type.startsWith("Number")) {
                try {
                    document.set(name, read(attribute.value()));
                } catch (BadFilter asText) {
                    document.put(name, attribute.value());
                }
            } else if (type.startsWith("String")) document.put(name, attribute.value());
        });
        return document;
    }

    private static boolean holds(Node node, JsonNode object) {
        return switch (node) {
            case Node.All all ->
                    all.properties().entrySet().stream()
                                    .allMatch(p -> holds(p.getKey(), p.getValue(), object))
                            && all.alternatives().stream()
                                    .allMatch(either ->
                                            either.stream().anyMatch(n -> holds(n, object)));
            case Node.Leaf leaf -> matches(leaf, object);
        };
    }

    private static boolean holds(String name, Node node, JsonNode object) {
        JsonNode value = object.get(name);
        return switch (node) {
            case Node.Leaf leaf -> value == null ? absent(leaf) : matches(leaf, value);
            case Node.All all ->
                    value == null
                            ? holds(all, JsonNodeFactory.instance.objectNode())
                            : objectsIn(value).stream().anyMatch(inner -> holds(all, inner));
        };
    }

    private static boolean absent(Node.Leaf leaf) {
        return leaf.conditions().contains(new Condition.Exists(false));
    }

    private static boolean matches(Node.Leaf leaf, JsonNode value) {
        List<JsonNode> values = scalars(value);
        return leaf.conditions().stream()
                .anyMatch(condition -> values.stream().anyMatch(condition::accepts));
    }

    private static List<JsonNode> scalars(JsonNode value) {
        if (value.isObject()) return List.of();
        if (!value.isArray()) return List.of(value);
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode one : value) all.addAll(scalars(one));
        return all;
    }

    private static List<JsonNode> objectsIn(JsonNode value) {
        if (value.isObject()) return List.of(value);
        List<JsonNode> all = new ArrayList<>();
        if (value.isArray()) for (JsonNode one : value) all.addAll(objectsIn(one));
        return all;
    }
}
