package homeport.server.site;

import homeport.insights.load.Grain;
import homeport.insights.load.LoadHistory;
import homeport.insights.query.Dimension;
import homeport.insights.query.DimensionGroup;
import homeport.insights.query.Grouping;
import homeport.insights.query.LoadQuery;
import homeport.insights.query.LoadReader;
import homeport.insights.query.LoadReader.Partitioned;
import homeport.insights.query.LoadResult;
import homeport.insights.query.Statistic;
import homeport.insights.query.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One server's load in the minute before a moment, asked in different ways. */
record LastMinute(LoadHistory history, Instant now) {
    static final int SECONDS = 60;

    /** There are fewer types of waits in PostgreSQL; groups are bounded all the same. */
    private static final int TYPES_MAX = 20;

    private static final Grouping BY_WAIT =
            new Grouping(
                    DimensionGroup.WAIT_EVENT_TYPE, List.of(Dimension.WAIT_TYPE_NAME), TYPES_MAX);
    private static final Grouping BY_CPU =
            new Grouping(DimensionGroup.CPU, List.of(Dimension.CPU_STATE), TYPES_MAX);

    /** The second that has only begun is left out: its sample may be to come. */
    private Window window() {
        Instant end = Instant.ofEpochSecond(now.getEpochSecond());
        return new Window(end.minusSeconds(SECONDS), end, Duration.ofSeconds(1));
    }

    private LoadQuery query(Optional<Grouping> by) {
        return new LoadQuery(window(), Statistic.AVG, by, Map.of());
    }

    /** Seconds since the newest sample; empty: there was none in this minute. */
    OptionalDouble sampleAge() {
        long[] newest = {Long.MIN_VALUE};
        long end = now.toEpochMilli();
        history.read(
                now.minusSeconds(SECONDS),
                now.plusSeconds(1),
                Grain.TICK,
                chunk -> {
                    for (long at : chunk.at()) if (at <= end) newest[0] = Math.max(newest[0], at);
                });
        if (newest[0] < end - SECONDS * 1000L) return OptionalDouble.empty();
        return OptionalDouble.of((end - newest[0]) / 1000.0);
    }

    /** With a value for each second. */
    LoadResult byWait() {
        return LoadReader.answer(history, query(Optional.of(BY_WAIT)), now);
    }

    /** Average sessions on CPU: {@code running} and {@code queued}, where that is known. */
    Map<String, Double> byCpuState() {
        return averages(LoadReader.answer(history, query(Optional.of(BY_CPU)), now));
    }

    /** Average sessions by the only dimension of a result. */
    static Map<String, Double> averages(LoadResult result) {
        Map<String, Double> averages = new LinkedHashMap<>();
        for (LoadResult.Group group : result.groups())
            averages.put(
                    group.dimensions().values().stream().findFirst().orElse("Unknown"),
                    group.series().average());
        return averages;
    }

    /** The digests with the most load, in shares of what they wait for. */
    Partitioned digests(int max) {
        Grouping digests =
                new Grouping(
                        DimensionGroup.SQL_TOKENIZED,
                        List.of(Dimension.TOKENIZED_ID, Dimension.TOKENIZED_STATEMENT),
                        max);
        return LoadReader.partitioned(history, query(Optional.of(digests)), BY_WAIT, now);
    }
}
