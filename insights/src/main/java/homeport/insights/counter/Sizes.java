package homeport.insights.counter;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes of a server's files. Only folders are read: no lock of the database is taken.
 *
 * @param log bytes of its log
 */
record Sizes(long log) {
    static Optional<Sizes> of(long postmaster) {
        Path log = Path.of("/proc", Long.toString(postmaster), "cwd", "pg_wal");
        try {
            return Optional.of(new Sizes(bytes(log.toRealPath())));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static long bytes(Path folder) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        sum[0] += attributes.size();
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sum[0];
    }

    void into(Map<String, Double> values) {
        values.put(CounterReading.CLOUDWATCH + "TransactionLogsDiskUsage", (double) log);
    }
}
