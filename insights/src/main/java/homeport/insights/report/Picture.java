package homeport.insights.report;

import homeport.insights.load.LoadHistory;
import homeport.insights.query.Dimension;
import homeport.insights.query.DimensionGroup;
import homeport.insights.query.Grouping;
import homeport.insights.query.LoadQuery;
import homeport.insights.query.LoadReader;
import homeport.insights.query.LoadResult;
import homeport.insights.query.Statistic;
import homeport.insights.query.Window;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Load of a stretch of time, as the rules look at it.
 *
 * @param sampled whether anything was
 * @param load average active sessions
 * @param plans of each statement, by the id of its digest: ids, the one with the most load first
 */
record Picture(
        boolean sampled,
        double load,
        List<Part> waits,
        List<Part> statements,
        List<Part> blockers,
        List<Part> cpu,
        Map<String, List<String>> plans) {
    /** So many of each kind are looked at. */
    private static final int PARTS_MAX = 10;

    private static final int PLANS_OF_PART_MAX = 3;

    /**
     * @param dimensions by AWS's name
     * @param load average active sessions
     */
    record Part(Map<Dimension, String> dimensions, double load) {
        String get(Dimension dimension) {
            return dimensions.getOrDefault(dimension, "");
        }
    }

    static Picture of(LoadHistory history, Window window, Instant now) {
        LoadResult waits = read(history, window, DimensionGroup.WAIT_EVENT, now);
        boolean sampled = Arrays.stream(waits.total().values()).anyMatch(one -> !Double.isNaN(one));
        return new Picture(
                sampled,
                waits.total().average(),
                parts(waits),
                parts(read(history, window, DimensionGroup.SQL_TOKENIZED, now)),
                parts(read(history, window, DimensionGroup.BLOCKING_SQL, now)),
                parts(read(history, window, DimensionGroup.CPU, now)),
                plans(history, window, now));
    }

    private static Map<String, List<String>> plans(
            LoadHistory history, Window window, Instant now) {
        LoadQuery query = query(window, DimensionGroup.SQL_TOKENIZED);
        Grouping by =
                new Grouping(
                        DimensionGroup.PLANS,
                        DimensionGroup.PLANS.dimensions(),
                        PARTS_MAX * PLANS_OF_PART_MAX);
        LoadReader.Partitioned all = LoadReader.partitioned(history, query, by, now);
        Map<String, List<String>> plans = new HashMap<>();
        for (int i = 0; i < all.averages().length; i++) {
            double[] loads = all.averages()[i];
            List<String> ids =
                    IntStream.range(0, loads.length)
                            .filter(plan -> loads[plan] > 0)
                            .boxed()
                            .sorted(Comparator.comparingDouble(plan -> -loads[plan]))
                            .map(plan -> all.partitions().get(plan).get(Dimension.PLAN_ID))
                            .toList();
            plans.put(all.result().groups().get(i).dimensions().get(Dimension.TOKENIZED_ID), ids);
        }
        return plans;
    }

    List<String> plans(Part statement) {
        return plans.getOrDefault(statement.get(Dimension.TOKENIZED_ID), List.of());
    }

    private static LoadResult read(
            LoadHistory history, Window window, DimensionGroup group, Instant now) {
        return LoadReader.answer(history, query(window, group), now);
    }

    private static LoadQuery query(Window window, DimensionGroup group) {
        Grouping grouping = new Grouping(group, group.dimensions(), PARTS_MAX);
        return new LoadQuery(window, Statistic.AVG, Optional.of(grouping), Map.of());
    }

    private static List<Part> parts(LoadResult result) {
        return result.groups().stream()
                .map(group -> new Part(group.dimensions(), group.series().average()))
                .toList();
    }

    /** The load of the part with the same value; 0 when there is none. */
    static double same(List<Part> parts, Dimension dimension, String value) {
        return parts.stream()
                .filter(part -> part.get(dimension).equals(value))
                .mapToDouble(Part::load)
                .findFirst()
                .orElse(0);
    }
}
