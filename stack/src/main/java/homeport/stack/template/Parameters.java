package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** From what a request gives to the value of every parameter. */
public final class Parameters {
    private Parameters() {}

    /**
     * A parameter's value.
     *
     * @param given text as in the request, or the default
     * @param stored what the parameter store had, of SSM types
     */
    public record Value(String given, Optional<String> stored, boolean noEcho) {
        /** As it may be shown. */
        public String shown() {
            return noEcho ? "****" : given;
        }

        public Optional<String> shownStored() {
            return stored.map(text -> noEcho ? "****" : text);
        }

        @Override
        public String toString() {
            return "Value[" + shown() + "]";
        }
    }

    /**
     * @param given by name
     * @param previous what the stack has now, for those of which the request says so
     * @param keep whose previous value counts
     * @param stored a parameter of the parameter store, by name; empty when there is none
     * @throws AwsException {@code ValidationError}
     */
    public static Map<String, Value> values(
            Template template,
            Map<String, String> given,
            Map<String, Value> previous,
            java.util.Set<String> keep,
            Function<String, Optional<String>> stored) {
        List<String> unknown = new ArrayList<>();
        for (String name : given.keySet())
            if (!template.parameters().containsKey(name)) unknown.add(name);
        for (String name : keep) if (!template.parameters().containsKey(name)) unknown.add(name);
        if (!unknown.isEmpty())
            throw Fault.validation(
                    "Parameters: %s do not exist in the template".formatted(unknown));
        Map<String, Value> values = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> unfetched = new ArrayList<>();
        for (Parameter parameter : template.parameters().values()) {
            Optional<String> text = text(parameter, given, previous, keep);
            if (text.isEmpty()) {
                missing.add(parameter.name());
                continue;
            }
            Optional<String> found = Optional.empty();
            if (parameter.type().stored() || parameter.type().named()) {
                found = stored.apply(text.get());
                if (found.isEmpty()) unfetched.add(text.get());
            }
            if (parameter.type().named()) found = Optional.empty();
            if (unfetched.isEmpty()) parameter.check(found.orElse(text.get()));
            values.put(parameter.name(), new Value(text.get(), found, parameter.noEcho()));
        }
        if (!missing.isEmpty())
            throw Fault.validation("Parameters: %s must have values".formatted(missing));
        if (!unfetched.isEmpty())
            throw Fault.validation(
                    "Unable to fetch parameters %s from parameter store for this account."
                            .formatted(unfetched));
        return values;
    }

    private static Optional<String> text(
            Parameter parameter,
            Map<String, String> given,
            Map<String, Value> previous,
            java.util.Set<String> keep) {
        String name = parameter.name();
        if (keep.contains(name)) {
            if (!previous.containsKey(name))
                throw Fault.validation(
                        "Invalid input for parameter key %s. Cannot specify usePreviousValue as true for a parameter key not in the previous template"
                                .formatted(name));
            return Optional.of(previous.get(name).given());
        }
        return Optional.ofNullable(given.get(name)).or(parameter::fallback);
    }

    /** As functions see them: texts, and arrays of texts. */
    public static Map<String, JsonNode> nodes(Template template, Map<String, Value> values) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            Parameter parameter = template.parameters().get(name);
            if (parameter == null) return;
            String text = value.stored().orElse(value.given());
            if (!parameter.type().list()) {
                nodes.put(name, JsonNodeFactory.instance.stringNode(text));
                return;
            }
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            parameter.type().split(text).forEach(list::add);
            nodes.put(name, list);
        });
        return nodes;
    }
}
