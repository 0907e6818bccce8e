package homeport.proxy.door;

import homeport.proxy.loop.Loop;
import homeport.proxy.loop.QueueFull;
import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.proxy.loop.TlsBuffers;
import homeport.proxy.loop.TlsSocket;
import homeport.proxy.tls.TlsContext;
import homeport.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A stream while a client signs in: the loop brings what comes, the sign-in's virtual thread takes
 * it and may wait for it. The socket is the loop's thread's; other threads give it tasks, which run
 * in the order in which they were given.
 */
final class Link implements SocketHandler {
    /** Most that is kept of a peer that speaks before it is asked, and one read of the loop. */
    private static final int AHEAD_BYTES_MAX = 16 * 1024;

    /** Between two tries while the server's queue of new connections is full. */
    private static final Duration FULL_PAUSE = Duration.ofMillis(10);

    /** A loop answers in microseconds. */
    private static final Duration CALL_MAX = Duration.ofSeconds(10);

    private static final byte[] TLS_ACCEPTED = {'S'};
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Loop loop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** Null until it is connected. Owner: the loop's thread. */
    private Socket socket;

    private boolean isPaused;

    /** Nobody took it yet. Under the lock, like all that follows. */
    private ByteBuffer come = NOTHING;

    private boolean isOver;
    private boolean isSecure;
    private Optional<IOException> cause = Optional.empty();
    private int wakeUps;

    private Link(Loop loop) {
        this.loop = loop;
    }

    /** Over a client's new socket. Loop's thread. */
    static Link over(Socket socket) {
        Link link = new Link(socket.loop());
        link.socket = socket;
        return link;
    }

    /**
     * Connects to a server's unix socket, waiting while the server's queue is full and the
     * connection is {@code wanted}.
     *
     * @throws IOException nobody listens there, or the connection is not wanted any more
     */
    static Link connect(Loop loop, Path to, BooleanSupplier wanted) throws IOException {
        while (wanted.getAsBoolean()) {
            Link link = new Link(loop);
            try {
                link.call(() -> link.socket = loop.connect(to, link));
                return link;
            } catch (QueueFull full) {
                LockSupport.parkNanos(FULL_PAUSE.toNanos());
            } catch (IOException refused) {
                link.close(); // a loop that was late may still connect
                throw refused;
            }
        }
        throw new IOException("ended or moved while connecting");
    }

    Loop loop() {
        return loop;
    }

    // ---- for the sign-in

    /**
     * Waits for some bytes; -1 at the end.
     *
     * @throws IOException the stream broke
     */
    int read(ByteBuffer into) throws IOException {
        lock.lock();
        try {
            while (!come.hasRemaining() && !isOver) news.awaitUninterruptibly();
            if (!come.hasRemaining()) return end();
            int n = Math.min(into.remaining(), come.remaining());
            into.put(into.position(), come, come.position(), n).position(into.position() + n);
            come.position(come.position() + n);
            if (!come.hasRemaining()) loop.execute(this::readOn);
            return n;
        } finally {
            lock.unlock();
        }
    }

    private int end() throws IOException {
        if (cause.isPresent()) throw new IOException(cause.get().getMessage(), cause.get());
        return -1;
    }

    /** Sends bytes that nobody changes any more. */
    void write(byte[] bytes) {
        loop.execute(() -> socket.send(ByteBuffer.wrap(bytes)));
    }

    /** Tells the peer that nothing more comes. */
    void endOutput() {
        loop.execute(() -> socket.endOutput());
    }

    /**
     * Agrees to TLS, and speaks it from now on.
     *
     * @throws ProtocolException something came in clear behind the request: it could be anybody's
     *     (CVE-2021-23214)
     */
    void upgrade(TlsContext context, TlsBuffers buffers) throws IOException {
        call(() -> {
            if (taken().hasRemaining())
                throw new ProtocolException("received unencrypted data after SSL request");
            socket.send(ByteBuffer.wrap(TLS_ACCEPTED));
            secure(context, buffers, NOTHING);
            return true;
        });
    }

    /**
     * Speaks TLS from the first byte on, and waits for the end of the handshake.
     *
     * @param first what was read of it
     * @return what the client named in ALPN; empty when it named nothing
     * @throws IOException the handshake failed; the client was told why if that could be
     */
    String direct(TlsContext context, TlsBuffers buffers, ByteBuffer first) throws IOException {
        call(() -> {
            secure(context, buffers, joined(first, taken()));
            return true;
        });
        lock.lock();
        try {
            while (!isSecure && !isOver) news.awaitUninterruptibly();
            if (!isSecure)
                throw new IOException(
                        cause.map(IOException::getMessage).orElse("closed in a handshake"));
        } finally {
            lock.unlock();
        }
        return call(() -> ((TlsSocket) socket).applicationProtocol());
    }

    private void secure(TlsContext context, TlsBuffers buffers, ByteBuffer records)
            throws IOException {
        TlsSocket tls = TlsSocket.over(loop, socket, context, this, buffers);
        socket = tls;
        readOn();
        if (records.hasRemaining()) tls.received(records);
    }

    /** How often it was woken. */
    int wakeUps() {
        lock.lock();
        try {
            return wakeUps;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sleeps until it is woken once more than so often.
     *
     * @return false when the peer has closed, or was closed
     */
    boolean awaitWakeUp(int known, long nanosMax) {
        lock.lock();
        try {
            long left = nanosMax;
            while (wakeUps == known && !isOver && left > 0) left = news.awaitNanos(left);
            return !isOver;
        } catch (InterruptedException asked) {
            throw new IllegalStateException("nobody interrupts a sign-in", asked);
        } finally {
            lock.unlock();
        }
    }

    // ---- for everybody

    /** Wakes who waits here. */
    void wake() {
        lock.lock();
        try {
            wakeUps++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes soon; nothing that is sent after this is sent. */
    void close() {
        end(Optional.empty());
        onLoop(() -> {
            if (socket != null) socket.close();
        });
    }

    /** As {@link #close}; what the peer's machine does not have by then it will not get. */
    void reset() {
        end(Optional.empty());
        onLoop(() -> {
            if (socket != null) socket.reset();
        });
    }

    private void onLoop(Runnable task) {
        if (loop.isOwner()) task.run();
        else loop.execute(task);
    }

    private void end(Optional<IOException> because) {
        lock.lock();
        try {
            if (!isOver) cause = because;
            isOver = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T call(Callable<T> task) throws IOException {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception failed) {
                done.completeExceptionally(failed);
            }
        });
        try {
            return done.get(CALL_MAX.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException | TimeoutException late) {
            throw new IOException("the loop does not answer", late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException refused) throw refused;
            throw new IllegalStateException("a task of a sign-in failed", failed.getCause());
        }
    }

    // ---- on the loop's thread

    @Override
    public void received(ByteBuffer bytes) {
        lock.lock();
        try {
            come = joined(come, bytes);
            isPaused = come.remaining() >= AHEAD_BYTES_MAX;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        if (isPaused) socket.pause();
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    private void readOn() {
        if (!isPaused) return;
        isPaused = false;
        socket.resume();
    }

    private ByteBuffer taken() {
        lock.lock();
        try {
            ByteBuffer all = come;
            come = NOTHING;
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void secured() {
        lock.lock();
        try {
            isSecure = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean inputEnded() {
        end(Optional.empty());
        return true;
    }

    @Override
    public void closed(Optional<IOException> why) {
        end(why);
    }

    @Override
    public void drained() {
        // what is said while signing in is short
    }

    /**
     * The sign-in is over: another hears from now on, first what nobody took, and the end if that
     * has come.
     */
    Socket handOver(SocketHandler hears) {
        socket.handler(hears);
        readOn();
        return socket;
    }

    /** After {@link #handOver}, and when the other is ready to hear. */
    void replay(SocketHandler hears) {
        ByteBuffer rest = taken();
        if (rest.hasRemaining()) hears.received(rest);
        lock.lock();
        try {
            if (!isOver) return;
        } finally {
            lock.unlock();
        }
        if (cause.isPresent() || !hears.inputEnded()) {
            socket.close();
            hears.closed(cause);
        }
    }
}
