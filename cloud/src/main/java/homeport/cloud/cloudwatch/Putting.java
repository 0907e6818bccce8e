package homeport.cloud.cloudwatch;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.store.StoreException;
import homeport.store.series.SeriesFullException;
import homeport.store.series.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/**
 * PutMetricData: all of a request is checked before any of it is taken. Source: API reference,
 * "PutMetricData" and "MetricDatum".
 */
final class Putting {
    private static final int METRICS_MAX = 1000;
    private static final int VALUES_MAX = 150;
    private static final double VALUE_MAX = Math.scalb(1.0, 360);
    private static final Duration PAST = Duration.ofDays(14);
    private static final Duration FUTURE = Duration.ofHours(2);

    private final Metrics metrics;

    Putting(Metrics metrics) {
        this.metrics = metrics;
    }

    private record Taken(MetricId metric, String unit, long second, int resolution, Stats stats) {}

    PutMetricDataResponse put(Call call, PutMetricDataRequest request) {
        String namespace = namespace(request.namespace());
        if (request.metricData().isEmpty() && request.entityMetricData().isEmpty())
            throw Refusal.missing("MetricData");
        List<Taken> all = new ArrayList<>();
        datums(namespace, "MetricData", request.metricData(), call.now(), all);
        int entity = 1;
        for (var of : request.entityMetricData())
            datums(
                    namespace,
                    "EntityMetricData.member.%d.MetricData".formatted(entity++),
                    of.metricData(),
                    call.now(),
                    all);
        if (all.size() > METRICS_MAX) throw tooMany("MetricData", METRICS_MAX);
        try {
            for (Taken one : all)
                metrics.put(
                        call.region(),
                        one.metric(),
                        one.unit(),
                        one.second(),
                        one.resolution(),
                        one.stats(),
                        call.now());
        } catch (SeriesFullException full) {
            throw Refusal.full("No more metrics can be kept: " + full.getMessage() + ".");
        } catch (StoreException failed) {
            throw Refusal.later("The metrics cannot be written: " + failed.getMessage());
        }
        return PutMetricDataResponse.builder().build();
    }

    /** {@code AWS/} is for services only. */
    private static String namespace(String namespace) {
        if (namespace.startsWith("AWS/")) throw Refusal.value("AWS/", "Namespace");
        if (namespace.startsWith(":")) throw Refusal.value(namespace, "Namespace");
        return text(namespace, "Namespace");
    }

    private static void datums(
            String namespace, String list, List<MetricDatum> datums, Instant now, List<Taken> all) {
        if (datums.size() > METRICS_MAX) throw tooMany(list, METRICS_MAX);
        for (int i = 0; i < datums.size(); i++)
            datum(namespace, list + ".member." + (i + 1) + ".", datums.get(i), now)
                    .ifPresent(all::add);
    }

    /** Empty for a datum of no samples. */
    private static Optional<Taken> datum(
            String namespace, String path, MetricDatum datum, Instant now) {
        var metric =
                new MetricId(
                        namespace,
                        text(datum.metricName(), path + "MetricName"),
                        dimensions(path, datum.dimensions()));
        int resolution = Optional.ofNullable(datum.storageResolution()).orElse(60);
        if (resolution != 1 && resolution != 60)
            throw Refusal.value(Integer.toString(resolution), path + "StorageResolution");
        Instant at = Optional.ofNullable(datum.timestamp()).orElse(now);
        if (at.isBefore(now.minus(PAST)) || at.isAfter(now.plus(FUTURE)))
            throw Refusal.value(
                    "The parameter %sTimestamp is %s; it must be within the past two weeks and no more than two hours in the future."
                            .formatted(path, at));
        String unit = Optional.ofNullable(datum.unitAsString()).orElse(MetricId.UNIT_NONE);
        return stats(path, datum)
                .map(stats -> new Taken(metric, unit, at.getEpochSecond(), resolution, stats));
    }

    private static TreeMap<String, String> dimensions(String path, List<Dimension> given) {
        TreeMap<String, String> dimensions = new TreeMap<>();
        int number = 1;
        for (Dimension one : given) {
            String of = path + "Dimensions.member." + number++ + ".";
            String name = ascii(one.name(), of + "Name");
            if (name.startsWith(":")) throw Refusal.value(name, of + "Name");
            if (dimensions.put(name, ascii(one.value(), of + "Value")) != null)
                throw Refusal.value(
                        "The dimension %s is given twice in %sDimensions.".formatted(name, path));
        }
        return dimensions;
    }

    /** Control characters are refused: in names they are no text. */
    private static String text(String text, String parameter) {
        if (text.isBlank() || text.codePoints().anyMatch(Character::isISOControl))
            throw Refusal.value(text.strip(), parameter);
        return text;
    }

    private static String ascii(String text, String parameter) {
        if (text.codePoints().anyMatch(one -> one > 126))
            throw Refusal.value(
                    "The value %s for parameter %s contains characters that are not ASCII."
                            .formatted(text, parameter));
        return text(text, parameter);
    }

    private static Optional<Stats> stats(String path, MetricDatum datum) {
        boolean value = datum.value() != null;
        boolean values = datum.hasValues() && !datum.values().isEmpty();
        boolean set = datum.statisticValues() != null;
        if (value && set) throw Refusal.both(path + "Value", path + "StatisticValues");
        if (value && values) throw Refusal.both(path + "Value", path + "Values");
        if (values && set) throw Refusal.both(path + "Values", path + "StatisticValues");
        if (datum.hasCounts() && !datum.counts().isEmpty() && !values)
            throw Refusal.missing(path + "Values");
        if (value) return Optional.of(Stats.of(number(datum.value(), path + "Value")));
        if (set) return set(path + "StatisticValues.", datum.statisticValues());
        if (values) return values(path, datum.values(), datum.counts());
        throw Refusal.missing(path + "Value");
    }

    private static Optional<Stats> set(String path, StatisticSet set) {
        double count = count(set.sampleCount(), path + "SampleCount");
        double sum = number(set.sum(), path + "Sum");
        double min = number(set.minimum(), path + "Minimum");
        double max = number(set.maximum(), path + "Maximum");
        if (min > max)
            throw Refusal.combination(
                    "The parameter %sMinimum is %s, more than %sMaximum, which is %s."
                            .formatted(path, min, path, max));
        return count == 0 ? Optional.empty() : Optional.of(Stats.set(count, sum, min, max));
    }

    private static Optional<Stats> values(String path, List<Double> given, List<Double> times) {
        if (given.size() > VALUES_MAX) throw tooMany(path + "Values", VALUES_MAX);
        if (!times.isEmpty() && times.size() != given.size())
            throw Refusal.combination(
                    "The parameters %sValues and %sCounts must be of the same size."
                            .formatted(path, path));
        double[] values = new double[given.size()];
        double[] counts = new double[given.size()];
        int size = 0;
        for (int i = 0; i < given.size(); i++) {
            values[size] = number(given.get(i), path + "Values.member." + (i + 1));
            counts[size] =
                    times.isEmpty() ? 1 : count(times.get(i), path + "Counts.member." + (i + 1));
            if (counts[size] > 0) size++;
        }
        return size == 0
                ? Optional.empty()
                : Optional.of(Stats.of(Arrays.copyOf(values, size), Arrays.copyOf(counts, size)));
    }

    private static double count(double given, String parameter) {
        double count = number(given, parameter);
        if (count < 0) throw Refusal.value(Double.toString(given), parameter);
        return count;
    }

    private static double number(double value, String parameter) {
        boolean allowed = Double.isFinite(value) && Math.abs(value) <= VALUE_MAX;
        if (!allowed) throw Refusal.value(Double.toString(value), parameter);
        return value;
    }

    private static AwsException tooMany(String list, int most) {
        return Refusal.value(
                "The collection %s must not have a size greater than %d.".formatted(list, most));
    }
}
