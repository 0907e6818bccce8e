package homeport.proxy.pool;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * A proxy's log in AWS's lines. Never holds a statement's literals. Owner: the loop's thread.
 * Source: log lines of RDS Proxy in public reports.
 */
final class ProxyLog {
    /** Letters that are shown of a user's name, and of what a server says. */
    private static final int NAME_MAX = 128;

    private static final int REASON_MAX = 1000;

    private final Consumer<String> lines;
    private boolean isDebug;

    /** {@code lines} must not wait. */
    ProxyLog(Consumer<String> lines) {
        this.lines = lines;
    }

    void debug(boolean on) {
        isDebug = on;
    }

    void connected(long client, String from) {
        if (isDebug) info("clientConnection", client, "A new client connected from " + from + ".");
    }

    void signInFailed(long client, String user, String because) {
        info(
                "clientConnection",
                client,
                "Proxy authentication failed for user \"%s\". Reason: %s"
                        .formatted(shortened(user, NAME_MAX), because));
    }

    void ended(long client, String because) {
        if (isDebug)
            info("clientConnection", client, "The client connection closed. Reason: " + because);
    }

    void opened(Server server) {
        if (isDebug)
            info(
                    "dbConnection",
                    server.number,
                    "A connection was established from the proxy to the database at "
                            + server.pool.target().id()
                            + ".");
    }

    void notOpened(Target target, String user, String because) {
        write(
                "WARN",
                "dbConnection",
                0,
                "A connection to the database at %s couldn't be made for user \"%s\". Reason: %s"
                        .formatted(
                                target.id(),
                                shortened(user, NAME_MAX),
                                shortened(because, REASON_MAX)));
    }

    void closedWithClient(Server server, Client client) {
        if (!isDebug) return;
        String because =
                client.isPinned()
                        ? "The client connection to which it was pinned has ended."
                        : "The client connection that borrowed this database connection from the"
                                + " connection pool was closed in the middle of a request.";
        info("dbConnection", server.number, "The database connection closed. Reason: " + because);
    }

    void pinned(Client client, String reason) {
        write(
                "WARN",
                "clientConnection",
                client.number,
                "The client session was pinned to the database connection [dbConnection="
                        + client.server().number
                        + "] for the remainder of the session. The proxy can't reuse this"
                        + " connection until the session ends. Reason: "
                        + reason);
    }

    void unpinned(Server server) {
        info(
                "dbConnection",
                server.number,
                "The database connection was released to the connection pool upon session reset.");
    }

    private void info(String kind, long number, String text) {
        write("INFO", kind, number, text);
    }

    private void write(String level, String kind, long number, String text) {
        lines.accept(
                "%s [%s] [proxyEndpoint=default] [%s=%d] %s"
                        .formatted(
                                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                                level,
                                kind,
                                number,
                                line(text)));
    }

    private static String shortened(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }

    /** One line, whatever a client calls itself or a server says. */
    private static String line(String text) {
        return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
    }
}
