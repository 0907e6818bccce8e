package homeport.proxy.pool;

import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.proxy.pool.Outstanding.Kind;
import homeport.proxy.sql.Step;
import homeport.wire.CancelKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A connection to a server, signed in. It goes back to its pool when nothing that anybody began on
 * it is open. Owner: the loop's thread. Source: PostgreSQL documentation, "Message Flow".
 */
final class Server implements SocketHandler {
    private static final byte[] NOTHING = {};

    /** Source: PostgreSQL documentation, "DISCARD": what it does, but for prepared statements. */
    private static final String CLEAN =
            "RESET ROLE; RESET SESSION AUTHORIZATION; RESET ALL; CLOSE ALL; UNLISTEN *;"
                    + " SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD"
                    + " SEQUENCES";

    final TargetPool pool;
    final Socket socket;
    final Identity identity;
    final long number;

    /** What cancels what it does; empty when it has not said. */
    final Optional<CancelKey> key;

    final long sinceNanos = System.nanoTime();
    long idleSinceNanos = sinceNanos;

    private final Outstanding owed = new Outstanding();
    final ServerStatements statements = new ServerStatements(owed);
    private final Replies replies = new Replies(this, owed);
    private Client client;
    private int status = 'I';

    /** An extended query has failed: everything up to the next Sync is not carried out. */
    private boolean skipping;

    /** Something of the extended protocol was sent after the last Sync. */
    private boolean open;

    /** When the first of that came. */
    private long openSinceNanos;

    /** When its client got it. */
    private long lentNanos = sinceNanos;

    /** The last ReadyForQuery. */
    private long readyNanos = sinceNanos;

    /** A copy into the server is under way, and the client has not said that it is over. */
    private boolean copying;

    /**
     * Messages that the server swallows if its copy goes on until they come. If it fails, nobody
     * can tell which of them it has swallowed.
     */
    private int swallowed;

    /** Definitions have changed since the last ReadyForQuery, so results may have other types. */
    private boolean redefined;

    /** What is set here while nobody has it. */
    private SessionState applied = SessionState.NONE;

    /** What its client has set is set here when what follows is read. */
    private boolean tuned;

    /** What its session was left with is not known: it is to be cleaned. */
    private boolean isDirty;

    private boolean isCleaning;

    /** Something has failed since the last ReadyForQuery. */
    private boolean hasFailed;

    /** Cancel requests on their way: whom they meet must still be their client. */
    private int cancelling;

    /** It leaves the pool as soon as nobody has it. */
    private boolean isDoomed;

    private boolean isClosed;

    Server(
            TargetPool pool,
            Socket socket,
            Identity identity,
            long number,
            Optional<CancelKey> key) {
        this.pool = pool;
        this.socket = socket;
        this.identity = identity;
        this.number = number;
        this.key = key;
    }

    // ---- what its client asks of it

    Client client() {
        return client;
    }

    /** Serves one client from now on. */
    void serve(Client borrower, long now) {
        lentNanos = now;
        tuned = false;
        client = borrower;
        borrower.attached(this);
    }

    /** What is set here while nobody has it. */
    SessionState applied() {
        return applied;
    }

    /** Sets what the client has set elsewhere, ahead of what it says. */
    void tune() {
        if (tuned) return;
        tuned = true;
        SessionState wanted = client.session.state();
        if (applied == wanted || applied.equals(wanted)) return;
        ownQuery(applied.to(wanted), client.out());
    }

    private void ownQuery(String sql, Outgoing out) {
        byte[] text = Step.bytes(sql + "\0");
        out.put(Frames.frame('Q', text));
        owed.add(Kind.QUERY_OURS, null);
    }

    /** What sets its session up has not been answered: it may fail. */
    boolean isTuning() {
        return owed.has(Kind.QUERY_OURS);
    }

    /** What a statement does cannot be read from it. */
    void willBeCleaned() {
        isDirty = true;
    }

    boolean isSkipping() {
        return skipping;
    }

    boolean isInTransaction() {
        return client != null && status != 'I';
    }

    /** Its transaction has failed: nothing but its end is carried out. */
    boolean isFailed() {
        return status == 'E';
    }

    /** Something was sent after the last Sync. */
    boolean isOpen() {
        return open;
    }

    boolean isBusy() {
        return !owed.isEmpty();
    }

    /** Whether it cannot be told yet what a client's name for a statement stands for. */
    boolean isUncertain(ByteBuffer in, int from, int limit) {
        if (copying) return false; // it would wait for the client
        boolean owesReady = owed.has(Kind.SYNC) || owed.has(Kind.QUERY) || owed.has(Kind.CALL);
        return owesReady && owed.isAbout(in, from, limit);
    }

    /** A message goes to it, or is answered in its stead. */
    void owes(Kind kind, Object subject) {
        boolean whole = kind.isWhole();
        if (!whole && !open) openSinceNanos = client.cameNanos;
        open = !whole;
        if (copying && kind.isSent()) {
            copying = false; // the copy fails of it, and takes it along
            swallowed++;
            undone(kind, subject);
            return;
        }
        owed.add(kind, subject, client.cameNanos);
    }

    /** A Sync was sent. */
    void synced() {
        long asked = open ? openSinceNanos : client.cameNanos;
        skipping = false;
        open = false;
        if (copying) swallowed++;
        else owed.add(Kind.SYNC, null, asked);
    }

    void copyEnded() {
        copying = false;
        owed.add(Kind.COPY_END, null);
    }

    void copyBegins() {
        copying =
                !owed.beginCopy((kind, subject) -> {
                    swallowed++;
                    undone(kind, subject);
                });
    }

    /** Says what is ours to say, if it is its turn, while the client asks. */
    void answerOwn() {
        for (byte[] answer = ownAnswer(); answer.length > 0; answer = ownAnswer())
            client.socket.send(ByteBuffer.wrap(answer));
    }

    /** What is ours to say; empty when it is not our turn. */
    byte[] ownAnswer() {
        Kind next = owed.first();
        if (next == null || next.isSent()) return NOTHING;
        owed.remove();
        return switch (next) {
            case PARSE_LOCAL -> Frames.PARSE_COMPLETE;
            case CLOSE_LOCAL -> Frames.CLOSE_COMPLETE;
            case QUERY_LOCAL -> Frames.deallocated(status);
            default -> NOTHING;
        };
    }

    /** Its client has ended. */
    void clientGone(Client gone, boolean cancels) {
        if (cancels && isBusy()) pool.proxy().cancelQuery(this, () -> {});
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
        releaseIfDone();
    }

    // ---- what it says

    @Override
    public void received(ByteBuffer bytes) {
        replies.read(bytes);
        if (isClosed || client == null) return;
        if (client.isFull()) socket.pause();
        client.heard();
    }

    /**
     * A command was completed.
     *
     * @param at where its tag lies
     */
    void completed(ByteBuffer in, int at) {
        swallowed = 0;
        if (owed.subject() instanceof Undo.Deeds deeds) {
            boolean forgot =
                    startsWith(in, at, "DISCARD ALL") || startsWith(in, at, "DEALLOCATE ALL");
            if (forgot && deeds.names() != null) {
                statements.forgotAll();
                owed.settled(new Undo.Deeds(deeds.steps(), deeds.several(), null));
            }
            if (owed.first() == Kind.EXECUTE && client != null)
                client.session.did(deeds, isFailed());
        }
        if (startsWith(in, at, "ALTER") || startsWith(in, at, "DROP")) redefined = true;
        if (redefined) pool.proxy().statements.redefined();
    }

    private static boolean startsWith(ByteBuffer in, int at, String text) {
        if (in.limit() - at < text.length()) return false;
        for (int i = 0; i < text.length(); i++) if (in.get(at + i) != text.charAt(i)) return false;
        return true;
    }

    /** A query of ours has failed. */
    void ownFailed(String said) {
        broken("the session could not be set up: " + said);
    }

    /** ReadyForQuery. */
    void readied(int now, Kind next) {
        readyNanos = System.nanoTime();
        if (client != null && next != Kind.QUERY_OURS) measure(owed.since());
        if (redefined) pool.proxy().statements.redefined();
        redefined = false;
        if (next == Kind.QUERY && !hasFailed && owed.subject() instanceof Undo.Deeds deeds)
            if (client != null) client.session.did(deeds, isFailed());
        status = now;
        if (client != null && next != Kind.QUERY_OURS) client.session.ready(now, hasFailed);
        hasFailed = false;
        if (next == Kind.QUERY) copying = false;
    }

    private void measure(long askedNanos) {
        long tookDatabase = readyNanos - Math.max(askedNanos, lentNanos);
        client.counts.query.add(readyNanos - askedNanos);
        client.counts.database.add(tookDatabase);
        pool.counts().database.add(tookDatabase);
    }

    /** A statement has failed. */
    void failed(Kind next, String sqlState) {
        copying = false;
        hasFailed = true;
        if (next == null) return;
        if (client != null && owed.subject() instanceof Undo.Deeds deeds)
            client.session.failed(deeds);
        if (next == Kind.BIND && sqlState.equals("0A000") && owed.subject() instanceof Prepared was)
            pool.proxy().statements.forget(was);
        if (next.isWhole()) {
            if (next == Kind.QUERY) undone(next, owed.subject());
        } else failedBatch();
    }

    /** A copy has failed, and its client was told; what the server does next is not known. */
    boolean isConfused() {
        return swallowed > 0;
    }

    /** Everything up to the next Sync is not carried out, so what it changed is as before. */
    private void failedBatch() {
        Deque<Runnable> undone = new ArrayDeque<>();
        boolean first = true;
        while (!owed.isEmpty() && owed.first() != Kind.SYNC) {
            Kind kind = owed.first();
            Object subject = owed.subject();
            if (first && subject instanceof Undo.Unnamed(var _, Prepared parsed))
                subject = new Undo.Unnamed(null, parsed); // the server has dropped the one before
            Object what = subject;
            if (what != null) undone.push(() -> undone(kind, what));
            owed.remove();
            first = false;
        }
        skipping = owed.isEmpty();
        undone.forEach(Runnable::run); // the last first
    }

    private void undone(Kind kind, Object subject) {
        statements.undone(kind, subject);
        if (client != null && kind != Kind.PARSE_OURS && subject instanceof Undo undo)
            client.undo(undo);
    }

    /** A commit's wait for a standby was cancelled. */
    void commitLost() {
        Client told = client;
        client = null;
        told.lostCommit();
        close();
    }

    // ---- going back

    /** Nothing that anybody began here is open. */
    boolean isDone() {
        return owed.isEmpty()
                && status == 'I'
                && !skipping
                && !open
                && !copying
                && !replies.isWithin()
                && (client == null || client.isDone());
    }

    /** Goes back to the pool unless something is open. */
    void releaseIfDone() {
        if (isClosed || client == null || cancelling > 0 || !isDone()) return;
        Client had = client;
        client = null;
        if (tuned) applied = had.session.state();
        had.released();
        idleSinceNanos = Math.max(readyNanos, lentNanos);
        if (isDoomed || isDirty && pool.proxy().settings().pool().initQuery().isPresent()) close();
        else if (isDirty) clean();
        else pool.returned(this);
    }

    /** Takes away what nobody knows of; the next one comes when that is done. */
    private void clean() {
        isDirty = false;
        isCleaning = true;
        Outgoing out = pool.proxy().toServer;
        out.begin(socket, ByteBuffer.allocate(0));
        ownQuery(CLEAN, out);
        out.flush();
    }

    /** A query of ours for nobody has ended. */
    void cleaned() {
        if (!isCleaning || !owed.isEmpty()) return;
        isCleaning = false;
        applied = SessionState.NONE;
        if (isDoomed) close();
        else pool.returned(this);
    }

    boolean isIdle() {
        return client == null && cancelling == 0 && !isCleaning;
    }

    /** Nobody else gets it. */
    void leavesWhenDone() {
        isDoomed = true;
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
        broken(because, false);
    }

    /** {@code told} when the client knows that the first of what is owed has failed. */
    void broken(String because, boolean told) {
        if (isClosed) return;
        Client had = client;
        client = null;
        close();
        if (had == null) return;
        boolean loses = status != 'I' || open;
        had.lostServer(owed, new Client.Loss(replies.isCut(), loses, skipping, told), because);
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
