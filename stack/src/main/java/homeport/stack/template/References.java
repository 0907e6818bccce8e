package homeport.stack.template;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a piece of a template refers to, without resolving it.
 *
 * @param names of {@code Ref} and {@code Fn::Sub}: parameters, pseudo parameters, resources
 * @param attributes resources of which an attribute is asked, with the attributes
 */
record References(
        Set<String> names,
        Map<String, Set<String>> attributes,
        Set<String> conditions,
        Set<String> mappings) {
    static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!{}][^{}]*)}");

    /** Every branch of every {@code Fn::If}. */
    static References of(JsonNode node) {
        return of(node, Map.of());
    }

    static References of(JsonNode node, Map<String, Boolean> chosen) {
        References found =
                new References(
                        new LinkedHashSet<>(),
                        new LinkedHashMap<>(),
                        new LinkedHashSet<>(),
                        new LinkedHashSet<>());
        found.walk(node, chosen);
        return found;
    }

    /** All names that can be a resource's. */
    Set<String> resources() {
        Set<String> all = new LinkedHashSet<>(names);
        all.addAll(attributes.keySet());
        return all;
    }

    private void walk(JsonNode node, Map<String, Boolean> chosen) {
        if (node.isArray()) node.forEach(one -> walk(one, chosen));
        if (!node.isObject()) return;
        if (node.size() == 1) {
            Map.Entry<String, JsonNode> only = node.properties().iterator().next();
            JsonNode value = only.getValue();
            switch (only.getKey()) {
                case "Ref" -> value.stringValueOpt().ifPresent(names::add);
                case "Fn::GetAtt" -> attribute(value);
                case "Fn::Sub" -> sub(value);
                case "Fn::If" -> {
                    branches(value, chosen);
                    return;
                }
                case "Fn::FindInMap" -> {
                    if (value.path(0).isString()) mappings.add(value.path(0).stringValue());
                }
                default -> {}
            }
        }
        node.values().forEach(one -> walk(one, chosen));
    }

    private void branches(JsonNode value, Map<String, Boolean> chosen) {
        String condition = value.path(0).asString("");
        conditions.add(condition);
        Boolean holds = chosen.get(condition);
        if (!Boolean.FALSE.equals(holds)) walk(value.path(1), chosen);
        if (!Boolean.TRUE.equals(holds)) walk(value.path(2), chosen);
    }

    private void attribute(JsonNode value) {
        if (value.isString()) {
            String text = value.stringValue();
            int dot = text.indexOf('.');
            if (dot > 0) add(text.substring(0, dot), text.substring(dot + 1));
        } else if (value.path(0).isString())
            add(value.path(0).stringValue(), value.path(1).asStringOpt().orElse("?"));
    }

    private void sub(JsonNode value) {
        boolean alone = value.isString();
        JsonNode given = value.path(1);
        variables(
                alone ? value.stringValue() : value.path(0).asStringOpt().orElse(""),
                (name, attribute) -> {
                    boolean own =
                            !alone
                                    && given.has(
                                            attribute.isEmpty() ? name : name + "." + attribute);
                    if (own) return;
                    if (attribute.isEmpty()) names.add(name);
                    else add(name, attribute);
                });
    }

    private void add(String resource, String attribute) {
        attributes.computeIfAbsent(resource, key -> new LinkedHashSet<>()).add(attribute);
    }

    /** Tells each variable of a text of {@code Fn::Sub}, with its attribute or none. */
    static void variables(String text, BiConsumer<String, String> seen) {
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1).strip();
            int dot = name.indexOf('.');
            if (dot < 0) seen.accept(name, "");
            else seen.accept(name.substring(0, dot), name.substring(dot + 1));
        }
    }
}
