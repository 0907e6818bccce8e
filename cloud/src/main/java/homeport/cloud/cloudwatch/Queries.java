package homeport.cloud.cloudwatch;

import homeport.aws.AwsException;
import homeport.cloud.cloudwatch.math.Formula;
import homeport.cloud.cloudwatch.math.MathException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/**
 * Lists of queries as requests and alarms bring them: checked once, then answered for any time.
 * Source: CloudWatch API reference, "MetricDataQuery".
 */
public final class Queries {
    private static final Pattern ID = Pattern.compile("[a-z][a-zA-Z0-9_]*");
    private static final int PERIOD_DEFAULT = 300;

    private final Metrics metrics;
    private final Counters counters;

    public Queries(Metrics metrics, Counters counters) {
        this.metrics = metrics;
        this.counters = counters;
    }

    /** One that was checked. */
    sealed interface Query {
        MetricDataQuery given();

        default boolean returned() {
            return !Boolean.FALSE.equals(given().returnData());
        }

        record OfMetric(
                MetricDataQuery given,
                MetricId metric,
                Statistic statistic,
                Optional<String> unit,
                int period)
                implements Query {}

        record OfMath(MetricDataQuery given, Formula formula, int period) implements Query {}

        record OfSelect(MetricDataQuery given, Select select, int period) implements Query {}
    }

    /** By id, in the order given. */
    public static final class Checked {
        private final Map<String, Query> byId;

        private Checked(Map<String, Query> byId) {
            this.byId = byId;
        }

        Map<String, Query> byId() {
            return byId;
        }

        /** The shortest period of its metrics; 300 s when it has none. */
        public int period() {
            return shortest(
                    byId.values().stream()
                            .filter(Query.OfMetric.class::isInstance)
                            .map(Query.OfMetric.class::cast)
                            .toList());
        }
    }

    /**
     * @param list what messages call it: {@code MetricDataQueries}, or {@code Metrics} of an alarm
     * @throws AwsException one of them cannot be; the message says which and why
     */
    public static Checked check(String list, List<MetricDataQuery> queries) {
        Map<String, Query.OfMetric> ofMetrics = new LinkedHashMap<>();
        Set<String> ids = new HashSet<>();
        int number = 1;
        for (MetricDataQuery one : queries) {
            String path = list + ".member." + number++ + ".";
            if (!ID.matcher(one.id()).matches())
                throw Refusal.validation(
                        "The value %s for parameter %sId is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
                                .formatted(one.id(), path));
            if (!ids.add(one.id()))
                throw Refusal.validation(
                        "The values for parameter id in %s are not unique: %s."
                                .formatted(list, one.id()));
            if (one(path, one)) ofMetrics.put(one.id(), metric(path, one));
        }
        int shortest = shortest(ofMetrics.values());
        Map<String, Query> byId = new LinkedHashMap<>();
        for (MetricDataQuery one : queries) {
            boolean metric = ofMetrics.containsKey(one.id());
            byId.put(one.id(), metric ? ofMetrics.get(one.id()) : expression(one, shortest));
        }
        Set<String> known = new HashSet<>();
        byId.values().forEach(query -> acyclic(query, byId, new HashSet<>(), known));
        return new Checked(byId);
    }

    private static int shortest(Collection<Query.OfMetric> metrics) {
        return metrics.stream().mapToInt(Query.OfMetric::period).min().orElse(PERIOD_DEFAULT);
    }

    /** Whether it is of one metric, else it is an expression. */
    private static boolean one(String path, MetricDataQuery query) {
        boolean metric = query.metricStat() != null;
        if (metric == (query.expression() != null))
            throw Refusal.validation(
                    "Exactly one of the parameters %sMetricStat and %sExpression must be given."
                            .formatted(path, path));
        if (!metric && query.period() != null && !Window.allowed(query.period()))
            throw period(path + "Period", query.period());
        return metric;
    }

    private static Query.OfMetric metric(String path, MetricDataQuery query) {
        MetricStat stat = query.metricStat();
        if (!Window.allowed(stat.period())) throw period(path + "MetricStat.Period", stat.period());
        if (stat.metric().metricName() == null || stat.metric().namespace() == null)
            throw Refusal.missing(
                    path
                            + "MetricStat.Metric."
                            + (stat.metric().namespace() == null ? "Namespace" : "MetricName"));
        Statistic statistic =
                Statistic.parse(stat.stat())
                        .orElseThrow(() ->
                                Refusal.validation(
                                        "The value %s for parameter %sMetricStat.Stat is not a valid statistic."
                                                .formatted(stat.stat(), path)));
        MetricId metric =
                MetricId.of(
                        stat.metric().namespace(),
                        stat.metric().metricName(),
                        Statistics.set(stat.metric().dimensions()));
        return new Query.OfMetric(
                query, metric, statistic, Optional.ofNullable(stat.unitAsString()), stat.period());
    }

    private static RuntimeException period(String parameter, int period) {
        return Refusal.validation(
                "The value %d for parameter %s is invalid; it must be 1, 5, 10, 20, 30, or a multiple of 60."
                        .formatted(period, parameter));
    }

    private static Query expression(MetricDataQuery query, int shortest) {
        int period = Optional.ofNullable(query.period()).orElse(shortest);
        try {
            String text = query.expression().strip();
            if (Select.is(text)) return new Query.OfSelect(query, Select.parse(text), period);
            return new Query.OfMath(query, Formula.parse(text), period);
        } catch (MathException wrong) {
            throw refusal(query.id(), wrong);
        }
    }

    static AwsException refusal(String id, MathException wrong) {
        return Refusal.validation(
                "Error in expression '%s': %s.".formatted(id, wrong.getMessage()));
    }

    private static void acyclic(
            Query query, Map<String, Query> byId, Set<String> above, Set<String> known) {
        if (!(query instanceof Query.OfMath of) || known.contains(query.given().id())) return;
        if (!above.add(query.given().id()))
            throw Refusal.validation(
                    "Error in expression '%s': it depends on itself."
                            .formatted(query.given().id()));
        for (String name : of.formula().names())
            if (byId.containsKey(name)) acyclic(byId.get(name), byId, above, known);
        above.remove(query.given().id());
        known.add(query.given().id());
    }

    /**
     * The answers of those queries that return data, in their order.
     *
     * @param start inclusive, rounded as AWS rounds it
     * @param end exclusive
     * @throws AwsException an expression has no meaning with what there is
     */
    public List<Answer> answer(
            String region,
            String account,
            Checked checked,
            Instant start,
            Instant end,
            Instant now) {
        return new Evaluation(
                        metrics,
                        counters,
                        checked,
                        new Evaluation.Around(region, account, start, end, now, ZoneOffset.UTC))
                .answers();
    }
}
