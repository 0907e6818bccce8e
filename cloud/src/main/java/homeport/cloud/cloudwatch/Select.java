package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.math.MathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of Metrics Insights: {@code SELECT AVG(metric) FROM SCHEMA("namespace", dimension) WHERE
 * dimension = 'value' AND … GROUP BY dimension ORDER BY MAX() DESC LIMIT 10}. Source: CloudWatch
 * user guide, "Query components and syntax".
 *
 * @param matches which metrics take part
 * @param groupBy dimensions; none makes one line of all
 * @param orderBy how lines are ordered, and how many there are at most
 */
record Select(
        Statistic.Basic function,
        String metric,
        String namespace,
        Predicate<MetricId> matches,
        List<String> groupBy,
        Optional<Order> orderBy,
        int limit) {
    static final int LINES_MAX = 500;

    record Order(Statistic.Basic function, boolean descending) {}

    static boolean is(String text) {
        return text.regionMatches(true, 0, "SELECT ", 0, 7);
    }

    /**
     * @throws MathException it cannot be read
     */
    static Select parse(String text) {
        return new Reader(text).select();
    }

    private static final class Reader {
        private static final Pattern TOKEN =
                Pattern.compile(
                        "\\s*(?:\"([^\"]*)\"|'([^']*)'|(!=|<>|[(),=])|([A-Za-z0-9_./%:#-]+))");
        private final List<String> tokens = new ArrayList<>();
        private final List<Boolean> quoted = new ArrayList<>();
        private int at;

        private Reader(String text) {
            Matcher next = TOKEN.matcher(text);
            int end = 0;
            while (!text.substring(end).isBlank()) {
                if (!next.find(end) || next.start() != end)
                    throw new MathException(
                            "the query cannot be read from %d on".formatted(end + 1));
                end = next.end();
                boolean in = next.group(1) != null || next.group(2) != null;
                quoted.add(in);
                tokens.add(
                        next.group(1) != null
                                ? next.group(1)
                                : next.group(2) != null ? next.group(2) : next.group().strip());
            }
        }

        private boolean take(String word) {
            boolean is =
                    at < tokens.size() && !quoted.get(at) && tokens.get(at).equalsIgnoreCase(word);
            if (is) at++;
            return is;
        }

        private void expect(String word) {
            if (!take(word))
                throw new MathException(
                        "the query has %s where %s is needed".formatted(here(), word));
        }

        private String here() {
            return at < tokens.size() ? "'" + tokens.get(at) + "'" : "its end";
        }

        private String name() {
            boolean sign =
                    at < tokens.size() && !quoted.get(at) && "(),=!=<>".contains(tokens.get(at));
            if (at >= tokens.size() || sign)
                throw new MathException(
                        "the query has %s where a name is needed".formatted(here()));
            return tokens.get(at++);
        }

        private Statistic.Basic function() {
            String name = name().toUpperCase(Locale.ROOT);
            return switch (name) {
                case "AVG" -> Statistic.Basic.AVERAGE;
                case "COUNT" -> Statistic.Basic.SAMPLE_COUNT;
                case "MAX" -> Statistic.Basic.MAXIMUM;
                case "MIN" -> Statistic.Basic.MINIMUM;
                case "SUM" -> Statistic.Basic.SUM;
                default ->
                        throw new MathException(
                                "the query has the function %s, allowed AVG, COUNT, MAX, MIN, SUM"
                                        .formatted(name));
            };
        }

        private Select select() {
            expect("SELECT");
            Statistic.Basic function = function();
            expect("(");
            String metric = name();
            expect(")");
            expect("FROM");
            Predicate<MetricId> matches = _ -> true;
            String namespace;
            if (take("SCHEMA")) {
                expect("(");
                namespace = name();
                Set<String> dimensions = new TreeSet<>();
                while (take(",")) dimensions.add(name());
                expect(")");
                matches = one -> one.dimensions().keySet().equals(dimensions);
            } else {
                namespace = name();
            }
            if (take("WHERE")) {
                do matches = matches.and(condition());
                while (take("AND"));
            }
            List<String> groups = new ArrayList<>();
            if (take("GROUP")) {
                expect("BY");
                do groups.add(name());
                while (take(","));
            }
            Optional<Order> order = order();
            int limit = limit();
            if (at < tokens.size())
                throw new MathException("the query has an unexpected %s".formatted(here()));
            return new Select(function, metric, namespace, matches, groups, order, limit);
        }

        private Predicate<MetricId> condition() {
            String dimension = name();
            boolean equal = take("=");
            if (!equal && !take("!=") && !take("<>"))
                throw new MathException(
                        "the query has %s where = or != is needed".formatted(here()));
            String value = name();
            return metric ->
                    metric.dimensions().containsKey(dimension)
                            && metric.dimensions().get(dimension).equals(value) == equal;
        }

        private Optional<Order> order() {
            if (!take("ORDER")) return Optional.empty();
            expect("BY");
            Statistic.Basic by = function();
            expect("(");
            expect(")");
            boolean down = take("DESC");
            if (!down) take("ASC");
            return Optional.of(new Order(by, down));
        }

        private int limit() {
            if (!take("LIMIT")) return LINES_MAX;
            String number = name();
            if (!number.matches("[0-9]{1,3}") || Integer.parseInt(number) < 1)
                throw new MathException(
                        "the query has LIMIT %s, allowed 1 to %d".formatted(number, LINES_MAX));
            return Math.min(Integer.parseInt(number), LINES_MAX);
        }
    }
}
