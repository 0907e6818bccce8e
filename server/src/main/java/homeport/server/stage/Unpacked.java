package homeport.server.stage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The PostgreSQL versions that stages of this process have unpacked, for the stages after them:
 * each would take four seconds of a processor. They share the files by hard links; where the file
 * system knows none, a service unpacks its own. Safe from any thread.
 */
final class Unpacked {
    private static Optional<Path> kept = Optional.empty();

    private Unpacked() {}

    /** Before a service begins on a new data folder. */
    static synchronized void offer(Path data) throws IOException {
        Path engines = engines(data);
        if (kept.isEmpty() || Files.exists(engines)) return;
        Files.createDirectories(engines);
        linkAll(kept.get(), engines);
    }

    /** Before a data folder may go. */
    static synchronized void keep(Path data) throws IOException {
        Path engines = engines(data);
        if (!Files.isDirectory(engines)) return;
        if (kept.isEmpty()) {
            Path folder = Files.createTempDirectory("homeport-unpacked-");
            kept = Optional.of(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> removeAtExit(folder)));
        }
        linkAll(engines, kept.get());
    }

    private static Path engines(Path data) {
        return data.resolve("engines");
    }

    private static void linkAll(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(from, "postgres-*.*[0-9]")) {
            for (Path version : versions) {
                Path there = to.resolve(version.getFileName());
                if (!Files.isDirectory(version) || Files.exists(there)) continue;
                if (!link(version, there)) return;
            }
        }
    }

    /** A folder has its name only when it is whole, as those who look for it believe. */
    private static boolean link(Path version, Path there) throws IOException {
        Path partial = there.resolveSibling(there.getFileName() + ".linking");
        try {
            Files.walkFileTree(version, new Links(version, partial));
        } catch (IOException | UnsupportedOperationException noLinks) {
            if (Files.exists(partial)) Stage.remove(partial);
            return false;
        }
        Files.move(partial, there, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static void removeAtExit(Path folder) {
        try {
            Stage.remove(folder);
        } catch (IOException failed) {
            System.err.println("homeport: something of " + folder + " is left: " + failed);
        }
    }

    private static final class Links extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Links(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a)
                throws IOException {
            Path made = Files.createDirectory(to.resolve(from.relativize(folder)));
            Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Path there = to.resolve(from.relativize(file));
            if (a.isSymbolicLink()) Files.copy(file, there, LinkOption.NOFOLLOW_LINKS);
            else Files.createLink(there, file);
            return FileVisitResult.CONTINUE;
        }
    }
}
