package homeport.aws.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of a model that is read on first use. Shape of the resource: {@code operations} by name
 * ({@code in}, {@code wrap}, and on the REST wire {@code http}), {@code errors} by shape ({@code
 * code}, {@code status}), {@code shapes} by name; a member is the name of its shape, after {@code
 * !} when it is required.
 */
record Detail(
        Map<String, Operation> operations,
        Map<String, ModelError> errors,
        Map<String, Shape> shapes) {
    record Operation(Optional<String> input, Optional<String> wrapper, Optional<HttpForm> http) {
        private static final Operation NONE =
                new Operation(Optional.empty(), Optional.empty(), Optional.empty());
    }

    Operation operation(String action) {
        return operations.getOrDefault(action, Operation.NONE);
    }

    /**
     * @param actions those whose shapes are kept
     */
    static Detail read(String service, Set<String> actions) {
        try (InputStream in = Detail.class.getResourceAsStream(service + ".json.gz")) {
            JsonNode root = JsonMapper.shared().readTree(new GZIPInputStream(in));
            Map<String, Operation> operations =
                    root.get("operations")
                            .propertyStream()
                            .collect(Collectors.toMap(Map.Entry::getKey, Detail::operation));
            return new Detail(
                    Map.copyOf(operations),
                    errors(root.get("errors")),
                    shapes(root.get("shapes"), operations, actions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation operation(Map.Entry<String, JsonNode> entry) {
        if (entry.getValue().isEmpty()) return Operation.NONE;
        return new Operation(
                text(entry.getValue(), "in"),
                text(entry.getValue(), "wrap"),
                text(entry.getValue(), "http").map(HttpForm::parse));
    }

    private static Map<String, ModelError> errors(JsonNode node) {
        var errors = new HashMap<String, ModelError>();
        node.propertyStream()
                .forEach(entry -> {
                    JsonNode value = entry.getValue();
                    String code = value.get("code").asString();
                    int status = value.get("status").asInt();
                    var error = new ModelError(code, entry.getKey(), status);
                    errors.putIfAbsent(code, error);
                    errors.put(entry.getKey(), error);
                });
        return Map.copyOf(errors);
    }

    private static Map<String, Shape> shapes(
            JsonNode node, Map<String, Operation> operations, Set<String> actions) {
        var shapes = new HashMap<String, Shape>();
        var open = new ArrayDeque<String>();
        for (String action : actions)
            operations.getOrDefault(action, Operation.NONE).input().ifPresent(open::add);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (shapes.containsKey(name)) continue;
            Shape shape = shape(node.get(name));
            shapes.put(name, shape);
            shape.members().values().forEach(member -> member.shape().ifPresent(open::push));
            shape.element().ifPresent(open::push);
            shape.key().ifPresent(open::push);
            shape.value().ifPresent(open::push);
        }
        return Map.copyOf(shapes);
    }

    private static Shape shape(JsonNode node) {
        List<String> allowed = node.path("enum").valueStream().map(JsonNode::asString).toList();
        Map<String, Shape.Member> members =
                node.path("members")
                        .propertyStream()
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Detail::member));
        return new Shape(
                number(node, "min"),
                number(node, "max"),
                text(node, "pattern").map(pattern -> Pattern.compile(pattern, Pattern.DOTALL)),
                allowed,
                node.has("sensitive"),
                members,
                text(node, "member"),
                text(node, "key"),
                text(node, "value"));
    }

    private static Shape.Member member(Map.Entry<String, JsonNode> entry) {
        String text = entry.getValue().asString();
        String shape = text.startsWith("!") ? text.substring(1) : text;
        return new Shape.Member(
                text.startsWith("!"), shape.isEmpty() ? Optional.empty() : Optional.of(shape));
    }

    private static Optional<Double> number(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.get(field).asDouble()) : Optional.empty();
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.get(field).asString()) : Optional.empty();
    }
}
