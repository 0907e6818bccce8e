package homeport.proxy.door;

import homeport.wire.BackendMessages;
import homeport.wire.Message;
import java.net.InetAddress;
import java.util.Optional;

/** The door says no. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final String sqlState;
    private final transient Optional<String> hint;
    private final Ended why;

    Refusal(String sqlState, String message, Optional<String> hint) {
        this(sqlState, message, hint, Ended.TURNED_AWAY);
    }

    private Refusal(String sqlState, String message, Optional<String> hint, Ended why) {
        super(message, null, false, false);
        this.sqlState = sqlState;
        this.hint = hint;
        this.why = why;
    }

    /**
     * The token proves nothing, for whatever reason. Source: PostgreSQL, {@code auth_failed}, of an
     * entry with {@code pam}, which is what RDS has.
     */
    static Refusal ofToken(String user) {
        return new Refusal(
                "28000",
                "PAM authentication failed for user \"%s\"".formatted(user),
                Optional.empty(),
                Ended.LOGIN_REFUSED);
    }

    /** A firewall would say nothing; whoever looks for the reason is told it. */
    static Refusal notAdmitted(InetAddress client, String endpoint) {
        return new Refusal(
                "28000",
                "no security group rule admits %s to %s"
                        .formatted(client.getHostAddress(), endpoint),
                Optional.empty());
    }

    /** No server came in time. */
    static Refusal afterWaiting(String because, Optional<String> hint) {
        return new Refusal("57P03", because, hint, Ended.WAIT_TIMEOUT);
    }

    Ended why() {
        return why;
    }

    /** What the client is told. */
    Message message() {
        return BackendMessages.fatal(sqlState, getMessage(), hint);
    }
}
