package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * A loop on epoll, edge-triggered: a socket is registered once, and the kernel is asked for nothing
 * but bytes after that. Source: epoll(7).
 */
public final class EpollLoop extends LinuxLoop {
    static final int IN = 1;
    static final int OUT = 4;
    static final int ERR = 8;
    static final int HUP = 0x10;
    static final int RDHUP = 0x2000;
    static final int EDGES = 1 << 31;

    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;

    /** Events of one wait. */
    private static final int EVENTS_MAX = 256;

    /** Clients taken in before who is in is served again. */
    private static final int ACCEPTS_MAX = 64;

    private static final long NANOS_A_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** {@code struct epoll_event}: on x86-64 it is packed. */
    private static final boolean IS_PACKED = System.getProperty("os.arch").equals("amd64");

    private static final long EVENT_BYTES = IS_PACKED ? 12 : 16;
    private static final long DATA_AT = IS_PACKED ? 4 : 8;
    private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt MASK = ValueLayout.JAVA_INT_UNALIGNED;

    private static final System.Logger LOG = System.getLogger(EpollLoop.class.getName());

    private final Slots<Ready> slots = new Slots<>();
    private final ArrayDeque<EpollSocket> again = new ArrayDeque<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final MemorySegment chunkMemory = MemorySegment.ofBuffer(chunk);
    private int epoll = -1;
    private int wakeUps;
    private MemorySegment events;
    private MemorySegment event;
    private MemorySegment peer;
    private MemorySegment peerLength;

    /** Who is told of events. */
    interface Ready {
        void ready(int mask);
    }

    private EpollLoop(String name, Duration look) {
        super(name, look);
    }

    /**
     * Starts a loop.
     *
     * @param look as of {@link LoopKind#start}
     * @throws IOException this is not Linux, or there are no file descriptors
     */
    public static EpollLoop start(String name, Duration look) throws IOException {
        EpollLoop loop = new EpollLoop(name, look);
        loop.start();
        return loop;
    }

    @Override
    void open(Arena memory, int wakeUpFile) throws IOException {
        events = memory.allocate(EVENTS_MAX * EVENT_BYTES, 8);
        event = memory.allocate(EVENT_BYTES, 8);
        peer = memory.allocate(SocketAddress.BYTES, 8);
        peerLength = memory.allocate(4, 4);
        wakeUps = wakeUpFile;
        epoll = linux.epoll();
        if (epoll < 0) throw Linux.error("no epoll can be had", epoll);
        // Edges: the counter is never read, and grows by one a wake-up.
        add(wakeUps, IN | EDGES, _ -> {});
    }

    private long add(int file, int mask, Ready owner) throws IOException {
        long number = slots.add(owner);
        int added = control(ADD, file, mask, number);
        if (added == 0) return number;
        slots.remove(number);
        throw Linux.error("epoll refuses a file", added);
    }

    private int control(int operation, int file, int mask, long number) {
        event.set(MASK, 0, mask);
        event.set(DATA, DATA_AT, number);
        return linux.epollControl(epoll, operation, file, event);
    }

    /** Waits for a socket; gives its number. */
    long watch(EpollSocket socket, int mask) throws IOException {
        return add(socket.file, mask, socket);
    }

    void change(EpollSocket socket, long number, int mask) {
        control(MODIFY, socket.file, mask, number);
    }

    void unwatch(long number) {
        slots.remove(number);
    }

    /** It has more to read than it may read in one turn. */
    void again(EpollSocket socket) {
        again.add(socket);
    }

    /** What is read goes here; free again when the handler returns. */
    ByteBuffer chunk() {
        return chunk.clear();
    }

    MemorySegment chunkMemory() {
        return chunkMemory;
    }

    @Override
    boolean isReady() {
        return !again.isEmpty();
    }

    @Override
    boolean turn(long nanosMax) throws IOException {
        int n = linux.epollWait(epoll, events, EVENTS_MAX, millis(nanosMax));
        if (n < 0 && n != -Linux.INTERRUPTED) throw Linux.error("epoll_wait", n);
        int before = again.size();
        for (int i = 0; i < n; i++) {
            long at = i * EVENT_BYTES;
            // Null: closed by the handler of an earlier event.
            Ready owner = slots.get(events.get(DATA, at + DATA_AT));
            if (owner != null) owner.ready(events.get(MASK, at));
        }
        for (int left = before; left > 0; left--) again.poll().readAgain();
        return n > 0 || before > 0;
    }

    private static int millis(long nanos) {
        if (nanos <= 0) return (int) nanos;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, nanos / NANOS_A_MILLI));
    }

    @Override
    LinuxSocket socket(int file, boolean isUnix) {
        return new EpollSocket(this, file, isUnix);
    }

    // ---- clients

    @Override
    void watch(LinuxListener listener) throws IOException {
        // Levels: who is left in the queue after ACCEPTS_MAX is heard of again.
        listener.number = add(listener.file(), IN, _ -> accept(listener));
    }

    private void accept(LinuxListener listener) {
        for (int taken = 0; taken < ACCEPTS_MAX && !listener.isClosed(); taken++) {
            int file = linux.accept(listener.file(), peer, peerLength);
            if (file >= 0) accepted(listener, file, peer);
            else if (file == -Linux.AGAIN) return;
            else if (!isOfOneClient(file)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot accept at {0}: {1}",
                        listener.address(),
                        Linux.text(-file));
                restUntilTick(listener);
                return;
            }
        }
    }

    /** Interrupted, aborted, or an error of the network that waits at the socket: accept(2). */
    static boolean isOfOneClient(int result) {
        return switch (-result) {
            case Linux.INTERRUPTED, 103, 71, 92, 112, 64, 95, 113, 101, 100 -> true;
            default -> false;
        };
    }

    /** There are no file descriptors: being told of it without end helps nobody. */
    private void restUntilTick(LinuxListener listener) {
        control(DELETE, listener.file(), 0, 0);
        slots.remove(listener.number);
        eachTick(
                new Runnable() {
                    @Override
                    public void run() {
                        noTick(this);
                        if (listener.isClosed()) return;
                        try {
                            watch(listener);
                        } catch (IOException failed) {
                            restUntilTick(listener);
                        }
                    }
                });
    }

    @Override
    void unwatch(LinuxListener listener) {
        if (listener.number >= 0) {
            slots.remove(listener.number);
            // Not by closing it alone: another process may have the socket.
            control(DELETE, listener.file(), 0, 0);
            listener.number = -1;
        }
        listener.closeFile();
        listener.released();
    }

    @Override
    void shut() {
        for (Ready owner : slots.all()) if (owner instanceof EpollSocket socket) socket.close();
        if (epoll >= 0) linux.close(epoll);
        epoll = -1;
    }
}
