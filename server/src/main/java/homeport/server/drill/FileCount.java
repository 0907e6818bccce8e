package homeport.server.drill;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Map;

/** Counts what lies below a data folder, while servers write there. Used by one thread. */
final class FileCount extends SimpleFileVisitor<Path> {
    private static final String HISTORY = ".history";

    private final Path data;
    private final Map<Holding, Long> bytes = new EnumMap<>(Holding.class);
    private long files;
    private long archived;
    private long histories;
    private long slots;

    private FileCount(Path data) {
        this.data = data;
    }

    static Map<Holding, Long> of(Path data) throws IOException {
        FileCount count = new FileCount(data);
        Files.walkFileTree(data, count);
        Map<Holding, Long> counts = new EnumMap<>(Holding.class);
        counts.put(Holding.FILES, count.files);
        counts.put(Holding.ARCHIVED, count.archived);
        counts.put(Holding.HISTORIES, count.histories);
        counts.put(Holding.SLOTS, count.slots);
        counts.put(Holding.KILOBYTES, count.bytes(Holding.KILOBYTES) >> 10);
        counts.put(Holding.LOG_KILOBYTES, count.bytes(Holding.LOG_KILOBYTES) >> 10);
        counts.put(Holding.STORE_KILOBYTES, count.bytes(Holding.STORE_KILOBYTES) >> 10);
        counts.put(Holding.WAL_MEGABYTES, count.bytes(Holding.WAL_MEGABYTES) >> 20);
        return counts;
    }

    private long bytes(Holding kind) {
        return bytes.getOrDefault(kind, 0L);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.getParent().endsWith("pg_replslot")) slots++;
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        Holding kind = kind(data.relativize(file));
        if (kind == Holding.ARCHIVED) archived++;
        else if (file.toString().endsWith(HISTORY)) histories++;
        else bytes.merge(kind, attributes.size(), Long::sum);
        if (kind == Holding.KILOBYTES) files++;
        return FileVisitResult.CONTINUE;
    }

    /**
     * @param file relative to the data folder
     */
    static Holding kind(Path file) {
        for (Path part : file) {
            if (part.toString().equals("pg_wal")) return Holding.WAL_MEGABYTES;
            if (part.toString().equals("wal")) return Holding.ARCHIVED; // on its way there
            if (part.toString().equals("log")) return Holding.LOG_KILOBYTES;
        }
        if (file.startsWith("archive")) return Holding.ARCHIVED;
        return file.startsWith("store") ? Holding.STORE_KILOBYTES : Holding.KILOBYTES;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
        throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
        if (e == null || e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
        throw e;
    }
}
