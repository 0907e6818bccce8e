package homeport.cloud.logs;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Conditions on fields, as patterns of JSON and of words have them: comparisons with {@code &&},
 * {@code ||} and parentheses. A field that is not there meets none but {@code NOT EXISTS}.
 */
final class Condition {
    /** How a field is looked up in what is tested. */
    interface Fields extends Function<String, Optional<JsonNode>> {}

    private final Scanner in;

    private Condition(Scanner in) {
        this.in = in;
    }

    /** Reads one up to where it ends. */
    static Predicate<Fields> read(Scanner in) {
        return new Condition(in).any();
    }

    private Predicate<Fields> any() {
        Predicate<Fields> left = all();
        while (in.acceptNext("||")) left = left.or(all());
        return left;
    }

    private Predicate<Fields> all() {
        Predicate<Fields> left = one();
        while (in.acceptNext("&&")) left = left.and(one());
        return left;
    }

    private Predicate<Fields> one() {
        if (!in.acceptNext("(")) return comparison();
        Predicate<Fields> within = any();
        if (!in.acceptNext(")")) throw in.expected(")");
        return within;
    }

    private Predicate<Fields> comparison() {
        String field = in.bare();
        if (in.acceptWord("NOT")) {
            if (!in.acceptWord("EXISTS")) throw in.expected("EXISTS");
            return fields -> fields.apply(field).isEmpty();
        }
        Predicate<JsonNode> test = in.acceptWord("IS") ? is() : compared();
        return fields -> fields.apply(field).filter(test).isPresent();
    }

    private Predicate<JsonNode> is() {
        if (in.acceptWord("NULL")) return JsonNode::isNull;
        if (in.acceptWord("TRUE")) return node -> node.isBoolean() && node.booleanValue();
        if (in.acceptWord("FALSE")) return node -> node.isBoolean() && !node.booleanValue();
        throw in.expected("NULL, TRUE or FALSE");
    }

    private Predicate<JsonNode> compared() {
        if (in.acceptNext("!=")) {
            Predicate<JsonNode> same = equal();
            return node -> !same.test(node);
        }
        if (in.acceptNext("<=")) return number(order -> order <= 0);
        if (in.acceptNext(">=")) return number(order -> order >= 0);
        if (in.acceptNext("<")) return number(order -> order < 0);
        if (in.acceptNext(">")) return number(order -> order > 0);
        if (in.acceptNext("=")) return equal();
        throw in.expected("a comparison");
    }

    private Predicate<JsonNode> number(Predicate<Integer> order) {
        in.more();
        String text = in.bare();
        double value = number(text).orElseThrow(() -> in.expected("a number before"));
        return node ->
                number(node).filter(its -> order.test(Double.compare(its, value))).isPresent();
    }

    private Predicate<JsonNode> equal() {
        in.more();
        if (in.isAt('%')) {
            Regex expression = Regex.of(in.expression());
            return node -> expression.finds(text(node));
        }
        boolean isQuoted = in.isAt('"');
        String wanted = isQuoted ? in.quoted() : in.bare();
        Optional<Double> value = isQuoted ? Optional.empty() : number(wanted);
        if (value.isPresent())
            return node ->
                    number(node).filter(its -> its.equals(value.get())).isPresent()
                            || text(node).equals(wanted);
        return node -> fits(wanted, text(node));
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : node.isContainer() ? "" : node.toString();
    }

    private static Optional<Double> number(JsonNode node) {
        return node.isNumber() ? Optional.of(node.doubleValue()) : number(text(node));
    }

    private static Optional<Double> number(String text) {
        if (text.isEmpty() || Character.isLetter(text.charAt(text.length() - 1)))
            return Optional.empty();
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** A star stands for any letters. */
    static boolean fits(String wanted, String text) {
        String[] parts = wanted.split("\\*", -1);
        if (parts.length == 1) return wanted.equals(text);
        if (!text.startsWith(parts[0])) return false;
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], at);
            if (found < 0) return false;
            at = found + parts[i].length();
        }
        String last = parts[parts.length - 1];
        return text.length() - last.length() >= at && text.endsWith(last);
    }
}
