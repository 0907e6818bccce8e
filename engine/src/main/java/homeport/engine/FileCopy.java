package homeport.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Copies files so that a database on the same disk goes on: what is copied goes to disk in pieces,
 * so that a commit waits for one piece and not for a gigabyte of writeback, and with rests. Where
 * the file system can share blocks, nothing is copied. Used by one thread.
 */
final class FileCopy {
    /**
     * A commit may find two of them before it in the disk's queue. With pieces past the page cache
     * instead, or each flushed with the file system's journal, a copy was slower at the same harm.
     */
    private static final long PIECE_BYTES = 4 << 20;

    private static final int BUFFER_BYTES = 1 << 20;

    /** Smaller files are left to the flush that makes the whole folder durable. */
    private static final long LARGE_BYTES = 1 << 20;

    /**
     * The first of it is copied without rests: of a large database that is over in a blink, and a
     * small one, which is all of it, is redundant sooner.
     */
    private static final long SPRINT_BYTES = 64 << 20;

    /** A rest that is shorter costs more than it gives. */
    private static final Duration REST_MIN = Duration.ofMillis(1);

    /** So that a disk which hangs for a while is not followed by a long rest. */
    private static final Duration REST_MAX = Duration.ofMillis(200);

    private final Pace pace;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private boolean shares = true;
    private long copiedBytes;
    private long owedNanos;

    /** How much of the time is work. */
    enum Pace {
        /** All of it, and the disk's queue may be long. */
        FULL(0),
        /**
         * Three quarters, for a folder whose server works: a share, since what the disk can do is
         * not known and is not the same from one second to the next.
         */
        BESIDE_A_SERVER(0.3);

        private final double restOfWork;

        Pace(double restOfWork) {
            this.restOfWork = restOfWork;
        }
    }

    FileCopy(Pace pace) {
        this.pace = pace;
    }

    /**
     * @param to absent; gets the mode of {@code from}
     * @param size about what it has
     * @return bytes copied
     * @throws NoSuchFileException {@code from} is gone
     */
    long copy(Path from, Path to, long size) throws IOException {
        long begin = System.nanoTime();
        if (size < LARGE_BYTES || pace == Pace.FULL) {
            Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
            long bytes = Files.size(to);
            rest(begin, bytes);
            return bytes;
        }
        var mode = Files.getPosixFilePermissions(from, LinkOption.NOFOLLOW_LINKS);
        Files.createFile(to, PosixFilePermissions.asFileAttribute(mode));
        shares = shares && Kernel.shareBlocks(from, to);
        if (shares) return Files.size(to);
        try (FileChannel in =
                        FileChannel.open(
                                from, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE);
                Writeback writeback = new Writeback(out, to)) {
            return pieces(in, out, writeback);
        } catch (NoSuchFileException gone) {
            Files.delete(to);
            throw gone;
        }
    }

    /**
     * Writes a stream to a file at this pace.
     *
     * @param to empty
     */
    void write(InputStream content, Path to) throws IOException {
        try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
            if (pace == Pace.FULL) {
                content.transferTo(Channels.newOutputStream(out));
                return;
            }
            try (Writeback writeback = new Writeback(out, to)) {
                pieces(Channels.newChannel(content), out, writeback);
            }
        }
    }

    private long pieces(ReadableByteChannel in, FileChannel out, Writeback writeback)
            throws IOException {
        long begin = System.nanoTime();
        long piece = 0;
        buffer.clear();
        while (in.read(buffer) >= 0) {
            buffer.flip();
            piece += buffer.remaining();
            while (buffer.hasRemaining()) out.write(buffer);
            buffer.clear();
            if (piece < PIECE_BYTES) continue;
            writeback.piece();
            rest(begin, piece);
            piece = 0;
            begin = System.nanoTime();
        }
        writeback.finish();
        rest(begin, piece);
        return out.position();
    }

    /**
     * @param begin of the work
     * @param bytes that it copied
     */
    private void rest(long begin, long bytes) {
        copiedBytes += bytes;
        if (copiedBytes <= SPRINT_BYTES) return;
        owedNanos += (long) ((System.nanoTime() - begin) * pace.restOfWork);
        if (owedNanos < REST_MIN.toNanos()) return;
        LockSupport.parkNanos(Math.min(owedNanos, REST_MAX.toNanos()));
        owedNanos = 0;
    }
}
