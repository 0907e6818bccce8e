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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Load of a stretch of time, as the rules look at it.
 *
 * @param sampled whether anything was
 * @param load average active sessions
 */
record Picture(
        boolean sampled,
        double load,
        List<Part> waits,
        List<Part> statements,
        List<Part> blockers,
        List<Part> cpu) {
    /** So many of each kind are looked at. */
    private static final int PARTS_MAX = 10;

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
                parts(read(history, window, DimensionGroup.CPU, now)));
    }

    private static LoadResult read(
            LoadHistory history, Window window, DimensionGroup group, Instant now) {
        Grouping grouping = new Grouping(group, group.dimensions(), PARTS_MAX);
        LoadQuery query = new LoadQuery(window, Statistic.AVG, Optional.of(grouping), Map.of());
        return LoadReader.answer(history, query, now);
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
