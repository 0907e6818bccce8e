package homeport.proxy.pool;

import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.proxy.pool.Outstanding.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A connection to a server, signed in. It goes back to its pool when nothing that anybody began on
 * it is open. Owner: the loop's thread. Source: PostgreSQL documentation, "Message Flow".
 */
final class Server implements SocketHandler {
    /** Statements kept parsed at one server; the oldest goes. */
    static final int STATEMENTS_MAX = 500;

    private static final int HEADER_BYTES = 5;

    /** Longest message that is looked at whole; a longer one of these types just passes. */
    private static final int LOOKED_AT_BYTES_MAX = 32 * 1024;

    private static final String ROUTINE = "SyncRepWaitForLSN";

    final TargetPool pool;
    final Socket socket;
    final Identity identity;
    final long number;
    final int pid;
    final byte[] cancelKey;
    final long sinceNanos = System.nanoTime();
    long idleSinceNanos = sinceNanos;

    /** The unnamed statement that is parsed here; null when none, or nobody knows. */
    Prepared unnamed;

    private final Outstanding owed = new Outstanding();
    private final Set<Prepared> parsed = new LinkedHashSet<>();
    private Client client;
    private int status = 'I';

    /** An extended query has failed: everything up to the next Sync is not carried out. */
    private boolean skipping;

    private boolean isClosed;

    /** Cancel requests on their way: whom they meet must still be their client. */
    private int cancelling;

    /** It leaves the pool as soon as nobody has it. */
    private boolean isDoomed;

    /** Part of a message has come; mostly null. */
    private ByteBuffer held;

    /** Bytes of the current message's body that have not come. */
    private int left;

    private boolean isSilent;

    Server(
            TargetPool pool,
            Socket socket,
            Identity identity,
            long number,
            int pid,
            byte[] cancelKey) {
        this.pool = pool;
        this.socket = socket;
        this.identity = identity;
        this.number = number;
        this.pid = pid;
        this.cancelKey = cancelKey;
    }

    // ---- what its client asks of it

    Client client() {
        return client;
    }

    /** Serves one client from now on. */
    void serve(Client borrower) {
        client = borrower;
        borrower.attached(this);
    }

    boolean isSkipping() {
        return skipping;
    }

    boolean isInTransaction() {
        return client != null && status != 'I';
    }

    boolean isBusy() {
        return !owed.isEmpty();
    }

    void owes(Kind kind, Object subject) {
        owed.add(kind, subject);
    }

    /** A Sync was sent. */
    void synced() {
        skipping = false;
        if (copying) return;
        owed.add(Kind.SYNC, null);
    }

    /** A copy into the server by the extended protocol is under way; Syncs mean nothing. */
    private boolean copying;

    void copyEnded() {
        copying = false;
        owed.add(Kind.COPY_END, null);
    }

    boolean has(Prepared statement) {
        return parsed.contains(statement);
    }

    /** Makes room for a statement that is about to be parsed. */
    void keeps(Prepared statement) {
        if (parsed.size() >= STATEMENTS_MAX) {
            Prepared oldest = parsed.iterator().next();
            parsed.remove(oldest);
            oldest.close(client.out());
            owed.add(Kind.CLOSE_OURS, null);
        }
        parsed.add(statement);
    }

    /** The statement is parsed here when what follows is read. */
    void provide(Prepared statement) {
        if (parsed.contains(statement)) return;
        keeps(statement);
        statement.parse(client.out());
        owed.add(Kind.PARSE_OURS, statement);
    }

    /** The unnamed statement is the client's when what follows is read; null for none. */
    void provideUnnamed(Prepared statement) {
        if (unnamed == statement) return;
        if (statement == null) {
            ByteBuffer close = client.out().space(7);
            close.put((byte) 'C').putInt(6).put((byte) 'S').put((byte) 0);
            owed.add(Kind.CLOSE_OURS, null);
        } else {
            statement.parseUnnamed(client.out());
            owed.add(Kind.PARSE_OURS, null);
        }
        unnamed = statement;
    }

    /** Says what is ours to say, if it is its turn, while the client asks. */
    void answerOwn() {
        for (byte[] answer = ownAnswer(); answer.length > 0; answer = ownAnswer())
            client.socket.send(ByteBuffer.wrap(answer));
    }

    private void answerOwn(Outgoing out) {
        for (byte[] answer = ownAnswer(); answer.length > 0; answer = ownAnswer()) out.put(answer);
    }

    /** Empty when it is not our turn. */
    private byte[] ownAnswer() {
        Kind next = owed.first();
        if (next != Kind.PARSE_LOCAL && next != Kind.CLOSE_LOCAL) return NOTHING;
        owed.remove();
        return next == Kind.PARSE_LOCAL ? Frames.PARSE_COMPLETE : Frames.CLOSE_COMPLETE;
    }

    private static final byte[] NOTHING = {};

    /** Its client has ended. */
    void clientGone(Client gone, boolean cancels) {
        if (cancels && isBusy()) pool.proxy().cancelQuery(this);
        client = null;
        pool.proxy().log.closedWithClient(this, gone);
        if (!cancels) socket.send(ByteBuffer.wrap(Frames.TERMINATE));
        close();
    }

    // ---- cancel requests

    void cancelBegins() {
        cancelling++;
    }

    void cancelEnds() {
        cancelling--;
        if (!isClosed && cancelling == 0) releaseIfDone();
    }

    // ---- the socket

    @Override
    public void received(ByteBuffer bytes) {
        ByteBuffer in = bytes;
        if (held != null) {
            in = ByteBuffer.allocate(held.remaining() + bytes.remaining());
            in.put(held).put(bytes).flip();
            held = null;
        }
        Outgoing out = pool.proxy().toClient;
        if (client != null) out.begin(client.socket, in);
        boolean more = true;
        while (more && in.hasRemaining() && !isClosed) more = step(in, out);
        if (isClosed) return;
        if (client != null) out.flush();
        if (in.hasRemaining()) held = ByteBuffer.allocate(in.remaining()).put(in).flip();
        if (client != null && client.socket.unsentBytes() > Client.UNSENT_BYTES_MAX) socket.pause();
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
        if (size < HEADER_BYTES) {
            broken("the server broke the protocol: message length " + (size - 1));
            return false;
        }
        boolean looksAt =
                switch (type) {
                    case 'Z', 'E', 'N', 'C' -> size <= LOOKED_AT_BYTES_MAX;
                    default -> false;
                };
        if (looksAt && in.remaining() < size) return false;
        if (type == 'Z' && size != 6) {
            broken("the server broke the protocol: ReadyForQuery of length " + (size - 1));
            return false;
        }
        return act(in, out, type, size, looksAt);
    }

    private void pass(ByteBuffer in, Outgoing out) {
        int at = in.position();
        int n = Math.min(left, in.remaining());
        if (!isSilent && client != null) out.run(at, at + n);
        in.position(at + n);
        left -= n;
    }

    private boolean act(ByteBuffer in, Outgoing out, int type, int size, boolean whole) {
        int at = in.position();
        Kind next = owed.first();
        left = size;
        isSilent = client == null || isOurs(next);
        switch (type) {
            case 'Z' -> {
                return ready(in, out, next);
            }
            case 'E' -> {
                return failed(in, out, next, at, size, whole);
            }
            case 'N' -> {
                isSilent = client == null;
                if (whole && client != null && isUnresolved(in, at, size)) {
                    out.flush();
                    Client told = client;
                    client = null;
                    told.lostCommit();
                    close();
                    return false;
                }
            }
            case 'C' -> {
                if (whole) completed(in, at, next);
            }
            case 'I', 's' -> answered(next, Kind.EXECUTE);
            case '1' -> parseComplete(next);
            case '2' -> answered(next, Kind.BIND);
            case '3' -> {
                if (next == Kind.CLOSE_OURS) owed.remove();
                else answered(next, Kind.CLOSE);
            }
            case 'T', 'n' -> answered(next, Kind.DESCRIBE);
            case 'G' -> copyBegins(next);
            case 'S', 'A', 'D', 'd', 'c', 'H', 't', 'V', 'v', 'K' -> {}
            default -> {
                broken("the server broke the protocol: message type " + type);
                return false;
            }
        }
        pass(in, out);
        if (client != null) answerOwn(out);
        return true;
    }

    private static boolean isOurs(Kind next) {
        return next == Kind.PARSE_OURS || next == Kind.CLOSE_OURS || next == Kind.QUERY_OURS;
    }

    private void answered(Kind next, Kind expected) {
        if (next == expected) owed.remove();
    }

    private void parseComplete(Kind next) {
        if (next == Kind.PARSE_OURS || next == Kind.PARSE) owed.remove();
    }

    /** A copy by the extended protocol ignores the Syncs that come before its end. */
    private void copyBegins(Kind next) {
        if (next != Kind.EXECUTE && next != Kind.QUERY) return;
        copying = !owed.has(Kind.COPY_END);
        owed.withoutSyncsBeforeCopyEnd();
    }

    private void completed(ByteBuffer in, int at, Kind next) {
        if (startsWith(in, at + HEADER_BYTES, "DISCARD ALL")
                || startsWith(in, at + HEADER_BYTES, "DEALLOCATE ALL")) {
            parsed.clear();
            unnamed = null;
            if (client != null) client.forgetStatements();
        }
        answered(next, Kind.EXECUTE);
    }

    private static boolean startsWith(ByteBuffer in, int at, String text) {
        if (in.limit() - at < text.length()) return false;
        for (int i = 0; i < text.length(); i++) if (in.get(at + i) != text.charAt(i)) return false;
        return true;
    }

    /** A commit that waits for a standby, and whose wait was cancelled. See the door's guard. */
    private boolean isUnresolved(ByteBuffer in, int at, int size) {
        return pool.target().guarded()
                && Frames.field(in, at + HEADER_BYTES, at + size, 'R').equals(ROUTINE);
    }

    private boolean ready(ByteBuffer in, Outgoing out, Kind next) {
        if (next != Kind.SYNC
                && next != Kind.QUERY
                && next != Kind.CALL
                && next != Kind.QUERY_OURS) {
            broken("the server said that it is ready, and was not asked");
            return false;
        }
        status = in.get(in.position() + HEADER_BYTES);
        copying = false;
        owed.remove();
        pass(in, out);
        if (client != null) answerOwn(out);
        if (isDone()) {
            if (client != null) out.flush();
            releaseIfDone();
        }
        return true;
    }

    private boolean failed(
            ByteBuffer in, Outgoing out, Kind next, int at, int size, boolean whole) {
        String severity = whole ? Frames.field(in, at + HEADER_BYTES, at + size, 'V') : "";
        if (severity.equals("FATAL") || severity.equals("PANIC")) {
            String said = Frames.field(in, at + HEADER_BYTES, at + size, 'M');
            left = 0;
            if (client != null) out.flush();
            broken("the database closed the connection: " + said);
            return false;
        }
        copying = false;
        boolean silent = next == Kind.QUERY_OURS;
        isSilent = client == null || silent;
        if (next != null && next != Kind.QUERY && next != Kind.CALL && !silent) failedBatch();
        pass(in, out);
        if (client != null) answerOwn(out);
        return true;
    }

    /** Everything up to the next Sync is not carried out, so what it changed is as before. */
    private void failedBatch() {
        Deque<Undo> undone = new ArrayDeque<>();
        while (!owed.isEmpty() && owed.first() != Kind.SYNC) {
            Kind kind = owed.first();
            if (kind == Kind.PARSE_OURS || kind == Kind.PARSE) forget(owed.subject());
            if (owed.subject() instanceof Undo undo) undone.push(undo);
            owed.remove();
        }
        skipping = owed.isEmpty();
        if (client != null) undone.forEach(client::undo); // the last first
    }

    private void forget(Object subject) {
        switch (subject) {
            case Undo undo -> parsed.remove(undo.parsed());
            case Prepared statement -> parsed.remove(statement);
            case null -> {
                unnamed = null;
                if (client != null) client.unnamedFailed();
            }
            default -> throw new IllegalStateException("owed for " + subject);
        }
    }

    // ---- going back

    /** Nothing that anybody began here is open. */
    private boolean isDone() {
        return owed.isEmpty()
                && status == 'I'
                && !skipping
                && left == 0
                && (client == null || !client.isPinned() && !client.isWithinMessage());
    }

    private void releaseIfDone() {
        if (client == null || !isDone() || cancelling > 0) return;
        Client had = client;
        client = null;
        had.released();
        idleSinceNanos = System.nanoTime();
        if (isDoomed) close();
        else pool.returned(this);
    }

    boolean isIdle() {
        return client == null && cancelling == 0;
    }

    /** Leaves the pool: now when nobody has it, else when it is done. */
    void doom() {
        isDoomed = true;
        if (client == null) close();
    }

    boolean isClosed() {
        return isClosed;
    }

    void close() {
        if (isClosed) return;
        isClosed = true;
        socket.close();
        pool.closed(this);
    }

    /** Ends now; its client, if it has one, is told. */
    void broken(String because) {
        if (isClosed) return;
        Client had = client;
        boolean within = left > 0 && !isSilent;
        client = null;
        pool.proxy().toClient.drop();
        close();
        if (had != null) had.lostServer(owed, within, because);
    }

    @Override
    public void drained() {
        if (client != null) client.serverDrained();
    }

    @Override
    public void closed(Optional<IOException> cause) {
        broken(
                "the connection to the database was lost"
                        + cause.map(broken -> ": " + broken.getMessage()).orElse(""));
    }
}
