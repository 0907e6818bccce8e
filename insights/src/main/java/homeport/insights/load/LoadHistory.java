package homeport.insights.load;

import homeport.insights.lock.LockTree;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is on record of one server. Safe from any thread. */
public interface LoadHistory {
    /** Keys of a point that is a minute or longer. */
    int KEYS_MAX = 300;

    /**
     * Gives what is on record of a grain, oldest first, the period that is not over yet included.
     * The first and last chunk may have points outside of the range. Nothing on record is no error.
     * Chunks of grains coarser than a tick have at most {@link #KEYS_MAX} keys a point: those
     * beyond are merged into their digest, then into {@link LoadKey#OTHER}, so that sums stay
     * exact.
     *
     * @param from inclusive
     * @param to exclusive
     */
    void read(Instant from, Instant to, Grain grain, Consumer<LoadChunk> reader);

    /** The finest grain that is still on record for this moment, if it was ever sampled. */
    Grain finest(Instant at, Instant now);

    Optional<Statement> statement(String id);

    /** A plan, that was captured in the time that is on record. */
    Optional<Plan> plan(String id);

    /**
     * Seconds, since the epoch, at which somebody waited for a lock and the tree was taken.
     *
     * @param from inclusive
     * @param to exclusive
     * @param max the newest so many
     */
    List<Long> lockSnapshots(Instant from, Instant to, int max);

    Optional<LockTree> lockSnapshot(long epochSecond);
}
