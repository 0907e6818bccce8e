package homeport.cloud.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Terms anywhere in the text, by exact letters: {@code term}, {@code "a phrase"}, {@code
 * %expression%}; {@code -} before one excludes it. Of those with {@code ?} before one is enough,
 * when there are no others.
 */
record TermsPattern(
        List<Predicate<String>> all, List<Predicate<String>> none, List<Predicate<String>> any)
        implements FilterPattern {
    static TermsPattern parse(String text) {
        List<Predicate<String>> all = new ArrayList<>();
        List<Predicate<String>> none = new ArrayList<>();
        List<Predicate<String>> any = new ArrayList<>();
        Scanner in = new Scanner(text);
        while (in.more()) {
            boolean excluded = in.accept("-");
            boolean optional = !excluded && in.accept("?");
            Predicate<String> term = term(in);
            (excluded ? none : optional ? any : all).add(term);
        }
        return new TermsPattern(all, none, any);
    }

    private static Predicate<String> term(Scanner in) {
        if (in.isAt('"')) {
            String phrase = in.quoted();
            return message -> message.contains(phrase);
        }
        if (in.isAt('%') && in.hasAnother('%')) {
            Regex expression = Regex.of(in.expression());
            return expression::finds;
        }
        String word = in.word();
        return message -> message.contains(word);
    }

    @Override
    public boolean matches(String message) {
        for (Predicate<String> one : all) if (!one.test(message)) return false;
        for (Predicate<String> one : none) if (one.test(message)) return false;
        if (!all.isEmpty() || !none.isEmpty()) return true;
        return any.stream().anyMatch(one -> one.test(message));
    }
}
