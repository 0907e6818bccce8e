package homeport.proxy.loop;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a loop is whether epoll or io_uring waits for it: its thread, its tasks and its clock.
 * Everything that the kernel was told of is closed by the loop's thread, at the latest when that
 * ends.
 */
abstract sealed class LinuxLoop implements Loop permits EpollLoop, UringLoop {
    static final long CLOSE_SECONDS_MAX = 5;
    static final String BROKEN = "a loop cannot wait for its sockets any more";

    private static final Logger LOG = System.getLogger(LinuxLoop.class.getName());

    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final List<Runnable> ticks = new CopyOnWriteArrayList<>();
    private final Set<LinuxListener> listeners = ConcurrentHashMap.newKeySet();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(2 * CHUNK_BYTES);
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Object wakes = new Object();
    private final Thread thread;
    private final Looking looking;
    private long nextTick = System.nanoTime() + TICK.toNanos();
    private volatile boolean stopping;

    /** Guarded by {@link #wakes}, so that nobody signals a number that has become another file. */
    private int eventFile = -1;

    private Arena arena;
    private MemorySegment peer;
    private MemorySegment peerLength;

    /** The loop's thread's calls. */
    Linux linux;

    LinuxLoop(String name, Duration look) {
        looking = new Looking(look);
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /** Returns when the loop runs, or cannot. */
    final void start() throws IOException {
        thread.start();
        try {
            opened.get();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("interrupted while a loop was started", asked);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause().getMessage(), failed.getCause());
        }
    }

    // ---- what differs; all on the loop's thread

    /**
     * Begins to wait.
     *
     * @param memory good until {@link #shut} has returned
     * @param wakeUps readable when the loop is to wake up
     */
    abstract void open(Arena memory, int wakeUps) throws IOException;

    /** Whether something is to be done without waiting. */
    abstract boolean isReady();

    /**
     * Waits for sockets, and lets their handlers act.
     *
     * @param nanosMax 0 not to wait, below 0 for as long as it takes
     * @return whether anything has come
     */
    abstract boolean turn(long nanosMax) throws IOException;

    /** Accepts at an address from now on. */
    abstract void watch(LinuxListener listener) throws IOException;

    /** Accepts there no more, closes its file, and says {@link LinuxListener#released}. */
    abstract void unwatch(LinuxListener listener);

    /** A socket of that file, which is not watched yet. */
    abstract LinuxSocket socket(int file, boolean isUnix);

    /** Closes all sockets, and waits no more. */
    abstract void shut();

    // ---- for everybody

    @Override
    public final void execute(Runnable task) {
        inbox.add(task);
        if (!isOwner()) wakeUp();
    }

    private void wakeUp() {
        if (!awake.compareAndSet(false, true)) return;
        synchronized (wakes) {
            if (eventFile < 0) return;
            try (Arena memory = Arena.ofConfined()) {
                new Linux(memory).signal(eventFile);
            }
        }
    }

    @Override
    public final boolean isOwner() {
        return Thread.currentThread() == thread;
    }

    @Override
    public final boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public final Listening listen(InetSocketAddress at, Acceptor acceptor) throws IOException {
        LinuxListener listener = LinuxListener.bind(this, at, acceptor);
        listeners.add(listener);
        execute(() -> begin(listener));
        if (!thread.isAlive()) {
            listener.closeFile();
            throw new IOException("the loop is closed");
        }
        return listener;
    }

    @Override
    public final Listening listen(ListeningFile at, Acceptor acceptor) throws IOException {
        LinuxListener listener = LinuxListener.of(this, at, acceptor);
        listeners.add(listener);
        at.whenOurs(() -> execute(() -> begin(listener)));
        if (!thread.isAlive()) {
            listener.closeFile();
            throw new IOException("the loop is closed");
        }
        return listener;
    }

    private void begin(LinuxListener listener) {
        try {
            if (!listener.isClosed()) watch(listener);
        } catch (IOException failed) {
            LOG.log(Level.ERROR, "cannot accept at " + listener.address(), failed);
        }
    }

    final void forget(LinuxListener listener) {
        listeners.remove(listener);
    }

    @Override
    public final Socket connect(Path unixSocket, SocketHandler handler) throws IOException {
        int file = linux.socket(Linux.UNIX);
        if (file < 0) throw Linux.error("no socket can be had", file);
        try (Arena memory = Arena.ofConfined()) {
            int connected = linux.connect(file, SocketAddress.of(unixSocket, memory));
            // A unix socket never connects later: not at once means that the queue is full.
            if (connected == -Linux.AGAIN) throw new QueueFull();
            if (connected < 0) throw Linux.error("", connected);
            LinuxSocket socket = socket(file, true);
            socket.handler(handler);
            socket.begin();
            return socket;
        } catch (IOException | RuntimeException refused) {
            linux.close(file);
            throw refused;
        }
    }

    /** Lets a client in. */
    final void accepted(LinuxListener listener, int file) {
        if (linux.peerAddress(file, peer, peerLength) < 0) {
            linux.close(file); // it is gone already
            return;
        }
        accepted(listener, file, peer);
    }

    /** As above, where its address is known. */
    final void accepted(LinuxListener listener, int file, MemorySegment address) {
        try {
            InetSocketAddress from = SocketAddress.read(address);
            LinuxLoop home = (LinuxLoop) listener.acceptor().next(this);
            if (home == this) take(listener.acceptor(), file, from);
            else if (home.isAlive()) home.execute(() -> home.take(listener.acceptor(), file, from));
            else throw new IOException("the loop that it was to live on is closed");
        } catch (IOException | RuntimeException fault) {
            LOG.log(Level.ERROR, "a client could not be taken in", fault);
            linux.close(file);
        }
    }

    private void take(Acceptor acceptor, int file, InetSocketAddress from) {
        LinuxSocket socket = socket(file, false);
        try {
            socket.handler(acceptor.accepted(socket, from));
            socket.begin();
        } catch (IOException | RuntimeException fault) {
            LOG.log(Level.ERROR, "a client could not be taken in", fault);
            socket.close();
        }
    }

    @Override
    public final void eachTick(Runnable task) {
        ticks.add(task);
        if (!isOwner()) wakeUp();
    }

    @Override
    public final void noTick(Runnable task) {
        ticks.remove(task);
    }

    @Override
    public final ByteBuffer scratch() {
        return scratch.clear();
    }

    @Override
    public final void close() {
        stopping = true;
        awake.set(false); // whatever else woke it: this is to be seen
        wakeUp();
        if (isOwner()) return;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the thread

    private void run() {
        try (Arena memory = Arena.ofConfined()) {
            arena = memory;
            try {
                begin();
                opened.complete(true);
                while (!stopping) once();
            } catch (IOException | RuntimeException | LinkageError broken) {
                // Uncaught: whoever runs the process must hear that nobody serves here any more.
                if (!opened.completeExceptionally(broken))
                    throw new IllegalStateException(BROKEN, broken);
            } finally {
                end();
            }
        }
    }

    private void begin() throws IOException {
        linux = new Linux(arena);
        peer = arena.allocate(SocketAddress.BYTES, 8);
        peerLength = arena.allocate(4, 4);
        int events = linux.eventFile();
        if (events < 0) throw Linux.error("no event file can be had", events);
        synchronized (wakes) {
            eventFile = events;
        }
        open(arena, events);
    }

    private void once() throws IOException {
        long nanos = nanosToWait();
        boolean hasCome = nanos != 0 && look();
        if (!hasCome) hasCome = turn(nanos);
        if (hasCome) looking.hasCome();
        awake.set(false);
        drain();
        if (System.nanoTime() - nextTick < 0) return;
        nextTick = System.nanoTime() + TICK.toNanos();
        for (Runnable task : ticks) guarded(task);
    }

    /** Looks again for a moment before the thread sleeps: to wake it would take longer. */
    private boolean look() throws IOException {
        if (!looking.isWorthwhile()) return false;
        long start = System.nanoTime();
        while (!turn(0)) {
            if (looking.isOver(System.nanoTime() - start)) return false;
            Thread.yield(); // who has work goes first
        }
        looking.hasPaid();
        return true;
    }

    private long nanosToWait() {
        if (stopping || !inbox.isEmpty() || isReady()) return 0;
        return ticks.isEmpty() ? -1 : Math.max(0, nextTick - System.nanoTime());
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

    /** A handler threw: nobody knows what it has missed. */
    static void failed(LinuxSocket socket, RuntimeException fault) {
        LOG.log(Level.ERROR, "a handler failed, so its socket is closed", fault);
        try {
            socket.broken(new IOException(fault));
        } catch (RuntimeException again) {
            LOG.log(Level.ERROR, "a handler failed again", again);
        }
    }

    private void end() {
        stopping = true;
        if (linux == null) return;
        drain();
        listeners.forEach(LinuxListener::closeFile);
        shut();
        synchronized (wakes) {
            if (eventFile >= 0) linux.close(eventFile);
            eventFile = -1;
        }
    }
}
