package homeport.insights.testkit;

import homeport.insights.counter.Counter;
import homeport.insights.counter.CounterHistory;
import homeport.insights.query.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One counter, at 9 in the first period; one digest with seven calls a second. */
public final class NineHits implements CounterHistory {
    private static final Counter HITS = new Counter("db.Cache.blks_hit", "Hits.", "Blocks");

    @Override
    public List<Counter> counters(String resourceId, String type) {
        return List.of(HITS);
    }

    @Override
    public Optional<Counter> find(String resourceId, String name) {
        boolean known = name.equals(HITS.name()) || name.equals("db.io.blks_hit");
        return known ? Optional.of(HITS) : Optional.empty();
    }

    @Override
    public List<Optional<Value>> read(
            String resourceId, Counter counter, Window window, Instant now) {
        return List.of(Optional.of(new Value(1, 9, 9, 9)), Optional.empty());
    }

    @Override
    public List<Counter> digestStatistics() {
        return List.of(new Counter("db.sql_tokenized.stats.calls_per_sec", "Calls.", "Calls"));
    }

    @Override
    public Map<String, Double> digest(
            String resourceId, String digest, List<String> names, Window window, Instant now) {
        return digest.equals("d1") ? Map.of(names.getFirst(), 7.0) : Map.of();
    }
}
