package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Conditions, and the assertions of rules: functions that come to true or false. */
final class Conditions {
    private static final int OPERANDS_MAX = 10;

    private final Evaluation evaluation;

    Conditions(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    /**
     * @throws AwsException {@code ValidationError}: it is no condition
     */
    boolean decide(JsonNode node) {
        if (node.isBoolean()) return node.booleanValue();
        if (node.isString() && List.of("true", "false").contains(node.stringValue()))
            return node.stringValue().equals("true");
        if (!node.isObject() || node.size() != 1)
            throw Fault.template("%s is not a condition", Show.shorten(node));
        Map.Entry<String, JsonNode> only = node.properties().iterator().next();
        JsonNode value = only.getValue();
        return switch (only.getKey()) {
            case "Condition" -> evaluation.holds(value.asString(""));
            case "Fn::And" -> operands(value, "And", 2).stream().allMatch(this::decide);
            case "Fn::Or" -> operands(value, "Or", 2).stream().anyMatch(this::decide);
            case "Fn::Not" -> {
                if (!value.isArray() || value.size() != 1)
                    throw Fault.template("every Fn::Not object requires one condition");
                yield !decide(value.get(0));
            }
            case "Fn::Equals" -> equal(value);
            case "Fn::Contains" -> {
                List<String> texts = texts(value.path(0), "Fn::Contains");
                yield texts.contains(evaluation.text(value.path(1)));
            }
            case "Fn::EachMemberEquals" -> {
                String wanted = evaluation.text(value.path(1));
                yield texts(value.path(0), "Fn::EachMemberEquals").stream()
                        .allMatch(wanted::equals);
            }
            case "Fn::EachMemberIn" ->
                    texts(value.path(1), "Fn::EachMemberIn")
                            .containsAll(texts(value.path(0), "Fn::EachMemberIn"));
            case "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll" ->
                    throw Fault.template("%s is not supported by Homeport", only.getKey());
            default -> throw Fault.template("%s is not a condition", Show.shorten(node));
        };
    }

    private static List<JsonNode> operands(JsonNode value, String name, int least) {
        if (!value.isArray() || value.size() < least || value.size() > OPERANDS_MAX)
            throw Fault.template(
                    "every Fn::%s object requires a list of at least %d and at most %d boolean parameters.",
                    name, least, OPERANDS_MAX);
        return List.copyOf(value.values());
    }

    private boolean equal(JsonNode value) {
        if (!value.isArray() || value.size() != 2)
            throw Fault.template("every Fn::Equals object requires a list of 2 string parameters.");
        return same(evaluation.resolve(value.get(0)), evaluation.resolve(value.get(1)));
    }

    private static boolean same(JsonNode one, JsonNode other) {
        if (one.isContainer() || other.isContainer()) return one.equals(other);
        return one.asString("").equals(other.asString(""));
    }

    private List<String> texts(JsonNode node, String function) {
        JsonNode value = evaluation.resolve(node);
        if (!value.isArray()) throw Fault.template("%s requires a list of strings", function);
        return value.valueStream().map(JsonNode::asString).toList();
    }
}
