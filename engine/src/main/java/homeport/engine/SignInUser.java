package homeport.engine;

import homeport.engine.Node.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A role of the service's own that may sign in with a password and nothing more. Users cannot take
 * it away where PostgreSQL lets only its maker (16 and newer).
 */
final class SignInUser {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** Something of the database belongs to the role. Source: PostgreSQL, "Error Codes". */
    private static final String DEPENDENT_OBJECTS = "2BP01";

    private final NodePlace place;
    private final AdminAccess admin;

    SignInUser(NodePlace place, AdminAccess admin) {
        this.place = place;
        this.admin = admin;
    }

    /** Makes it, or gives it this password; it can connect to {@code postgres} in any case. */
    void keep(String user, Secret password) {
        String name = Sql.identifier(user);
        try (Connection session = connect();
                Statement sql = session.createStatement()) {
            if (!exists(session, "pg_roles WHERE rolname = ?", user))
                sql.execute("CREATE ROLE " + name);
            sql.execute(
                    "ALTER ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION VALID UNTIL 'infinity'"
                            .formatted(name));
            sql.execute(Roles.passwordChange(user, password));
            if (exists(session, "pg_database WHERE datname = ?", "postgres"))
                sql.execute("GRANT CONNECT ON DATABASE postgres TO " + name);
        } catch (SQLException e) {
            throw new EngineException("cannot make user " + user + ": " + e.getMessage(), e);
        }
    }

    /** Ends its sessions and drops it; one that something belongs to can only not sign in again. */
    void drop(String user) {
        String name = Sql.identifier(user);
        try (Connection session = connect();
                Statement sql = session.createStatement()) {
            if (!exists(session, "pg_roles WHERE rolname = ?", user)) return;
            sql.execute("ALTER ROLE " + name + " NOLOGIN PASSWORD NULL");
            endSessions(session, user);
            if (exists(session, "pg_database WHERE datname = ?", "postgres"))
                sql.execute("REVOKE CONNECT ON DATABASE postgres FROM " + name);
            try {
                sql.execute("DROP ROLE " + name);
            } catch (SQLException e) {
                if (!DEPENDENT_OBJECTS.equals(e.getSQLState())) throw e;
            }
        } catch (SQLException e) {
            throw new EngineException("cannot drop user " + user + ": " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        return admin.connect(place, Roles.ADMIN_DATABASE, ANSWER_MAX);
    }

    private static void endSessions(Connection session, String user) throws SQLException {
        try (PreparedStatement sql =
                session.prepareStatement(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?")) {
            sql.setString(1, user);
            sql.execute();
        }
    }

    private static boolean exists(Connection session, String where, String name)
            throws SQLException {
        try (PreparedStatement sql = session.prepareStatement("SELECT 1 FROM " + where)) {
            sql.setString(1, name);
            try (ResultSet row = sql.executeQuery()) {
                return row.next();
            }
        }
    }
}
