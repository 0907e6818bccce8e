package homeport.server.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
    private static final String END = "";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path file;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES_MAX);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writing;

    private ProxyLogFile(Path file) {
        this.file = file;
        writing = Thread.ofVirtual().name("proxy-log").start(this::write);
    }

    static ProxyLogFile open(Path file) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot keep the log of a proxy", refused);
        }
        return new ProxyLogFile(file);
    }

    @Override
    public void accept(String line) {
        if (!lines.offer(line)) leftOut.incrementAndGet();
    }

    private void write() {
        try {
            for (String line = lines.take(); !line.isEmpty(); ) line = written(line);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line that cannot be written is left out, and the next one tried after a moment. */
    private String written(String line) throws InterruptedException {
        try {
            return append(line);
        } catch (IOException full) {
            LOG.error("{} cannot be written", file, full);
            Thread.sleep(PAUSE);
            return lines.take();
        }
    }

    /** Writes all that is there; the next line. */
    private String append(String first) throws IOException, InterruptedException {
        if (Files.exists(file) && Files.size(file) > BYTES_MAX)
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        String line = first;
        try (Writer out =
                Files.newBufferedWriter(
                        file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (; line != null && !line.isEmpty(); line = lines.poll()) out.write(line + "\n");
            long lost = leftOut.getAndSet(0);
            if (lost > 0) out.write("[WARN] " + lost + " lines were left out.\n");
        }
        return line == null ? lines.take() : line;
    }

    @Override
    public void close() {
        accept(END);
        try {
            writing.join(1_000);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
