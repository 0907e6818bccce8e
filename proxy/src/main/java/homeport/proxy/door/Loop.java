package homeport.proxy.door;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * One relay thread: both sockets of a session live on the same loop. The buffers are the loop's, so
 * an idle session has none; a wake-up costs one read and one write. Owner of all its sides.
 */
final class Loop {
    /** Bytes of one read, and so the most that is kept for a peer that does not read. */
    static final int CHUNK_BYTES = 64 * 1024;

    /** TLS records of one read: a chunk less the free record that the engine asks for. */
    static final int RECORDS_IN_BYTES = CHUNK_BYTES - 24 * 1024;

    /**
     * Room for a chunk as TLS records: each adds under 100 bytes, and the engine asks for slack.
     */
    private static final int RECORDS_OUT_BYTES = 2 * CHUNK_BYTES;

    private static final Logger LOG = System.getLogger(Loop.class.getName());

    private final Selector selector;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Consumer<SelectionKey> ready = this::ready;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final ByteBuffer recordsIn = ByteBuffer.allocateDirect(RECORDS_IN_BYTES);
    private final ByteBuffer recordsOut = ByteBuffer.allocateDirect(RECORDS_OUT_BYTES);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean dead;

    Loop(int number) throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon().name("door-relay-" + number).start(this::run);
    }

    /** Runs on the loop's thread, soon. Any thread may call. */
    void execute(Runnable task) {
        inbox.add(task);
        selector.wakeup();
        if (dead) drain(); // fails there, and so ends its session
    }

    /** Lets the loop notice that a channel was closed elsewhere. Any thread may call. */
    void wakeup() {
        if (Thread.currentThread() != thread) selector.wakeup();
    }

    /** Ends the thread; sessions must have been ended before. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    Selector selector() {
        return selector;
    }

    /** Bytes as the peers mean them; free again when a side's method returns. */
    ByteBuffer chunk() {
        return chunk.clear();
    }

    /** TLS records from a client. */
    ByteBuffer recordsIn() {
        return recordsIn.clear();
    }

    /** TLS records to a client. */
    ByteBuffer recordsOut() {
        return recordsOut.clear();
    }

    private void run() {
        try {
            while (!stopping) once();
        } catch (IOException broken) {
            LOG.log(Level.ERROR, "the relay cannot wait for its sockets any more", broken);
        } finally {
            dead = true;
            selector.keys().forEach(key -> ((Side) key.attachment()).session.end(Ended.ERROR));
            close();
            drain();
        }
    }

    private void close() {
        try {
            selector.close();
        } catch (IOException late) {
            LOG.log(Level.WARNING, "closing the relay's selector", late);
        }
    }

    private void once() throws IOException {
        selector.select(ready);
        drain();
    }

    private void drain() {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) task.run();
    }

    private void ready(SelectionKey key) {
        Side side = (Side) key.attachment();
        try {
            int ops = key.readyOps();
            if ((ops & SelectionKey.OP_READ) != 0) side.readable();
            if ((ops & SelectionKey.OP_WRITE) != 0) side.flush();
        } catch (IOException broken) {
            side.session.broken(side.whenGone(), broken);
        } catch (CancelledKeyException ended) {
            side.session.broken(Ended.CUT, ended);
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "relaying failed for " + side.session, fault);
            side.session.end(Ended.ERROR);
        }
    }
}
