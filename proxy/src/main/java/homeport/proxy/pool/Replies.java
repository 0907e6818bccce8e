package homeport.proxy.pool;

import homeport.proxy.pool.Outstanding.Kind;
import homeport.wire.UnresolvedCommit;
import java.nio.ByteBuffer;

/**
 * Reads what one server says, message by message, as the bytes come, and passes it on to the client
 * that has the server. Owner: the loop's thread. Source: PostgreSQL documentation, "Message Flow".
 */
final class Replies {
    private static final int HEADER_BYTES = 5;

    /** Longest message that is looked at whole; a longer one of these types just passes. */
    private static final int LOOKED_AT_BYTES_MAX = 32 * 1024;

    private final Server server;
    private final Outstanding owed;

    /** Part of a message has come; mostly null. */
    private ByteBuffer held;

    /** Bytes of the current message's body that have not come. */
    private int left;

    private boolean isSilent;

    Replies(Server server, Outstanding owed) {
        this.server = server;
        this.owed = owed;
    }

    /** Part of a message has come, and not all of it. */
    boolean isWithin() {
        return left > 0;
    }

    /** Part of a message has gone to the client, and not all of it. */
    boolean isCut() {
        return left > 0 && !isSilent;
    }

    void read(ByteBuffer bytes) {
        ByteBuffer in = bytes;
        if (held != null) {
            in = ByteBuffer.allocate(held.remaining() + bytes.remaining());
            in.put(held).put(bytes).flip();
            held = null;
        }
        Outgoing out = server.pool.proxy().toClient;
        Client heard = null;
        boolean more = true;
        while (more && in.hasRemaining() && !server.isClosed()) {
            Client hears = server.client();
            if (hears != heard && hears != null) out.begin(hears.socket, in);
            heard = hears;
            more = step(in, out);
        }
        if (server.isClosed()) return;
        if (server.client() != null && server.client() == heard) out.flush();
        if (in.hasRemaining()) held = ByteBuffer.allocate(in.remaining()).put(in).flip();
    }

    private boolean step(ByteBuffer in, Outgoing out) {
        if (left > 0) {
            pass(in, out);
            return true;
        }
        if (in.remaining() < HEADER_BYTES) return false;
        int at = in.position();
        int type = in.get(at) & 0xff;
        int size = in.getInt(at + 1) + 1;
        if (size < HEADER_BYTES) return violated(out, "message length " + (size - 1));
        boolean looksAt =
                switch (type) {
                    case 'Z', 'E', 'N', 'C' -> size <= LOOKED_AT_BYTES_MAX;
                    default -> false;
                };
        if (looksAt && in.remaining() < size) return false;
        if (type == 'Z' && size != 6) return violated(out, "ReadyForQuery of length " + (size - 1));
        return act(in, out, type, size, looksAt);
    }

    private boolean violated(Outgoing out, String what) {
        if (server.client() != null) out.flush();
        server.broken("the server broke the protocol: " + what);
        return false;
    }

    private void pass(ByteBuffer in, Outgoing out) {
        int at = in.position();
        int n = Math.min(left, in.remaining());
        if (!isSilent && server.client() != null) out.run(at, at + n);
        in.position(at + n);
        left -= n;
    }

    private boolean act(ByteBuffer in, Outgoing out, int type, int size, boolean whole) {
        int at = in.position();
        Kind next = owed.first();
        left = size;
        isSilent = server.client() == null || next != null && next.isOurs();
        switch (type) {
            case 'Z' -> {
                return ready(in, out, next);
            }
            case 'E' -> {
                return failed(in, out, next, whole);
            }
            case 'N' -> {
                isSilent = server.client() == null || next == Kind.QUERY_OURS;
                if (whole && server.client() != null && isUnresolved(in, at, size)) {
                    out.flush();
                    server.commitLost();
                    return false;
                }
            }
            case 'C' -> {
                if (whole) server.completed(in, at + HEADER_BYTES);
                answered(next, Kind.EXECUTE);
            }
            case 'I', 's' -> answered(next, Kind.EXECUTE);
            case '1' -> {
                if (next == Kind.PARSE_OURS || next == Kind.PARSE) owed.remove();
            }
            case '2' -> answered(next, Kind.BIND);
            case '3' -> {
                if (next == Kind.CLOSE_OURS || next == Kind.CLOSE) owed.remove();
            }
            case 'T', 'n' -> answered(next, Kind.DESCRIBE);
            case 'G' -> {
                if (next == Kind.EXECUTE || next == Kind.QUERY) server.copyBegins();
            }
            case 'S', 'A', 'D', 'd', 'c', 'H', 't', 'V', 'v', 'K' -> {}
            default -> {
                left = 0;
                return violated(out, "message type " + type);
            }
        }
        pass(in, out);
        answerOwn(out);
        return true;
    }

    private void answered(Kind next, Kind expected) {
        if (next == expected) owed.remove();
    }

    private void answerOwn(Outgoing out) {
        if (server.client() == null) return;
        for (byte[] answer = server.ownAnswer(); answer.length > 0; answer = server.ownAnswer())
            out.put(answer);
    }

    /** A commit that waits for a standby, and whose wait was cancelled. See the door's guard. */
    private boolean isUnresolved(ByteBuffer in, int at, int size) {
        return server.pool.target().guarded()
                && Frames.field(in, at + HEADER_BYTES, at + size, 'R')
                        .equals(UnresolvedCommit.ROUTINE);
    }

    private boolean ready(ByteBuffer in, Outgoing out, Kind next) {
        if (next == null || !next.isWhole()) {
            left = 0;
            return violated(out, "it is ready, and was not asked");
        }
        int status = in.get(in.position() + HEADER_BYTES);
        server.readied(status, next);
        owed.remove();
        pass(in, out);
        answerOwn(out);
        if (server.client() != null && server.isDone()) {
            out.flush();
            server.releaseIfDone();
        } else if (server.client() == null) server.cleaned();
        return true;
    }

    private boolean failed(ByteBuffer in, Outgoing out, Kind next, boolean whole) {
        int from = in.position() + HEADER_BYTES;
        int limit = in.position() + left;
        String severity = whole ? Frames.field(in, from, limit, 'V') : "";
        boolean isFatal = severity.equals("FATAL") || severity.equals("PANIC");
        if (isFatal || next == Kind.QUERY_OURS) {
            String said = whole ? Frames.field(in, from, limit, 'M') : "";
            left = 0;
            if (server.client() != null) out.flush();
            if (isFatal) server.broken("the database closed the connection: " + said);
            else server.ownFailed(said);
            return false;
        }
        isSilent = server.client() == null;
        if (server.isConfused() && whole) {
            pass(in, out);
            if (!isSilent) out.flush();
            server.broken("what was sent during the COPY cannot be told from its data", true);
            return false;
        }
        server.failed(next, whole ? Frames.field(in, from, limit, 'C') : "");
        pass(in, out);
        answerOwn(out);
        return true;
    }
}
