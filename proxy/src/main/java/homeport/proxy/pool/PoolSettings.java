package homeport.proxy.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * How a proxy uses its targets. Source: RDS API, {@code ConnectionPoolConfiguration}.
 *
 * @param maxConnectionsPercent share of a target's {@code max_connections}, 1 to 100
 * @param maxIdleConnectionsPercent share that may stay open with nothing to do, 0 to {@code
 *     maxConnectionsPercent}
 * @param borrowTimeout longest a client waits for a connection, 0 to 300 s
 * @param initQuery run once on each new server connection
 * @param tracksVariables session parameters are tracked and replayed instead of pinning
 */
public record PoolSettings(
        int maxConnectionsPercent,
        int maxIdleConnectionsPercent,
        Duration borrowTimeout,
        Optional<String> initQuery,
        boolean tracksVariables) {
    /** PostgreSQL's {@code superuser_reserved_connections}, and two to look at it. */
    private static final int KEPT = 5;

    /** What AWS takes where nothing is said. */
    public static final PoolSettings DEFAULT =
            new PoolSettings(100, 50, Duration.ofSeconds(120), Optional.empty(), false);

    /** Refuses what is out of range. */
    public PoolSettings {
        check("MaxConnectionsPercent", maxConnectionsPercent, 1, 100);
        check("MaxIdleConnectionsPercent", maxIdleConnectionsPercent, 0, maxConnectionsPercent);
        check("ConnectionBorrowTimeout in ms", borrowTimeout.toMillis(), 0, 300_000);
    }

    static void check(String name, long value, long min, long max) {
        if (value < min || value > max)
            throw new IllegalArgumentException(
                    "%s is %d, allowed %d to %d".formatted(name, value, min, max));
    }

    /**
     * Connections that may be open at a target, at least 1. Those that the server keeps for
     * administrators, and our own that looks at it, are not among them.
     */
    int openMax(int maxConnections) {
        int share = (int) ((long) maxConnections * maxConnectionsPercent / 100);
        return Math.max(1, Math.min(share, maxConnections - KEPT));
    }

    /** Connections that may stay open at a target with nothing to do. */
    int idleMax(int maxConnections) {
        return (int) ((long) maxConnections * maxIdleConnectionsPercent / 100);
    }

    /** The same with other shares. */
    public PoolSettings withPercent(int max, int idle) {
        return new PoolSettings(max, idle, borrowTimeout, initQuery, tracksVariables);
    }

    /** The same with another wait. */
    public PoolSettings withBorrowTimeout(Duration timeout) {
        return new PoolSettings(
                maxConnectionsPercent,
                maxIdleConnectionsPercent,
                timeout,
                initQuery,
                tracksVariables);
    }

    /** The same with a query for new connections. */
    public PoolSettings withInitQuery(String query) {
        return new PoolSettings(
                maxConnectionsPercent,
                maxIdleConnectionsPercent,
                borrowTimeout,
                Optional.of(query),
                tracksVariables);
    }

    /** The same that tracks session parameters. */
    public PoolSettings withTrackedVariables() {
        return new PoolSettings(
                maxConnectionsPercent, maxIdleConnectionsPercent, borrowTimeout, initQuery, true);
    }
}
