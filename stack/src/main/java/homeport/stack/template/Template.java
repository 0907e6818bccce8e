package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A template that is sound in itself: sections and members are known, every name that it refers to
 * is there, nothing depends on itself.
 *
 * @param tree as read, functions in their long form
 */
public record Template(
        ObjectNode tree,
        Optional<String> description,
        Map<String, Parameter> parameters,
        ObjectNode mappings,
        ObjectNode conditions,
        ObjectNode rules,
        Map<String, Resource> resources,
        Map<String, Output> outputs,
        Optional<JsonNode> metadata,
        List<String> transforms) {
    static final String VERSION = "2010-09-09";

    /** Adds functions and nothing else; every other transform runs code that is not here. */
    static final String LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

    /** Source: "Understand CloudFormation quotas". */
    public static final int RESOURCES_MAX = 500;

    public static final int PARAMETERS_MAX = 200;
    public static final int OUTPUTS_MAX = 200;
    public static final int MAPPINGS_MAX = 200;

    /** They are all written in one commit. */
    static final int EXPORTS_MAX = 60;

    private static final int DESCRIPTION_BYTES_MAX = 1024;

    private static final Set<String> SECTIONS =
            Set.of(
                    "AWSTemplateFormatVersion",
                    "Description",
                    "Metadata",
                    "Parameters",
                    "Rules",
                    "Mappings",
                    "Conditions",
                    "Transform",
                    "Resources",
                    "Outputs",
                    "Hooks");

    /**
     * @throws AwsException {@code ValidationError}
     */
    public static Template parse(String text) {
        ObjectNode tree = TemplateReader.read(text);
        sections(tree);
        Template template =
                new Template(
                        tree,
                        description(tree.path("Description")),
                        section(tree, "Parameters", PARAMETERS_MAX, Parameter::of),
                        object(tree, "Mappings", MAPPINGS_MAX),
                        object(tree, "Conditions", Integer.MAX_VALUE),
                        object(tree, "Rules", Integer.MAX_VALUE),
                        section(tree, "Resources", RESOURCES_MAX, Resource::of),
                        section(tree, "Outputs", OUTPUTS_MAX, Output::of),
                        tree.optional("Metadata"),
                        transforms(tree.path("Transform")));
        if (template.resources.isEmpty())
            throw Fault.format("At least one Resources member must be defined.");
        long exports =
                template.outputs.values().stream().filter(one -> one.export().isPresent()).count();
        if (exports > EXPORTS_MAX)
            throw Fault.format(
                    "Number of exports, %d, is greater than maximum allowed, %d",
                    exports, EXPORTS_MAX);
        new Names(template).check();
        return template;
    }

    private static void sections(ObjectNode tree) {
        List<String> unknown =
                tree.propertyNames().stream().filter(name -> !SECTIONS.contains(name)).toList();
        if (!unknown.isEmpty())
            throw Fault.validation("Invalid template property or properties " + unknown);
        JsonNode version = tree.path("AWSTemplateFormatVersion");
        if (!version.isMissingNode() && !version.asString("").equals(VERSION))
            throw Fault.format(
                    "Template format version %s is unsupported; it is %s.", version, VERSION);
        if (tree.has("Hooks"))
            throw Fault.template("the section Hooks is not supported by Homeport");
    }

    private static Optional<String> description(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) return Optional.empty();
        if (!node.isString()) throw Fault.format("'Description' must be a string.");
        if (node.stringValue().length() > DESCRIPTION_BYTES_MAX)
            throw Fault.format("'Description' length is greater than %d.", DESCRIPTION_BYTES_MAX);
        return Optional.of(node.stringValue());
    }

    private static List<String> transforms(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) return List.of();
        List<String> names = new ArrayList<>();
        for (JsonNode one : node.isArray() ? node.values() : List.of(node)) {
            String name = one.asString("");
            if (!name.equals(LANGUAGE_EXTENSIONS))
                throw Fault.template(
                        "the transform %s is not supported by Homeport, only %s is",
                        name.isEmpty() ? one : name, LANGUAGE_EXTENSIONS);
            names.add(name);
        }
        return List.copyOf(names);
    }

    private static ObjectNode object(ObjectNode tree, String section, int most) {
        JsonNode node = tree.path(section);
        if (node.isMissingNode() || node.isNull()) return JsonNodeFactory.instance.objectNode();
        if (!(node instanceof ObjectNode object))
            throw Fault.format("[/%s] '%s' must be an object.", section, section);
        if (object.size() > most)
            throw Fault.format(
                    "Number of %s, %d, is greater than maximum allowed, %d",
                    section.toLowerCase(java.util.Locale.ROOT), object.size(), most);
        return object;
    }

    private static <T> Map<String, T> section(
            ObjectNode tree, String section, int most, BiFunction<String, JsonNode, T> read) {
        Map<String, T> all = new LinkedHashMap<>();
        object(tree, section, most)
                .forEachEntry((name, node) -> all.put(name, read.apply(name, node)));
        return java.util.Collections.unmodifiableMap(all);
    }

    /** Whether functions of AWS::LanguageExtensions may be used. */
    public boolean extended() {
        return transforms.contains(LANGUAGE_EXTENSIONS);
    }

    /** The parameters that a piece of it refers to. */
    public Set<String> parameterRefs(JsonNode node) {
        Set<String> names = new TreeSet<>(References.of(node).names());
        names.retainAll(parameters.keySet());
        return names;
    }

    /** The resources that a piece of it refers to. */
    public Set<String> resourceRefs(JsonNode node) {
        Set<String> names = new TreeSet<>(References.of(node).resources());
        names.retainAll(resources.keySet());
        return names;
    }

    /** Whether a piece of it asks for an attribute of that resource. */
    public boolean isAttribute(JsonNode node, String resource) {
        return References.of(node).attributes().containsKey(resource);
    }

    /** The types of its resources, each once. */
    public List<String> types() {
        Set<String> types = new LinkedHashSet<>();
        resources.values().forEach(resource -> types.add(resource.type()));
        return List.copyOf(types);
    }

    /**
     * What each resource needs to be there before it: what it names in {@code DependsOn} and what
     * its properties refer to.
     *
     * @param chosen which branch of an {@code Fn::If} counts, by the condition's name; all that are
     *     not in it count
     */
    public Map<String, Set<String>> needs(Set<String> present, Map<String, Boolean> chosen) {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        for (Resource resource : resources.values()) {
            if (!present.contains(resource.logicalId())) continue;
            Set<String> all = new TreeSet<>(resource.dependsOn());
            all.addAll(References.of(resource.properties(), chosen).resources());
            all.retainAll(present);
            needs.put(resource.logicalId(), all);
        }
        return needs;
    }
}
