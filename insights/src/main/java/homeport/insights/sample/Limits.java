package homeport.insights.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What a session that watches may take: it never waits for a lock, nor makes others wait. */
final class Limits {
    private Limits() {}

    static void set(Connection session) throws SQLException {
        try (Statement sql = session.createStatement()) {
            sql.execute("SET statement_timeout = '900ms'");
            sql.execute("SET lock_timeout = '100ms'");
            sql.execute("SET idle_in_transaction_session_timeout = '5s'");
            sql.execute("SET max_parallel_workers_per_gather = 0");
            sql.execute("SET jit = off");
        }
    }
}
