package homeport.cloud.cloudwatch.alarm;

import homeport.aws.AwsException;
import homeport.cloud.cloudwatch.Refusal;
import homeport.cloud.cloudwatch.alarm.Formula.And;
import homeport.cloud.cloudwatch.alarm.Formula.Constant;
import homeport.cloud.cloudwatch.alarm.Formula.In;
import homeport.cloud.cloudwatch.alarm.Formula.Not;
import homeport.cloud.cloudwatch.alarm.Formula.Or;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads {@code ALARM("a") AND (OK(b) OR NOT INSUFFICIENT_DATA(c))}. NOT binds more than AND, AND
 * more than OR. An alarm goes by its name or its ARN, in quotes when it has a space or a bracket.
 */
final class FormulaParser {
    private static final int ELEMENTS_MAX = 500;
    private static final int CHILDREN_MAX = 100;
    private static final int DEPTH_MAX = 64;

    private final String text;
    private final String arnPrefix;
    private int at;
    private int elements;

    private FormulaParser(String text, String arnPrefix) {
        this.text = text;
        this.arnPrefix = arnPrefix;
    }

    /**
     * @param arnPrefix what the ARNs of alarms that may be named begin with
     * @throws AwsException {@code ValidationError}: it is no rule; says where
     */
    static Formula parse(String text, String arnPrefix) {
        FormulaParser parser = new FormulaParser(text, arnPrefix);
        Formula formula = parser.or(0);
        parser.blanks();
        if (parser.at < text.length()) throw parser.wrong("AND or OR");
        if (formula.children().size() > CHILDREN_MAX)
            throw Refusal.validation(
                    "AlarmRule names %d alarms, allowed %d."
                            .formatted(formula.children().size(), CHILDREN_MAX));
        return formula;
    }

    private Formula or(int depth) {
        if (depth > DEPTH_MAX) throw wrong("at most %d brackets".formatted(DEPTH_MAX));
        List<Formula> any = new ArrayList<>();
        do any.add(and(depth));
        while (word("OR"));
        return any.size() == 1 ? any.getFirst() : new Or(any);
    }

    private Formula and(int depth) {
        List<Formula> all = new ArrayList<>();
        do all.add(not(depth));
        while (word("AND"));
        return all.size() == 1 ? all.getFirst() : new And(all);
    }

    private Formula not(int depth) {
        if (++elements > ELEMENTS_MAX) throw wrong("at most %d elements".formatted(ELEMENTS_MAX));
        boolean negated = false;
        while (word("NOT")) negated = !negated;
        Formula one = one(depth);
        return negated ? new Not(one) : one;
    }

    private Formula one(int depth) {
        if (word("TRUE")) return new Constant(true);
        if (word("FALSE")) return new Constant(false);
        for (State state : State.values()) {
            if (!word(state.name())) continue;
            expect('(');
            String name = name();
            expect(')');
            return new In(state, name);
        }
        expect('(');
        Formula inner = or(depth + 1);
        expect(')');
        return inner;
    }

    private String name() {
        blanks();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        boolean quoted = quote == '"' || quote == '\'';
        StringBuilder name = new StringBuilder();
        if (quoted) at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean end = quoted ? c == quote : c == ')' || Character.isWhitespace(c);
            if (end) break;
            boolean escaped = quoted && c == '\\' && at + 1 < text.length();
            if (escaped) c = text.charAt(++at);
            name.append(c);
            at++;
        }
        if (quoted) expect(quote);
        if (name.isEmpty()) throw wrong("the name or ARN of an alarm");
        return plain(name.toString());
    }

    private String plain(String name) {
        if (!name.startsWith("arn:")) return name;
        if (!name.startsWith(arnPrefix))
            throw Refusal.validation(
                    "AlarmRule names %s, which is not of this account and region.".formatted(name));
        return name.substring(arnPrefix.length());
    }

    private boolean word(String word) {
        blanks();
        int end = at + word.length();
        boolean here =
                end <= text.length()
                        && text.substring(at, end).toUpperCase(Locale.ROOT).equals(word);
        boolean whole = here && (end == text.length() || !letter(text.charAt(end)));
        if (whole) at = end;
        return whole;
    }

    private static boolean letter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private void expect(char wanted) {
        blanks();
        if (at >= text.length() || text.charAt(at) != wanted)
            throw wrong(wanted == '(' ? "a function, TRUE, FALSE or (" : String.valueOf(wanted));
        at++;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private AwsException wrong(String wanted) {
        return Refusal.validation(
                "AlarmRule is not valid at character %d: expected %s.".formatted(at + 1, wanted));
    }
}
