package homeport.wire;

import java.util.Optional;

/**
 * A commit that waits for a standby, and whose wait is cancelled: the server says so in a warning
 * and then reports success, though a failover would lose it. Source: PostgreSQL, {@code syncrep.c}.
 */
public final class UnresolvedCommit {
    /**
     * The field {@code R} of the warning, which no user can set and no language changes. Source:
     * PostgreSQL documentation, "Error and Notice Message Fields".
     */
    public static final String ROUTINE = "SyncRepWaitForLSN";

    /** SQLSTATE {@code transaction_resolution_unknown}. */
    public static final String SQLSTATE = "08007";

    /** What the client is told in place of the success. */
    public static final String MESSAGE =
            "the wait for a second node was cancelled during a commit: the transaction may or may"
                    + " not have happened";

    private static final String HINT = "Look whether it has before trying it again.";

    private UnresolvedCommit() {}

    /** {@link #MESSAGE}, and what to do. */
    public static Message message() {
        return BackendMessages.fatal(SQLSTATE, MESSAGE, Optional.of(HINT));
    }
}
