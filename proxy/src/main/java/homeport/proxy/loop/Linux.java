package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * The calls to Linux that loops make. Results below zero are {@code -errno}. Numbers are those of
 * x86-64 and aarch64. Owner: the thread that made it; it is good as long as its arena.
 *
 * <p>Calls that can never wait are made as critical: without the JVM's change of state, which would
 * cost as much as the shortest of them. A pointer is passed as a segment only, so its bounds and
 * its life are checked.
 */
@SuppressWarnings("restricted") // foreign functions are what this class is for
final class Linux {
    static final int UNIX = 1;
    static final int INET = 2;
    static final int INET6 = 10;
    static final int AGAIN = 11;
    static final int INTERRUPTED = 4;

    /** {@code SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC}. */
    static final int STREAM = 1 | 0x800 | 0x80000;

    /** {@code SOCK_NONBLOCK | SOCK_CLOEXEC}, also as the flags of eventfd. */
    static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    static final int CLOEXEC = 0x80000;
    static final int SHUT_WR = 1;
    static final int SHUT_RDWR = 2;

    /** {@code MSG_DONTWAIT | MSG_NOSIGNAL}. */
    static final int SEND_NOW = 0x40 | 0x4000;

    private static final int DONTWAIT = 0x40;
    private static final int TEXT_BYTES_MAX = 256;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option NEVER_WAITS = Linker.Option.critical(false);
    private static final Linker.Option NEVER_WAITS_HEAP = Linker.Option.critical(true);
    private static final long ERRNO_AT =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout POINTER = ValueLayout.ADDRESS;

    private static final MethodHandle SOCKET = ints("socket", INT, INT, INT);
    private static final MethodHandle BIND = ints("bind", INT, POINTER, INT);
    private static final MethodHandle LISTEN = ints("listen", INT, INT);
    private static final MethodHandle CONNECT = ints("connect", INT, POINTER, INT);
    private static final MethodHandle SETSOCKOPT = ints("setsockopt", INT, INT, INT, POINTER, INT);
    private static final MethodHandle GETSOCKNAME = ints("getsockname", INT, POINTER, POINTER);
    private static final MethodHandle GETPEERNAME = ints("getpeername", INT, POINTER, POINTER);
    private static final MethodHandle SHUTDOWN = ints("shutdown", INT, INT);
    private static final MethodHandle CLOSE = ints("close", INT);
    private static final MethodHandle EVENTFD = ints("eventfd", INT, INT);
    private static final MethodHandle EVENTFD_WRITE = ints("eventfd_write", INT, LONG);
    private static final MethodHandle EVENTFD_READ = ints("eventfd_read", INT, POINTER);
    private static final MethodHandle EPOLL_CREATE = ints("epoll_create1", INT);
    private static final MethodHandle EPOLL_CTL = ints("epoll_ctl", INT, INT, INT, POINTER);
    private static final MethodHandle EPOLL_WAIT = ints("epoll_wait", INT, POINTER, INT, INT);
    private static final MethodHandle MUNMAP = ints("munmap", POINTER, LONG);
    private static final MethodHandle MMAP =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("mmap"),
                    FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG),
                    ERRNO);
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(ValueLayout.ADDRESS, INT));

    private static final FunctionDescriptor TRANSFER =
            FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle RECV =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("recv"), TRANSFER, ERRNO, NEVER_WAITS);
    private static final MethodHandle SEND =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("send"), TRANSFER, ERRNO, NEVER_WAITS_HEAP);
    private static final MethodHandle ACCEPT =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("accept4"),
                    FunctionDescriptor.of(INT, INT, POINTER, POINTER, INT),
                    ERRNO,
                    NEVER_WAITS);

    private static final MethodHandle SETUP =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(LONG, LONG, INT, POINTER),
                    ERRNO,
                    Linker.Option.firstVariadicArg(1));
    private static final MethodHandle ENTER =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(LONG, LONG, INT, INT, INT, INT, POINTER, LONG),
                    ERRNO,
                    Linker.Option.firstVariadicArg(1));
    private static final MethodHandle REGISTER =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(LONG, LONG, INT, INT, POINTER, INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(1));

    private final MemorySegment state;
    private final MemorySegment number;

    Linux(Arena arena) {
        state = arena.allocate(Linker.Option.captureStateLayout());
        number = arena.allocate(8, 8);
    }

    private static MethodHandle ints(String name, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(INT, arguments),
                ERRNO);
    }

    /** A call, made by an exact handle. */
    private interface Call {
        long make() throws Throwable;
    }

    private long result(long returned) {
        return returned >= 0 ? returned : -state.get(INT, ERRNO_AT);
    }

    private int of(Call call) {
        try {
            return (int) result(call.make());
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    private static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) throw error;
        if (thrown instanceof RuntimeException runtime) return runtime;
        return new IllegalStateException("a foreign call threw", thrown);
    }

    /** What went wrong, in the system's words. */
    static IOException error(String what, int result) {
        return new IOException(what.isEmpty() ? text(-result) : what + ": " + text(-result));
    }

    static String text(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(TEXT_BYTES_MAX).getString(0);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    // ---- the path of every byte

    /** Fills a segment; 0 when the peer has closed. */
    int recv(int file, MemorySegment to) {
        try {
            long n = (long) RECV.invokeExact(state, file, to, to.byteSize(), DONTWAIT);
            return (int) result(n);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Sends what the kernel takes at once, and moves the buffer's position behind it. */
    int send(int file, ByteBuffer bytes) {
        int n = send(file, MemorySegment.ofBuffer(bytes));
        if (n > 0) bytes.position(bytes.position() + n);
        return n;
    }

    /** Sends what the kernel takes at once. */
    int send(int file, MemorySegment bytes) {
        try {
            long n = (long) SEND.invokeExact(state, file, bytes, bytes.byteSize(), SEND_NOW);
            return (int) result(n);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /**
     * Takes a new client in.
     *
     * @param address for the client's address, {@link SocketAddress#BYTES} long
     * @param length set to how long that is
     */
    int accept(int file, MemorySegment address, MemorySegment length) {
        length.set(INT, 0, (int) address.byteSize());
        try {
            return (int)
                    result(
                            (int)
                                    ACCEPT.invokeExact(
                                            state, file, address, length, NONBLOCK_CLOEXEC));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    // ---- sockets

    int socket(int family) {
        return of(() -> (int) SOCKET.invokeExact(state, family, STREAM, 0));
    }

    int bind(int file, MemorySegment address) {
        int length = (int) address.byteSize();
        return of(() -> (int) BIND.invokeExact(state, file, address, length));
    }

    int listen(int file, int backlog) {
        return of(() -> (int) LISTEN.invokeExact(state, file, backlog));
    }

    int connect(int file, MemorySegment address) {
        int length = (int) address.byteSize();
        return of(() -> (int) CONNECT.invokeExact(state, file, address, length));
    }

    int option(int file, int level, int option, int value) {
        number.set(INT, 0, value);
        return of(() -> (int) SETSOCKOPT.invokeExact(state, file, level, option, number, 4));
    }

    /** What was not delivered when the file is closed is dropped: {@code SO_LINGER} of no time. */
    int dropUnsent(int file) {
        number.set(INT, 0, 1);
        number.set(INT, 4, 0);
        return of(() -> (int) SETSOCKOPT.invokeExact(state, file, 1, 13, number, 8));
    }

    /** As {@link #accept}: where a socket is bound. */
    int ownAddress(int file, MemorySegment address, MemorySegment length) {
        length.set(INT, 0, (int) address.byteSize());
        return of(() -> (int) GETSOCKNAME.invokeExact(state, file, address, length));
    }

    /** As {@link #accept}: where the peer is. */
    int peerAddress(int file, MemorySegment address, MemorySegment length) {
        length.set(INT, 0, (int) address.byteSize());
        return of(() -> (int) GETPEERNAME.invokeExact(state, file, address, length));
    }

    int shutdown(int file, int how) {
        return of(() -> (int) SHUTDOWN.invokeExact(state, file, how));
    }

    int close(int file) {
        return of(() -> (int) CLOSE.invokeExact(state, file));
    }

    // ---- wake-ups

    int eventFile() {
        return of(() -> (int) EVENTFD.invokeExact(state, 0, NONBLOCK_CLOEXEC));
    }

    /** Wakes who waits for the event file. */
    int signal(int eventFile) {
        return of(() -> (int) EVENTFD_WRITE.invokeExact(state, eventFile, 1L));
    }

    /** Takes all signals back. */
    int clear(int eventFile) {
        return of(() -> (int) EVENTFD_READ.invokeExact(state, eventFile, number));
    }

    // ---- epoll

    int epoll() {
        return of(() -> (int) EPOLL_CREATE.invokeExact(state, CLOEXEC));
    }

    int epollControl(int epoll, int operation, int file, MemorySegment event) {
        return of(() -> (int) EPOLL_CTL.invokeExact(state, epoll, operation, file, event));
    }

    /** Waits for so long at most; -1 for as long as it takes. */
    int epollWait(int epoll, MemorySegment events, int eventsMax, int millis) {
        try {
            return (int)
                    result((int) EPOLL_WAIT.invokeExact(state, epoll, events, eventsMax, millis));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    // ---- io_uring

    int uringSetup(int entries, MemorySegment parameters) {
        return of(() -> (long) SETUP.invokeExact(state, 425L, entries, parameters));
    }

    int uringEnter(int ring, int submit, int waitFor, int flags, MemorySegment argument) {
        try {
            return (int)
                    result(
                            (long)
                                    ENTER.invokeExact(
                                            state,
                                            426L,
                                            ring,
                                            submit,
                                            waitFor,
                                            flags,
                                            argument,
                                            argument.byteSize()));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    int uringRegister(int ring, int operation, MemorySegment argument, int count) {
        return of(() -> (long) REGISTER.invokeExact(state, 427L, ring, operation, argument, count));
    }

    /**
     * Maps pages of a file, which are filled; the caller gives them back by {@link #unmap} and uses
     * them no longer.
     *
     * @throws IOException there is no memory, or no such file
     */
    MemorySegment map(long bytes, int file, long offset) throws IOException {
        int sharedAndFilled = 1 | 0x8000;
        return MemorySegment.ofAddress(map(bytes, sharedAndFilled, file, offset))
                .reinterpret(bytes);
    }

    /**
     * Maps pages of nobody, which are empty until they are used. They live as long as somebody has
     * the segment, or a buffer of it.
     *
     * @throws IOException there is no memory
     */
    MemorySegment map(long bytes) throws IOException {
        int privateOfNobody = 2 | 0x20;
        return MemorySegment.ofAddress(map(bytes, privateOfNobody, -1, 0))
                .reinterpret(bytes, Arena.ofAuto(), Linux::unmapUnused);
    }

    private static void unmapUnused(MemorySegment mapped) {
        try (Arena memory = Arena.ofConfined()) {
            new Linux(memory).unmap(mapped);
        }
    }

    private long map(long bytes, int flags, int file, long offset) throws IOException {
        int protection = 1 | 2; // PROT_READ | PROT_WRITE
        try {
            long at =
                    result(
                            (long)
                                    MMAP.invokeExact(
                                            state, 0L, bytes, protection, flags, file, offset));
            if (at < 0 && at > -4096) throw error("cannot map " + bytes + " bytes", (int) at);
            return at;
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    void unmap(MemorySegment mapped) {
        of(() -> (int) MUNMAP.invokeExact(state, mapped, mapped.byteSize()));
    }
}
