package homeport.proxy.pool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.proxy.pool.Outstanding.Kind;
import homeport.proxy.pool.Target.Role;
import homeport.proxy.sql.Effect;
import homeport.wire.UnresolvedCommit;
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
    final EndpointCounts counts;
    final long number;
    final int pid;
    final int secret;
    final boolean isTls;

    /** Where it stands among the proxy's clients. */
    int index;

    long lastRequestNanos;

    /** When the bytes came that are read now. */
    long cameNanos;

    final long sinceNanos;
    long waitsSinceNanos;

    private final ProxyEndpoint endpoint;
    private final Requests requests = new Requests(this);
    private Server server;
    private final boolean standardStrings;

    /** Where it waits for a server; null when it does not. */
    private TargetPool waitsAt;

    private boolean isWaiting;
    private boolean isClosed;

    /** What it says next is read when its server has answered. */
    private boolean isStalled;

    /** Everything up to the next Sync is not carried out. */
    private boolean skipping;

    /** Its transaction was lost with its server, and it has not been told. */
    private boolean lost;

    /** Its statements and portals; null until it has any. */
    private ExtendedQuery extended;

    /** What its statements do to its session. */
    final ClientSession session;

    Client(
            Proxy proxy,
            Socket socket,
            Identity identity,
            ProxyEndpoint endpoint,
            boolean isTls,
            long number,
            int pid,
            int secret) {
        this.proxy = proxy;
        this.socket = socket;
        this.identity = identity;
        this.endpoint = endpoint;
        this.role = endpoint.role();
        counts = proxy.counters.endpoint(endpoint.name());
        this.isTls = isTls;
        this.number = number;
        this.pid = pid;
        this.secret = secret;
        session = new ClientSession(this, proxy.settings().pool().tracksVariables());
        standardStrings = proxy.welcomeOf(identity, role).hasStandardStrings();
        sinceNanos = System.nanoTime();
        lastRequestNanos = sinceNanos;
    }

    ProxyEndpoint endpoint() {
        return endpoint;
    }

    // ---- the socket

    @Override
    public void received(ByteBuffer bytes) {
        cameNanos = System.nanoTime();
        lastRequestNanos = cameNanos;
        requests.read(bytes);
        settle();
    }

    /** Something was read: what is due now besides. */
    private void settle() {
        if (isClosed) return;
        if (server != null) server.releaseIfDone();
        boolean listens = !isWaiting && !isStalled && !isFull() && !serverIsFull();
        if (listens) socket.resume();
        else socket.pause();
    }

    /** It does not take what it has asked for, so nothing more is done for it. */
    boolean isFull() {
        return socket.unsentBytes() > UNSENT_BYTES_MAX;
    }

    private boolean serverIsFull() {
        return server != null && server.socket.unsentBytes() > UNSENT_BYTES_MAX;
    }

    /** The client has taken all that its server said. */
    @Override
    public void drained() {
        if (server != null) server.socket.resume();
        settle();
    }

    /** The server has taken all that its client said. */
    void serverDrained() {
        settle();
    }

    /** The server has said something: what waited for it is read again. */
    void heard() {
        if (isStalled) goOn();
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

    /** Whether a backslash in a string is a backslash in its session. */
    boolean hasStandardStrings() {
        return standardStrings;
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
        return session.pins();
    }

    boolean isPinned() {
        return session.pins() != null;
    }

    /** Nothing of it is under way to its server, and nothing holds it there. */
    boolean isDone() {
        return !isPinned() && !isStalled && !requests.isWithin();
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

    /**
     * Whether it has a server; else it waits, and the message is read again when it has, or it is
     * lost at once.
     */
    boolean ready(ByteBuffer in) {
        if (server != null) {
            server.tune();
            return true;
        }
        if (isWaiting) return false;
        isWaiting = true;
        waitsSinceNanos = System.nanoTime();
        proxy.counters.role(role).borrowRequests++;
        proxy.borrow(this);
        if (server == null) return false;
        out().begin(server.socket, in);
        server.tune();
        return true;
    }

    /** What it asks for next fails, and it has not been told. */
    boolean isLost() {
        return lost;
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
        isStalled = false;
        requests.again();
        settle();
    }

    /** Its server has gone back to the pool. */
    void released() {
        server = null;
        session.released();
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

    /** Whether a simple query was answered here: DEALLOCATE of a name that is ours there. */
    boolean answersItself(ByteBuffer in, int at, int limit) {
        if (extended == null || !Texts.beginsAsDeallocate(in, at + 5, limit - 1)) return false;
        if (server != null && server.isOpen()) return false;
        Optional<Undo.Name> gone = extended.deallocates(Texts.steps(this, in, at + 5, limit - 1));
        if (gone.isEmpty()) return false;
        counts.queried(isTls);
        if (server == null) say(Frames.deallocated('I'));
        else {
            server.owes(Kind.QUERY_LOCAL, gone.get());
            server.answerOwn();
        }
        return true;
    }

    /** As of {@link Requests}: bytes of the head that were said in other words. */
    int query(ByteBuffer in, int at, int limit, boolean whole) {
        int end = whole ? limit - 1 : limit;
        long effects =
                whole ? proxy.statements.effects(this, in, at + 5, end) : Effect.LONG_TEXT.bit();
        if (Texts.mayEndTransaction(effects) && server.isTuning()) return later();
        Object subject = null;
        if (effects != 0)
            subject = session.willDo(effects, whole, () -> Texts.copy(in, at + 5, end));
        if (extended != null) extended.dropUnnamed();
        server.statements.dropsUnnamed();
        server.owes(Kind.QUERY, subject);
        counts.queried(isTls);
        return 0;
    }

    /** A function call: most are of large objects, and leave nothing behind. */
    boolean call(ByteBuffer in, int at, int limit) {
        int function = limit - at < 9 ? 0 : in.getInt(at + 5);
        if (!Texts.isOfLargeObjects(function)) {
            String said = "call of function " + function;
            pin(Effect.SESSION_FUNCTION, said.getBytes(US_ASCII));
        }
        server.owes(Kind.CALL, null);
        counts.queried(isTls);
        return true;
    }

    /** As of {@link Requests}: bytes of the head that were said in other words. */
    int parse(ByteBuffer in, int at, int limit, int size) {
        return extended().parse(in, at, limit, size);
    }

    /** Bind, Describe, Close, Execute. As of {@link Requests}. */
    int named(ByteBuffer in, int at, int limit) {
        return switch (in.get(at)) {
            case 'B' -> extended().bind(in, at, limit);
            case 'E' -> execute(in, at, limit);
            case 'D' -> extended().describe(in, at, limit);
            default -> extended().close(in, at, limit);
        };
    }

    /** Counts as one query however its statement came to be. */
    private int execute(ByteBuffer in, int at, int limit) {
        int head = extended().execute(in, at, limit);
        if (head != Requests.LATER) counts.queried(isTls);
        return head;
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

    /** Flush. */
    boolean flushAsked() {
        return server != null;
    }

    boolean copyEnd() {
        if (server != null) server.copyEnded();
        return server != null;
    }

    // ---- what becomes of it

    void pin(Effect effect, byte[] text) {
        session.pin(effect, text);
    }

    /** What follows is read when the server has answered; as of {@link Requests}. */
    int later() {
        isStalled = true;
        return Requests.LATER;
    }

    /** A commit's wait for a standby was cancelled: nothing that follows may be heard. */
    void lostCommit() {
        server = null;
        dismiss(UnresolvedCommit.SQLSTATE, UnresolvedCommit.MESSAGE);
    }

    /** A statement that failed, or one after it, has changed names that are as before now. */
    void undo(Undo undo) {
        if (extended != null) extended.undo(undo);
    }

    /** DISCARD ALL, DEALLOCATE ALL: the names are gone, if the server does it. */
    NameMap forgetStatements() {
        server.statements.mayForgetAll();
        return extended().forgetNames();
    }

    /**
     * What a client loses with its server, besides what is owed.
     *
     * @param cut part of a message has gone to the client
     * @param work a transaction or a batch was open
     * @param skipping the client was told of a failure, and its messages go nowhere up to its Sync
     * @param told the client knows that the first of what is owed has failed
     */
    record Loss(boolean cut, boolean work, boolean skipping, boolean told) {}

    /**
     * Its server is gone, with what was under way there.
     *
     * @param owed what the server owed
     */
    void lostServer(Outstanding owed, Loss loss, String because) {
        server = null;
        session.lost();
        if (extended != null) extended.dropPortals();
        requests.dropRest();
        if (loss.cut() || isPinned()) {
            dismiss("57P01", because);
            return;
        }
        boolean told = loss.told();
        Deque<Undo> undone = new ArrayDeque<>();
        skipping = loss.skipping();
        // What waits for its session to be set up fails when that does, and is not tried again.
        boolean sets = owed.first() == Kind.QUERY_OURS && owed.size() == 1;
        lost = sets || owed.isEmpty() && loss.work() && !skipping;
        for (; !owed.isEmpty(); owed.remove()) {
            Kind kind = owed.first();
            if (kind == Kind.COPY_END || kind == Kind.QUERY_OURS) continue;
            if (owed.subject() instanceof Undo undo && kind != Kind.PARSE_OURS) undone.push(undo);
            if (!told) say(Frames.error("08007", because));
            if (kind.isWhole()) say(Frames.READY_IDLE);
            told = !kind.isWhole();
            skipping = told;
        }
        undone.forEach(this::undo); // the last first
        lostState = "08006";
        lostMessage = because;
        goOn();
    }
}
