package homeport.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * Sessions as {@code rdsadmin}, by a certificate that lives only in memory. They leave no trace in
 * the log and in pg_stat_statements. By the same certificate, sessions as users, see {@link
 * UserAccess}. Safe from any thread.
 */
final class AdminAccess {
    /** What stands in the certificate; no endpoint's name can look like this. */
    static final String COMMON_NAME = "homeport:rdsadmin";

    /** What these sessions are called, or how their names begin. */
    private static final String APPLICATION = "homeport";

    /** Of what a user's session, whose answers the user has in hand, may make us keep. */
    private static final String ANSWER_BYTES_MAX = "8M";

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration REISSUE_AFTER = Duration.ofDays(30);
    private static final String QUIET =
            "-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic"
                    + " -c pg_stat_statements.track=none -c statement_timeout=0"
                    + " -c default_transaction_read_only=off -c search_path=pg_catalog,public";

    private final Authority authority;
    private final String roots;
    private SSLContext context;
    private Instant issued = Instant.MIN;

    AdminAccess(Authority authority, String roots) {
        this.authority = authority;
        this.roots = roots;
    }

    /**
     * @throws SQLException nobody answers there, or not as one of ours
     */
    Connection connect(NodePlace place, String database) throws SQLException {
        return DriverManager.getConnection(url(place, database), properties(CONNECT_MAX));
    }

    /**
     * As {@link #connect(NodePlace, String)}, with a limit that also holds for a server that hangs:
     * for connecting and then for each answer.
     */
    Connection connect(NodePlace place, String database, Duration max) throws SQLException {
        return named(place, database, APPLICATION, max);
    }

    /** The same for a purpose, which is told after our name. */
    Connection connect(NodePlace place, String database, String purpose, Duration max)
            throws SQLException {
        return named(place, database, APPLICATION + " " + purpose, max);
    }

    /** For a purpose, as somebody else, with the same limit. */
    Connection connectAs(
            String user, NodePlace place, String database, String purpose, Duration max)
            throws SQLException {
        if (Roles.OWN.contains(user)) throw new SQLException(user + " is nobody's to be");
        Properties p = properties(max);
        p.setProperty("user", user);
        p.remove("options"); // users may not decide what is logged of them
        p.setProperty("maxResultBuffer", ANSWER_BYTES_MAX);
        return named(place, database, APPLICATION + " " + purpose, max, p);
    }

    private Connection named(NodePlace place, String database, String application, Duration max)
            throws SQLException {
        return named(place, database, application, max, properties(max));
    }

    private static Connection named(
            NodePlace place, String database, String application, Duration max, Properties p)
            throws SQLException {
        p.setProperty("ApplicationName", application);
        // The driver connects in a thread of its own, which this ends soon after it is given up.
        p.setProperty("socketTimeout", Long.toString(max.toSeconds() + 1));
        Connection session = DriverManager.getConnection(url(place, database), p);
        session.setNetworkTimeout(Runnable::run, (int) max.toMillis());
        return session;
    }

    private Properties properties(Duration max) {
        Properties p = new Properties();
        p.setProperty("user", Roles.ADMIN);
        p.setProperty("sslmode", "verify-full");
        p.setProperty("sslfactory", AdminSocketFactory.class.getName());
        p.setProperty("sslfactoryarg", AdminSocketFactory.register(context(Instant.now())));
        p.setProperty("ApplicationName", APPLICATION);
        p.setProperty("connectTimeout", Long.toString(max.toSeconds() + 1));
        p.setProperty("loginTimeout", Double.toString(max.toMillis() / 1000.0));
        p.setProperty("options", QUIET);
        return p;
    }

    private static String url(NodePlace place, String database) {
        String host = place.address().contains(":") ? "[" + place.address() + "]" : place.address();
        return "jdbc:postgresql://%s:%d/%s".formatted(host, place.port(), encode(database));
    }

    private static String encode(String database) {
        return URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    private synchronized SSLContext context(Instant now) {
        if (issued.isBefore(now.minus(REISSUE_AFTER))) {
            Authority.Identity identity = authority.issue(COMMON_NAME, List.of(), List.of(), now);
            context = Tls.clientContext(identity, roots);
            issued = now;
        }
        return context;
    }
}
