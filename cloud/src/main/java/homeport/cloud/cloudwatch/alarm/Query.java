package homeport.cloud.cloudwatch.alarm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * One entry of an alarm's list of metrics, as it was given.
 *
 * @param period of an expression, seconds
 */
record Query(
        String id,
        Optional<Stat> stat,
        Optional<String> expression,
        Optional<String> label,
        Optional<Boolean> returnData,
        Optional<Integer> period) {
    /**
     * @param dimensions in the order given
     * @param period seconds
     */
    record Stat(
            String namespace,
            String name,
            Map<String, String> dimensions,
            int period,
            String statistic,
            Optional<String> unit) {
        public Stat {
            dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
        }
    }

    static Query of(Stat stat) {
        return new Query(
                "m1",
                Optional.of(stat),
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                Optional.empty());
    }

    /** One that {@code Queries} has checked. */
    static Query of(MetricDataQuery given) {
        return new Query(
                given.id(),
                Optional.ofNullable(given.metricStat())
                        .map(stat ->
                                new Stat(
                                        stat.metric().namespace(),
                                        stat.metric().metricName(),
                                        dimensions(stat.metric().dimensions()),
                                        stat.period(),
                                        stat.stat(),
                                        Optional.ofNullable(stat.unitAsString()))),
                Optional.ofNullable(given.expression()),
                Optional.ofNullable(given.label()),
                Optional.ofNullable(given.returnData()),
                Optional.ofNullable(given.period()));
    }

    static Map<String, String> dimensions(Iterable<Dimension> given) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (Dimension one : given) dimensions.put(one.name(), one.value());
        return dimensions;
    }

    /** As the API has it. */
    MetricDataQuery shown() {
        var query = MetricDataQuery.builder().id(id);
        stat.ifPresent(of ->
                query.metricStat(m ->
                        m.metric(one ->
                                        one.namespace(of.namespace())
                                                .metricName(of.name())
                                                .dimensions(shown(of.dimensions())))
                                .period(of.period())
                                .stat(of.statistic())
                                .unit(of.unit().orElse(null))));
        expression.ifPresent(query::expression);
        label.ifPresent(query::label);
        returnData.ifPresent(query::returnData);
        period.ifPresent(query::period);
        return query.build();
    }

    static List<Dimension> shown(Map<String, String> dimensions) {
        return dimensions.entrySet().stream()
                .map(one -> Dimension.builder().name(one.getKey()).value(one.getValue()).build())
                .toList();
    }
}
