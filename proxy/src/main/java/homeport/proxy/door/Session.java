package homeport.proxy.door;

import homeport.wire.CancelKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
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

    /** Why it is about to end, once everything is written. Owner: the loop's thread. */
    private Ended ending;

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
        on.execute(() -> begin(link, toClient, toServer));
    }

    private void begin(Link link, ByteBuffer toClient, ByteBuffer toServer) {
        try {
            client.configureBlocking(false);
            server.configureBlocking(false);
            Side there = new PlainSide(this, server, loop, false);
            Side here =
                    link instanceof TlsLink tls
                            ? new TlsSide(this, client, loop, tls.engine())
                            : new PlainSide(this, client, loop, true);
            Side.join(here, there);
            there.pass(toClient);
            if (toServer.hasRemaining()) here.pass(toServer);
            if (link instanceof TlsLink tls) {
                if (tls.plainRest().hasRemaining()) here.pass(tls.plainRest());
                ((TlsSide) here).begin(tls.encryptedRest());
            }
        } catch (IOException broken) {
            broken(Ended.CLIENT_CLOSED, broken);
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

    /** Ends because a socket broke. Any thread. */
    void broken(Ended why, Exception cause) {
        if (!isEnded()) note("broke: " + cause);
        end(why);
    }

    /** Closes both sockets and leaves the listener; only the first call counts. Any thread. */
    void end(Ended why) {
        if (!ended.compareAndSet(null, why)) return;
        note("ended: " + why);
        close(client);
        close(server);
        Loop on = loop;
        if (on != null) on.wakeup();
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
