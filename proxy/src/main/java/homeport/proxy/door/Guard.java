package homeport.proxy.door;

import homeport.wire.ProtocolException;
import homeport.wire.UnresolvedCommit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a guarded session's messages tell, both directions, as the bytes come; it changes none of
 * them. Pure: bytes in, facts out; allocates nothing. Owner: the loop's thread.
 *
 * <p>A commit that waits for a standby, and whose wait is cancelled, is reported as success after a
 * warning: the transaction is committed on this node alone, and a failover loses it. The warning is
 * known by its routine, which no user can set and no language changes. Source: PostgreSQL, {@code
 * syncrep.c}; documentation, "Error and Notice Message Fields". It comes before what reports the
 * commit: CommandComplete of a query, ReadyForQuery in the extended protocol, whose statements are
 * complete before the Sync that commits them. A client that sets {@code client_min_messages} to
 * {@code error} is not sent the warning: of such a client nobody knows.
 */
final class Guard {
    private static final byte[] ROUTINE =
            UnresolvedCommit.ROUTINE.getBytes(StandardCharsets.US_ASCII);

    private final Headers fromServer = new Headers();
    private final Headers fromClient = new Headers();

    /** Of the notice that is coming: the type of the field, 0 between two. */
    private int field;

    /** How much of {@link #ROUTINE} the field has shown; -1 when it is another. */
    private int shown;

    private boolean told;
    private boolean unresolved;

    /** The newest ReadyForQuery's status: I, T, E; 0 before the first. */
    private int status;

    /** ReadyForQuery messages that the server owes: the first one answers the startup message. */
    private int owed = 1;

    /** The last message that asked for a ReadyForQuery. */
    private int asked;

    /** Messages have come from the client for which nothing has asked yet. */
    private boolean asking;

    /** The client has just ended its copy. */
    private boolean copied;

    /**
     * Looks at what the server says; leaves the position alone.
     *
     * @return up to where the client may hear it: the limit, or the end of the notice that makes
     *     the session {@link #isUnresolved}
     * @throws ProtocolException a length under 4: what follows cannot be looked at, so it must not
     *     pass
     */
    int serverSays(ByteBuffer chunk) throws ProtocolException {
        int start = chunk.position();
        serverBody(chunk);
        while (!unresolved && fromServer.next(chunk)) serverBody(chunk);
        if (fromServer.isBroken()) throw new ProtocolException("the server broke the protocol");
        int end = chunk.position();
        chunk.position(start);
        return end;
    }

    private void serverBody(ByteBuffer chunk) {
        switch (fromServer.type()) {
            case 'Z' -> {
                if (fromServer.here(chunk) == 0) return;
                status = fromServer.body(chunk);
                owed--;
            }
            case 'N' -> notice(chunk);
            default -> {}
        }
    }

    /** Shape: fields of a type byte and a text that a zero ends; a zero more at the end. */
    private void notice(ByteBuffer chunk) {
        for (int here = fromServer.here(chunk); here > 0; here--) {
            int next = fromServer.body(chunk);
            if (field == 0) {
                field = next;
                shown = 0;
            } else if (next == 0) {
                told |= field == 'R' && shown == ROUTINE.length;
                field = 0;
            } else if (field == 'R') {
                boolean same = shown >= 0 && shown < ROUTINE.length && ROUTINE[shown] == next;
                shown = same ? shown + 1 : -1;
            }
        }
        if (!fromServer.isBetween()) return;
        unresolved = told;
        field = 0;
    }

    /** Looks at what the client says; leaves the position alone. */
    void clientSays(ByteBuffer chunk) {
        int start = chunk.position();
        while (fromClient.next(chunk)) client(fromClient.type());
        chunk.position(start);
    }

    /**
     * Counts what is answered by a ReadyForQuery: Query, Sync, FunctionCall. A server that copies
     * in ignores a Sync, so the one after the copy stands for both. Source: PostgreSQL
     * documentation, "COPY Operations".
     */
    private void client(int type) {
        switch (type) {
            case 'd' -> {}
            case 'c', 'f' -> copied = true;
            case 'Q', 'F', 'S' -> {
                boolean again = copied && type == 'S' && asked == 'S' && owed > 0;
                if (!again) owed++;
                asked = type;
                asking = false;
                copied = false;
            }
            default -> asking = true;
        }
    }

    /** A commit's wait for a standby was cancelled: nothing that follows may be heard. */
    boolean isUnresolved() {
        return unresolved;
    }

    /**
     * Between transactions, all that was asked is answered, and nothing is half said. Where it
     * cannot tell it says no.
     */
    boolean isIdle() {
        return status == 'I'
                && owed == 0
                && !asking
                && fromServer.isBetween()
                && fromClient.isBetween()
                && !fromClient.isBroken();
    }
}
