package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The two queues that are shared with the kernel: what it is to do, and what it has done. Owner:
 * the thread that made it, and no other. Layouts: linux/io_uring.h; source: io_uring_setup(2),
 * io_uring_enter(2).
 */
final class Ring {
    static final int RECV = 27;
    static final int SEND = 26;
    static final int POLL = 6;
    static final int ACCEPT = 13;
    static final int CANCEL = 14;

    /** Of a result: more results of the same request follow. */
    static final int MORE = 2;

    private static final int BUSY = 16;
    private static final int TIME_IS_UP = 62;

    /** CQSIZE, CLAMP, SUBMIT_ALL, COOP_TASKRUN, SINGLE_ISSUER, DEFER_TASKRUN. */
    private static final int SETUP = 1 << 3 | 1 << 4 | 1 << 7 | 1 << 8 | 1 << 12 | 1 << 13;

    /** SINGLE_MMAP, NODROP, EXT_ARG, CQE_SKIP. */
    private static final int NEEDED = 1 | 1 << 1 | 1 << 8 | 1 << 11;

    private static final int GET_EVENTS = 1;
    private static final int EXTENDED_ARGUMENT = 1 << 3;
    private static final int OVERFLOW = 2;
    private static final int SELECTS_BUFFER = 1 << 5;
    private static final int SILENT_SUCCESS = 1 << 6;
    private static final int MULTISHOT_RECV = 1 << 1;
    private static final int MULTISHOT = 1;
    private static final int CANCEL_ALL_OF_ANY = 1 | 4;

    /** {@code MSG_DONTWAIT | MSG_WAITALL | MSG_NOSIGNAL}: all at once, or what is missing told. */
    private static final int SEND_ALL_NOW = 0x40 | 0x100 | 0x4000;

    private static final int PARAMETERS_BYTES = 120;
    private static final int SQE_BYTES = 64;
    private static final int CQE_BYTES = 16;
    private static final long SQES_OFFSET = 0x10000000L;
    private static final int REQUESTS = 512;
    private static final int RESULTS = 4096;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final VarHandle SHARED = INT.varHandle();

    private final Linux linux;
    private final int file;
    private final MemorySegment rings;
    private final MemorySegment requests;
    private final MemorySegment argument;
    private final MemorySegment time;
    private final long sqHead;
    private final long sqTail;
    private final long sqFlags;
    private final int sqMask;
    private final long cqHead;
    private final long cqTail;
    private final long cqEntries;
    private final int cqMask;
    private int tail;

    /** Opens a ring; its thread is the caller's. */
    Ring(Linux linux, Arena memory) throws IOException {
        this.linux = linux;
        MemorySegment parameters = memory.allocate(PARAMETERS_BYTES, 8);
        parameters.set(INT, 4, RESULTS);
        parameters.set(INT, 8, SETUP);
        file = linux.uringSetup(REQUESTS, parameters);
        if (file < 0) throw Linux.error("io_uring is not to be had", file);
        try {
            if ((parameters.get(INT, 20) & NEEDED) != NEEDED)
                throw new IOException("io_uring of this kernel is too old");
            int sqEntries = parameters.get(INT, 0);
            int sqArray = parameters.get(INT, 40 + 24);
            int cqes = parameters.get(INT, 80 + 20);
            long size =
                    Math.max(
                            sqArray + 4L * sqEntries,
                            cqes + (long) CQE_BYTES * parameters.get(INT, 4));
            rings = linux.map(size, file, 0);
            requests = linux.map((long) SQE_BYTES * sqEntries, file, SQES_OFFSET);
            sqHead = parameters.get(INT, 40);
            sqTail = parameters.get(INT, 44);
            sqMask = rings.get(INT, parameters.get(INT, 48));
            sqFlags = parameters.get(INT, 56);
            cqHead = parameters.get(INT, 80);
            cqTail = parameters.get(INT, 84);
            cqMask = rings.get(INT, parameters.get(INT, 88));
            cqEntries = cqes;
            for (int i = 0; i < sqEntries; i++) rings.set(INT, sqArray + 4L * i, i);
            tail = rings.get(INT, sqTail);
        } catch (IOException failed) {
            linux.close(file);
            throw failed;
        }
        argument = memory.allocate(24, 8);
        time = memory.allocate(16, 8);
    }

    int file() {
        return file;
    }

    // ---- what the kernel is to do

    /** An empty request; where it lies. */
    private long request(int operation, int flags, int ofFile, long number) throws IOException {
        if (unsubmitted() > sqMask) enter(0, 0); // the queue is full
        if (unsubmitted() > sqMask) throw new IOException("io_uring takes no more requests");
        long at = (long) (tail & sqMask) * SQE_BYTES;
        requests.asSlice(at, SQE_BYTES).fill((byte) 0);
        requests.set(ValueLayout.JAVA_BYTE, at, (byte) operation);
        requests.set(ValueLayout.JAVA_BYTE, at + 1, (byte) flags);
        requests.set(INT, at + 4, ofFile);
        requests.set(LONG, at + 32, number);
        tail++;
        return at;
    }

    /** Takes clients until it says otherwise. */
    void accept(int listener, long number) throws IOException {
        long at = request(ACCEPT, 0, listener, number);
        requests.set(ValueLayout.JAVA_SHORT, at + 2, (short) MULTISHOT);
        requests.set(INT, at + 28, Linux.NONBLOCK_CLOEXEC);
    }

    /** Reads into the buffers of group 0 until it says otherwise. */
    void recv(int socket, long number) throws IOException {
        long at = request(RECV, SELECTS_BUFFER, socket, number);
        requests.set(ValueLayout.JAVA_SHORT, at + 2, (short) MULTISHOT_RECV);
    }

    /**
     * Sends when it is submitted, and not later: the memory is free when {@link #enter} returns.
     * There is a result only when not all was taken.
     */
    void send(int socket, long address, int length, long number) throws IOException {
        long at = request(SEND, SILENT_SUCCESS, socket, number);
        requests.set(LONG, at + 16, address);
        requests.set(INT, at + 24, length);
        requests.set(INT, at + 28, SEND_ALL_NOW);
    }

    /** Tells when a file is ready: once, or each time. */
    void poll(int polled, int mask, boolean eachTime, long number) throws IOException {
        long at = request(POLL, 0, polled, number);
        requests.set(INT, at + 24, eachTime ? MULTISHOT : 0);
        requests.set(INT, at + 28, mask);
    }

    /** Ends a request; it says so itself. */
    void cancel(long target, long number) throws IOException {
        requests.set(LONG, request(CANCEL, SILENT_SUCCESS, -1, number) + 16, target);
    }

    void cancelAll(long number) throws IOException {
        requests.set(INT, request(CANCEL, 0, -1, number) + 28, CANCEL_ALL_OF_ANY);
    }

    /** Requests that the kernel has not taken. */
    int unsubmitted() {
        return tail - (int) SHARED.getAcquire(rings, sqHead);
    }

    /**
     * Gives the kernel all requests, and lets it work.
     *
     * @param results how many to wait for
     * @param nanosMax how long; below 0 for as long as it takes
     */
    void enter(int results, long nanosMax) throws IOException {
        SHARED.setRelease(rings, sqTail, tail);
        if (nanosMax >= 0) {
            time.set(LONG, 0, nanosMax / 1_000_000_000);
            time.set(LONG, 8, nanosMax % 1_000_000_000);
        }
        argument.set(LONG, 16, nanosMax < 0 ? 0 : time.address());
        int done =
                linux.uringEnter(
                        file, unsubmitted(), results, GET_EVENTS | EXTENDED_ARGUMENT, argument);
        if (done >= 0) return;
        switch (-done) {
            case Linux.INTERRUPTED, TIME_IS_UP, Linux.AGAIN, BUSY -> {}
            default -> throw Linux.error("io_uring_enter", done);
        }
    }

    // ---- what it has done

    /** Takes all results into {@code into}. */
    void collect(Results into) throws IOException {
        take(into);
        while ((((int) SHARED.getAcquire(rings, sqFlags)) & OVERFLOW) != 0) {
            enter(0, 0); // what did not fit is moved in
            take(into);
        }
    }

    private void take(Results into) {
        int head = rings.get(INT, cqHead);
        int end = (int) SHARED.getAcquire(rings, cqTail);
        for (; head != end; head++) {
            long at = cqEntries + (long) (head & cqMask) * CQE_BYTES;
            into.add(rings.get(LONG, at), rings.get(INT, at + 8), rings.get(INT, at + 12));
        }
        SHARED.setRelease(rings, cqHead, head);
    }

    /** The kernel knows it no more; nothing of it may be under way. */
    void close() {
        linux.unmap(rings);
        linux.unmap(requests);
        linux.close(file);
    }
}
