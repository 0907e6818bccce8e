package homeport.cloud.sns.filter;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads one element of a property's list. */
final class Conditions {
    private static final BigDecimal NUMBER_MAX = BigDecimal.valueOf(1_000_000_000);

    private Conditions() {}

    static Condition of(JsonNode node) throws BadFilter {
        if (node.isObject()) return operator(node);
        if (node.isArray())
            throw new BadFilter("Match value must be String, number, true, false, or null");
        if (node.isNumber()) number(node);
        return new Condition.Exactly(node);
    }

    private static Condition operator(JsonNode node) throws BadFilter {
        if (node.size() != 1) throw new BadFilter("Only one key allowed in match expression");
        String name = node.propertyNames().iterator().next();
        return operator(name, node.get(name));
    }

    private static Condition operator(String name, JsonNode value) throws BadFilter {
        return switch (name) {
            case "prefix" -> new Condition.Prefix(text(name, value));
            case "suffix" -> new Condition.Suffix(text(name, value));
            case "equals-ignore-case" -> new Condition.IgnoringCase(text(name, value));
            case "wildcard" -> wildcard(text(name, value));
            case "numeric" -> numeric(value);
            case "cidr" -> cidr(text(name, value));
            case "exists" -> {
                if (!value.isBoolean())
                    throw new BadFilter("exists match pattern must be either true or false.");
                yield new Condition.Exists(value.asBoolean());
            }
            case "anything-but" -> anythingBut(value);
            default -> throw new BadFilter("Unrecognized match type " + name);
        };
    }

    private static Condition anythingBut(JsonNode value) throws BadFilter {
        List<Condition> unwanted = new ArrayList<>();
        if (value.isObject()) {
            String name = value.size() == 1 ? value.propertyNames().iterator().next() : "";
            if (!List.of("prefix", "suffix", "wildcard", "equals-ignore-case").contains(name))
                throw new BadFilter(
                        "anything-but takes values, or prefix, suffix, wildcard or"
                                + " equals-ignore-case");
            JsonNode inner = value.get(name);
            if (!inner.isArray()) unwanted.add(operator(name, inner));
            else for (JsonNode one : inner) unwanted.add(operator(name, one));
        } else if (value.isArray()) {
            for (JsonNode one : value) {
                if (one.isObject() || one.isArray())
                    throw new BadFilter("anything-but lists texts and numbers");
                unwanted.add(of(one));
            }
        } else unwanted.add(of(value));
        if (unwanted.isEmpty()) throw new BadFilter("Empty arrays are not allowed");
        return new Condition.AnythingBut(unwanted);
    }

    private static Condition wildcard(String text) throws BadFilter {
        if (text.contains("**"))
            throw new BadFilter("Consecutive wildcard characters are not allowed");
        return new Condition.Wildcard(Arrays.asList(text.split("\\*", -1)));
    }

    private static Condition numeric(JsonNode value) throws BadFilter {
        if (!value.isArray() || value.isEmpty() || value.size() > 4 || value.size() % 2 != 0)
            throw new BadFilter("Value of numeric must be an array of one or two comparisons.");
        Optional<Condition.Range.Bound> low = Optional.empty();
        Optional<Condition.Range.Bound> high = Optional.empty();
        for (int i = 0; i < value.size(); i += 2) {
            String operator = value.get(i).asString("");
            BigDecimal number = number(value.get(i + 1));
            boolean inclusive = operator.endsWith("=");
            var bound = Optional.of(new Condition.Range.Bound(number, inclusive));
            switch (operator) {
                case "=" -> {
                    if (value.size() > 2) throw new BadFilter("Too many elements in numeric");
                    return new Condition.Range(bound, bound);
                }
                case ">", ">=" -> low = low.isEmpty() ? bound : twice(operator);
                case "<", "<=" -> high = high.isEmpty() ? bound : twice(operator);
                default -> throw new BadFilter("Unrecognized numeric range operator: " + operator);
            }
        }
        if (low.isPresent() && high.isPresent() && low.get().at().compareTo(high.get().at()) >= 0)
            throw new BadFilter("Bottom must be less than top");
        return new Condition.Range(low, high);
    }

    private static Optional<Condition.Range.Bound> twice(String operator) throws BadFilter {
        throw new BadFilter("The operator " + operator + " is there twice.");
    }

    private static BigDecimal number(JsonNode node) throws BadFilter {
        if (!node.isNumber()) throw new BadFilter("Value of a comparison must be numeric");
        BigDecimal number = node.decimalValue();
        if (number.abs().compareTo(NUMBER_MAX) > 0)
            throw new BadFilter("Value must be between -1.0E9 and +1.0E9, inclusive");
        return number;
    }

    private static Condition cidr(String text) throws BadFilter {
        int slash = text.indexOf('/');
        try {
            InetAddress network =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = network.getAddress().length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > most) throw new BadFilter("Malformed CIDR, mask bits " + bits);
            return new Condition.Within(network, bits);
        } catch (IllegalArgumentException malformed) {
            throw new BadFilter("Malformed CIDR: " + text);
        }
    }

    private static String text(String operator, JsonNode value) throws BadFilter {
        if (!value.isString()) throw new BadFilter(operator + " match pattern must be a string");
        return value.asString();
    }
}
