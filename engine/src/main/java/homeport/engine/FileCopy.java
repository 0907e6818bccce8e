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
import java.util.Set;

/**
 * Copies files so that a database on the same disk goes on: what is copied goes to disk in small
 * pieces, one after the other, so that a commit waits for one piece and not for a gigabyte of
 * writeback. Where the file system can share blocks, nothing is copied. Used by one thread.
 */
final class FileCopy {
    /**
     * A commit finds one of them before it in the disk's queue, at most. With pieces of 4 MB and
     * rests between them a copy took as long, and a database had 0.28 of its commits instead of
     * 0.39; with half of the size it took a third longer.
     */
    private static final int PIECE_BYTES = 256 << 10;

    /** Smaller files are left to the flush that makes the whole folder durable. */
    private static final long LARGE_BYTES = 1 << 20;

    private final Pace pace;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE_BYTES);
    private boolean shares = true;

    /** Who else wants the disk. */
    enum Pace {
        /** Nobody whom a long queue would harm. */
        FULL,
        /** The server of a folder, or others. */
        BESIDE_A_SERVER
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
        if (size < LARGE_BYTES || pace == Pace.FULL) {
            Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
            return Files.size(to);
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
        boolean more = true;
        while (more) {
            buffer.clear();
            while (more && buffer.hasRemaining()) more = in.read(buffer) >= 0;
            buffer.flip();
            while (buffer.hasRemaining()) out.write(buffer);
            writeback.piece();
        }
        return out.position();
    }
}
