package homeport.control.dbproxy;

import homeport.aws.AwsException;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.ConnectionPoolConfiguration;

/** What a {@code ConnectionPoolConfig} may ask for. Source: RDS API, same name. */
final class PoolRules {
    private final boolean strict;

    /**
     * @param strict AWS has no session pinning filter for PostgreSQL; here one may be asked for
     */
    PoolRules(boolean strict) {
        this.strict = strict;
    }

    /**
     * @param given null: nothing is to change; the same for each of its members
     */
    PoolConfig changed(PoolConfig was, ConnectionPoolConfiguration given) {
        if (given == null) return was;
        int max = orElse(given.maxConnectionsPercent(), was.maxConnectionsPercent());
        within("MaxConnectionsPercent", max, 1, 100);
        Optional<Integer> idle = Optional.ofNullable(given.maxIdleConnectionsPercent());
        if (idle.isEmpty()) idle = was.maxIdle();
        idle.ifPresent(share -> within("MaxIdleConnectionsPercent", share, 0, max));
        int borrow = orElse(given.connectionBorrowTimeout(), was.borrowSeconds());
        within("ConnectionBorrowTimeout", borrow, 0, PoolConfig.BORROW_SECONDS_MAX);
        Optional<String> query =
                given.initQuery() == null
                        ? was.initQuery()
                        : Optional.of(given.initQuery()).filter(text -> !text.isBlank());
        return new PoolConfig(max, idle, borrow, tracksVariables(was, given), query);
    }

    private boolean tracksVariables(PoolConfig was, ConnectionPoolConfiguration given) {
        if (!given.hasSessionPinningFilters()) return was.tracksVariables();
        for (String filter : given.sessionPinningFilters()) {
            if (!filter.equals(PoolConfig.EXCLUDE_VARIABLE_SETS))
                throw AwsException.invalidValue(
                        "Invalid session pinning filter: %s. Allowed: %s."
                                .formatted(filter, PoolConfig.EXCLUDE_VARIABLE_SETS));
            if (strict)
                throw AwsException.invalidValue(
                        "The session pinning filter %s isn't supported for engine family POSTGRESQL."
                                .formatted(filter));
        }
        return !given.sessionPinningFilters().isEmpty();
    }

    private static int orElse(Integer given, int was) {
        return given == null ? was : given;
    }

    static void within(String name, int value, int min, int max) {
        if (value < min || value > max)
            throw AwsException.invalidValue(
                    "%s is %d, allowed %d to %d.".formatted(name, value, min, max));
    }
}
