package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A template with its parameters: conditions decided, functions resolved. Dynamic references stay
 * as they are. Owned by one thread.
 */
public final class Evaluation {
    /**
     * Stands for what is known only when it has been made, where a change set looks ahead. A text
     * that has it in it is not known either.
     */
    public static final String UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}";

    /**
     * Characters that functions may come to, all together and each value counted once more: a few
     * lines can name a long text, or each other, so often that it fits no memory and no time.
     */
    static final int CHARACTERS_MAX = 2_000_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Template template;
    private final Pseudo pseudo;
    private final Map<String, JsonNode> parameters;
    private final Outside outside;
    private final Map<String, Boolean> conditions = new TreeMap<>();
    private int left = CHARACTERS_MAX;

    /**
     * @param parameters every parameter of the template: a text, or an array of texts
     */
    public Evaluation(
            Template template, Pseudo pseudo, Map<String, JsonNode> parameters, Outside outside) {
        this.template = template;
        this.pseudo = pseudo;
        this.parameters = Map.copyOf(parameters);
        this.outside = outside;
    }

    Template template() {
        return template;
    }

    Outside outside() {
        return outside;
    }

    Pseudo pseudo() {
        return pseudo;
    }

    /** Every condition, decided. */
    public Map<String, Boolean> conditions() {
        template.conditions().propertyNames().forEach(this::holds);
        return Map.copyOf(conditions);
    }

    boolean holds(String name) {
        Boolean known = conditions.get(name);
        if (known != null) return known;
        JsonNode node = template.conditions().path(name);
        if (node.isMissingNode())
            throw Fault.format("Unresolved condition dependency %s in the template", name);
        boolean holds = new Conditions(this).decide(node);
        conditions.put(name, holds);
        return holds;
    }

    /**
     * The resources that are to be there, in the template's order.
     *
     * @throws AwsException {@code ValidationError}: one of them refers to one that is not to be
     */
    public Set<String> present() {
        Map<String, Boolean> decided = conditions();
        Set<String> present = new LinkedHashSet<>();
        for (Resource resource : template.resources().values())
            if (resource.condition().map(this::holds).orElse(true))
                present.add(resource.logicalId());
        Set<String> absent = new LinkedHashSet<>(template.resources().keySet());
        absent.removeAll(present);
        for (String id : present) {
            Set<String> named =
                    References.of(template.resources().get(id).properties(), decided).resources();
            List<String> lost = named.stream().filter(absent::contains).sorted().toList();
            if (!lost.isEmpty()) throw unresolved(lost, "Resources");
        }
        for (Output output : outputs()) {
            Set<String> named = References.of(output.value(), decided).resources();
            List<String> lost = named.stream().filter(absent::contains).sorted().toList();
            if (!lost.isEmpty()) throw unresolved(lost, "Outputs");
        }
        return present;
    }

    private static AwsException unresolved(List<String> lost, String block) {
        return Fault.format(
                "Unresolved resource dependencies [%s] in the %s block of the template",
                String.join(", ", lost), block);
    }

    /** The outputs whose condition holds. */
    public List<Output> outputs() {
        return template.outputs().values().stream()
                .filter(output -> output.condition().map(this::holds).orElse(true))
                .toList();
    }

    /** Whom each resource waits for. */
    public Map<String, Set<String>> needs() {
        return template.needs(present(), conditions());
    }

    /** A resource's properties, without those that come to {@code AWS::NoValue}. */
    public ObjectNode properties(Resource resource) {
        ObjectNode result = NODES.objectNode();
        resource.properties().forEachEntry((name, node) -> put(result, name, resolve(node)));
        return result;
    }

    /**
     * @throws AwsException {@code ValidationError}: it does not come to a text
     */
    public String text(JsonNode node) {
        JsonNode value = resolve(node);
        if (value.isContainer() || value.isMissingNode() || value.isNull())
            throw Fault.template("%s does not come to a string", Show.shorten(node));
        return value.asString();
    }

    /** The exports that resources and outputs import. */
    public Set<String> imports() {
        Set<String> names = new LinkedHashSet<>();
        for (String id : present()) imports(template.resources().get(id).properties(), names);
        for (Output output : outputs()) imports(output.value(), names);
        return names;
    }

    private void imports(JsonNode node, Set<String> names) {
        if (node.isObject() && node.size() == 1 && node.has("Fn::ImportValue"))
            names.add(text(node.get("Fn::ImportValue")));
        else if (node.isObject() && node.size() == 1 && node.has("Fn::If")) {
            JsonNode value = node.get("Fn::If");
            imports(value.path(holds(value.path(0).asString("")) ? 1 : 2), names);
        } else node.values().forEach(one -> imports(one, names));
    }

    /** Missing for {@code AWS::NoValue}. */
    public JsonNode resolve(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            for (JsonNode one : node) {
                JsonNode value = resolve(one);
                if (!value.isMissingNode()) array.add(value);
            }
            return array;
        }
        if (!node.isObject()) return node;
        if (node.size() == 1) {
            Map.Entry<String, JsonNode> only = node.properties().iterator().next();
            String name = only.getKey();
            if (name.equals("Ref")) return counted(ref(only.getValue()));
            if (name.startsWith("Fn::"))
                return counted(new Functions(this).call(name, only.getValue()));
        }
        ObjectNode object = NODES.objectNode();
        node.forEachEntry((name, value) -> put(object, name, resolve(value)));
        return object;
    }

    /**
     * The same value, paid for.
     *
     * @throws AwsException {@code ValidationError}: functions come to more than they may
     */
    private JsonNode counted(JsonNode value) {
        count(value);
        return value;
    }

    private void count(JsonNode value) {
        left -= 1 + (value.isString() ? value.stringValue().length() : 0);
        if (left < 0)
            throw Fault.template(
                    "the functions of a template come to more than %d characters", CHARACTERS_MAX);
        for (JsonNode one : value) count(one);
    }

    private static void put(ObjectNode into, String name, JsonNode value) {
        if (!value.isMissingNode()) into.set(name, value);
    }

    JsonNode ref(JsonNode value) {
        if (!value.isString())
            throw Fault.format(
                    "All References must be of type string, not %s", Show.shorten(value));
        String name = value.stringValue();
        JsonNode parameter = parameters.get(name);
        if (parameter != null) return parameter;
        return pseudo.value(name)
                .orElseGet(() -> {
                    if (!template.resources().containsKey(name))
                        throw unresolved(List.of(name), "Resources");
                    return NODES.stringNode(outside.ref(name));
                });
    }

    JsonNode missing() {
        return MissingNode.getInstance();
    }

    /** Of those values that are not the caller's to see, a copy of the parameters without them. */
    public static Map<String, JsonNode> masked(
            Template template, Map<String, JsonNode> parameters) {
        Map<String, JsonNode> shown = new LinkedHashMap<>(parameters);
        for (Parameter parameter : template.parameters().values())
            if (parameter.noEcho() && shown.containsKey(parameter.name()))
                shown.put(parameter.name(), NODES.stringNode("****"));
        return shown;
    }

    /** All elements of an array, resolved; elements that come to nothing are left out. */
    List<JsonNode> all(JsonNode array) {
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode one : array) {
            JsonNode value = resolve(one);
            if (!value.isMissingNode()) values.add(value);
        }
        return values;
    }
}
