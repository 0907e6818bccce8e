package homeport.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The end of a growing text file. One thread. */
final class Tail {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final long LAST_BYTES_MAX = 1L << 20;
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Path path;
    private final PrintWriter out;
    private RandomAccessFile file;

    Tail(Path path, PrintWriter out) throws IOException {
        this.path = path;
        this.out = out;
        this.file = new RandomAccessFile(path.toFile(), "r");
    }

    /** Prints the last lines, from at most {@value #LAST_BYTES_MAX} bytes. */
    void last(int lines) throws IOException {
        long start = Math.max(0, file.length() - LAST_BYTES_MAX);
        byte[] end = new byte[(int) (file.length() - start)];
        file.seek(start);
        file.readFully(end);
        int from = end.length;
        for (int seen = 0; from > 0; from--)
            if (end[from - 1] == '\n' && from < end.length && ++seen == lines) break;
        if (lines > 0) print(end, from, end.length - from);
    }

    /** Prints what is added, also after the file was put aside for a new one; until interrupted. */
    void follow() throws IOException, InterruptedException {
        while (!out.checkError()) {
            if (!printed()) {
                reopenIfReplaced();
                Thread.sleep(LOOK_EVERY);
            }
        }
    }

    private boolean printed() throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        int count = file.read(chunk);
        if (count > 0) print(chunk, 0, count);
        return count > 0;
    }

    private void reopenIfReplaced() throws IOException {
        if (!Files.exists(path) || Files.size(path) >= file.getFilePointer()) return;
        file.close();
        file = new RandomAccessFile(path.toFile(), "r");
    }

    private void print(byte[] bytes, int from, int count) {
        out.print(new String(bytes, from, count, StandardCharsets.UTF_8));
        out.flush();
    }
}
