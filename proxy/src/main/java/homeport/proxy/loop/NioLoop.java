package homeport.proxy.loop;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A loop on the JDK's selector: works everywhere, and is what the others are tested against. */
public final class NioLoop implements Loop {
    /** New connections that the kernel holds for us; it caps this at {@code somaxconn}. */
    private static final int BACKLOG = 4096;

    /** Clients taken in before who is in is served again. */
    private static final int ACCEPTS_MAX = 64;

    private static final long CLOSE_SECONDS_MAX = 5;

    private static final Logger LOG = System.getLogger(NioLoop.class.getName());

    private final Selector selector;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final List<Runnable> ticks = new CopyOnWriteArrayList<>();
    private final Consumer<SelectionKey> ready = this::ready;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(2 * CHUNK_BYTES);
    private final Thread thread;
    private long nextTick = System.nanoTime() + TICK.toNanos();
    private volatile boolean stopping;

    private NioLoop(String name) throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /**
     * Starts a loop.
     *
     * @throws IOException no selector can be had (file descriptors)
     */
    public static NioLoop start(String name) throws IOException {
        NioLoop loop = new NioLoop(name);
        loop.thread.start();
        return loop;
    }

    @Override
    public void execute(Runnable task) {
        inbox.add(task);
        if (!isOwner()) selector.wakeup();
    }

    @Override
    public boolean isOwner() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public Listening listen(InetSocketAddress at, Acceptor acceptor) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(at, BACKLOG).configureBlocking(false);
            InetSocketAddress own = (InetSocketAddress) channel.getLocalAddress();
            Accepting accepting = new Accepting(channel, acceptor, own);
            execute(accepting::register);
            return accepting;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            BindException named =
                    new BindException(
                            "cannot listen on %s port %d: %s"
                                    .formatted(
                                            at.getHostString(),
                                            at.getPort(),
                                            refused.getMessage()));
            named.initCause(refused);
            throw named;
        }
    }

    @Override
    public Listening listen(ListeningFile at, Acceptor acceptor) throws IOException {
        ServerSocketChannel channel = at.channel();
        channel.configureBlocking(false);
        Accepting accepting = new Accepting(channel, acceptor, at.address());
        at.whenOurs(() -> execute(accepting::register));
        return accepting;
    }

    @Override
    public Socket connect(Path unixSocket, SocketHandler handler) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            // A unix socket never connects later: not at once means that the queue is full.
            if (!channel.connect(UnixDomainSocketAddress.of(unixSocket))) throw new QueueFull();
            NioSocket socket = new NioSocket(this, channel);
            socket.handler(handler);
            socket.register(selector);
            return socket;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    @Override
    public void eachTick(Runnable task) {
        ticks.add(task);
        selector.wakeup();
    }

    @Override
    public void noTick(Runnable task) {
        ticks.remove(task);
    }

    @Override
    public ByteBuffer scratch() {
        return scratch.clear();
    }

    @Override
    public void close() {
        stopping = true;
        selector.wakeup();
        if (isOwner()) return;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is read goes here; free again when the handler returns. */
    ByteBuffer chunk() {
        return chunk.clear();
    }

    private void run() {
        try {
            while (!stopping) once();
        } catch (IOException broken) {
            throw new IllegalStateException(LinuxLoop.BROKEN, broken);
        } finally {
            drain();
            closeAll();
        }
    }

    private void once() throws IOException {
        long untilTick = nextTick - System.nanoTime();
        if (ticks.isEmpty() && inbox.isEmpty()) selector.select(ready);
        else if (untilTick <= 0 || !inbox.isEmpty()) selector.selectNow(ready);
        else selector.select(ready, Math.max(1, TimeUnit.NANOSECONDS.toMillis(untilTick)));
        drain();
        if (System.nanoTime() - nextTick < 0) return;
        nextTick = System.nanoTime() + TICK.toNanos();
        for (Runnable task : ticks) guarded(task);
    }

    private void drain() {
        // Tasks that tasks add wait for the sockets first.
        for (int left = inbox.size(); left > 0; left--) {
            Runnable task = inbox.poll();
            if (task == null) return;
            guarded(task);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "a task of a loop failed", fault);
        }
    }

    private void ready(SelectionKey key) {
        try {
            switch (key.attachment()) {
                case NioSocket socket -> socket.ready(key.readyOps());
                case Accepting accepting -> accepting.ready();
                default -> throw new IllegalStateException("unknown: " + key.attachment());
            }
        } catch (CancelledKeyException closed) {
            LOG.log(Level.TRACE, "closed meanwhile", closed);
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "a handler failed, so its socket is closed", fault);
            if (key.attachment() instanceof NioSocket socket) socket.broken(new IOException(fault));
        }
    }

    private void closeAll() {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            try {
                key.channel().close();
            } catch (IOException late) {
                LOG.log(Level.WARNING, "closing a socket", late);
            }
        }
        try {
            selector.close();
        } catch (IOException late) {
            LOG.log(Level.WARNING, "closing a loop's selector", late);
        }
    }

    private void take(Acceptor acceptor, SocketChannel client, InetSocketAddress from) {
        NioSocket socket = new NioSocket(this, client);
        try {
            socket.handler(acceptor.accepted(socket, from));
            socket.register(selector);
        } catch (IOException gone) {
            socket.broken(gone);
        }
    }

    /** An address of this loop. */
    private final class Accepting implements Listening {
        private final ServerSocketChannel channel;
        private final Acceptor acceptor;
        private final InetSocketAddress address;

        Accepting(ServerSocketChannel channel, Acceptor acceptor, InetSocketAddress address) {
            this.channel = channel;
            this.acceptor = acceptor;
            this.address = address;
        }

        void register() {
            try {
                if (channel.isOpen()) channel.register(selector, SelectionKey.OP_ACCEPT, this);
            } catch (IOException closed) {
                LOG.log(Level.DEBUG, "closed before it listened", closed);
            }
        }

        void ready() {
            for (int taken = 0; taken < ACCEPTS_MAX; taken++) {
                try {
                    SocketChannel client = channel.accept();
                    if (client == null) return;
                    take(client);
                } catch (IOException refused) {
                    LOG.log(Level.WARNING, "cannot accept at {0}: {1}", address, refused);
                    return;
                }
            }
        }

        private void take(SocketChannel client) throws IOException {
            try {
                client.configureBlocking(false);
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                InetSocketAddress from = (InetSocketAddress) client.getRemoteAddress();
                NioLoop home = (NioLoop) acceptor.next(NioLoop.this);
                if (home == NioLoop.this) home.take(acceptor, client, from);
                else if (home.isAlive()) home.execute(() -> home.take(acceptor, client, from));
                else client.close();
            } catch (IOException gone) {
                client.close();
            }
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public void close() {
            CountDownLatch free = new CountDownLatch(1);
            execute(() -> {
                closeChannel();
                // The kernel lets go when the selector has noticed.
                execute(free::countDown);
            });
            if (isOwner() || !thread.isAlive()) {
                closeChannel();
                return;
            }
            try {
                if (!free.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS))
                    LOG.log(Level.WARNING, "{0} is closed, and may still be taken", address);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
        }

        /** A channel that is closed says nothing to the socket's other owners. */
        @Override
        public void leave() {
            close();
        }

        private void closeChannel() {
            try {
                channel.close();
            } catch (IOException late) {
                LOG.log(Level.WARNING, "closing " + address, late);
            }
        }
    }
}
