package homeport.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to a store's file, which one store of one process has at a time: a lock on {@code
 * <file>.lock}, whose content is the process's id. The kernel drops the lock when the process ends,
 * however it ends.
 */
final class Claim implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE = mode("rw-------");
    private static final int PID_BYTES_MAX = 32;

    /**
     * The claims of this process. They must be known without touching the lock's file: on POSIX a
     * process that closes any channel to a file gives up all its locks on it.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private Claim(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the file, after making it (mode 0600) and its folder (mode 0700) where they are
     * missing. What was made survives a loss of power.
     *
     * @throws StoreException another store has it, in this process or in the one that is named
     */
    static Claim take(Path file) throws IOException {
        makeFolder(file.toAbsolutePath().getParent());
        Path real = real(file);
        if (!OURS.add(real))
            throw inUse(file, "process %d, this one".formatted(ProcessHandle.current().pid()));
        try {
            Claim claim = new Claim(real, lock(real));
            claim.makeFile();
            return claim;
        } catch (IOException | RuntimeException refused) {
            OURS.remove(real);
            throw refused;
        }
    }

    /** The claimed file, whatever links led to it. */
    Path file() {
        return file;
    }

    private static Path real(Path file) throws IOException {
        return Files.exists(file)
                ? file.toRealPath()
                : file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    private static void makeFolder(Path folder) throws IOException {
        if (Files.exists(folder)) return;
        makeFolder(folder.getParent());
        Files.createDirectories(folder, FOLDER_MODE);
        sync(folder.getParent());
    }

    private void makeFile() throws IOException {
        if (Files.exists(file)) return;
        try {
            Files.createFile(file, FILE_MODE);
            sync(file.getParent());
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        Path path = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(path, options, FILE_MODE);
        try {
            if (channel.tryLock() == null) throw inUse(file, holder(channel));
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(bytes(ProcessHandle.current().pid())), 0);
            return channel;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    private static byte[] bytes(long pid) {
        return Long.toString(pid).getBytes(StandardCharsets.US_ASCII);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(PID_BYTES_MAX);
        int length = channel.read(pid, 0);
        return length <= 0
                ? "another process"
                : "process " + new String(pid.array(), 0, length, StandardCharsets.US_ASCII);
    }

    private static StoreException inUse(Path file, String holder) {
        return new StoreException("the store %s is in use by %s".formatted(file, holder));
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder)) {
            entries.force(true);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    @Override
    public synchronized void close() {
        if (!channel.isOpen()) return;
        try {
            channel.close();
        } catch (IOException failed) {
            throw new StoreException("the store's lock cannot be released", failed);
        } finally {
            OURS.remove(file);
        }
    }
}
