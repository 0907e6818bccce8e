package homeport.proxy.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A stream of Linux, whoever waits for it. Bytes that the kernel does not take are kept here as
 * copies. Owner: the loop's thread.
 */
abstract sealed class LinuxSocket implements Socket permits EpollSocket, UringSocket {
    /** How long a peer may take to read our last words and close. */
    private static final long LINGER_NANOS = 1_000_000_000;

    final int file;
    SocketHandler handler = NioSocket.Unheard.INSTANCE;
    boolean isPaused;
    boolean isFinishing;
    boolean isClosed;

    /** The peer says nothing more, and is still spoken to. */
    private boolean hasHeardAll;

    /** The peer takes nothing more. */
    private boolean isLost;

    /** Nothing more is to be sent than what is kept. */
    private boolean isOutputEnded;

    private final LinuxLoop loop;

    /** Copies of what the peer did not take; mostly null. */
    private ArrayDeque<ByteBuffer> unsent;

    private int unsentBytes;

    LinuxSocket(LinuxLoop loop, int file) {
        this.loop = loop;
        this.file = file;
    }

    // ---- what differs

    /** Waits for the peer from now on, unless closed. */
    abstract void begin() throws IOException;

    /** {@link #drain} is called as soon as the peer takes something. */
    abstract void wantToSend();

    /** Nothing is left that the peer has not taken. */
    abstract void wantNoMoreToSend();

    /** Reads what is there, even of who has paused. */
    abstract void hearOut();

    /** Gives the kernel what has not been given to it yet, or keeps it. */
    abstract void settle();

    /** The file is about to be closed: waits for it no more. */
    abstract void forget();

    // ---- sending

    @Override
    public final Loop loop() {
        return loop;
    }

    @Override
    public final void handler(SocketHandler hears) {
        handler = hears;
    }

    @Override
    public final int unsentBytes() {
        return unsentBytes;
    }

    /** Whether what is sent is not dropped. */
    final boolean mayBeSentTo() {
        return !isClosed && !isFinishing && !isOutputEnded;
    }

    /** Sends now what the kernel takes, and keeps the rest. */
    final void sendNow(ByteBuffer bytes) {
        if (unsentBytes == 0) {
            int n = loop.linux.send(file, bytes);
            if (!bytes.hasRemaining()) return;
            if (n < 0 && isLost(n)) {
                bytes.position(bytes.limit());
                return;
            }
        }
        keep(bytes);
    }

    /**
     * Whether nothing can be sent any more; the next read hears why, as the peer may have said. It
     * is read even if it is paused: who waits until it has taken something would wait for ever.
     */
    final boolean isLost(int result) {
        if (result == -Linux.AGAIN || result == -Linux.INTERRUPTED) return false;
        isLost = true;
        unsent = null;
        unsentBytes = 0;
        isPaused = false;
        hearOut();
        return true;
    }

    /** Keeps a copy until the peer takes something. */
    final void keep(ByteBuffer bytes) {
        if (unsent == null) unsent = new ArrayDeque<>();
        unsentBytes += bytes.remaining();
        unsent.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
        wantToSend();
    }

    /** The peer may take something. */
    final void drain() {
        while (unsent != null && !unsent.isEmpty()) {
            ByteBuffer first = unsent.peek();
            int n = loop.linux.send(file, first);
            if (n < 0) {
                if (isLost(n)) wantNoMoreToSend();
                else wantToSend();
                return;
            }
            unsentBytes -= n;
            if (first.hasRemaining()) {
                wantToSend();
                return;
            }
            unsent.poll();
        }
        if (unsent == null) return;
        unsent = null;
        wantNoMoreToSend();
        if (isFinishing || isOutputEnded) shutdown();
        if (!isFinishing && !isClosed) handler.drained();
    }

    // ---- the end

    /**
     * The peer says nothing more.
     *
     * @return whether it is still to be spoken to
     */
    final boolean isHeardOut() {
        if (isLost || isFinishing) return false;
        if (!hasHeardAll) hasHeardAll = handler.inputEnded();
        return hasHeardAll;
    }

    @Override
    public final void endOutput() {
        if (!mayBeSentTo()) return;
        settle();
        isOutputEnded = true;
        if (unsentBytes == 0) shutdown();
    }

    @Override
    public final void finish() {
        if (isClosed || isFinishing) return;
        settle();
        isFinishing = true;
        handler = NioSocket.Unheard.INSTANCE;
        resume();
        new Linger().begin();
        if (unsentBytes == 0 && !isOutputEnded) shutdown();
    }

    private void shutdown() {
        boolean isGone = loop.linux.shutdown(file, Linux.SHUT_WR) < 0;
        if (isGone && isFinishing) close(); // else the next read hears it
    }

    @Override
    public final void close() {
        if (isClosed) return;
        settle();
        isClosed = true;
        unsent = null;
        unsentBytes = 0;
        handler = NioSocket.Unheard.INSTANCE;
        forget();
        loop.linux.close(file);
    }

    @Override
    public final void reset() {
        if (isClosed) return;
        loop.linux.dropUnsent(file);
        close();
    }

    final void broken(IOException cause) {
        gone(Optional.of(cause));
    }

    final void gone(Optional<IOException> cause) {
        if (isClosed) return;
        SocketHandler hears = handler;
        close();
        hears.closed(cause);
    }

    /** Closes when the peer has had its moment. */
    private final class Linger implements Runnable {
        private final long end = System.nanoTime() + LINGER_NANOS;

        void begin() {
            loop.eachTick(this);
        }

        @Override
        public void run() {
            if (!isClosed && System.nanoTime() - end < 0) return;
            loop.noTick(this);
            close();
        }
    }
}
