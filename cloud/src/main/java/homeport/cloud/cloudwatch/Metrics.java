package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.math.TimeSeries;
import homeport.store.series.Named;
import homeport.store.series.Point;
import homeport.store.series.Sample;
import homeport.store.series.SeriesStore;
import homeport.store.series.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All metrics on record: what the product measures is put here, namespaces of AWS included, and
 * alarms and requests read here. Time is an argument. Safe from any thread.
 */
public final class Metrics {
    /** A metric without data for so long is no longer listed. Source: API, "ListMetrics". */
    static final Duration LISTED = Duration.ofDays(14);

    private final SeriesStore store;

    /**
     * @param store with {@link homeport.store.series.Retention#CLOUDWATCH}
     */
    public Metrics(SeriesStore store) {
        this.store = store;
    }

    /**
     * Adds what was seen in the minute of {@code second}.
     *
     * @param unit as the API writes units: {@code Count/Second}
     * @param second seconds of the epoch
     */
    public void put(
            String region,
            String namespace,
            String name,
            Map<String, String> dimensions,
            String unit,
            long second,
            Stats stats,
            Instant now) {
        put(region, MetricId.of(namespace, name, dimensions), unit, second, 60, stats, now);
    }

    /**
     * @param resolution 1 or 60 seconds
     */
    public void put(
            String region,
            MetricId metric,
            String unit,
            long second,
            int resolution,
            Stats stats,
            Instant now) {
        store.put(new Point(metric.series(region, unit), second, resolution, stats), now);
    }

    /**
     * One statistic of one metric, by periods of which the first begins at {@code start}.
     *
     * @param unit only what was put with it; all units together when empty
     * @param period 1, 5, 10, 20, 30, or a multiple of 60 seconds
     * @param start seconds of the epoch, inclusive
     * @param end exclusive
     */
    public TimeSeries read(
            String region,
            MetricId metric,
            Statistic statistic,
            Optional<String> unit,
            int period,
            long start,
            long end,
            Instant now) {
        NavigableMap<Long, Stats> all = new TreeMap<>();
        for (var of : units(region, metric, unit, new Window(start, end, period), now).values())
            of.forEach((second, stats) -> all.merge(second, stats, Stats::merge));
        return series(all, statistic);
    }

    static TimeSeries series(NavigableMap<Long, Stats> buckets, Statistic statistic) {
        TimeSeries.Builder series = new TimeSeries.Builder(buckets.size());
        buckets.forEach((second, stats) ->
                statistic.of(stats).ifPresent(value -> series.add(second, value)));
        return series.build();
    }

    /** What was seen of a metric in each period, by unit. */
    Map<String, NavigableMap<Long, Stats>> units(
            String region, MetricId metric, Optional<String> unit, Window window, Instant now) {
        Map<String, NavigableMap<Long, Stats>> units = new TreeMap<>();
        Stream<String> names =
                unit.isPresent()
                        ? Stream.of(metric.series(region, unit.get()))
                        : store.names(metric.prefix(region), window.start()).stream()
                                .map(Named::series);
        names.forEach(series -> {
            List<Sample> samples = store.read(series, window.start(), window.end(), now);
            if (!samples.isEmpty()) units.put(MetricId.unit(series), window.buckets(samples));
        });
        return units;
    }

    /**
     * The metrics of a region that have data since a moment, by namespace, name and dimensions.
     *
     * @param namespace all when empty
     * @param name of all when empty; only asked about together with a namespace
     */
    List<MetricId> list(
            String region, Optional<String> namespace, Optional<String> name, Instant since) {
        String prefix =
                namespace.isEmpty()
                        ? MetricId.place(region)
                        : name.isEmpty()
                                ? MetricId.place(region, namespace.get())
                                : MetricId.place(region, namespace.get(), name.get());
        List<MetricId> metrics = new ArrayList<>();
        for (Named named : store.names(prefix, since.getEpochSecond())) {
            MetricId metric = MetricId.parse(named.series());
            if (name.isPresent() && !metric.name().equals(name.get())) continue;
            if (metrics.isEmpty() || !metrics.getLast().equals(metric)) metrics.add(metric);
        }
        return metrics;
    }
}
