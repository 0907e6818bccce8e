package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules of a template: what must hold of its parameters. */
public final class Rules {
    private Rules() {}

    /**
     * @throws AwsException {@code ValidationError} with the descriptions of what does not hold
     */
    public static void check(Evaluation evaluation) {
        List<String> broken = new ArrayList<>();
        evaluation
                .template()
                .rules()
                .forEachEntry((name, rule) -> {
                    JsonNode condition = rule.path("RuleCondition");
                    Conditions conditions = new Conditions(evaluation);
                    if (!condition.isMissingNode() && !conditions.decide(condition)) return;
                    JsonNode assertions = rule.path("Assertions");
                    if (!assertions.isArray())
                        throw Fault.format("Rule %s has no list of Assertions.", name);
                    for (JsonNode one : assertions)
                        if (!conditions.decide(one.path("Assert")))
                            broken.add(
                                    one.path("AssertDescription")
                                            .asStringOpt()
                                            .orElse(
                                                    "the assertion of rule %s does not hold"
                                                            .formatted(name)));
                });
        if (!broken.isEmpty())
            throw Fault.validation(
                    "Template validation error: Rules: " + String.join("; ", broken));
    }
}
