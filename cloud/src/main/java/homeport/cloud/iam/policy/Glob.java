package homeport.cloud.iam.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A text with {@code *} (any characters, also none), {@code ?} (exactly one) and variables such as
 * {@code ${aws:username}}. What a variable stands for is taken literally, wildcards included.
 * Source: IAM user guide, "IAM policy elements: Variables and tags".
 */
final class Glob {
    private static final int ANY = -1;
    private static final int ONE = -2;
    private static final int ARN_PARTS = 6;

    private sealed interface Part {
        record Fixed(int[] symbols) implements Part {}

        record Variable(String key, Optional<String> otherwise) implements Part {}
    }

    private final String text;
    private final List<Part> parts;

    private Glob(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /**
     * @param variables whether {@code ${…}} means something, which it does from version 2012-10-17
     * @throws MalformedPolicy a variable without an end
     */
    static Glob of(String text, boolean variables) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int next = variables ? text.indexOf("${", at) : -1;
            if (next < 0) next = text.length();
            if (next > at) parts.add(new Part.Fixed(symbols(text.substring(at, next))));
            if (next == text.length()) break;
            int end = text.indexOf('}', next);
            if (end < 0)
                throw new MalformedPolicy("The policy variable in %s has no end.".formatted(text));
            parts.add(variable(text.substring(next + 2, end)));
            at = end + 1;
        }
        return new Glob(text, parts);
    }

    private static Part variable(String inside) {
        if (inside.length() == 1 && "*?$".contains(inside))
            return new Part.Fixed(new int[] {inside.charAt(0)});
        int comma = inside.indexOf(',');
        if (comma < 0) return new Part.Variable(inside.strip(), Optional.empty());
        String otherwise = inside.substring(comma + 1).strip();
        if (otherwise.length() < 2 || !otherwise.startsWith("'") || !otherwise.endsWith("'"))
            throw new MalformedPolicy(
                    "The default of the policy variable ${%s} must stand in single quotes."
                            .formatted(inside));
        return new Part.Variable(
                inside.substring(0, comma).strip(),
                Optional.of(otherwise.substring(1, otherwise.length() - 1)));
    }

    private static int[] symbols(String text) {
        return text.chars().map(c -> c == '*' ? ANY : c == '?' ? ONE : c).toArray();
    }

    /** As written. */
    String text() {
        return text;
    }

    boolean matches(String subject, Facts facts, boolean ignoreCase) {
        return expand(facts).filter(symbols -> match(symbols, subject, ignoreCase)).isPresent();
    }

    /** With variables replaced; empty when one of them is not known and has no default. */
    private Optional<int[]> expand(Facts facts) {
        IntStream.Builder all = IntStream.builder();
        for (Part part : parts) {
            Optional<int[]> symbols = expand(part, facts);
            if (symbols.isEmpty()) return Optional.empty();
            for (int symbol : symbols.get()) all.add(symbol);
        }
        return Optional.of(all.build().toArray());
    }

    private static Optional<int[]> expand(Part part, Facts facts) {
        return switch (part) {
            case Part.Fixed fixed -> Optional.of(fixed.symbols());
            case Part.Variable variable ->
                    value(variable, facts).map(text -> text.chars().toArray());
        };
    }

    /** A key of several values stands for nothing in a text. */
    private static Optional<String> value(Part.Variable variable, Facts facts) {
        return facts.get(variable.key())
                .filter(values -> values.size() == 1)
                .map(List::getFirst)
                .or(variable::otherwise);
    }

    /** The text that this stands for, wildcards as characters; empty as for {@link #expand}. */
    Optional<String> literal(Facts facts) {
        return expand(facts)
                .map(symbols -> {
                    StringBuilder out = new StringBuilder();
                    for (int symbol : symbols)
                        out.append(symbol == ANY ? '*' : symbol == ONE ? '?' : (char) symbol);
                    return out.toString();
                });
    }

    /** Each of an ARN's six parts is held against its own: a star does not reach over a colon. */
    boolean matchesArn(String arn, Facts facts) {
        Optional<int[]> symbols = expand(facts);
        if (symbols.isEmpty()) return false;
        if (Arrays.equals(symbols.get(), new int[] {ANY})) return true;
        List<int[]> wanted = parts(symbols.get());
        String[] given = arn.split(":", ARN_PARTS);
        if (wanted.size() != ARN_PARTS || given.length != ARN_PARTS) return false;
        for (int part = 0; part < ARN_PARTS; part++)
            if (!match(wanted.get(part), given[part], false)) return false;
        return true;
    }

    private static List<int[]> parts(int[] symbols) {
        List<int[]> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < symbols.length && parts.size() < ARN_PARTS - 1; at++) {
            if (symbols[at] != ':') continue;
            parts.add(Arrays.copyOfRange(symbols, from, at));
            from = at + 1;
        }
        parts.add(Arrays.copyOfRange(symbols, from, symbols.length));
        return parts;
    }

    /** Goes back at most to the last star: time grows with the product of the lengths, no more. */
    private static boolean match(int[] pattern, String subject, boolean ignoreCase) {
        int p = 0;
        int s = 0;
        int star = -1;
        int resume = 0;
        while (s < subject.length()) {
            if (p < pattern.length && pattern[p] == ANY) {
                star = p++;
                resume = s;
            } else if (p < pattern.length && same(pattern[p], subject.charAt(s), ignoreCase)) {
                p++;
                s++;
            } else if (star >= 0) {
                p = star + 1;
                s = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY) p++;
        return p == pattern.length;
    }

    private static boolean same(int symbol, char c, boolean ignoreCase) {
        if (symbol == ONE || symbol == c) return true;
        return ignoreCase
                && symbol >= 0
                && Character.toLowerCase((char) symbol) == Character.toLowerCase(c);
    }

    @Override
    public String toString() {
        return text;
    }
}
