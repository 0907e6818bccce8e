package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The calls to Linux that pass files from process to process. Results below zero are {@code
 * -errno}. Layouts are those of 64-bit machines. Owner: the thread that made it; it is good as long
 * as its arena. Source: sendmsg(2), cmsg(3), unix(7).
 */
@SuppressWarnings("restricted") // foreign functions are what this class is for
final class LinuxFiles {
    /** Files of one message. The kernel takes 253. */
    static final int FILES_MAX = 250;

    private static final int DATAGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SCM_RIGHTS = 1;
    private static final int DONTWAIT = 0x40;
    private static final int CLOSE_ON_EXEC = 0x4000_0000;
    private static final int CONTROL_CUT = 8;
    private static final int DUPLICATE_CLOEXEC = 1030;
    private static final int GET_FLAGS = 3;
    private static final int SET_FLAGS = 4;
    private static final int NONBLOCK = 0x800;

    /** {@code struct msghdr}: name, its length, pieces, their count, control, its length, flags. */
    private static final long MESSAGE_BYTES = 56;

    private static final long NAME_LENGTH_AT = 8;
    private static final long PIECES_AT = 16;
    private static final long PIECES_COUNT_AT = 24;
    private static final long CONTROL_AT = 32;
    private static final long CONTROL_LENGTH_AT = 40;
    private static final long FLAGS_AT = 48;

    /** {@code struct cmsghdr}: length of all, level, type; then the files. */
    private static final long CONTROL_HEAD = 16;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_AT =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET =
            handle("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle SENDMSG =
            handle("sendmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT));
    private static final MethodHandle RECVMSG =
            handle("recvmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT));
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, POINTER));
    private static final MethodHandle DUP3 =
            handle("dup3", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle FCNTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("fcntl"),
                    FunctionDescriptor.of(INT, INT, INT, INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));

    private final Arena arena;
    private final MemorySegment state;

    LinuxFiles(Arena arena) {
        this.arena = arena;
        state = arena.allocate(Linker.Option.captureStateLayout());
    }

    private static MethodHandle handle(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
    }

    /** A call, made by an exact handle. */
    private interface Call {
        long make() throws Throwable;
    }

    private int of(Call call) {
        try {
            long returned = call.make();
            return (int) (returned >= 0 ? returned : -state.get(INT, ERRNO_AT));
        } catch (Error | RuntimeException thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("a foreign call threw", thrown);
        }
    }

    /** A unix socket for messages. */
    int postbox() {
        int kind = DATAGRAM | Linux.NONBLOCK_CLOEXEC;
        return of(() -> (int) SOCKET.invokeExact(state, Linux.UNIX, kind, 0));
    }

    /** Whether clients are accepted at it: a socket that {@code listen} was called on. */
    boolean isListening(int file) {
        MemorySegment value = arena.allocate(INT);
        MemorySegment length = arena.allocate(INT);
        length.set(INT, 0, 4);
        int got =
                of(() ->
                        (int)
                                GETSOCKOPT.invokeExact(
                                        state, file, SOL_SOCKET, SO_ACCEPTCONN, value, length));
        return got == 0 && value.get(INT, 0) == 1;
    }

    /** A second file for the same socket. */
    int duplicate(int file) {
        return of(() -> (int) FCNTL.invokeExact(state, file, DUPLICATE_CLOEXEC, 0));
    }

    /** Whoever accepts does not wait; for all that have the socket. */
    int neverWait(int file) {
        int flags = of(() -> (int) FCNTL.invokeExact(state, file, GET_FLAGS, 0));
        if (flags < 0 || (flags & NONBLOCK) != 0) return flags;
        int more = flags | NONBLOCK;
        return of(() -> (int) FCNTL.invokeExact(state, file, SET_FLAGS, more));
    }

    /** Makes {@code number} another file for the socket of {@code file}; what it was is closed. */
    int over(int file, int number) {
        return of(() -> (int) DUP3.invokeExact(state, file, number, Linux.CLOEXEC));
    }

    /** Sends files to a {@link #postbox} that is bound to a path. */
    int send(int postbox, Path to, int[] files) throws IOException {
        MemorySegment address = SocketAddress.of(to, arena);
        MemorySegment control = arena.allocate(CONTROL_HEAD + 4L * files.length + 4, 8);
        long length = CONTROL_HEAD + 4L * files.length;
        control.set(LONG, 0, length);
        control.set(INT, 8, SOL_SOCKET);
        control.set(INT, 12, SCM_RIGHTS);
        MemorySegment.copy(files, 0, control, INT, CONTROL_HEAD, files.length);
        MemorySegment message = message(control, length);
        message.set(ValueLayout.ADDRESS, 0, address);
        message.set(INT, NAME_LENGTH_AT, (int) address.byteSize());
        int flags = Linux.SEND_NOW;
        return of(() -> (long) SENDMSG.invokeExact(state, postbox, message, flags));
    }

    /**
     * The files of the next message; they are this process's from now on.
     *
     * @throws IOException there is no message, or not all of its files could be had
     */
    int[] receive(int postbox) throws IOException {
        long room = CONTROL_HEAD + 4L * FILES_MAX + 8;
        MemorySegment control = arena.allocate(room, 8);
        MemorySegment message = message(control, room);
        int flags = DONTWAIT | CLOSE_ON_EXEC;
        int n = of(() -> (long) RECVMSG.invokeExact(state, postbox, message, flags));
        if (n < 0) throw Linux.error("no listening sockets came", n);
        long got = message.get(LONG, CONTROL_LENGTH_AT);
        if (got < CONTROL_HEAD || control.get(INT, 12) != SCM_RIGHTS) return new int[0];
        long bytes = control.get(LONG, 0) - CONTROL_HEAD;
        int[] files = control.asSlice(CONTROL_HEAD, bytes).toArray(ValueLayout.JAVA_INT_UNALIGNED);
        if ((message.get(INT, FLAGS_AT) & CONTROL_CUT) == 0) return files;
        Linux linux = new Linux(arena);
        for (int file : files) linux.close(file);
        throw new IOException("there are not enough file descriptors for the listening sockets");
    }

    /** A message of one byte, since files travel with bytes only. */
    private MemorySegment message(MemorySegment control, long controlBytes) {
        MemorySegment piece = arena.allocate(16, 8);
        piece.set(ValueLayout.ADDRESS, 0, arena.allocate(1));
        piece.set(LONG, 8, 1);
        MemorySegment message = arena.allocate(MESSAGE_BYTES, 8);
        message.set(ValueLayout.ADDRESS, PIECES_AT, piece);
        message.set(LONG, PIECES_COUNT_AT, 1);
        message.set(ValueLayout.ADDRESS, CONTROL_AT, control);
        message.set(LONG, CONTROL_LENGTH_AT, controlBytes);
        return message;
    }
}
