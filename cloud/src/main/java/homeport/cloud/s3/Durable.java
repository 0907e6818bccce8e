package homeport.cloud.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that are whole or not there, also after {@code kill -9} and loss of power. */
final class Durable {
    static final String UNFINISHED = ".new-";

    private static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWN_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private Durable() {}

    static void folder(Path path) throws IOException {
        Files.createDirectories(path, OWN_FOLDER);
    }

    /** A new file, open to be written. */
    static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWN);
    }

    /** Replaces a file by another one. */
    static void write(Path path, byte[] content) throws IOException {
        Path unfinished = path.resolveSibling(UNFINISHED + UUID.randomUUID());
        try {
            try (FileChannel file = create(unfinished)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) file.write(left);
                file.force(true);
            }
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished); // what a full disk has cut short would fill it more
        }
        sync(path.getParent());
    }

    /** What is in a folder, and what no longer is, stays so. */
    static void sync(Path folder) throws IOException {
        try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }

    static void delete(Path path) throws IOException {
        if (Files.deleteIfExists(path)) sync(path.getParent());
    }

    /** A folder and all that is in it. */
    static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
        }
    }

    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
