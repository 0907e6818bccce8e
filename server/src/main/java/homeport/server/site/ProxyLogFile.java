package homeport.server.site;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy's log on disk, and one older file beside it. Lines are written by a thread of its own;
 * who logs never waits, so a burst over what is held is counted and left out.
 */
final class ProxyLogFile implements Consumer<String>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyLogFile.class);
    private static final int LINES_MAX = 10_000;
    private static final long BYTES_MAX = 8L << 20;

    /** Wakes who waits for a line; not one itself. */
    private static final String END = "";

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration JOIN_MAX = Duration.ofSeconds(5);

    private final Path file;
    private final long bytesMax;
    private final BlockingQueue<String> lines;
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writing;
    private volatile boolean closed;

    private ProxyLogFile(Path file, long bytesMax, int linesMax) {
        this.file = file;
        this.bytesMax = bytesMax;
        lines = new ArrayBlockingQueue<>(linesMax);
        writing = Thread.ofVirtual().name("proxy-log").start(this::write);
    }

    static ProxyLogFile open(Path file) {
        return open(file, BYTES_MAX, LINES_MAX);
    }

    /**
     * @param bytesMax after so many a new file is begun; a file is longer by one line at most
     * @param linesMax held until they are written
     */
    static ProxyLogFile open(Path file, long bytesMax, int linesMax) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot keep the log of a proxy", refused);
        }
        return new ProxyLogFile(file, bytesMax, linesMax);
    }

    @Override
    public void accept(String line) {
        if (!lines.offer(line)) leftOut.incrementAndGet();
    }

    /** Until it is closed and nothing is left to write. */
    private void write() {
        try {
            while (!closed || !lines.isEmpty()) {
                String line = lines.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (line != null && !line.equals(END)) written(line);
            }
            if (leftOut.get() > 0) written(END);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line that cannot be written is left out, and the next one tried after a moment. */
    private void written(String line) throws InterruptedException {
        try {
            append(line);
        } catch (IOException full) {
            LOG.error("{} cannot be written", file, full);
            Thread.sleep(PAUSE);
        }
    }

    /** Writes all that is there, as far as it fits. */
    private void append(String first) throws IOException {
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        if (bytes >= bytesMax) {
            Path older = file.resolveSibling(file.getFileName() + ".1");
            Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
            bytes = 0;
        }
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(
                                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            long lost = leftOut.getAndSet(0);
            if (lost > 0) bytes += put(out, "[WARN] " + lost + " lines were left out.");
            for (String line = first; line != null; line = bytes < bytesMax ? lines.poll() : null)
                if (!line.equals(END)) bytes += put(out, line);
        }
    }

    private static int put(OutputStream out, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        return bytes.length;
    }

    /** What was accepted before is written, unless the disk is too slow for that. */
    @Override
    public void close() {
        closed = true;
        boolean _ = lines.offer(END); // a full queue ends no wait: nobody waits for a line then
        try {
            writing.join(JOIN_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
