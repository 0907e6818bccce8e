package homeport.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Files and folders that are whole and on disk, or absent, whenever the machine stops. */
final class Durable {
    /** What a folder or file is called until it is whole. */
    static final String PARTIAL = ".partial";

    /** What a folder is called while it is being removed. */
    static final String REMOVED = ".removed";

    private Durable() {}

    static Path partial(Path path) {
        return path.resolveSibling(path.getFileName() + PARTIAL);
    }

    static Path removed(Path path) {
        return path.resolveSibling(path.getFileName() + REMOVED);
    }

    /** Replaces a file of mode 0600 that belongs to the account. */
    static void write(Path file, String text, Account account) {
        write(file, text.getBytes(StandardCharsets.UTF_8), account);
    }

    /** See {@link #write(Path, String, Account)}. */
    static void write(Path file, byte[] content, Account account) {
        try {
            move(fill(file, content, account, StandardOpenOption.SYNC), file);
        } catch (IOException e) {
            throw new EngineException("cannot write " + file, e);
        }
    }

    /**
     * As {@link #write} for a file that counts only until the machine stops: whoever reads it finds
     * the old text or the new one, but nothing waits for the disk.
     */
    static void replace(Path file, String text, Account account) {
        try {
            Path partial = fill(file, text.getBytes(StandardCharsets.UTF_8), account);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EngineException("cannot write " + file, e);
        }
    }

    private static Path fill(Path file, byte[] content, Account account, OpenOption... more)
            throws IOException {
        Path partial = partial(file);
        Files.deleteIfExists(partial);
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(partial, mode);
        account.own(partial);
        Set<OpenOption> options = new HashSet<>(List.of(more));
        options.addAll(List.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        Files.write(partial, content, options.toArray(OpenOption[]::new));
        return partial;
    }

    /** Gives a whole folder its name; what is below it goes to disk first. */
    static void publish(Path partial, Path whole) {
        Kernel.syncFileSystem(partial);
        try {
            move(partial, whole);
        } catch (IOException e) {
            throw new EngineException("cannot rename " + partial + " to " + whole, e);
        }
    }

    /** Renames over what is there and makes the new name durable. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(to.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    /** Removes a folder with everything in it; links are removed, not followed. */
    static void delete(Path root) {
        try {
            if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) return;
            Files.walkFileTree(root, new Deletion());
        } catch (IOException e) {
            throw new EngineException("cannot remove " + root, e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            if (e != null) throw e;
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
