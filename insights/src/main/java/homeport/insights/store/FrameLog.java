package homeport.insights.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file that is appended to. A frame is 4 bytes length, 4 bytes CRC-32C, the body. What comes
 * after the last whole frame is what a crash left, and is cut off. Owner: one thread; {@link #body}
 * from any.
 */
final class FrameLog implements AutoCloseable {
    /** Of one body. */
    static final int BYTES_MAX = 16 << 20;

    private static final int HEAD = 8;

    private final FileChannel file;
    private long end;

    private FrameLog(FileChannel file) {
        this.file = file;
    }

    /** Takes what is there. */
    interface Reader {
        /**
         * @param at where {@link FrameLog#body} finds it again
         * @return false: this frame and all after it are not wanted, and are cut off
         */
        boolean frame(long at, byte[] body);
    }

    /** Opens or makes it, and reads it. */
    static FrameLog open(Path path, Reader reader) throws IOException {
        WholeFile.folder(path.getParent());
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FrameLog log = new FrameLog(file);
        try {
            log.readAll(reader);
            if (file.size() > log.end) file.truncate(log.end);
            return log;
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** Reads what is in it now, also while somebody appends to it; any thread. */
    static void readOnly(Path path, Reader reader) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            new FrameLog(file).readAll(reader);
        }
    }

    private void readAll(Reader reader) throws IOException {
        long size = file.size();
        while (end + HEAD <= size) {
            ByteBuffer head = read(file, end, HEAD);
            int length = head.getInt();
            int crc = head.getInt();
            if (length < 0 || length > BYTES_MAX || end + HEAD + length > size) break;
            byte[] body = read(file, end + HEAD, length).array();
            if (crc(body) != crc || !reader.frame(end, body)) break;
            end += HEAD + length;
        }
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining())
            if (file.read(into, at + into.position()) < 0)
                throw new DamagedException("it ends within %d bytes at %d".formatted(length, at));
        return into.flip();
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }

    long end() {
        return end;
    }

    /**
     * Given to the kernel when this returns: it survives the process. When this fails nothing was
     * added, and it may be tried again.
     *
     * @return where the frame is
     */
    long append(byte[] body) throws IOException {
        if (body.length > BYTES_MAX)
            throw new IllegalArgumentException("a frame of %d bytes".formatted(body.length));
        ByteBuffer frame = ByteBuffer.allocate(HEAD + body.length);
        frame.putInt(body.length).putInt(crc(body)).put(body).flip();
        long at = end;
        while (frame.hasRemaining()) file.write(frame, at + frame.position());
        end = at + frame.limit();
        return at;
    }

    /**
     * The body of a frame of such a file; any thread. By a channel of its own, because an interrupt
     * of whoever reads closes it.
     */
    static byte[] body(Path path, long at) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer head = read(file, at, HEAD);
            int length = head.getInt();
            int crc = head.getInt();
            if (length < 0 || length > BYTES_MAX) throw new DamagedException("no frame at " + at);
            byte[] body = read(file, at + HEAD, length).array();
            if (crc(body) != crc) throw new DamagedException("the frame at " + at + " is damaged");
            return body;
        }
    }

    void force() throws IOException {
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
