package homeport.insights.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/** Files that are there whole or not at all, for nobody's eyes but ours. */
final class WholeFile {
    private static final String PARTIAL = ".partial";

    private WholeFile() {}

    static Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** On disk when this returns, unless the machine loses its power at that moment. */
    static void write(Path file, byte[] bytes) throws IOException {
        folder(file.getParent());
        Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
        try (FileChannel out =
                FileChannel.open(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) out.write(left);
            out.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A folder that only its owner enters. */
    static void folder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        var owner = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(owner));
    }

    /** Of a folder, files with this ending and no partial ones; none when there is no folder. */
    static Stream<Path> list(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) return Stream.empty();
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList().stream();
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(one);
        }
    }
}
