package homeport.server.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * {@code homeport.log}, and {@code homeport.log.1} (newest) to {@code .4} (oldest). The JDK's own
 * file handler numbers the current file too, which nobody would look for. Safe from any thread.
 */
final class BoundedFile extends Handler {
    static final long BYTES_MAX = 8L << 20;
    static final int OLD_FILES_MAX = 4;

    private final Path file;
    private final long bytesMax;
    private OutputStream out;
    private long bytes;

    BoundedFile(Path file, long bytesMax) throws IOException {
        this.file = file;
        this.bytesMax = bytesMax;
        setFormatter(new LineFormatter());
        open();
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (!isLoggable(entry)) return;
        byte[] line = getFormatter().format(entry).getBytes(StandardCharsets.UTF_8);
        try {
            if (bytes > 0 && bytes + line.length > bytesMax) rotate();
            out.write(line);
            bytes += line.length;
        } catch (IOException full) {
            reportError(file + " cannot be written", full, ErrorManager.WRITE_FAILURE);
        }
    }

    private void open() throws IOException {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        bytes = Files.size(file);
    }

    private void rotate() throws IOException {
        out.close();
        for (int number = OLD_FILES_MAX; number > 0; number--) {
            Path from = number == 1 ? file : old(number - 1);
            if (Files.exists(from))
                Files.move(from, old(number), StandardCopyOption.REPLACE_EXISTING);
        }
        open();
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** Nothing is held back. */
    @Override
    public void flush() {}

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException failed) {
            reportError(file + " cannot be closed", failed, ErrorManager.CLOSE_FAILURE);
        }
    }
}
