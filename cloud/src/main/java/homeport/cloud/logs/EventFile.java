package homeport.cloud.logs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;

/**
 * Events that a user has put into one stream: lines of a file, and of one older file beside it. An
 * event is on disk when {@link #append} returns. When both files are full the older half goes. Any
 * thread.
 */
final class EventFile {
    /** Of each of the two. */
    static final long BYTES_MAX = 8L << 20;

    /** Logs may tell what others must not know. */
    private static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();

    /** What is known of the files once they were read. Under the lock. */
    private Optional<Known> known = Optional.empty();

    private record Known(long lastNumber, LogStream.Facts facts) {}

    EventFile(Path file, long bytesMax) {
        this.file = file;
        this.bytesMax = bytesMax;
    }

    private Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /** Adds events and returns when they are on disk. */
    void append(List<InputLogEvent> events, Instant now) {
        lock.lock();
        try {
            Known before = known();
            known = Optional.empty(); // until it is written
            StringBuilder lines = new StringBuilder();
            long number = before.lastNumber;
            for (InputLogEvent event : events)
                lines.append(line(event, ++number, now).text()).append('\n');
            byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
            if (write(bytes)) return; // what went must not be counted
            known = Optional.of(new Known(number, with(before.facts, events, bytes.length, now)));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } finally {
            lock.unlock();
        }
    }

    private static EventLine line(InputLogEvent event, long number, Instant now) {
        return new EventLine(number, event.timestamp(), now.toEpochMilli(), event.message());
    }

    private static LogStream.Facts with(
            LogStream.Facts facts, List<InputLogEvent> events, long bytes, Instant now) {
        long first = facts.first().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        long last = facts.last().map(Instant::toEpochMilli).orElse(0L);
        for (InputLogEvent event : events) {
            first = Math.min(first, event.timestamp());
            last = Math.max(last, event.timestamp());
        }
        return new LogStream.Facts(
                facts.bytes() + bytes,
                Optional.of(Instant.ofEpochMilli(first)),
                Optional.of(Instant.ofEpochMilli(last)),
                Optional.of(now));
    }

    /**
     * A line that was cut short gets its end, and counts for nothing.
     *
     * @return whether the older half may have gone
     */
    private boolean write(byte[] lines) throws IOException {
        Files.createDirectories(file.getParent(), OWN);
        boolean full = size(file) > 0 && size(file) + lines.length > bytesMax;
        if (full) Files.move(file, older(), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            boolean cut = out.size() > 0 && !endsInLine();
            ByteBuffer bytes =
                    ByteBuffer.allocate(lines.length + 1)
                            .put(cut ? new byte[] {'\n'} : new byte[0])
                            .put(lines)
                            .flip();
            while (bytes.hasRemaining()) out.write(bytes);
            out.force(true);
        }
        try (FileChannel folder = FileChannel.open(file.getParent())) {
            folder.force(true);
        }
        return full;
    }

    private boolean endsInLine() throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            in.read(last, in.size() - 1);
            return last.get(0) == '\n';
        }
    }

    /** All that there is, in order. Read each time: memory is for databases. */
    List<EventLine> events() {
        lock.lock();
        try {
            return readAll();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } finally {
            lock.unlock();
        }
    }

    private List<EventLine> readAll() throws IOException {
        List<EventLine> lines = new ArrayList<>();
        read(older(), lines);
        read(file, lines);
        lines.sort(EventLine.ORDER);
        return lines;
    }

    LogStream.Facts facts() {
        lock.lock();
        try {
            return known().facts;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } finally {
            lock.unlock();
        }
    }

    private Known known() throws IOException {
        if (known.isEmpty()) known = Optional.of(known(readAll()));
        return known.get();
    }

    private Known known(List<EventLine> lines) throws IOException {
        if (lines.isEmpty()) return new Known(0, LogStream.Facts.NONE);
        long number = 0;
        long written = 0;
        for (EventLine line : lines) {
            number = Math.max(number, line.number());
            written = Math.max(written, line.ingested());
        }
        LogStream.Facts facts =
                new LogStream.Facts(
                        size(file) + size(older()),
                        Optional.of(Instant.ofEpochMilli(lines.getFirst().millis())),
                        Optional.of(Instant.ofEpochMilli(lines.getLast().millis())),
                        Optional.of(Instant.ofEpochMilli(written)));
        return new Known(number, facts);
    }

    private static long size(Path path) throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    /** Drops files whose newest event is older; true when something went. */
    boolean prune(Instant before) {
        lock.lock();
        try {
            boolean went = prune(older(), before) | prune(file, before);
            if (went) known = Optional.empty();
            return went;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } finally {
            lock.unlock();
        }
    }

    private static boolean prune(Path path, Instant before) throws IOException {
        List<EventLine> lines = new ArrayList<>();
        read(path, lines);
        if (lines.isEmpty()
                || lines.stream().anyMatch(one -> one.millis() >= before.toEpochMilli()))
            return false;
        return Files.deleteIfExists(path);
    }

    private static void read(Path from, List<EventLine> into) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(from, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                EventLine.parse(
                                new String(
                                        line.getBytes(StandardCharsets.ISO_8859_1),
                                        StandardCharsets.UTF_8))
                        .ifPresent(into::add);
        } catch (NoSuchFileException notYet) {
            // nothing was put in
        }
    }
}
