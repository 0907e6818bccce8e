package homeport.proxy.loop;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Optional;

/** A stream on the JDK's selector. Owner: the loop's thread. */
final class NioSocket implements Socket {
    /** How long a peer may take to read our last words and close. */
    private static final long LINGER_NANOS = 1_000_000_000;

    private static final Logger LOG = System.getLogger(NioSocket.class.getName());

    private final NioLoop loop;
    private final SocketChannel channel;
    private SocketHandler handler = Unheard.INSTANCE;
    private SelectionKey key;
    private int interest = SelectionKey.OP_READ;

    /** Copies of what the peer did not take; mostly null. */
    private ArrayDeque<ByteBuffer> unsent;

    private int unsentBytes;
    private boolean finishing;
    private boolean closed;

    /** Nothing more is to be sent than what is kept. */
    private boolean outputEnded;

    /** The peer says nothing more, and is still spoken to. */
    private boolean heardAll;

    /** The peer takes nothing more. */
    private boolean lost;

    NioSocket(NioLoop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    void register(Selector selector) throws IOException {
        if (closed) return;
        key = channel.register(selector, interest, this);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void handler(SocketHandler hears) {
        handler = hears;
    }

    @Override
    public void send(ByteBuffer bytes) {
        if (closed || finishing || outputEnded) return;
        try {
            if (unsentBytes == 0 && !lost) channel.write(bytes);
        } catch (IOException broken) {
            lose();
        }
        if (lost) bytes.position(bytes.limit());
        else if (bytes.hasRemaining()) keep(bytes);
    }

    /** The next read hears why, paused or not: the peer may have said why it went. */
    private void lose() {
        lost = true;
        unsentBytes = 0;
        unsent = null;
        heardAll = false;
        want(SelectionKey.OP_READ);
    }

    private void keep(ByteBuffer bytes) {
        if (unsent == null) unsent = new ArrayDeque<>();
        unsentBytes += bytes.remaining();
        unsent.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
        want(interest | SelectionKey.OP_WRITE);
    }

    @Override
    public int unsentBytes() {
        return unsentBytes;
    }

    @Override
    public void pause() {
        if (!finishing) want(interest & ~SelectionKey.OP_READ);
    }

    @Override
    public void resume() {
        if (!heardAll) want(interest | SelectionKey.OP_READ);
    }

    private void want(int ops) {
        if (ops == interest || closed) return;
        interest = ops;
        if (key != null) key.interestOps(ops);
    }

    @Override
    public void endOutput() {
        if (closed || finishing || outputEnded) return;
        outputEnded = true;
        if (unsentBytes == 0) shutdown();
    }

    @Override
    public void finish() {
        if (closed || finishing) return;
        finishing = true;
        handler = Unheard.INSTANCE;
        want(interest | SelectionKey.OP_READ);
        new Linger().begin();
        if (unsentBytes == 0 && !outputEnded) shutdown();
    }

    private void shutdown() {
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            if (finishing) close();
            else lose();
        }
    }

    @Override
    public void reset() {
        try {
            if (!closed) channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "dropping what was not sent", gone);
        }
        close();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        unsent = null;
        unsentBytes = 0;
        handler = Unheard.INSTANCE;
        try {
            channel.close();
        } catch (IOException late) {
            LOG.log(Level.DEBUG, "closing a socket", late);
        }
    }

    void ready(int ops) {
        if ((ops & SelectionKey.OP_READ) != 0) readable();
        if ((ops & SelectionKey.OP_WRITE) != 0 && !closed) writable();
    }

    private void readable() {
        ByteBuffer chunk = loop.chunk();
        int n;
        try {
            n = channel.read(chunk);
        } catch (IOException broken) {
            broken(broken);
            return;
        }
        if (n < 0) ended();
        else if (n > 0 && !finishing) handler.received(chunk.flip());
    }

    private void ended() {
        heardAll = !lost && !finishing && handler.inputEnded();
        if (heardAll) want(interest & ~SelectionKey.OP_READ);
        else gone(Optional.empty());
    }

    private void writable() {
        try {
            while (unsent != null && !unsent.isEmpty()) {
                ByteBuffer first = unsent.peek();
                unsentBytes -= channel.write(first);
                if (first.hasRemaining()) return;
                unsent.poll();
            }
        } catch (IOException broken) {
            lose();
            return;
        }
        if (unsent == null) return;
        unsent = null;
        want(interest & ~SelectionKey.OP_WRITE);
        if (finishing || outputEnded) shutdown();
        if (!finishing && !closed) handler.drained();
    }

    void broken(IOException cause) {
        gone(Optional.of(cause));
    }

    private void gone(Optional<IOException> cause) {
        if (closed) return;
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
            if (!closed && System.nanoTime() - end < 0) return;
            loop.noTick(this);
            close();
        }
    }

    /** Nobody hears. */
    enum Unheard implements SocketHandler {
        INSTANCE;

        @Override
        public void received(ByteBuffer bytes) {
            // what nobody hears is dropped
        }

        @Override
        public void drained() {
            // nobody waits for it
        }

        @Override
        public void closed(Optional<IOException> cause) {
            // nobody is left
        }
    }
}
