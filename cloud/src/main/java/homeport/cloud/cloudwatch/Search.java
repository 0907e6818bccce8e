package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.math.MathException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What SEARCH looks for: {@code {Namespace,Dimension} Key="value" word AND (… OR …) NOT …}. In
 * quotes a text is the whole of what it is compared with; without them its words are among the
 * words of it, whatever the case. Source: CloudWatch user guide, "Search expression syntax".
 */
final class Search {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([{}(),=])|([^\\s{}(),=\"]+))");
    private static final Pattern WORD =
            Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[A-Z]");
    private static final int DEPTH_MAX = 50;

    private record Token(String text, boolean quoted, boolean sign) {
        boolean is(String one) {
            return sign && text.equals(one);
        }

        boolean word(String one) {
            return !quoted && !sign && text.equals(one);
        }
    }

    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private Search(String text) {
        Matcher next = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length() && !text.substring(end).isBlank()) {
            if (!next.find(end) || next.start() != end)
                throw new MathException("the search cannot be read from %d on".formatted(end + 1));
            end = next.end();
            if (next.group(1) != null)
                tokens.add(new Token(next.group(1).replaceAll("\\\\(.)", "$1"), true, false));
            else if (next.group(2) != null) tokens.add(new Token(next.group(2), false, true));
            else tokens.add(new Token(next.group(3), false, false));
        }
    }

    /**
     * @throws MathException it is no search
     */
    static Predicate<MetricId> parse(String text) {
        Search search = new Search(text);
        Predicate<MetricId> schema = search.schema();
        if (search.at == search.tokens.size()) return schema;
        Predicate<MetricId> terms = search.or(Optional.empty());
        if (search.at < search.tokens.size())
            throw new MathException(
                    "the search has an unexpected '%s'".formatted(search.peek().text()));
        return schema.and(terms);
    }

    private Token peek() {
        if (at >= tokens.size()) throw new MathException("the search ends too early");
        return tokens.get(at);
    }

    private boolean take(String sign) {
        if (at >= tokens.size() || !tokens.get(at).is(sign)) return false;
        at++;
        return true;
    }

    private boolean takeWord(String word) {
        if (at >= tokens.size() || !tokens.get(at).word(word)) return false;
        at++;
        return true;
    }

    private Predicate<MetricId> schema() {
        if (!take("{")) return _ -> true;
        List<String> names = new ArrayList<>();
        do names.add(plain());
        while (take(","));
        if (!take("}")) throw new MathException("the search's { is not closed");
        String namespace = names.getFirst();
        Set<String> dimensions = new TreeSet<>(names.subList(1, names.size()));
        return metric ->
                metric.namespace().equals(namespace)
                        && metric.dimensions().keySet().equals(dimensions);
    }

    private String plain() {
        Token token = peek();
        if (token.sign())
            throw new MathException("the search has an unexpected '%s'".formatted(token.text()));
        at++;
        return token.text();
    }

    /**
     * @param key what values are compared with; everything of the metric when empty
     */
    private Predicate<MetricId> or(Optional<String> key) {
        Predicate<MetricId> left = and(key);
        while (takeWord("OR")) left = left.or(and(key));
        return left;
    }

    private Predicate<MetricId> and(Optional<String> key) {
        Predicate<MetricId> left = not(key);
        while (at < tokens.size() && !peek().is(")") && !peek().word("OR")) {
            takeWord("AND");
            left = left.and(not(key));
        }
        return left;
    }

    private Predicate<MetricId> not(Optional<String> key) {
        if (++depth > DEPTH_MAX)
            throw new MathException("the search is nested more than %d deep".formatted(DEPTH_MAX));
        Predicate<MetricId> made =
                takeWord("NOT") ? not(key).negate() : take("(") ? group(key) : term(key);
        depth--;
        return made;
    }

    private Predicate<MetricId> group(Optional<String> key) {
        Predicate<MetricId> inner = or(key);
        if (!take(")")) throw new MathException("the search's ( is not closed");
        return inner;
    }

    private Predicate<MetricId> term(Optional<String> key) {
        Token token = peek();
        String text = plain();
        if (key.isEmpty() && take("=")) return not(Optional.of(text));
        return metric ->
                fields(metric, key)
                        .anyMatch(
                                field -> token.quoted() ? field.equals(text) : words(text, field));
    }

    /** There is one account: what asks for one by {@code :aws.AccountId} finds everything. */
    private static Stream<String> fields(MetricId metric, Optional<String> key) {
        if (key.isEmpty())
            return Stream.concat(
                    Stream.of(metric.namespace(), metric.name()),
                    metric.dimensions().entrySet().stream()
                            .flatMap(one -> Stream.of(one.getKey(), one.getValue())));
        return switch (key.get()) {
            case "Namespace" -> Stream.of(metric.namespace());
            case "MetricName" -> Stream.of(metric.name());
            default -> Stream.ofNullable(metric.dimensions().get(key.get()));
        };
    }

    private static boolean words(String asked, String field) {
        return words(field).containsAll(words(asked))
                || field.equalsIgnoreCase(asked)
                || pieces(field).contains(asked.toLowerCase(Locale.ROOT));
    }

    /** {@code CPUUtilization} is made of {@code cpu} and {@code utilization}. */
    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) words.add(word.group().toLowerCase(Locale.ROOT));
        return words;
    }

    private static Set<String> pieces(String text) {
        return Set.of(
                Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{Alnum}]+"))
                        .distinct()
                        .toArray(String[]::new));
    }
}
