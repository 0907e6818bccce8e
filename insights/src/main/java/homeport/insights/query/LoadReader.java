package homeport.insights.query;

import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.LoadKey;
import homeport.insights.load.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers questions about one server's load. Reads twice when it groups: once to find the groups
 * with the most load, once for their series, so that memory is for those alone.
 */
public final class LoadReader {
    /** A key's place when its load does not count. */
    private static final int NONE = -1;

    private static final int TOTAL = 0;

    private final LoadHistory history;
    private final LoadQuery query;
    private final Grain grain;
    private final Map<String, Optional<Statement>> statements = new HashMap<>();
    private final Function<String, Optional<Statement>> lookup;

    private LoadReader(LoadHistory history, LoadQuery query, Grain grain) {
        this.history = history;
        this.query = query;
        this.grain = grain;
        this.lookup = id -> statements.computeIfAbsent(id, history::statement);
    }

    /**
     * @param now what is still on record as single ticks
     */
    public static LoadResult answer(LoadHistory history, LoadQuery query, Instant now) {
        Grain finest = history.finest(query.window().start(), now);
        return new LoadReader(history, query, grain(query, finest)).answer();
    }

    /**
     * The groups of a query, and the share that each has in each of the largest groups of another
     * kind.
     */
    public static Partitioned partitioned(
            LoadHistory history, LoadQuery query, Grouping by, Instant now) {
        Grain finest = history.finest(query.window().start(), now);
        return new LoadReader(history, query, grain(query, finest)).partitioned(by);
    }

    /**
     * @param partitions the largest, first
     * @param averages of each of the result's groups, in each partition: sessions
     */
    public record Partitioned(
            LoadResult result, List<Map<Dimension, String>> partitions, double[][] averages) {}

    /**
     * The coarsest that makes up whole periods; for what only ticks tell, ticks while there are
     * any.
     */
    private static Grain grain(LoadQuery query, Grain finest) {
        boolean extreme = query.statistic() == Statistic.MAX || query.statistic() == Statistic.MIN;
        if (extreme && finest == Grain.TICK) return Grain.TICK;
        Duration period = query.window().period();
        Grain coarsest = Grain.TICK;
        for (Grain one : Grain.values()) if (one.length().compareTo(period) <= 0) coarsest = one;
        return coarsest;
    }

    private Partitioned partitioned(Grouping by) {
        Grouping grouping = query.grouping().orElseThrow();
        List<Row> groups = largest(grouping);
        List<Row> partitions = largest(by);
        long[][] sums = new long[groups.size()][partitions.size()];
        long[] ticks = new long[1];
        read(chunk -> {
            long[] byKey = byKey(chunk);
            for (int i = 0; i < byKey.length; i++) {
                LoadKey key = chunk.keys().get(i);
                if (byKey[i] == 0 || !passes(key)) continue;
                int group = groups.indexOf(row(key, grouping));
                int partition = partitions.indexOf(row(key, by));
                if (group != NONE && partition != NONE) sums[group][partition] += byKey[i];
            }
            for (int point = 0; point < chunk.points(); point++)
                if (period(chunk, point) != NONE) ticks[0] += chunk.ticks()[point];
        });
        double[][] averages = new double[groups.size()][partitions.size()];
        for (int group = 0; group < groups.size(); group++)
            for (int i = 0; i < partitions.size(); i++)
                averages[group][i] = (double) sums[group][i] / LoadChunk.SESSION / ticks[0];
        return new Partitioned(
                answer(groups),
                partitions.stream().map(row -> dimensions(row, by)).toList(),
                averages);
    }

    private LoadResult answer() {
        return answer(query.grouping().map(this::largest).orElse(List.of()));
    }

    private void read(Consumer<LoadChunk> reader) {
        history.read(query.window().start(), query.window().end(), grain, reader);
    }

    private LoadResult answer(List<Row> groups) {
        Map<Row, Integer> slots = new HashMap<>();
        for (Row group : groups) slots.put(group, slots.size() + 1);
        Tally tally = new Tally(groups.size() + 1, (int) query.window().periods());
        read(chunk -> tally(chunk, slots, tally));
        List<LoadResult.Group> shown = new ArrayList<>();
        for (int slot = 1; slot <= groups.size(); slot++)
            shown.add(
                    new LoadResult.Group(
                            dimensions(groups.get(slot - 1), query.grouping().orElseThrow()),
                            groups.get(slot - 1).values(),
                            tally.series(slot, query.statistic())));
        return new LoadResult(tally.series(TOTAL, query.statistic()), shown);
    }

    private void tally(LoadChunk chunk, Map<Row, Integer> slots, Tally tally) {
        int[] slotOf = new int[chunk.keys().size()];
        for (int i = 0; i < slotOf.length; i++) slotOf[i] = slot(chunk.keys().get(i), slots);
        for (int point = 0; point < chunk.points(); point++) {
            int period = period(chunk, point);
            if (period == NONE) continue;
            for (int row = chunk.first()[point]; row < chunk.first()[point + 1]; row++) {
                int slot = slotOf[chunk.key()[row]];
                if (slot == NONE) continue;
                tally.row(TOTAL, chunk.sum()[row], chunk.max()[row]);
                if (slot != TOTAL) tally.row(slot, chunk.sum()[row], chunk.max()[row]);
            }
            tally.point(period, chunk.ticks()[point], chunk.peak()[point]);
        }
    }

    private int slot(LoadKey key, Map<Row, Integer> slots) {
        if (!passes(key)) return NONE;
        if (query.grouping().isEmpty()) return TOTAL;
        return slots.getOrDefault(row(key, query.grouping().get()), TOTAL);
    }

    private boolean passes(LoadKey key) {
        for (var wanted : query.filter().entrySet()) {
            Dimension dimension = wanted.getKey();
            String value = dimension.value(dimension.grouping(key, lookup), lookup);
            if (!value.equals(wanted.getValue())) return false;
        }
        return true;
    }

    private int period(LoadChunk chunk, int point) {
        int period = query.window().at(chunk.at()[point]);
        return period < 0 || period >= query.window().periods() ? NONE : period;
    }

    private Row row(LoadKey key, Grouping grouping) {
        return new Row(
                grouping.dimensions().stream().map(one -> one.grouping(key, lookup)).toList());
    }

    /** The groups with the most load; of equals, the first by name. */
    private List<Row> largest(Grouping grouping) {
        Map<Row, Long> sums = new HashMap<>();
        read(chunk -> {
            long[] byKey = byKey(chunk);
            for (int i = 0; i < byKey.length; i++) {
                LoadKey key = chunk.keys().get(i);
                if (byKey[i] == 0 || !passes(key)) continue;
                Row row = row(key, grouping);
                if (row.unknown() && grouping.group().partial()) continue;
                sums.merge(row, byKey[i], Long::sum);
            }
        });
        return sums.entrySet().stream()
                .sorted(
                        Map.Entry.<Row, Long>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(grouping.limit())
                .map(Map.Entry::getKey)
                .toList();
    }

    private long[] byKey(LoadChunk chunk) {
        long[] sums = new long[chunk.keys().size()];
        for (int point = 0; point < chunk.points(); point++) {
            if (period(chunk, point) == NONE) continue;
            for (int row = chunk.first()[point]; row < chunk.first()[point + 1]; row++)
                sums[chunk.key()[row]] += chunk.sum()[row];
        }
        return sums;
    }

    private Map<Dimension, String> dimensions(Row row, Grouping grouping) {
        Map<Dimension, String> shown = new LinkedHashMap<>();
        List<Dimension> dimensions = grouping.dimensions();
        for (int i = 0; i < dimensions.size(); i++) {
            String value = dimensions.get(i).value(row.values().get(i), lookup);
            if (row.unknown()) value = "Unknown";
            if (!value.isEmpty()) shown.put(dimensions.get(i), value);
        }
        return shown;
    }
}
