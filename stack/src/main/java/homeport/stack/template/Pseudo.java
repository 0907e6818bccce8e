package homeport.stack.template;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** Pseudo parameters: what every template may refer to. */
public record Pseudo(
        String region,
        String account,
        String stackId,
        String stackName,
        List<String> notificationArns) {
    static final String NO_VALUE = "AWS::NoValue";

    static final Set<String> NAMES =
            Set.of(
                    "AWS::AccountId",
                    "AWS::NotificationARNs",
                    NO_VALUE,
                    "AWS::Partition",
                    "AWS::Region",
                    "AWS::StackId",
                    "AWS::StackName",
                    "AWS::URLSuffix");

    Optional<JsonNode> value(String name) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (name) {
            case "AWS::AccountId" -> Optional.of(nodes.stringNode(account));
            case "AWS::NotificationARNs" -> {
                ArrayNode all = nodes.arrayNode();
                notificationArns.forEach(all::add);
                yield Optional.of(all);
            }
            case NO_VALUE -> Optional.of(MissingNode.getInstance());
            case "AWS::Partition" -> Optional.of(nodes.stringNode("aws"));
            case "AWS::Region" -> Optional.of(nodes.stringNode(region));
            case "AWS::StackId" -> Optional.of(nodes.stringNode(stackId));
            case "AWS::StackName" -> Optional.of(nodes.stringNode(stackName));
            case "AWS::URLSuffix" -> Optional.of(nodes.stringNode("amazonaws.com"));
            default -> Optional.empty();
        };
    }
}
