package homeport.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A durable map from key to bytes in which every commit has a revision. Keys are paths of printable
 * ASCII that start with {@code /}, at most {@value #KEY_BYTES_MAX} bytes; values are at most
 * {@value #VALUE_BYTES_MAX} bytes.
 *
 * <p>A commit that returned is on disk: it survives {@code kill -9} and loss of power. All
 * operations may block and are safe from any thread.
 */
public interface Store extends AutoCloseable {
    int KEY_BYTES_MAX = 512;
    int VALUE_BYTES_MAX = 1_048_576;
    int OPS_MAX = 128;

    /**
     * @throws IllegalArgumentException not a key
     */
    Optional<Entry> get(String key);

    /**
     * All entries whose key starts with {@code prefix}, in key order, as of one revision.
     *
     * @throws IllegalArgumentException the prefix has not the form of a key; {@code /} lists all
     */
    Listing list(String prefix);

    /**
     * Applies all operations or none.
     *
     * @param ops 1 to {@value #OPS_MAX} operations, each on another key
     * @return the revision of the commit, one above the last; the unchanged revision of the store
     *     when there was nothing to change (checks only, or keys that were already absent); empty
     *     when an expectation did not hold and nothing was changed
     * @throws IllegalArgumentException a key, a value or the number of operations is outside its
     *     bounds, or two operations name one key
     * @throws StoreException the store cannot be reached or written; whether the commit happened is
     *     unknown
     */
    OptionalLong commit(List<Op> ops);

    /**
     * Calls {@code seen} for every change under {@code prefix} with a revision above {@code
     * afterRevision}, in order, each once, from a thread of the store's own. A watcher that falls
     * behind what the store keeps receives {@link Change.Lost}, as its last call, and must list
     * again. What {@code seen} throws is logged, and the watch goes on with the next change. A
     * watch ends without a word when it or the store is closed.
     *
     * @throws IllegalArgumentException the prefix has not the form of a key, or the revision is
     *     negative
     */
    Watch watch(String prefix, long afterRevision, Consumer<Change> seen);

    /**
     * A lease that ends {@code ttl} after its last {@link #keepAlive}; its keys are then deleted,
     * in one commit, soon after.
     *
     * @param ttl 1 ms to 365 days
     * @throws IllegalArgumentException the time is outside its bounds
     */
    long grantLease(Duration ttl);

    /**
     * @return false when the lease is gone: whoever held it must stop acting on it
     */
    boolean keepAlive(long lease);

    /** Ends the lease now and deletes its keys, in one commit; no effect when it is gone. */
    void revokeLease(long lease);

    /**
     * Waits for the commits under way and ends the watches. From then on every other call throws a
     * {@link StoreException}; closing again has no effect.
     */
    @Override
    void close();

    /** One key as it was at {@code revision}, the revision of the commit that last changed it. */
    record Entry(String key, byte[] value, long revision) {}

    /** Entries in key order and the store's revision at the moment of reading. */
    record Listing(long revision, List<Entry> entries) {
        public Listing {
            entries = List.copyOf(entries);
        }
    }

    /** A running watch; closing it stops the calls, save one that is already under way. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
