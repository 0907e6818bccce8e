package homeport.stack.template;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a stack says of itself; functions are not resolved.
 *
 * @param export the name under which other stacks import it
 */
public record Output(
        String name,
        JsonNode value,
        Optional<JsonNode> export,
        Optional<String> description,
        Optional<String> condition) {
    static Output of(String name, JsonNode node) {
        if (!(node instanceof ObjectNode object))
            throw Fault.format("[/Outputs/%s] Every Outputs member must be an object.", name);
        if (!object.has("Value"))
            throw Fault.format("Output %s is malformed. It has no Value.", name);
        JsonNode export = object.path("Export");
        if (!export.isMissingNode() && !export.has("Name"))
            throw Fault.format("Output %s is malformed. Its Export has no Name.", name);
        return new Output(
                name,
                object.get("Value"),
                export.isMissingNode() ? Optional.empty() : Optional.of(export.get("Name")),
                object.optional("Description")
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue),
                object.optional("Condition").filter(JsonNode::isString).map(JsonNode::stringValue));
    }
}
