package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.Evaluation.Around;
import homeport.cloud.cloudwatch.math.Value.Line;
import homeport.store.series.Stats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A query of Metrics Insights carried out: what all metrics of a group saw, put together. */
final class Selection {
    private final Metrics metrics;
    private final Select select;
    private final Window window;
    private final Around around;

    Selection(Metrics metrics, Select select, Window window, Around around) {
        this.metrics = metrics;
        this.select = select;
        this.window = window;
        this.around = around;
    }

    private record Group(List<String> values, NavigableMap<Long, Stats> buckets) {}

    List<Line> lines() {
        List<Group> groups = new ArrayList<>(groups());
        Comparator<Group> order =
                select.orderBy()
                        .map(by -> {
                            Comparator<Group> up =
                                    Comparator.comparingDouble(group -> rank(group, by));
                            return by.descending() ? up.reversed() : up;
                        })
                        .orElse(Comparator.comparing(group -> group.values().toString()));
        groups.sort(order);
        return groups.stream().limit(select.limit()).map(this::line).toList();
    }

    private static double rank(Group group, Select.Order by) {
        return group.buckets().values().stream()
                .reduce(Stats::merge)
                .map(all -> by.function().of(all).orElse(0))
                .orElse(0.0);
    }

    private Collection<Group> groups() {
        Map<List<String>, Group> groups = new TreeMap<>(Comparator.comparing(List::toString));
        List<MetricId> all =
                metrics.list(
                        around.region(),
                        Optional.of(select.namespace()),
                        Optional.of(select.metric()),
                        around.now().minus(Metrics.LISTED));
        for (MetricId metric : all) {
            boolean grouped = metric.dimensions().keySet().containsAll(select.groupBy());
            if (!grouped || !select.matches().test(metric)) continue;
            List<String> values = select.groupBy().stream().map(metric.dimensions()::get).toList();
            Group group = groups.computeIfAbsent(values, of -> new Group(of, new TreeMap<>()));
            metrics.units(around.region(), metric, Optional.empty(), window, around.now())
                    .values()
                    .forEach(of ->
                            of.forEach((second, stats) ->
                                    group.buckets().merge(second, stats, Stats::merge)));
        }
        groups.values().removeIf(group -> group.buckets().isEmpty());
        return groups.values();
    }

    private Line line(Group group) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("MetricName", select.metric());
        properties.put("Namespace", select.namespace());
        for (int i = 0; i < group.values().size(); i++)
            properties.put("Dim." + select.groupBy().get(i), group.values().get(i));
        String label =
                group.values().isEmpty() ? select.metric() : String.join(" ", group.values());
        return new Line(
                label,
                properties,
                window.period(),
                Metrics.series(group.buckets(), select.function()));
    }
}
