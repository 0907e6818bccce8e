package homeport.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * What Java cannot ask Linux for: any signal, a file system flushed as a whole, a file that shares
 * another's blocks, a part of a file sent to the disk, and to be told at once when a process that
 * is not our child ends. Source: kill(2), syncfs(2), ioctl_ficlone(2), sync_file_range(2),
 * pidfd_open(2), poll(2).
 */
@SuppressWarnings("restricted") // foreign functions are what this class is for
final class Kernel {
    static final int HUP = 1;
    static final int INT = 2;
    static final int QUIT = 3;
    static final int KILL = 9;
    static final int USR1 = 10;

    /** {@code pidfd_open}; the number is the same on every architecture. */
    private static final long PIDFD_OPEN = 434;

    private static final short POLLIN = 1;
    private static final int READ_ONLY = 0;
    private static final int WRITE_ONLY = 1;

    /** {@code FICLONE}, which is {@code _IOW(0x94, 9, int)}. */
    private static final long SHARE_BLOCKS = 0x40049409L;

    /** {@code SYNC_FILE_RANGE_WRITE} with a wait before and after. */
    private static final int RANGE_WRITE_AND_WAIT = 1 | 2 | 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle KILL_CALL =
            function("kill", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle OPEN_CALL =
            function("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE_CALL = function("close", ValueLayout.JAVA_INT);
    private static final MethodHandle SYNCFS_CALL = function("syncfs", ValueLayout.JAVA_INT);
    private static final MethodHandle POLL_CALL =
            function("poll", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    private static final MethodHandle SYNC_FILE_RANGE_CALL =
            function(
                    "sync_file_range",
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT);
    private static final MethodHandle IOCTL_CALL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SYSCALL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));

    private Kernel() {}

    /**
     * @return false when there is no such process, or it is not ours to signal
     */
    static boolean signal(long pid, int signal) {
        return intResult(() -> (int) KILL_CALL.invokeExact((int) pid, signal)) == 0;
    }

    /**
     * Writes everything of the file system that holds {@code path} to disk.
     *
     * @throws EngineException the kernel reported that it could not
     */
    static void syncFileSystem(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            int file = open(path, READ_ONLY, arena);
            if (file < 0) throw new EngineException("cannot open " + path + " to flush it to disk");
            int synced = intResult(() -> (int) SYNCFS_CALL.invokeExact(file));
            intResult(() -> (int) CLOSE_CALL.invokeExact(file));
            if (synced != 0) throw new EngineException("cannot flush " + path + " to disk");
        }
    }

    /**
     * Makes a file's content that of another without copying it; both may change afterwards.
     *
     * @param to an empty file
     * @return false when their file system cannot, or they are on two
     */
    static boolean shareBlocks(Path from, Path to) {
        try (Arena arena = Arena.ofConfined()) {
            int source = open(from, READ_ONLY, arena);
            int target = open(to, WRITE_ONLY, arena);
            int done =
                    source < 0 || target < 0
                            ? -1
                            : intResult(() ->
                                    (int) IOCTL_CALL.invokeExact(target, SHARE_BLOCKS, source));
            for (int file : new int[] {source, target})
                if (file >= 0) intResult(() -> (int) CLOSE_CALL.invokeExact(file));
            return done == 0;
        }
    }

    /**
     * A file that is there, for {@link #writeOut}; the caller closes it.
     *
     * @return negative when it cannot be opened
     */
    static int openToWrite(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            return open(path, WRITE_ONLY, arena);
        }
    }

    static void close(int file) {
        intResult(() -> (int) CLOSE_CALL.invokeExact(file));
    }

    /**
     * Sends a part of a file to the disk, and returns when it is there.
     *
     * @return false when it is not: the kernel cannot, or the disk failed
     */
    static boolean writeOut(int file, long from, long bytes) {
        return intResult(() ->
                (int) SYNC_FILE_RANGE_CALL.invokeExact(file, from, bytes, RANGE_WRITE_AND_WAIT))
                == 0;
    }

    private static int open(Path path, int flags, Arena arena) {
        MemorySegment name = arena.allocateFrom(path.toString());
        return intResult(() -> (int) OPEN_CALL.invokeExact(name, flags));
    }

    /**
     * A handle by which {@link #awaitExit} waits; it stays with this process, whatever happens to
     * the number.
     *
     * @return negative when the process is gone or the kernel is too old (before Linux 5.3)
     */
    static int processHandle(long pid) {
        return intResult(() -> (int) (long) SYSCALL.invokeExact(PIDFD_OPEN, pid, 0L));
    }

    /** Blocks its (platform) thread until the process of that handle ended, then closes it. */
    static void awaitExit(int handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, handle);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            int ready;
            do { // a signal may interrupt the wait
                ready = intResult(() -> (int) POLL_CALL.invokeExact(poll, 1L, -1));
            } while (ready <= 0);
        } finally {
            intResult(() -> (int) CLOSE_CALL.invokeExact(handle));
        }
    }

    private static MethodHandle function(String name, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private interface Call {
        int call() throws Throwable;
    }

    private static int intResult(Call call) {
        try {
            return call.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a foreign call threw", e);
        }
    }
}
