package homeport.proxy.loop;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A loop on io_uring: one call to the kernel a turn sends all that the last turn has made, and
 * brings all that has come. Requests are made at the end of a turn only, from what the sockets want
 * by then: none can name a file that has been closed since, or become another.
 */
public final class UringLoop extends LinuxLoop {
    static final int RECV = 1;
    static final int SEND = 2;
    static final int POLL = 3;
    private static final int ACCEPT = 4;
    private static final int WAKE = 5;
    private static final int CANCEL = 6;

    private static final int OPERATION_AT = 56;
    private static final long NUMBER_MASK = (1L << OPERATION_AT) - 1;

    /** Bytes to send that one turn collects; what is over is sent at once, by a call of its own. */
    private static final int OUT_BYTES = 512 * 1024;

    private static final int SHUT_TURNS_MAX = 100;
    private static final long SHUT_TURN_NANOS = 10_000_000;

    private static final Logger LOG = System.getLogger(UringLoop.class.getName());

    /** Memory that a broken kernel may still write to. */
    private static final ConcurrentLinkedQueue<Object> NEVER_FREED = new ConcurrentLinkedQueue<>();

    private final Slots<Object> slots = new Slots<>();
    private final Results results = new Results();
    private final List<UringSocket> changed = new ArrayList<>();
    private final List<UringSocket> sending = new ArrayList<>();
    private final ArrayDeque<UringSocket> again = new ArrayDeque<>();
    private final Map<LinuxListener, Accepting> accepting = new ConcurrentHashMap<>();
    private Ring ring;
    private ReadBuffers buffers;
    private ByteBuffer out;
    private long outAddress;
    private int wakeUps;
    private boolean isWakeUpAsked;
    private boolean wantsToAccept;

    /** Requests of the kinds that wait. */
    private int waiting;

    private static final class Accepting {
        final LinuxListener listener;
        long number;
        boolean isAsked;
        boolean isResting;
        boolean isEnding;

        Accepting(LinuxListener listener) {
            this.listener = listener;
        }
    }

    private UringLoop(String name, Duration look) {
        super(name, look);
    }

    /**
     * Starts a loop.
     *
     * @param look as of {@link LoopKind#start}
     * @throws IOException the kernel has no io_uring, or forbids it
     */
    public static UringLoop start(String name, Duration look) throws IOException {
        UringLoop loop = new UringLoop(name, look);
        loop.start();
        return loop;
    }

    @Override
    void open(Arena memory, int wakeUpFile) throws IOException {
        wakeUps = wakeUpFile;
        ring = new Ring(linux, memory);
        buffers = new ReadBuffers(linux, ring, memory);
        MemorySegment outMemory = linux.map(OUT_BYTES);
        out = outMemory.asByteBuffer();
        outAddress = outMemory.address();
    }

    private static long request(int operation, long number) {
        return (long) operation << OPERATION_AT | number;
    }

    // ---- for its sockets

    long watch(UringSocket socket) {
        return slots.add(socket);
    }

    void unwatch(long number) {
        slots.remove(number);
    }

    /** It wants something of the kernel. */
    void changed(UringSocket socket) {
        changed.add(socket);
    }

    /** It has kept something that it may hear now. */
    void again(UringSocket socket) {
        again.add(socket);
    }

    /** What is to be sent at the end of the turn, one after the other. */
    ByteBuffer out() {
        return out;
    }

    void recv(UringSocket socket, long number) throws IOException {
        ring.recv(socket.file, request(RECV, number));
        waiting++;
    }

    void pollOut(UringSocket socket, long number) throws IOException {
        ring.poll(socket.file, EpollLoop.OUT, false, request(POLL, number));
        waiting++;
    }

    void cancelRecv(long number) throws IOException {
        ring.cancel(request(RECV, number), request(CANCEL, 0));
    }

    void send(UringSocket socket, long number, int from, int length) throws IOException {
        ring.send(socket.file, outAddress + from, length, request(SEND, number));
        sending.add(socket);
    }

    // ---- a turn

    @Override
    boolean isReady() {
        return !again.isEmpty();
    }

    @Override
    boolean turn(long nanosMax) throws IOException {
        ask();
        ring.enter(nanosMax == 0 ? 0 : 1, nanosMax);
        ring.collect(results);
        while (ring.unsubmitted() > 0) {
            ring.enter(0, 0);
            ring.collect(results);
        }
        settleSends();
        int before = again.size();
        boolean hasCome = results.count() > 0 || before > 0;
        for (int i = 0; i < results.count(); i++)
            completed(results.number(i), results.result(i), results.flags(i));
        results.clear();
        for (int left = before; left > 0; left--) again.poll().readAgain();
        return hasCome;
    }

    private void ask() throws IOException {
        if (!isWakeUpAsked) {
            ring.poll(wakeUps, EpollLoop.IN, true, request(WAKE, 0));
            isWakeUpAsked = true;
            waiting++;
        }
        if (wantsToAccept) askForClients();
        for (UringSocket socket : changed) socket.ask();
        changed.clear();
    }

    /**
     * What was not taken is kept before any handler can send more. After this nobody reads what was
     * to be sent, so the next turn may write over it.
     */
    private void settleSends() {
        if (sending.isEmpty()) return;
        for (int i = 0; i < results.count(); i++)
            if (results.number(i) >>> OPERATION_AT == SEND
                    && slots.get(results.number(i) & NUMBER_MASK) instanceof UringSocket socket)
                socket.notAllSent(results.result(i));
        for (UringSocket socket : sending) socket.allSent();
        sending.clear();
        out.clear();
    }

    private void completed(long request, int result, int flags) throws IOException {
        int operation = (int) (request >>> OPERATION_AT);
        boolean more = (flags & Ring.MORE) != 0;
        if (!more && operation != SEND && operation != CANCEL) waiting--;
        Object owner = slots.get(request & NUMBER_MASK);
        switch (operation) {
            case RECV -> read(owner, result, flags, more);
            case POLL -> {
                if (owner instanceof UringSocket socket) socket.writable();
            }
            case ACCEPT -> {
                if (owner instanceof Accepting at) came(at, result, more);
                else if (result >= 0) linux.close(result);
            }
            case WAKE -> isWakeUpAsked = more;
            case SEND, CANCEL -> {} // settled; or it was too late, and what it was for has ended
            default -> throw new IOException("io_uring answered what was not asked: " + operation);
        }
    }

    private void read(Object owner, int result, int flags, boolean more) {
        boolean hasBuffer = (flags & ReadBuffers.HAS_BUFFER) != 0;
        int buffer = ReadBuffers.number(flags);
        try {
            if (owner instanceof UringSocket socket) {
                if (!more) socket.recvEnded();
                if (result > 0 && hasBuffer) socket.read(buffers.view(buffer, result));
                else if (!more) socket.ended(result);
            }
        } finally {
            if (hasBuffer) buffers.giveBack(buffer);
        }
    }

    @Override
    LinuxSocket socket(int file, boolean isUnix) {
        return new UringSocket(this, file);
    }

    // ---- clients

    @Override
    void watch(LinuxListener listener) {
        Accepting at = new Accepting(listener);
        at.number = slots.add(at);
        accepting.put(listener, at);
        wantsToAccept = true;
    }

    private void askForClients() throws IOException {
        wantsToAccept = false;
        for (Accepting at : accepting.values()) {
            if (at.isEnding && at.isAsked)
                ring.cancel(request(ACCEPT, at.number), request(CANCEL, 0));
            if (at.isAsked || at.isResting || at.isEnding) continue;
            ring.accept(at.listener.file(), request(ACCEPT, at.number));
            at.isAsked = true;
            waiting++;
        }
    }

    private void came(Accepting at, int result, boolean more) {
        if (!more) at.isAsked = false;
        if (at.listener.isClosed()) {
            if (result >= 0 && at.listener.isLeft()) accepted(at.listener, result);
            else if (result >= 0) linux.close(result);
            if (!more && at.isEnding) released(at);
            return;
        }
        if (result >= 0) accepted(at.listener, result);
        else if (!EpollLoop.isOfOneClient(result)) {
            LOG.log(
                    Level.WARNING,
                    "cannot accept at {0}: {1}",
                    at.listener.address(),
                    Linux.text(-result));
            restUntilTick(at);
        }
        if (!more) wantsToAccept = true;
    }

    private void released(Accepting at) {
        slots.remove(at.number);
        accepting.remove(at.listener);
        at.listener.closeFile();
        at.listener.released();
    }

    /** There are no file descriptors: being told of it without end helps nobody. */
    private void restUntilTick(Accepting at) {
        at.isResting = true;
        eachTick(
                new Runnable() {
                    @Override
                    public void run() {
                        noTick(this);
                        at.isResting = false;
                        wantsToAccept = true;
                    }
                });
    }

    @Override
    void unwatch(LinuxListener listener) {
        // Closing what is left to others ends no request; the request's end closes it.
        if (!listener.isLeft()) listener.closeFile();
        Accepting at = accepting.get(listener);
        if (at == null) {
            listener.closeFile();
            listener.released();
            return;
        }
        // The kernel holds the file until it has ended the request.
        at.isEnding = true;
        if (at.isAsked) wantsToAccept = true;
        else released(at);
    }

    // ---- the end

    @Override
    void shut() {
        for (Object owner : slots.all()) if (owner instanceof UringSocket socket) socket.close();
        if (ring == null) return;
        try {
            ring.cancelAll(request(CANCEL, 0));
            for (int i = 0; waiting > 0 && i < SHUT_TURNS_MAX; i++) {
                ring.enter(1, SHUT_TURN_NANOS);
                ring.collect(results);
                for (int r = 0; r < results.count(); r++) shut(r);
                results.clear();
            }
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "ending io_uring", failed);
        }
        if (waiting > 0) {
            LOG.log(Level.WARNING, "io_uring did not end {0} requests", waiting);
            NEVER_FREED.add(List.of(buffers, out));
        }
        ring.close();
    }

    private void shut(int at) {
        int operation = (int) (results.number(at) >>> OPERATION_AT);
        boolean more = (results.flags(at) & Ring.MORE) != 0;
        if (!more && operation != SEND && operation != CANCEL) waiting--;
        if (operation == ACCEPT && results.result(at) >= 0) linux.close(results.result(at));
    }
}
