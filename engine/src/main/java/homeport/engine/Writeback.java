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

    /** Where the newest piece begins, and where it ends. */
    private long begun;

    private long end;

    /**
     * @param out written by the caller, from its beginning
     * @param path of the same file
     */
    Writeback(FileChannel out, Path path) {
        this.out = out;
        this.file = Kernel.openToWrite(path);
    }

    /** For what was added to the file; returns when the piece before it is on the disk. */
    void piece() throws IOException {
        long now = out.position();
        boolean sent = file >= 0 && Kernel.beginWriting(file, end, now - end);
        if (!sent) out.force(false);
        awaitNewest();
        begun = end;
        end = now;
    }

    /** For the last piece; returns when that is on the disk, too. */
    void finish() throws IOException {
        piece();
        awaitNewest();
    }

    private void awaitNewest() {
        if (file >= 0 && end > begun) Kernel.awaitWritten(file, begun, end - begun);
    }

    @Override
    public void close() {
        if (file >= 0) Kernel.close(file);
    }
}
