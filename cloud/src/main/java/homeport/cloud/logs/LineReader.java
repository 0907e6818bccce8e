package homeport.cloud.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Lines of a part of a file. A long line's end is left out of its text. Owner: one thread. */
final class LineReader {
    private static final int READ_BYTES = 64 * 1024;

    private final FileChannel file;
    private final long limit;
    private final int textBytesMax;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES).limit(0);
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(256);
    private long filePlace;
    private boolean isEnded;

    /**
     * @param from the first byte
     * @param limit what is behind it is not read
     */
    LineReader(FileChannel file, long from, long limit, int textBytesMax) {
        this.file = file;
        this.limit = limit;
        this.textBytesMax = textBytesMax;
        filePlace = from;
    }

    /** Where the next line begins. */
    long place() {
        return filePlace - buffer.remaining();
    }

    /** Whether the line that was read last had an end. */
    boolean wasEnded() {
        return isEnded;
    }

    /** Reads one line; false when there is not one byte more. */
    boolean read() throws IOException {
        text.reset();
        isEnded = false;
        boolean any = false;
        while (!isEnded && (buffer.hasRemaining() || fill())) {
            any = true;
            take();
        }
        return any;
    }

    private void take() {
        byte[] bytes = buffer.array();
        int from = buffer.position();
        int end = from;
        while (end < buffer.limit() && bytes[end] != '\n') end++;
        int room = Math.max(0, textBytesMax - text.size());
        text.write(bytes, from, Math.min(room, end - from));
        isEnded = end < buffer.limit();
        buffer.position(isEnded ? end + 1 : end);
    }

    private boolean fill() throws IOException {
        long left = limit - filePlace;
        if (left <= 0) return false;
        buffer.clear().limit((int) Math.min(READ_BYTES, left));
        int n = file.read(buffer, filePlace);
        buffer.flip();
        if (n <= 0) return false;
        filePlace += n;
        return true;
    }

    /** The line that was read last, without its end. */
    String text() {
        int size = text.size();
        byte[] bytes = text.toByteArray();
        if (size > 0 && bytes[size - 1] == '\r') size--;
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }
}
