package homeport.proxy.pool;

import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.proxy.pool.Outstanding.Kind;
import homeport.proxy.pool.Target.Role;
import homeport.proxy.sql.Effect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A signed-in client. It has a server only while it is in a transaction, or pinned. Owner: the
 * loop's thread.
 */
final class Client implements SocketHandler {
    /** Bytes that a peer has not taken, from which on nothing more is read for it. */
    static final int UNSENT_BYTES_MAX = 256 * 1024;

    final Proxy proxy;
    final Socket socket;
    final Identity identity;
    final Role role;
    final long number;
    final int pid;
    final int secret;
    final boolean isTls;

    /** Where it stands among the proxy's clients. */
    int index;

    long lastRequestNanos;
    final long sinceNanos;
    long waitsSinceNanos;

    private final Requests requests = new Requests(this);
    private Server server;

    /** Where it waits for a server; null when it does not. */
    private TargetPool waitsAt;

    private boolean isWaiting;
    private boolean isClosed;

    /** Everything up to the next Sync is not carried out. */
    private boolean skipping;

    /** Its transaction was lost with its server, and it has not been told. */
    private boolean lost;

    /** Its statements and portals; null until it has any. */
    private ExtendedQuery extended;

    private Pins pins;

    Client(
            Proxy proxy,
            Socket socket,
            Identity identity,
            Role role,
            boolean isTls,
            long number,
            int pid,
            int secret) {
        this.proxy = proxy;
        this.socket = socket;
        this.identity = identity;
        this.role = role;
        this.isTls = isTls;
        this.number = number;
        this.pid = pid;
        this.secret = secret;
        sinceNanos = System.nanoTime();
        lastRequestNanos = sinceNanos;
    }

    // ---- the socket

    @Override
    public void received(ByteBuffer bytes) {
        lastRequestNanos = System.nanoTime();
        requests.read(bytes);
        throttle();
    }

    private void throttle() {
        if (server != null && server.socket.unsentBytes() > UNSENT_BYTES_MAX) socket.pause();
    }

    /** The client has taken all that its server said. */
    @Override
    public void drained() {
        if (server != null) server.socket.resume();
    }

    /** The server has taken all that its client said. */
    void serverDrained() {
        if (!isWaiting) socket.resume();
    }

    @Override
    public void closed(Optional<IOException> cause) {
        end("The TCP channel was closed by either the client or the proxy.", true);
    }

    void terminated() {
        flush();
        end("The client requested that the connection close.", false);
        socket.close();
    }

    /** Says a last word and closes. */
    void dismiss(String sqlState, String message) {
        if (isClosed) return;
        socket.send(ByteBuffer.wrap(Frames.fatal(sqlState, message)));
        end(message, true);
        socket.finish();
    }

    void violated(String what) {
        dismiss("08P01", what);
    }

    private void end(String why, boolean cancels) {
        if (isClosed) return;
        isClosed = true;
        if (waitsAt != null) waitsAt.leave(this);
        waitsAt = null;
        isWaiting = false;
        Server had = server;
        server = null;
        out().drop();
        if (had != null) had.clientGone(this, cancels);
        proxy.ended(this, why);
    }

    boolean isClosed() {
        return isClosed;
    }

    boolean isAttached() {
        return server != null;
    }

    boolean isWaiting() {
        return isWaiting;
    }

    Server server() {
        return server;
    }

    Pins pins() {
        return pins;
    }

    boolean isPinned() {
        return pins != null;
    }

    boolean isWithinMessage() {
        return requests.isWithin();
    }

    // ---- borrowing

    Outgoing out() {
        return proxy.toServer;
    }

    void begin(ByteBuffer in) {
        if (server != null) out().begin(server.socket, in);
    }

    void flush() {
        if (server != null) out().flush();
    }

    /** Whether it has a server; else it waits, and the message is read again when it has. */
    boolean ready(ByteBuffer in) {
        if (server != null) return true;
        if (!isWaiting) {
            isWaiting = true;
            waitsSinceNanos = System.nanoTime();
            proxy.borrow(this);
            if (server != null) {
                out().begin(server.socket, in);
                return true;
            }
        }
        if (!isClosed) socket.pause();
        return false;
    }

    void waitsAt(TargetPool pool) {
        waitsAt = pool;
    }

    TargetPool waitsAt() {
        return waitsAt;
    }

    /** It has a server from now on. */
    void attached(Server borrowed) {
        server = borrowed;
        waitsAt = null;
        isWaiting = false;
    }

    /** What it waited with is carried out. */
    void goOn() {
        socket.resume();
        requests.again();
        throttle();
    }

    /** Its server has gone back to the pool. */
    void released() {
        server = null;
        if (extended != null) extended.dropPortals();
    }

    /** No server could be had: what it asked for fails, and it may ask again. */
    void refused(String sqlState, String message) {
        waitsAt = null;
        isWaiting = false;
        lost = true;
        lostState = sqlState;
        lostMessage = message;
        goOn();
    }

    private String lostState = "";
    private String lostMessage = "";

    // ---- requests, as Requests reads them

    /** Whether a message is not carried out; says so where that is due. */
    boolean skips(int type) {
        if (type == 'X') return false;
        boolean copies = type == 'd' || type == 'c' || type == 'f' || type == 'H';
        if (lost && !copies) return tellLost(type);
        if (type == 'S') return false;
        return skipping || server != null && server.isSkipping();
    }

    /** A simple query is answered whole; the others fail up to their Sync. */
    private boolean tellLost(int type) {
        lost = false;
        say(Frames.error(lostState, lostMessage));
        if (type == 'S') return false;
        if (type == 'Q' || type == 'F') say(Frames.READY_IDLE);
        else skipping = true;
        return true;
    }

    private void say(byte[] frame) {
        socket.send(ByteBuffer.wrap(frame));
    }

    boolean query(ByteBuffer in, int at, int limit, boolean whole) {
        int end = whole ? limit - 1 : limit;
        long effects = whole ? proxy.effects(in, at + 5, end) : Effect.LONG_TEXT.bit();
        if (Effect.pins(effects)) pin(effects, in, at + 5, end);
        if (extended != null) extended.dropUnnamed();
        server.unnamed = null;
        server.owes(Kind.QUERY, null);
        proxy.counters.queries++;
        return true;
    }

    boolean call() {
        server.owes(Kind.CALL, null);
        return true;
    }

    /** As of {@link Requests}: bytes of the head that were said in other words. */
    int parse(ByteBuffer in, int at, int limit, int size) {
        proxy.counters.queries++;
        return extended().parse(in, at, limit, size);
    }

    /** Bind, Describe, Close, Execute. As of {@link Requests}. */
    int named(ByteBuffer in, int at, int limit) {
        return switch (in.get(at)) {
            case 'B' -> extended().bind(in, at, limit);
            case 'E' -> extended().execute(in, at, limit);
            case 'D' -> extended().describe(in, at, limit);
            default -> extended().close(in, at, limit);
        };
    }

    private ExtendedQuery extended() {
        if (extended == null) extended = new ExtendedQuery(this);
        return extended;
    }

    void sync() {
        if (server == null) {
            skipping = false;
            say(Frames.READY_IDLE);
            return;
        }
        out().put(Frames.SYNC);
        server.synced();
    }

    boolean flushAsked() {
        return server != null;
    }

    boolean copyEnd() {
        if (server != null) server.copyEnded();
        return server != null;
    }

    // ---- what becomes of it

    void pin(long effects, ByteBuffer in, int from, int limit) {
        if (pins == null) {
            pins = new Pins(System.nanoTime());
            proxy.pinned++;
        }
        pins.add(effects, in, from, limit, this);
    }

    /** A commit's wait for a standby was cancelled: nothing that follows may be heard. */
    void lostCommit() {
        server = null;
        dismiss(
                "08007",
                "the wait for a second node was cancelled during a commit: the transaction may or"
                        + " may not have happened");
    }

    /** A statement that failed, or one after it, has changed names that are as before now. */
    void undo(Undo undo) {
        if (extended != null) extended.undo(undo);
    }

    /** An unnamed statement was not parsed. */
    void unnamedFailed() {
        if (extended != null) extended.dropUnnamed();
    }

    /** DISCARD ALL, DEALLOCATE ALL. */
    void forgetStatements() {
        extended = null;
    }

    /**
     * Its server is gone, with what was under way there.
     *
     * @param owed what the server owed
     * @param within a message to the client was under way
     */
    void lostServer(Outstanding owed, boolean within, String because) {
        server = null;
        if (extended != null) extended.dropPortals();
        out().drop();
        requests.dropRest();
        if (within || isPinned()) {
            dismiss("57P01", because);
            return;
        }
        boolean told = false;
        Deque<Undo> undone = new ArrayDeque<>();
        skipping = false;
        lost = owed.isEmpty();
        for (; !owed.isEmpty(); owed.remove()) {
            Kind kind = owed.first();
            if (kind == Kind.COPY_END) continue;
            if (owed.subject() instanceof Undo undo) undone.push(undo);
            if (!told) say(Frames.error("08007", because));
            boolean whole = kind == Kind.QUERY || kind == Kind.CALL || kind == Kind.SYNC;
            if (whole) say(Frames.READY_IDLE);
            told = !whole;
            skipping = !whole;
        }
        undone.forEach(this::undo); // the last first
        lostState = "08006";
        lostMessage = because;
    }
}
