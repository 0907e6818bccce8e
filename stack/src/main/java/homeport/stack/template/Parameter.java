package homeport.stack.template;

import homeport.aws.AwsException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A parameter as its template declares it.
 *
 * @param fallback the {@code Default}
 * @param noEcho its value is shown to nobody
 */
public record Parameter(
        String name,
        ParameterType type,
        Optional<String> fallback,
        boolean noEcho,
        Optional<String> description,
        List<String> allowedValues,
        Optional<String> allowedPattern,
        Optional<Integer> minLength,
        Optional<Integer> maxLength,
        Optional<BigDecimal> minValue,
        Optional<BigDecimal> maxValue,
        Optional<String> constraint) {
    /** Source: "Understand CloudFormation quotas". */
    static final int VALUE_BYTES_MAX = 4096;

    public Parameter {
        allowedValues = List.copyOf(allowedValues);
    }

    static Parameter of(String name, JsonNode node) {
        if (!name.matches("[A-Za-z0-9]{1,255}"))
            throw Fault.format("Parameter name %s is non alphanumeric.", name);
        if (!(node instanceof ObjectNode object))
            throw Fault.format("Every Parameters member must be an object (%s).", name);
        JsonNode type = object.path("Type");
        if (!type.isString())
            throw Fault.format("Every Parameters object must contain a Type member (%s).", name);
        return new Parameter(
                name,
                ParameterType.of(name, type.stringValue()),
                text(object, "Default"),
                object.path("NoEcho").asString("false").equalsIgnoreCase("true"),
                text(object, "Description"),
                texts(object.path("AllowedValues")),
                text(object, "AllowedPattern"),
                text(object, "MinLength").map(Integer::valueOf),
                text(object, "MaxLength").map(Integer::valueOf),
                text(object, "MinValue").map(BigDecimal::new),
                text(object, "MaxValue").map(BigDecimal::new),
                text(object, "ConstraintDescription"));
    }

    private static Optional<String> text(ObjectNode object, String member) {
        return object.optional(member).flatMap(JsonNode::asStringOpt);
    }

    private static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        for (JsonNode one : array) all.add(one.asString());
        return all;
    }

    /**
     * @param value as given; of SSM types what the parameter store has
     * @throws AwsException {@code ValidationError} by the constraint that it breaks
     */
    void check(String value) {
        if (value.length() > VALUE_BYTES_MAX)
            throw refused("must contain at most %d characters".formatted(VALUE_BYTES_MAX));
        List<String> parts = type.list() ? type.split(value) : List.of(value);
        for (String part : parts) checkOne(part);
    }

    private void checkOne(String value) {
        if (!allowedValues.isEmpty() && !allowedValues.contains(value))
            throw constrained("must be one of AllowedValues");
        if (type.number()) checkNumber(value);
        if (minLength.isPresent() && value.length() < minLength.get())
            throw constrained("must contain at least %d characters".formatted(minLength.get()));
        if (maxLength.isPresent() && value.length() > maxLength.get())
            throw constrained("must contain at most %d characters".formatted(maxLength.get()));
        if (allowedPattern.isPresent() && !matches(value))
            throw constrained("must match pattern " + allowedPattern.get());
    }

    private boolean matches(String value) {
        try {
            return Pattern.matches(allowedPattern.get(), value);
        } catch (PatternSyntaxException wrong) {
            throw Fault.format("Parameter %s has an AllowedPattern that is no pattern.", name);
        }
    }

    private void checkNumber(String value) {
        BigDecimal number;
        try {
            number = new BigDecimal(value);
        } catch (NumberFormatException wrong) {
            throw refused("must be a number");
        }
        if (minValue.isPresent() && number.compareTo(minValue.get()) < 0)
            throw constrained("must be a number not less than " + minValue.get().toPlainString());
        if (maxValue.isPresent() && number.compareTo(maxValue.get()) > 0)
            throw constrained(
                    "must be a number not greater than " + maxValue.get().toPlainString());
    }

    private AwsException constrained(String what) {
        return refused(constraint.map(c -> "failed to satisfy constraint: " + c).orElse(what));
    }

    private AwsException refused(String what) {
        return Fault.validation("Parameter '%s' %s".formatted(name, what));
    }
}
