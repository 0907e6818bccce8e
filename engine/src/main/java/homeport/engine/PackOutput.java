package homeport.engine;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a pack: its head, then chunks of {@value #CHUNK_BYTES} bytes, each compressed by zstd,
 * then closed by {@link PackCipher}. Shape of a chunk: 4 bytes length of the closed chunk; 1 byte,
 * 1 for the last; the closed chunk. Works about half of the time, so that a server beside it feels
 * little. Used by one thread.
 */
final class PackOutput extends OutputStream {
    static final int CHUNK_BYTES = 1 << 20;

    /** Of zstd: twice the ratio of faster ones on pages of PostgreSQL, at hardly more time. */
    private static final int LEVEL = 3;

    /** What a commit may find before it in the disk's queue. */
    private static final long UNFLUSHED_MAX = 8 << 20;

    /** So that a disk which hangs for a while is not followed by a long rest. */
    private static final Duration REST_MAX = Duration.ofMillis(200);

    private final PackCipher cipher;
    private final FileChannel file;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private int filled;
    private long number;
    private long unflushed;
    private long begin = System.nanoTime();

    /**
     * @param file absent; gets mode 0600
     */
    PackOutput(Path file, PackCipher cipher) throws IOException {
        this.cipher = cipher;
        this.file =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        write(ByteBuffer.wrap(cipher.head()));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (filled == CHUNK_BYTES) chunk(false);
            int part = Math.min(length - done, CHUNK_BYTES - filled);
            System.arraycopy(bytes, from + done, chunk, filled, part);
            filled += part;
            done += part;
        }
    }

    /** Writes the last chunk; all is on disk when this returns. */
    void finish() throws IOException {
        chunk(true);
        file.force(true);
    }

    private void chunk(boolean last) throws IOException {
        byte[] small = new byte[(int) Zstd.compressBound(filled)];
        long length = Zstd.compressByteArray(small, 0, small.length, chunk, 0, filled, LEVEL);
        if (Zstd.isError(length)) throw new IOException("zstd: " + Zstd.getErrorName(length));
        byte[] content = Arrays.copyOf(small, (int) length);
        byte[] closed = cipher.close(content, number++, last);
        ByteBuffer record = ByteBuffer.allocate(5 + closed.length);
        write(record.putInt(closed.length).put((byte) (last ? 1 : 0)).put(closed).flip());
        filled = 0;
        rest();
    }

    private void write(ByteBuffer bytes) throws IOException {
        unflushed += bytes.remaining();
        while (bytes.hasRemaining()) file.write(bytes);
        if (unflushed < UNFLUSHED_MAX) return;
        file.force(false);
        unflushed = 0;
    }

    private void rest() {
        long worked = System.nanoTime() - begin;
        LockSupport.parkNanos(Math.min(worked, REST_MAX.toNanos()));
        begin = System.nanoTime();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
