package homeport.control.archive;

import homeport.engine.PackKeys;
import homeport.engine.WalFile;
import homeport.engine.WalSegment;
import homeport.engine.WalSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the archive: {@code <folder>/<resource id>/<name>.gz}, or {@code .sealed} for an
 * encrypted database, each whole and on disk as soon as it has its name. Any thread may call.
 */
public final class WalArchive {
    private static final Logger LOG = LoggerFactory.getLogger(WalArchive.class);
    private static final String PACKED = ".gz";
    private static final String SEALED = ".sealed";
    private static final String PARTIAL = ".partial";

    private final Path folder;
    private final PackKeys keys;
    private final Map<String, Set<String>> names = new ConcurrentHashMap<>();
    private final Map<String, WalSegment> kept = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /**
     * @param keys for what is encrypted
     */
    public WalArchive(Path folder, PackKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /**
     * Moves a file here that a server has left. One that is here already came from another node of
     * the same database; it is the same as far as any later timeline goes.
     *
     * @param encrypted the database is, so its archive is
     * @return whether it is new; files that no recovery reads are only removed
     * @throws IOException it is damaged, or cannot be moved; it stays where it is
     */
    boolean take(String resourceId, Path left, boolean encrypted) throws IOException {
        String file = left.getFileName().toString();
        String name = file.substring(0, file.length() - PACKED.length());
        // The archivist and a reconciler may both be at a spool.
        synchronized (lock(resourceId)) {
            return Files.exists(left) && move(resourceId, left, name, encrypted);
        }
    }

    private boolean move(String resourceId, Path left, String name, boolean encrypted)
            throws IOException {
        boolean wanted = WalSegment.parse(name).isPresent() || name.endsWith(".history");
        if (!wanted || has(resourceId, name)) {
            if (wanted) compare(resourceId, name, left);
            Files.deleteIfExists(left);
            return false;
        }
        Path home = Files.createDirectories(home(resourceId));
        if (encrypted) {
            Path partial = home.resolve(name + PARTIAL);
            Files.deleteIfExists(partial);
            WalFile.seal(left, name, partial, keys);
            Files.move(partial, home.resolve(name + SEALED), StandardCopyOption.ATOMIC_MOVE);
            sync(home);
            Files.delete(left);
        } else {
            WalFile.check(left, name);
            Files.move(left, home.resolve(name + PACKED), StandardCopyOption.ATOMIC_MOVE);
            sync(home);
        }
        names(resourceId).add(name);
        return true;
    }

    /** Two nodes that led in the same timeline would differ; that must not stay unseen. */
    private void compare(String resourceId, String name, Path left) throws IOException {
        CRC32 ours = new CRC32();
        CRC32 its = new CRC32();
        OutputStream nowhere = OutputStream.nullOutputStream();
        read(resourceId, name, new CheckedOutputStream(nowhere, ours));
        WalFile.unpack(left, name, new CheckedOutputStream(nowhere, its));
        if (ours.getValue() != its.getValue())
            LOG.error("{}: two nodes left different WAL as {}", resourceId, name);
    }

    /** Adds a history that a server has and did not leave here. */
    void copy(String resourceId, String name, Path history, boolean encrypted) throws IOException {
        synchronized (lock(resourceId)) {
            if (has(resourceId, name)) return;
            Path left = copies(resourceId);
            delete(left); // of a process that was killed
            try {
                Path packed = Files.createDirectories(left).resolve(name + PACKED);
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                    Files.copy(history, out);
                }
                sync(packed); // the server's own files are on disk when they are left
                take(resourceId, packed, encrypted);
            } finally {
                delete(left);
            }
        }
    }

    private Object lock(String resourceId) {
        return locks.computeIfAbsent(resourceId, _ -> new Object());
    }

    private Path copies(String resourceId) {
        return folder.resolve(resourceId + ".copies");
    }

    boolean has(String resourceId, String name) {
        return names(resourceId).contains(name);
    }

    /** For a recovery; see {@link WalSource} for what a missing file means. */
    public WalSource source(String resourceId) {
        return (name, to) -> {
            if (names(resourceId).isEmpty())
                throw new IOException("the archive of " + resourceId + " is gone");
            Optional<WalSegment> segment = WalSegment.parse(name);
            if (segment.isPresent() && isLeft(resourceId, segment.get()))
                throw new IOException("WAL file " + name + " has a successor, which is missing");
            if (!has(resourceId, name)) {
                if (isMissing(resourceId, name))
                    throw new IOException("WAL file " + name + " is missing in the archive");
                return false;
            }
            try (OutputStream out = Files.newOutputStream(to)) {
                read(resourceId, name, out);
            }
            return true;
        };
    }

    /** An instance that is encrypted later has files of both kinds. */
    private void read(String resourceId, String name, OutputStream out) throws IOException {
        Path sealed = home(resourceId).resolve(name + SEALED);
        if (Files.exists(sealed)) WalFile.unseal(sealed, name, out, keys);
        else WalFile.unpack(home(resourceId).resolve(name + PACKED), name, out);
    }

    /** Whether what is not here should be: something that comes after it is. */
    private boolean isMissing(String resourceId, String name) {
        Optional<WalSegment> wanted = WalSegment.parse(name);
        int timeline =
                wanted.map(WalSegment::timeline)
                        .orElseGet(() -> Integer.parseUnsignedInt(name.substring(0, 8), 16));
        if (wanted.isEmpty() && timeline == 1) return false; // there never is one
        return names(resourceId).stream()
                .flatMap(there -> WalSegment.parse(there).stream())
                .filter(there -> there.timeline() >= timeline)
                .anyMatch(there ->
                        wanted.isEmpty()
                                || there.number() > wanted.get().number()
                                || (there.number() == wanted.get().number()
                                        && there.timeline() > timeline));
    }

    /** A timeline was left before the end of this segment: only its successor's may be read. */
    private boolean isLeft(String resourceId, WalSegment segment) throws IOException {
        Optional<Integer> newest =
                names(resourceId).stream()
                        .filter(there -> there.endsWith(".history"))
                        .map(there -> Integer.parseUnsignedInt(there.substring(0, 8), 16))
                        .max(Comparator.naturalOrder());
        if (newest.isEmpty() || newest.get() <= segment.timeline()) return false;
        return timelines(resourceId, newest.get())
                .filter(way -> way.at(segment.number()).timeline() > segment.timeline())
                .isPresent();
    }

    /**
     * The way to a timeline.
     *
     * @throws IOException its history cannot be read; empty: it is not here yet
     */
    Optional<Timelines> timelines(String resourceId, int timeline) throws IOException {
        if (timeline == 1) return Optional.of(Timelines.parse(1, ""));
        String name = Timelines.historyName(timeline);
        if (!has(resourceId, name)) return Optional.empty();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        read(resourceId, name, text);
        return Optional.of(Timelines.parse(timeline, text.toString(StandardCharsets.UTF_8)));
    }

    /** Removes every segment before this one; histories are small and stay. */
    public void keepFrom(String resourceId, WalSegment first) {
        if (first.equals(kept.put(resourceId, first))) return;
        List<String> older =
                names(resourceId).stream()
                        .filter(name ->
                                WalSegment.parse(name)
                                        .filter(segment -> segment.number() < first.number())
                                        .isPresent())
                        .toList();
        try {
            for (String name : older) {
                names(resourceId).remove(name);
                for (String kind : List.of(PACKED, SEALED))
                    Files.deleteIfExists(home(resourceId).resolve(name + kind));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes all that is kept of a database. */
    public void remove(String resourceId) {
        Path home = home(resourceId);
        Path removed = home.resolveSibling(home.getFileName() + ".removed");
        try {
            if (Files.isDirectory(home) && !Files.exists(removed))
                Files.move(home, removed, StandardCopyOption.ATOMIC_MOVE);
            names.remove(resourceId);
            kept.remove(resourceId);
            for (Path gone : List.of(removed, home, copies(resourceId))) delete(gone);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }

    private Path home(String resourceId) {
        return folder.resolve(resourceId);
    }

    private Set<String> names(String resourceId) {
        return names.computeIfAbsent(resourceId, this::list);
    }

    private Set<String> list(String resourceId) {
        Path home = home(resourceId);
        if (!Files.isDirectory(home)) return ConcurrentHashMap.newKeySet();
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(PACKED) || file.endsWith(SEALED))
                    .map(file -> file.substring(0, file.lastIndexOf('.')))
                    .collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }
}
