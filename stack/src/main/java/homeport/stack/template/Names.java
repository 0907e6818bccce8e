package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Whether every name in a template is one of something, and nothing depends on itself. */
final class Names {
    private final Template template;

    Names(Template template) {
        this.template = template;
    }

    /**
     * @throws AwsException {@code ValidationError}
     */
    void check() {
        for (String name : template.parameters().keySet())
            if (template.resources().containsKey(name))
                throw Fault.format("Duplicate name %s: a parameter and a resource have it.", name);
        resources();
        outputs();
        conditions();
        mappings();
        cycles(template.needs(template.resources().keySet(), Map.of()));
    }

    private void resources() {
        Set<String> unresolved = new TreeSet<>();
        for (Resource resource : template.resources().values()) {
            References found = References.of(resource.properties());
            resource.metadata().map(References::of).ifPresent(meta -> unresolved(meta, unresolved));
            unresolved(found, unresolved);
            for (String name : resource.dependsOn())
                if (!template.resources().containsKey(name)) unresolved.add(name);
            known(found);
            resource.condition().ifPresent(this::condition);
        }
        told(unresolved, "Resources");
    }

    private void outputs() {
        Set<String> unresolved = new TreeSet<>();
        for (Output output : template.outputs().values()) {
            References found = References.of(output.value());
            unresolved(found, unresolved);
            known(found);
            output.export().map(References::of).ifPresent(of -> unresolved(of, unresolved));
            output.condition().ifPresent(this::condition);
        }
        told(unresolved, "Outputs");
    }

    private void unresolved(References found, Set<String> unresolved) {
        for (String name : found.names())
            if (!Pseudo.NAMES.contains(name)
                    && !template.parameters().containsKey(name)
                    && !template.resources().containsKey(name)) unresolved.add(name);
        found.attributes()
                .forEach((resource, attributes) -> {
                    if (!template.resources().containsKey(resource)) unresolved.add(resource);
                });
    }

    private static void told(Set<String> unresolved, String block) {
        if (!unresolved.isEmpty())
            throw Fault.format(
                    "Unresolved resource dependencies [%s] in the %s block of the template",
                    String.join(", ", unresolved), block);
    }

    private void known(References found) {
        found.conditions().forEach(this::condition);
        for (String mapping : found.mappings())
            if (!template.mappings().has(mapping))
                throw Fault.template("Unable to get mapping for %s", mapping);
    }

    private void condition(String name) {
        if (!template.conditions().has(name))
            throw Fault.format(
                    "Unresolved condition dependency %s in the template. It is not in the Conditions block.",
                    name);
    }

    private void conditions() {
        template.conditions()
                .forEachEntry((name, node) -> {
                    conditionsOf(node).forEach(this::condition);
                    References found = References.of(node);
                    Set<String> wrong = new TreeSet<>(found.attributes().keySet());
                    for (String ref : found.names())
                        if (!Pseudo.NAMES.contains(ref) && !template.parameters().containsKey(ref))
                            wrong.add(ref);
                    if (!wrong.isEmpty())
                        throw Fault.format(
                                "Unresolved dependencies [%s]. Cannot reference resources in the Conditions block of the template",
                                String.join(", ", wrong));
                    walk(name, new ArrayList<>());
                });
    }

    private void walk(String condition, List<String> path) {
        if (path.contains(condition))
            throw Fault.format("Circular dependency between conditions: %s", path);
        path.add(condition);
        for (String next : conditionsOf(template.conditions().get(condition))) {
            condition(next);
            walk(next, path);
        }
        path.removeLast();
    }

    /** Those that a condition names, by {@code Condition} or {@code Fn::If}. */
    private static Set<String> conditionsOf(JsonNode node) {
        Set<String> names = new HashSet<>(References.of(node).conditions());
        collect(node, names);
        return names;
    }

    private static void collect(JsonNode node, Set<String> names) {
        if (node.isObject() && node.size() == 1 && node.path("Condition").isString())
            names.add(node.path("Condition").stringValue());
        node.values().forEach(one -> collect(one, names));
    }

    private void mappings() {
        template.mappings()
                .forEachEntry((name, node) -> {
                    if (!node.isObject())
                        throw Fault.format("Every Mappings member must be an object (%s).", name);
                    node.forEachEntry((key, inner) -> {
                        if (!inner.isObject())
                            throw Fault.format(
                                    "Every Mappings attribute must be an object (%s.%s).",
                                    name, key);
                    });
                });
    }

    private static void cycles(Map<String, Set<String>> needs) {
        List<String> round = Order.round(needs);
        if (!round.isEmpty())
            throw Fault.validation(
                    "Circular dependency between resources: [%s]"
                            .formatted(String.join(", ", round)));
    }
}
