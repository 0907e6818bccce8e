package homeport.proxy.door;

import homeport.wire.CancelKey;
import homeport.wire.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** One client from accept to its end. Signs in on a virtual thread, then lives on a loop. */
final class Session {
    private static final Logger LOG = System.getLogger(Session.class.getName());

    private final Listener listener;
    private final SocketChannel client;
    private final AtomicReference<Ended> ended = new AtomicReference<>();
    private volatile SocketChannel server;
    private volatile Loop loop;
    private volatile CancelKey key;

    /** Where it is; empty while it has no server. */
    private volatile Optional<Visit> visit = Optional.empty();

    /** What it is told when it is between transactions; empty while it need not go. */
    private volatile Optional<Message> lastWord = Optional.empty();

    /** What to wake when the endpoint leads elsewhere. */
    private volatile Optional<Selector> waitsAt = Optional.empty();

    /** Why it is about to end, once everything is written. Written by the loop's thread. */
    private volatile Ended ending;

    /** The server's side, once the relay has begun. Owner: the loop's thread. */
    private Side there;

    Session(Listener listener, SocketChannel client) {
        this.listener = listener;
        this.client = client;
    }

    SocketChannel client() {
        return client;
    }

    boolean isEnded() {
        return ended.get() != null;
    }

    /** Who can cancel it, and where, once the server has told. */
    Optional<CancelKey> key() {
        return Optional.ofNullable(key);
    }

    /** The server has told what cancels this session. */
    void key(CancelKey told, Path socket) {
        key = told;
        listener.cancelsAt(told, socket);
        if (isEnded()) listener.forget(told);
    }

    /** Where it is now; empty while it has no server. */
    Optional<Visit> visit() {
        return visit;
    }

    /** It goes to a server. Under the gate's lock. */
    void visit(Visit begun) {
        visit = Optional.of(begun);
    }

    boolean isAt(Visit one) {
        Optional<Visit> now = visit;
        return now.isPresent() && now.get() == one;
    }

    /** Leaves a server of which the client has heard nothing. Any thread. */
    void leave() {
        visit = Optional.empty();
        close(server);
    }

    /** Is to be ended with {@code words} as soon as it is between transactions. Any thread. */
    void drain(Message words) {
        lastWord = Optional.of(words);
        Loop on = loop;
        if (on != null) on.execute(() -> carryOut(this::drain));
    }

    /** Owner: the loop's thread. Before the relay begins there is nobody to end. */
    private void drain() throws IOException {
        if (there != null && !isEnded()) there.drain();
    }

    /** What to say when it is between transactions; empty while it need not go. Any thread. */
    Optional<Message> lastWord() {
        return lastWord;
    }

    /** Is not to be ended, or not any more. Any thread. */
    void stay() {
        lastWord = Optional.empty();
    }

    /** Wakes the sign-in if it waits for a server. Any thread. */
    void wake() {
        waitsAt.ifPresent(Selector::wakeup);
    }

    /** Whether it waits for a server. */
    boolean isWaiting() {
        return waitsAt.isPresent();
    }

    void waitsAt(Selector selector) {
        waitsAt = Optional.of(selector);
    }

    void waitsNoMore() {
        waitsAt = Optional.empty();
    }

    /** From now on the server's socket ends with the session. */
    void server(SocketChannel connected) {
        server = connected;
        if (isEnded()) close(connected);
    }

    /** Says something to who debugs. */
    void note(String what) {
        LOG.log(Level.DEBUG, () -> "session of " + listener + " " + what);
    }

    /**
     * Hands both sockets to a loop.
     *
     * @param link how the client is spoken to; what it has read and decrypted goes along
     * @param toClient what the server said and the client has not heard
     * @param toServer what the client said and the server has not heard
     */
    void relay(Loop on, Link link, ByteBuffer toClient, ByteBuffer toServer) {
        loop = on;
        on.execute(() -> carryOut(() -> begin(link, toClient, toServer)));
    }

    private void begin(Link link, ByteBuffer toClient, ByteBuffer toServer) throws IOException {
        client.configureBlocking(false);
        server.configureBlocking(false);
        there = new PlainSide(this, server, loop, false);
        Side here =
                link instanceof TlsLink tls
                        ? new TlsSide(this, client, loop, tls.engine())
                        : new PlainSide(this, client, loop, true);
        if (visit.isPresent() && visit.get().guarded) Side.guard(here, there);
        Side.join(here, there);
        there.pass(toClient);
        if (toServer.hasRemaining()) here.pass(toServer);
        if (link instanceof TlsLink tls) {
            if (tls.plainRest().hasRemaining()) here.pass(tls.plainRest());
            ((TlsSide) here).begin(tls.encryptedRest());
        }
    }

    /** What a task on the loop does with its sockets. */
    private interface Work {
        void run() throws IOException;
    }

    /** No fault of one session may end the loop that others are on. Owner: the loop's thread. */
    private void carryOut(Work work) {
        try {
            work.run();
        } catch (IOException broken) {
            broken(Ended.CLIENT_CLOSED, broken);
        } catch (CancelledKeyException ended) {
            broken(Ended.CUT, ended);
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "relaying failed for " + this, fault);
            end(Ended.ERROR);
        }
    }

    /** The first cause is the one that counts. Owner: the loop's thread. */
    void ending(Ended why) {
        if (ending == null) ending = why;
    }

    Ended endingAs() {
        return ending;
    }

    /** Ends when the client has had its time to read why. Owner: the loop's thread. */
    void endSoon() {
        Ended why = ending;
        listener.afterLinger(() -> end(why));
    }

    /** Ends because a socket broke. Any thread. */
    void broken(Ended why, Exception cause) {
        if (!isEnded()) note("broke: " + cause);
        end(why);
    }

    /**
     * Ends at once: what was not sent to the client's machine yet is dropped. Who has been told to
     * go, and is about to, counts as that. Any thread.
     */
    void cut(Ended why) {
        try {
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException gone) {
            note("is gone before it is cut: " + gone);
        }
        Ended about = ending;
        end(about == null ? why : about);
    }

    /**
     * Closes both sockets and leaves the listener; only the first call counts. When any call has
     * returned, nothing is written to either socket any more: closing waits for a write that has
     * begun. Any thread.
     */
    void end(Ended why) {
        boolean first = ended.compareAndSet(null, why);
        if (first) note("ended: " + why);
        close(client);
        close(server);
        if (!first) return;
        Loop on = loop;
        if (on != null) on.wakeup();
        wake();
        listener.ended(this, why);
    }

    private void close(SocketChannel channel) {
        if (channel == null) return;
        try {
            channel.close();
        } catch (IOException late) {
            note("closing: " + late);
        }
    }

    @Override
    public String toString() {
        return "session of " + listener;
    }
}
