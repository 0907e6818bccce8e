package homeport.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Until when something may take; on the clock that nobody sets.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Deadline(long nanos) {
    private static final Duration POLL = Duration.ofMillis(2);

    interface Condition {
        boolean holds() throws SQLException;
    }

    static Deadline in(Duration max) {
        return new Deadline(System.nanoTime() + max.toNanos());
    }

    boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }

    /** At least a millisecond, so that it can be given as a limit, where zero would mean none. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
    }

    /**
     * Asks every two milliseconds, the first time at once.
     *
     * @param never what the exception says when it does not come to hold
     */
    void await(String never, Condition condition) throws SQLException {
        while (!condition.holds()) {
            if (passed()) throw new EngineException(never);
            pause();
        }
    }

    /** Between two questions of the same kind. */
    static void pause() {
        LockSupport.parkNanos(POLL.toNanos());
    }
}
