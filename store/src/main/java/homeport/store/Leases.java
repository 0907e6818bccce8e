package homeport.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The leases that are alive and when each ends. A lease whose time is over is gone at once for
 * {@link #keepAlive} and {@link #isAlive}; its keys follow when the writer gets to it, so whoever
 * holds a lease never outlives it. Any thread may keep alive; the writer starts and ends.
 */
final class Leases {
    private static final Duration TTL_MAX = Duration.ofDays(365);

    private final ConcurrentHashMap<Long, Lease> alive = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private long lastId;

    /**
     * @param nanoTime monotonic, in nanoseconds, as {@link System#nanoTime}
     * @param lastId no lease was ever given a higher id
     */
    Leases(LongSupplier nanoTime, long lastId) {
        this.nanoTime = nanoTime;
        this.lastId = lastId;
    }

    static Lease lease(Duration ttl) {
        if (ttl.compareTo(Duration.ofMillis(1)) < 0 || ttl.compareTo(TTL_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a lease of %s, allowed PT0.001S to %s".formatted(ttl, TTL_MAX));
        }
        return new Lease(ttl, 0);
    }

    long nextId() {
        return ++lastId;
    }

    long lastId() {
        return lastId;
    }

    int size() {
        return alive.size();
    }

    /** From now on the lease has its full time. */
    void start(long id, Lease lease) {
        alive.put(id, lease.until(nanoTime.getAsLong()));
    }

    boolean isAlive(long id) {
        Lease lease = alive.get(id);
        return lease != null && !lease.isOver(nanoTime.getAsLong());
    }

    boolean keepAlive(long id) {
        boolean[] kept = {false};
        alive.computeIfPresent(
                id,
                (_, lease) -> {
                    long now = nanoTime.getAsLong();
                    kept[0] = !lease.isOver(now);
                    return kept[0] ? lease.until(now) : lease;
                });
        return kept[0];
    }

    /**
     * @return false when there is no such lease
     */
    boolean end(long id) {
        return alive.remove(id) != null;
    }

    /** Ends all leases whose time is over and returns them. */
    List<Long> endThoseOver() {
        return alive.keySet().stream().filter(this::endIfOver).sorted().toList();
    }

    private boolean endIfOver(long id) {
        boolean[] over = {false};
        alive.computeIfPresent(
                id,
                (_, lease) -> {
                    over[0] = lease.isOver(nanoTime.getAsLong());
                    return over[0] ? null : lease;
                });
        return over[0];
    }

    /**
     * @param endNanos on the scale of the store's clock
     */
    record Lease(Duration ttl, long endNanos) {
        private Lease until(long now) {
            return new Lease(ttl, now + ttl.toNanos());
        }

        private boolean isOver(long now) {
            return now - endNanos >= 0;
        }
    }
}
