package homeport.insights.testkit;

import homeport.insights.load.Column;
import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.LoadKey;
import homeport.insights.load.Plan;
import homeport.insights.load.Statement;
import homeport.insights.lock.LockTree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Ticks in memory, put together to coarser grains when they are read: one chunk an hour. */
public final class MemoryHistory implements LoadHistory {
    private final TreeMap<Long, Map<LoadKey, Integer>> ticks = new TreeMap<>();
    private final Map<String, Statement> statements = new HashMap<>();
    private final Map<String, Plan> plans = new HashMap<>();

    public static LoadKey key(Object... columnsAndValues) {
        Map<Column, String> given = new EnumMap<>(Column.class);
        for (int i = 0; i < columnsAndValues.length; i += 2)
            given.put((Column) columnsAndValues[i], (String) columnsAndValues[i + 1]);
        return LoadKey.of(given);
    }

    /** A second that was sampled; without sessions it was idle. */
    public MemoryHistory tick(Instant at, LoadKey... sessions) {
        Map<LoadKey, Integer> counts =
                ticks.computeIfAbsent(at.toEpochMilli(), any -> new LinkedHashMap<>());
        for (LoadKey session : sessions) counts.merge(session, LoadChunk.SESSION, Integer::sum);
        return this;
    }

    public MemoryHistory statement(Statement statement) {
        statements.put(statement.id(), statement);
        return this;
    }

    public MemoryHistory plan(Plan plan) {
        plans.put(plan.id(), plan);
        return this;
    }

    @Override
    public void read(Instant from, Instant to, Grain grain, Consumer<LoadChunk> reader) {
        long hour = Duration.ofHours(1).toMillis();
        long first = Math.floorDiv(from.toEpochMilli(), hour) * hour;
        for (long at = first; at < to.toEpochMilli(); at += hour) {
            var within = ticks.subMap(at, at + hour);
            if (!within.isEmpty()) reader.accept(chunk(within, grain.length().toMillis()));
        }
    }

    private static LoadChunk chunk(Map<Long, Map<LoadKey, Integer>> ticks, long length) {
        TreeMap<Long, List<Map<LoadKey, Integer>>> points = new TreeMap<>();
        ticks.forEach((at, counts) ->
                points.computeIfAbsent(Math.floorDiv(at, length) * length, any -> new ArrayList<>())
                        .add(counts));
        List<LoadKey> keys = new ArrayList<>();
        List<int[]> rows = new ArrayList<>();
        int[] count = new int[points.size()];
        int[] peak = new int[points.size()];
        int[] first = new int[points.size() + 1];
        int point = 0;
        for (var counts : points.values()) {
            count[point] = counts.size();
            Map<LoadKey, int[]> sums = new LinkedHashMap<>();
            for (var one : counts) {
                int all = one.values().stream().mapToInt(Integer::intValue).sum();
                peak[point] = Math.max(peak[point], all);
                one.forEach((key, load) -> {
                    int[] sum = sums.computeIfAbsent(key, any -> new int[2]);
                    sum[0] += load;
                    sum[1] = Math.max(sum[1], load);
                });
            }
            sums.forEach((key, sum) -> {
                if (!keys.contains(key)) keys.add(key);
                rows.add(new int[] {keys.indexOf(key), sum[0], sum[1]});
            });
            first[++point] = rows.size();
        }
        return new LoadChunk(
                keys,
                points.keySet().stream().mapToLong(Long::longValue).toArray(),
                count,
                peak,
                first,
                rows.stream().mapToInt(row -> row[0]).toArray(),
                rows.stream().mapToLong(row -> row[1]).toArray(),
                rows.stream().mapToInt(row -> row[2]).toArray());
    }

    @Override
    public Grain finest(Instant at, Instant now) {
        return Grain.TICK;
    }

    @Override
    public Optional<Statement> statement(String id) {
        return Optional.ofNullable(statements.get(id));
    }

    @Override
    public Optional<Plan> plan(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    @Override
    public List<Long> lockSnapshots(Instant from, Instant to, int max) {
        return List.of();
    }

    @Override
    public Optional<LockTree> lockSnapshot(long epochSecond) {
        return Optional.empty();
    }
}
