package homeport.insights.sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of databases and roles, which are read when one is not known, but not in each second.
 * Owner: one thread.
 */
final class Names {
    /** How often they are read at most, and one that is renamed is shown as it was. */
    private static final Duration AGE_MIN = Duration.ofSeconds(5);

    private static final Duration AGE_MAX = Duration.ofMinutes(5);
    private static final int ROWS_MAX = 100_000;

    /** What a role or database is called that is gone. */
    static final String UNKNOWN = "Unknown";

    private Map<Long, String> databases = Map.of();
    private Map<Long, String> roles = Map.of();
    private Instant read = Instant.MIN;

    /** Reads them if one of these is not known, or they are old. */
    void refresh(Connection session, Collection<Activity> rows, Instant now) throws SQLException {
        if (now.isBefore(read.plus(AGE_MIN))) return;
        boolean complete =
                rows.stream()
                        .allMatch(row ->
                                (row.database() == 0 || databases.containsKey(row.database()))
                                        && (row.user() == 0 || roles.containsKey(row.user())));
        if (complete && now.isBefore(read.plus(AGE_MAX))) return;
        databases = read(session, "SELECT oid::int8, datname FROM pg_database");
        roles = read(session, "SELECT oid::int8, rolname FROM pg_roles");
        read = now;
    }

    private static Map<Long, String> read(Connection session, String query) throws SQLException {
        Map<Long, String> names = new HashMap<>();
        try (PreparedStatement sql = session.prepareStatement(query)) {
            sql.setMaxRows(ROWS_MAX);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) names.put(row.getLong(1), row.getString(2));
            }
        }
        return names;
    }

    /** Empty for 0. */
    String database(long oid) {
        return oid == 0 ? "" : databases.getOrDefault(oid, UNKNOWN);
    }

    /** Empty for 0. */
    String role(long oid) {
        return oid == 0 ? "" : roles.getOrDefault(oid, UNKNOWN);
    }
}
