package homeport.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that writes through AWS's JDBC wrapper and keeps one connection object through a
 * failover, as the wrapper promises. A process of its own, because names are looked up in a hosts
 * file that the JVM reads when it starts. Says {@code writes <member>}, {@code failed over}, {@code
 * writes <member>}; {@code kept <rows>} at the end.
 */
final class WrapperClient {
    /** The wrapper's own: a new connection is there, use it. Source: its FailoverSQLException. */
    private static final String FAILED_OVER = "08S02";

    private static final int ROWS_AFTER = 50;

    private WrapperClient() {}

    /**
     * @param args host name of the cluster's endpoint, port, database, user, password, file of the
     *     root certificate
     */
    public static void main(String[] args) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", args[3]);
        login.setProperty("password", args[4]);
        login.setProperty("sslmode", "verify-full");
        login.setProperty("sslrootcert", args[5]);
        login.setProperty("wrapperPlugins", "failover2");
        String url = "jdbc:aws-wrapper:postgresql://%s:%s/%s".formatted(args[0], args[1], args[2]);
        try (Connection connection = DriverManager.getConnection(url, login)) {
            execute(connection, "CREATE TABLE kept (n bigint PRIMARY KEY)");
            say("writes " + member(connection));
            long acknowledged = untilFailover(connection);
            say("failed over");
            say("writes " + member(connection));
            for (int i = 0; i < ROWS_AFTER; i++) execute(connection, insert(++acknowledged));
            say("kept " + ask(connection, "SELECT count(*) FROM kept WHERE n <= " + acknowledged));
            say("acknowledged " + acknowledged);
        }
    }

    /** Returns how many rows were acknowledged. */
    private static long untilFailover(Connection connection) throws SQLException {
        for (long n = 1; ; n++) {
            try {
                execute(connection, insert(n));
            } catch (SQLException e) {
                if (e.getSQLState().equals(FAILED_OVER)) return n - 1;
                throw e;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** A row whose first attempt was of unknown outcome may be there already. */
    private static String insert(long n) {
        return "INSERT INTO kept VALUES (%d) ON CONFLICT DO NOTHING".formatted(n);
    }

    private static String member(Connection connection) throws SQLException {
        return ask(connection, "SELECT dbi_resource_id FROM rds_tools.dbi_resource_id()");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
