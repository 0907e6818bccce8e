package homeport.insights.counter;

import homeport.insights.query.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was counted for each server. Safe from any thread. */
public interface CounterHistory {
    /**
     * @param count of samples
     * @param sum of their values
     */
    record Value(double count, double sum, double min, double max) {}

    /** Every counter of a type ({@code os}, {@code db}) that this server has, by name. */
    List<Counter> counters(String resourceId, String type);

    /**
     * The counter of that name. Other spellings, such as {@code db.io.blks_read}, are known to
     * whoever is not strict.
     */
    Optional<Counter> find(String resourceId, String name);

    /**
     * One place for each period of the window; empty: nothing was sampled then.
     *
     * @param counter of {@link #find}
     */
    List<Optional<Value>> read(String resourceId, Counter counter, Window window, Instant now);

    /** Statistics that digests have, {@code db.sql_tokenized.stats.calls_per_sec} and so on. */
    List<Counter> digestStatistics();

    /**
     * Averages over the window of the statistics that are known, by name.
     *
     * @param digest {@code db.sql_tokenized.id}
     * @param names of {@link #digestStatistics}
     */
    Map<String, Double> digest(
            String resourceId, String digest, List<String> names, Window window, Instant now);
}
