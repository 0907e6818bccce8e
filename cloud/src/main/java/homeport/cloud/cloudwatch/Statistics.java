package homeport.cloud.cloudwatch;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;

/** GetMetricStatistics: points by time, each unit apart. Source: API, "GetMetricStatistics". */
final class Statistics {
    private static final int POINTS_MAX = 1440;

    private final Metrics metrics;

    Statistics(Metrics metrics) {
        this.metrics = metrics;
    }

    GetMetricStatisticsResponse get(Call call, GetMetricStatisticsRequest request) {
        List<Statistic> statistics = statistics(request);
        if (!Window.allowed(request.period()))
            throw Refusal.value(
                    "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60; it is %d."
                            .formatted(request.period()));
        if (!request.startTime().isBefore(request.endTime()))
            throw Refusal.combination(
                    "The parameter StartTime must be less than the parameter EndTime.");
        Window window =
                Window.of(request.startTime(), request.endTime(), request.period(), call.now());
        if (window.points() > POINTS_MAX)
            throw Refusal.combination(
                    "You have requested up to %d datapoints, which exceeds the limit of %d. You may reduce the datapoints requested by increasing Period, or decreasing the time range."
                            .formatted(window.points(), POINTS_MAX));
        MetricId metric =
                MetricId.of(request.namespace(), request.metricName(), set(request.dimensions()));
        Optional<String> unit = Optional.ofNullable(request.unitAsString());
        List<Datapoint> points = new ArrayList<>();
        metrics.units(call.region(), metric, unit, window, call.now())
                .forEach((of, buckets) ->
                        buckets.forEach((second, stats) -> {
                            Map<Statistic, Double> told = new LinkedHashMap<>();
                            for (Statistic one : statistics) {
                                OptionalDouble value = one.of(stats);
                                if (value.isPresent()) told.put(one, value.getAsDouble());
                            }
                            if (!told.isEmpty()) points.add(point(second, of, told));
                        }));
        points.sort(Comparator.comparing(Datapoint::timestamp));
        return GetMetricStatisticsResponse.builder()
                .label(request.metricName())
                .datapoints(points)
                .build();
    }

    static Map<String, String> set(List<Dimension> given) {
        Map<String, String> dimensions = new TreeMap<>();
        for (Dimension one : given)
            if (dimensions.put(one.name(), one.value()) != null)
                throw Refusal.value("The dimension %s is given twice.".formatted(one.name()));
        return dimensions;
    }

    private static List<Statistic> statistics(GetMetricStatisticsRequest request) {
        List<String> basic = request.statisticsAsStrings();
        List<String> extended = request.extendedStatistics();
        if (basic.isEmpty() && extended.isEmpty())
            throw new AwsException(
                    "MissingParameter",
                    "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
        if (!basic.isEmpty() && !extended.isEmpty())
            throw Refusal.both("Statistics", "ExtendedStatistics");
        List<Statistic> all = new ArrayList<>();
        for (String text : new LinkedHashSet<>(basic)) all.add(parsed(text));
        for (String text : new LinkedHashSet<>(extended)) {
            Statistic parsed = parsed(text);
            if (parsed instanceof Statistic.Basic) throw Refusal.value(text, "ExtendedStatistics");
            all.add(parsed);
        }
        return all;
    }

    private static Statistic parsed(String text) {
        return Statistic.parse(text).orElseThrow(() -> Refusal.value(text, "ExtendedStatistics"));
    }

    private static Datapoint point(long second, String unit, Map<Statistic, Double> told) {
        var point = Datapoint.builder().timestamp(Instant.ofEpochSecond(second)).unit(unit);
        Map<String, Double> extended = new TreeMap<>();
        told.forEach((statistic, value) -> {
            switch (statistic) {
                case Statistic.Basic basic -> {
                    switch (basic) {
                        case SAMPLE_COUNT -> point.sampleCount(value);
                        case AVERAGE -> point.average(value);
                        case SUM -> point.sum(value);
                        case MINIMUM -> point.minimum(value);
                        case MAXIMUM -> point.maximum(value);
                    }
                }
                case Statistic.Percentile of -> extended.put(of.text(), value);
                case Statistic.Within of -> extended.put(of.text(), value);
            }
        });
        if (!extended.isEmpty()) point.extendedStatistics(extended);
        return point.build();
    }
}
