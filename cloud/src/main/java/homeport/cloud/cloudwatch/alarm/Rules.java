package homeport.cloud.cloudwatch.alarm;

import homeport.cloud.cloudwatch.Queries;
import homeport.cloud.cloudwatch.Queries.Checked;
import homeport.cloud.cloudwatch.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** From what an alarm was given to what decides over it. */
final class Rules {
    /** Of a single metric: how many samples a point has. */
    static final String COUNT_ID = "samples";

    private Rules() {}

    /** The queries that an evaluation asks; of a single metric, its number of samples too. */
    static Checked queries(Watched.Metrics watched) {
        List<MetricDataQuery> queries = new ArrayList<>();
        watched.queries().forEach(query -> queries.add(query.shown()));
        if (!watched.math())
            queries.add(
                    queries.getFirst().toBuilder()
                            .id(COUNT_ID)
                            .metricStat(
                                    queries.getFirst().metricStat().toBuilder()
                                            .stat("SampleCount")
                                            .build())
                            .build());
        return Queries.check("Metrics", queries);
    }

    /** Of the query that returns data, or the shortest of its metrics. */
    static int period(Watched.Metrics watched) {
        return watched.queries().stream()
                .filter(query -> query.returnData().orElse(true))
                .flatMap(query ->
                        query.period().or(() -> query.stat().map(Query.Stat::period)).stream())
                .findFirst()
                .orElseGet(() -> queries(watched).period());
    }

    static Rule of(Watched.Metrics watched) {
        Optional<Query.Stat> single =
                watched.math() ? Optional.empty() : Optional.of(watched.metric());
        return new Rule(
                watched.periods(),
                watched.points(),
                period(watched),
                watched.comparison(),
                watched.threshold(),
                watched.missing().orElse(Missing.MISSING),
                single.filter(_ -> watched.lowSamples().filter("ignore"::equals).isPresent())
                        .map(stat -> samplesMin(stat.statistic()))
                        .orElse(0.0),
                single.map(Query.Stat::statistic),
                single.flatMap(Query.Stat::unit));
    }

    /**
     * Fewer samples say nothing of a percentile. Source: CloudWatch user guide, "Percentile-based
     * CloudWatch alarms and low data samples".
     */
    static double samplesMin(String statistic) {
        return Statistic.parse(statistic)
                .filter(Statistic.Percentile.class::isInstance)
                .map(Statistic.Percentile.class::cast)
                .map(of -> of.percent() / 100)
                .filter(share -> share > 0 && share < 1)
                .map(share -> share >= 0.5 ? 10 / (1 - share) : 10 / share)
                .map(samples -> (double) Math.round(samples * 1000) / 1000)
                .orElse(0.0);
    }

    static boolean basic(String statistic) {
        return Statistic.parse(statistic).filter(Statistic.Basic.class::isInstance).isPresent();
    }

    /** {@code SampleCount} becomes {@code SAMPLE_COUNT}. */
    static String upper(String statistic) {
        return Statistic.parse(statistic)
                .filter(Statistic.Basic.class::isInstance)
                .map(of -> ((Statistic.Basic) of).name())
                .orElse(statistic);
    }
}
