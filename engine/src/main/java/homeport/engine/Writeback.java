package homeport.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Sends a growing file to the disk piece by piece, so that little of it is in the disk's queue. It
 * does not ask for the file system's journal, behind which a database's commits would wait, and so
 * makes nothing durable: that is for whoever needs it. Where the kernel cannot, each piece is
 * flushed. Source: sync_file_range(2). Used by one thread.
 */
final class Writeback implements AutoCloseable {
    private final FileChannel out;
    private final int file;

    /** Up to here it is on the disk. */
    private long end;

    /**
     * @param out written by the caller, from its beginning
     * @param path of the same file
     */
    Writeback(FileChannel out, Path path) {
        this.out = out;
        this.file = Kernel.openToWrite(path);
    }

    /** For what was added to the file; returns when it is on the disk. */
    void piece() throws IOException {
        long now = out.position();
        if (now == end) return;
        if (file < 0 || !Kernel.writeOut(file, end, now - end)) out.force(false);
        end = now;
    }

    @Override
    public void close() {
        if (file >= 0) Kernel.close(file);
    }
}
