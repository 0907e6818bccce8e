package homeport.proxy.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One thread that waits for many sockets. What its handlers do, they do on that thread. When it
 * cannot wait any more its sockets are closed and its thread dies by an uncaught exception.
 */
public interface Loop extends AutoCloseable {
    /** Bytes of one read, and so the most that a handler is given at once. */
    int CHUNK_BYTES = 64 * 1024;

    /** Between two ticks: what timeouts are counted in. */
    Duration TICK = Duration.ofMillis(100);

    /** Runs on the loop's thread, soon; dropped after {@link #close}. Any thread may call. */
    void execute(Runnable task);

    /** Whether the caller is the loop's thread. */
    boolean isOwner();

    /** Whether tasks are run. Any thread may call. */
    boolean isAlive();

    /**
     * Accepts clients at an address. Any thread may call.
     *
     * @param at with port 0 any that is free
     * @throws java.net.BindException the address is taken or not of this machine
     */
    Listening listen(InetSocketAddress at, Acceptor acceptor) throws IOException;

    /**
     * Accepts clients at a socket that was handed over, from {@link ListeningFile#isOurs} on. Any
     * thread may call.
     *
     * @throws IOException there are no file descriptors
     */
    Listening listen(ListeningFile at, Acceptor acceptor) throws IOException;

    /**
     * Connects to a server's unix socket. Loop's thread only.
     *
     * @throws QueueFull its queue of new connections is full
     * @throws IOException nobody listens there
     */
    Socket connect(Path unixSocket, SocketHandler handler) throws IOException;

    /** Runs {@code task} each {@link #TICK}, on the loop's thread. Any thread may call. */
    void eachTick(Runnable task);

    /** Takes a task of {@link #eachTick} out again. Any thread may call. */
    void noTick(Runnable task);

    /** Scratch memory of {@code 2 * CHUNK_BYTES}, cleared; free again when the caller returns. */
    java.nio.ByteBuffer scratch();

    /** Closes every socket and ends the thread. */
    @Override
    void close();

    /** Who takes new clients in. */
    interface Acceptor {
        /** The handler of a new client. Called by the thread of the socket's loop. */
        SocketHandler accepted(Socket socket, InetSocketAddress from);

        /**
         * Where the next client is to live: on the loop that listens, or on another of its kind.
         * Called by the thread of the loop that listens.
         */
        default Loop next(Loop listening) {
            return listening;
        }
    }

    /** An address that is listened at. */
    interface Listening extends AutoCloseable {
        /** With the real port. */
        InetSocketAddress address();

        /** The address is free when this returns; clients that are in stay. Any thread. */
        @Override
        void close();

        /**
         * Accepts no more when this returns, and leaves those that have come to whoever else has
         * the socket. Any thread.
         */
        void leave();
    }
}
