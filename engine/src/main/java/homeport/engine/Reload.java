package homeport.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a running server read its files again and knows when it has. Source: PostgreSQL
 * documentation, "pg_file_settings" and "pg_settings".
 */
record Reload(NodePlace place, AdminAccess admin, Postmaster postmaster) {
    private static final Duration RELOAD_MAX = Duration.ofSeconds(10);

    /** A value that waits for a restart is listed as an error too; it is none. */
    private static final String ERRORS =
            "SELECT coalesce(f.name || ': ', '') || f.error FROM pg_file_settings f"
                    + " LEFT JOIN pg_settings s ON s.name = f.name WHERE f.error IS NOT NULL AND NOT"
                    + " (s.context IS NOT DISTINCT FROM 'postmaster'"
                    + " AND f.error = 'setting could not be applied')"
                    + " UNION ALL SELECT 'access rule ' || line_number || ': ' || error FROM pg_hba_file_rules"
                    + " WHERE error IS NOT NULL";

    private static final String PENDING =
            "SELECT name FROM pg_settings WHERE pending_restart ORDER BY name";

    private static final String LOADED = "SELECT pg_conf_load_time()::text";

    /** See {@link Node#reload}; nothing is read when the files have errors, which are thrown. */
    List<String> reload() {
        try (Connection session = admin.connect(place, Roles.ADMIN_DATABASE)) {
            Deadline deadline = Deadline.in(RELOAD_MAX);
            List<String> before = texts(session, LOADED);
            signal(session, deadline);
            deadline.await(
                    "the server of " + place.home() + " did not read its configuration in time",
                    () -> !texts(session, LOADED).equals(before));
            return texts(session, PENDING);
        } catch (SQLException e) {
            throw new EngineException("cannot reload " + place.data() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns when the postmaster has read the files, so that whoever comes in from now on finds
     * them in force, and has told every process to read them.
     */
    void signal(Connection session, Deadline deadline) throws SQLException {
        check(session);
        signal();
        settle(deadline);
    }

    /**
     * @throws EngineException the files have errors, so the server would go on as it is
     */
    void check(Connection session) throws SQLException {
        List<String> errors = texts(session, ERRORS);
        if (!errors.isEmpty())
            throw new EngineException("the configuration is wrong: " + String.join("; ", errors));
    }

    /** The postmaster is told to read the files, and has not yet done so. */
    void signal() {
        if (!postmaster.signal(Kernel.HUP))
            throw new EngineException("no server runs in " + place.data());
    }

    /** Returns when the postmaster has done what {@link #signal()} told it. */
    void settle(Deadline deadline) {
        Knock.at(place.socket(), deadline);
    }

    /** See {@link Node#pendingRestart}. */
    List<String> pendingRestart() {
        try (Connection session = admin.connect(place, Roles.ADMIN_DATABASE)) {
            return texts(session, PENDING);
        } catch (SQLException e) {
            throw new EngineException("cannot ask " + place.data() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> texts(Connection session, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement sql = session.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) texts.add(rows.getString(1));
        }
        return texts;
    }
}
