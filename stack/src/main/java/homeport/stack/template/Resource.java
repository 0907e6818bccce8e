package homeport.stack.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource as its template asks for it; functions are not resolved.
 *
 * @param condition it is made only when this one holds
 * @param deletion when it leaves the stack
 * @param deletionSaid the template says so; else its type decides
 * @param replacement when an update makes another in its place
 */
public record Resource(
        String logicalId,
        String type,
        ObjectNode properties,
        Optional<String> condition,
        List<String> dependsOn,
        Retention deletion,
        boolean deletionSaid,
        Retention replacement,
        Optional<JsonNode> metadata) {
    private static final Set<String> ATTRIBUTES =
            Set.of(
                    "Type",
                    "Properties",
                    "Condition",
                    "DependsOn",
                    "DeletionPolicy",
                    "UpdateReplacePolicy",
                    "Metadata",
                    "Description");

    public Resource {
        dependsOn = List.copyOf(dependsOn);
    }

    static Resource of(String id, JsonNode node) {
        if (!id.matches("[A-Za-z0-9]{1,255}"))
            throw Fault.format(
                    "Resource name %s is non alphanumeric or longer than 255 characters.", id);
        if (!(node instanceof ObjectNode object))
            throw Fault.format("[/Resources/%s] resource definition is malformed", id);
        for (String name : object.propertyNames())
            if (!ATTRIBUTES.contains(name))
                throw Fault.validation(
                        "Invalid template resource property '%s' of resource %s; allowed are %s"
                                .formatted(name, id, ATTRIBUTES.stream().sorted().toList()));
        JsonNode type = object.path("Type");
        if (!type.isString())
            throw Fault.format(
                    "[/Resources/%s] Every Resources object must contain a Type member.", id);
        JsonNode properties = object.path("Properties");
        if (!properties.isMissingNode() && !properties.isNull() && !properties.isObject())
            throw Fault.format("[/Resources/%s/Properties] must be an object", id);
        return new Resource(
                id,
                type.stringValue(),
                properties instanceof ObjectNode o ? o : JsonNodeFactory.instance.objectNode(),
                object.optional("Condition").map(c -> text(id, "Condition", c)),
                names(id, object.path("DependsOn")),
                Retention.of(id, "DeletionPolicy", object.path("DeletionPolicy")),
                object.has("DeletionPolicy"),
                Retention.of(id, "UpdateReplacePolicy", object.path("UpdateReplacePolicy")),
                object.optional("Metadata"));
    }

    private static String text(String id, String attribute, JsonNode node) {
        if (node.isString()) return node.stringValue();
        throw Fault.format("Every %s member must be a string (resource %s).", attribute, id);
    }

    private static List<String> names(String id, JsonNode node) {
        if (node.isMissingNode()) return List.of();
        if (!node.isArray()) return List.of(text(id, "DependsOn", node));
        List<String> names = new ArrayList<>();
        for (JsonNode one : node) names.add(text(id, "DependsOn", one));
        return names;
    }
}
