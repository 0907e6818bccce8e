package homeport.server.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder that holds everything of one Homeport: mode 0700 (0711 for root), one service at a
 * time. The lock is the kernel's, so a killed service leaves none.
 */
public final class DataFolder implements AutoCloseable {
    /** The kernel's lock is per process; this keeps two services of one process apart. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder where missing, closes it to others and locks it.
     *
     * @return empty when another service holds it
     */
    public static Optional<DataFolder> hold(Path data) throws IOException {
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(mode()));
        Path real = data.toRealPath();
        if (!HELD_HERE.add(real)) return Optional.empty();
        Optional<DataFolder> held = Optional.empty();
        try {
            held = lock(real);
            return held;
        } finally {
            if (held.isEmpty()) HELD_HERE.remove(real);
        }
    }

    /** We run as root, so engines run under an account of their own. */
    public static boolean ofRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /**
     * Root's engines pass through to their own folders; what is secret lies in folders of mode
     * 0700.
     */
    private static String mode() {
        return ofRoot() ? "rwx--x--x" : "rwx------";
    }

    private static Optional<DataFolder> lock(Path real) throws IOException {
        for (String own : List.of("run", "log")) {
            Files.createDirectories(real.resolve(own));
            Files.setPosixFilePermissions(
                    real.resolve(own), PosixFilePermissions.fromString("rwx------"));
        }
        FileChannel channel =
                FileChannel.open(
                        real.resolve("run").resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        PrivateFile.write(real.resolve("run").resolve("pid"), ownPid());
        return Optional.of(new DataFolder(real, channel, lock));
    }

    /** The process that last held the folder; ask only when {@link #hold} says that one does. */
    public static String holder(Path data) throws IOException {
        return Files.readString(data.resolve("run").resolve("pid")).strip();
    }

    private static byte[] ownPid() {
        return (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Free of symbolic links. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            lock.release();
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
