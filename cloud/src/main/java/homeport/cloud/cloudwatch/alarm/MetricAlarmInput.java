package homeport.cloud.cloudwatch.alarm;

import homeport.cloud.cloudwatch.Queries;
import homeport.cloud.cloudwatch.Refusal;
import homeport.cloud.cloudwatch.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;

/** What PutMetricAlarm may be given. Source: CloudWatch API reference, "PutMetricAlarm". */
final class MetricAlarmInput {
    private static final int QUERIES_MAX = 20;
    private static final int OF_A_KIND_MAX = 10;
    private static final int HOUR = 3600;
    private static final int DAY = 86_400;
    private static final int WEEK = 604_800;
    private static final Pattern SEARCH = Pattern.compile("(?i)\\bSEARCH\\s*\\(");
    private static final Set<Integer> SHORT_PERIODS = Set.of(10, 20, 30);

    private MetricAlarmInput() {}

    static Watched.Metrics read(PutMetricAlarmRequest given) {
        offered(given);
        int periods = required(given.evaluationPeriods(), "EvaluationPeriods");
        OptionalInt points =
                given.datapointsToAlarm() == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(given.datapointsToAlarm());
        if (points.isPresent() && points.getAsInt() > periods)
            throw Refusal.validation(
                    "DatapointsToAlarm is %d, which is more than EvaluationPeriods, %d."
                            .formatted(points.getAsInt(), periods));
        Comparison comparison =
                Comparison.of(required(given.comparisonOperatorAsString(), "ComparisonOperator"))
                        .orElseThrow(() ->
                                Refusal.validation(
                                        "ComparisonOperator %s needs an anomaly detection band, which is not offered."
                                                .formatted(given.comparisonOperatorAsString())));
        double threshold = required(given.threshold(), "Threshold");
        if (!Double.isFinite(threshold))
            throw Refusal.value(Double.toString(threshold), "Threshold");
        boolean math = given.hasMetrics() && !given.metrics().isEmpty();
        List<Query> queries = math ? list(given) : List.of(Query.of(single(given)));
        Watched.Metrics watched =
                new Watched.Metrics(
                        queries,
                        math,
                        periods,
                        points,
                        comparison,
                        threshold,
                        missing(given.treatMissingData()),
                        lowSamples(given));
        window(Rules.period(watched), periods);
        return watched;
    }

    private static void offered(PutMetricAlarmRequest given) {
        if (given.thresholdMetricId() != null)
            throw Refusal.validation(
                    "ThresholdMetricId is for anomaly detection, which is not offered.");
    }

    private static <T> T required(T value, String parameter) {
        if (value == null) throw Refusal.missing(parameter);
        return value;
    }

    private static Optional<Missing> missing(String text) {
        if (text == null) return Optional.empty();
        return Optional.of(
                Missing.of(text)
                        .orElseThrow(() ->
                                Refusal.validation(
                                        "Value '%s' for field 'TreatMissingData' must be one of breaching, notBreaching, ignore, missing."
                                                .formatted(text))));
    }

    private static Optional<String> lowSamples(PutMetricAlarmRequest given) {
        String text = given.evaluateLowSampleCountPercentile();
        if (text == null) return Optional.empty();
        if (!text.equals("evaluate") && !text.equals("ignore"))
            throw Refusal.validation(
                    "Option %s is not supported for EvaluateLowSampleCountPercentile; it is evaluate or ignore."
                            .formatted(text));
        if (given.extendedStatistic() == null)
            throw Refusal.validation(
                    "EvaluateLowSampleCountPercentile is only for alarms with a percentile as ExtendedStatistic.");
        return Optional.of(text);
    }

    private static Query.Stat single(PutMetricAlarmRequest given) {
        String name = required(given.metricName(), "MetricName");
        String namespace = required(given.namespace(), "Namespace");
        int period = required(given.period(), "Period");
        if (!SHORT_PERIODS.contains(period) && period % 60 != 0)
            throw Refusal.validation("Period must be 10, 20, 30 or a multiple of 60");
        boolean basic = given.statisticAsString() != null;
        boolean extended = given.extendedStatistic() != null;
        if (basic == extended) {
            if (basic) throw Refusal.both("Statistic", "ExtendedStatistic");
            throw Refusal.missing("Statistic");
        }
        String statistic = basic ? given.statisticAsString() : given.extendedStatistic();
        boolean odd = Statistic.parse(statistic).isEmpty() || extended && Rules.basic(statistic);
        if (odd)
            throw Refusal.validation(
                    "The value %s for parameter ExtendedStatistic is not supported."
                            .formatted(statistic));
        return new Query.Stat(
                namespace,
                name,
                Query.dimensions(given.dimensions()),
                period,
                statistic,
                Optional.ofNullable(given.unitAsString()));
    }

    private static List<Query> list(PutMetricAlarmRequest given) {
        boolean both =
                given.metricName() != null
                        || given.namespace() != null
                        || given.statisticAsString() != null
                        || given.extendedStatistic() != null
                        || given.period() != null
                        || given.unitAsString() != null
                        || given.hasDimensions() && !given.dimensions().isEmpty();
        if (both)
            throw Refusal.combination(
                    "Metrics list cannot be specified together with MetricName, Namespace, Dimensions, Period, Unit, Statistic or ExtendedStatistic");
        List<MetricDataQuery> queries = given.metrics();
        long expressions = queries.stream().filter(q -> q.expression() != null).count();
        boolean many =
                queries.size() > QUERIES_MAX
                        || expressions > OF_A_KIND_MAX
                        || queries.size() - expressions > OF_A_KIND_MAX;
        if (many)
            throw Refusal.validation(
                    "Metrics has %d metrics and %d expressions, allowed %d of each."
                            .formatted(queries.size() - expressions, expressions, OF_A_KIND_MAX));
        long returned = queries.stream().filter(q -> !Boolean.FALSE.equals(q.returnData())).count();
        if (returned != 1)
            throw Refusal.validation("Exactly one element of the metrics list should return data.");
        for (MetricDataQuery query : queries) {
            if (query.accountId() != null)
                throw Refusal.validation("Metrics of other accounts cannot be watched.");
            boolean search =
                    query.expression() != null && SEARCH.matcher(query.expression()).find();
            if (search)
                throw Refusal.validation(
                        "Error in expression '%s': an alarm cannot watch the many series of SEARCH."
                                .formatted(query.id()));
        }
        Queries.check("Metrics", queries);
        return queries.stream().map(Query::of).toList();
    }

    private static void window(int period, int periods) {
        if (!SHORT_PERIODS.contains(period) && period % 60 != 0)
            throw Refusal.validation("Period must be 10, 20, 30 or a multiple of 60");
        long seconds = (long) period * periods;
        if (period < HOUR && seconds > DAY)
            throw Refusal.validation(
                    "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600");
        if (seconds > WEEK)
            throw Refusal.validation(
                    "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600");
    }
}
