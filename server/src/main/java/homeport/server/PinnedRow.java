package homeport.server;

import java.util.List;

/**
 * A session of a DB proxy that keeps its server connection to itself.
 *
 * @param client its number in the proxy's log
 * @param server the connection's number in the proxy's log
 * @param heldMillis how long it has been pinned
 * @param reasons one for each statement
 */
public record PinnedRow(
        long client,
        long server,
        String user,
        String database,
        long heldMillis,
        List<Because> reasons) {
    /**
     * @param digest the statement without its literals
     * @param count how often the session has run it
     * @param advice what to do instead
     */
    public record Because(
            String reason, String digest, String digestId, long count, String advice) {}
}
