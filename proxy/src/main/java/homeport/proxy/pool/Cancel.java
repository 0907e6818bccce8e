package homeport.proxy.pool;

import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.wire.CancelKey;
import homeport.wire.FirstPacket.CancelRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A cancel request on its way to a server. Until the server has closed it, it may still meet what
 * the connection runs, so nobody else gets the connection. Owner: the loop's thread.
 */
final class Cancel implements SocketHandler, Runnable {
    private static final long NANOS_MAX = 5_000_000_000L;

    private final Proxy proxy;
    private final Server server;
    private final long startNanos = System.nanoTime();
    private final Runnable then;
    private Socket socket;

    /** {@code then} is called when it has met what it can meet. */
    Cancel(Proxy proxy, Server server, Runnable then) {
        this.proxy = proxy;
        this.server = server;
        this.then = then;
    }

    void begin() {
        Optional<CancelKey> key = server.key;
        if (key.isEmpty()) { // it has not said what cancels it
            then.run();
            return;
        }
        try {
            socket = proxy.loop.connect(server.pool.target().socket(), this);
        } catch (IOException refused) {
            System.getLogger(Cancel.class.getName())
                    .log(Level.DEBUG, "a cancel request did not get through", refused);
            then.run();
            return;
        }
        server.cancelBegins();
        proxy.loop.eachTick(this);
        socket.send(new CancelRequest(key.get()).packet());
    }

    /** The clock: a server that never closes it is not waited for. */
    @Override
    public void run() {
        if (System.nanoTime() - startNanos < NANOS_MAX) return;
        socket.close();
        server.leavesWhenDone(); // it may be hit at any time
        ended();
    }

    private void ended() {
        proxy.loop.noTick(this);
        server.cancelEnds();
        then.run();
    }

    @Override
    public void received(ByteBuffer bytes) {
        // a server says nothing to a cancel request
    }

    @Override
    public void drained() {
        // it is one short packet
    }

    @Override
    public void closed(Optional<IOException> cause) {
        ended();
    }
}
