package homeport.control.dbproxy;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of its target a proxy may use, and how. Source: RDS API, {@code
 * ConnectionPoolConfiguration}.
 *
 * @param maxConnectionsPercent share of {@code max_connections} of each server, 1 to 100
 * @param maxIdle share that may stay open though idle, 0 to {@code maxConnectionsPercent}; empty:
 *     half of that
 * @param borrowSeconds longest a client waits for a connection, 0 to 300
 * @param tracksVariables {@code EXCLUDE_VARIABLE_SETS} was given: a session that only sets
 *     parameters is not pinned
 * @param initQuery run once on each new connection
 */
public record PoolConfig(
        int maxConnectionsPercent,
        Optional<Integer> maxIdle,
        int borrowSeconds,
        boolean tracksVariables,
        Optional<String> initQuery) {
    static final int BORROW_SECONDS_MAX = 300;
    static final String EXCLUDE_VARIABLE_SETS = "EXCLUDE_VARIABLE_SETS";

    /** Source: RDS API, {@code ConnectionPoolConfiguration}. */
    public static final PoolConfig DEFAULT =
            new PoolConfig(100, Optional.empty(), 120, false, Optional.empty());

    public int maxIdlePercent() {
        return maxIdle.orElse(maxConnectionsPercent / 2);
    }

    public Duration borrowMax() {
        return Duration.ofSeconds(borrowSeconds);
    }
}
