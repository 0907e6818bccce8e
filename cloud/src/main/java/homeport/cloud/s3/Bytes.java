package homeport.cloud.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A version's bytes, or some of them, from one file after the other. Owner: its reader. */
final class Bytes extends InputStream {
    private final BucketFiles files;
    private final Deque<Version.Blob> blobs;
    private long skip;
    private long left;
    private FileChannel file;

    Bytes(BucketFiles files, Version version, Range range) {
        this(files, version.blobs(), range);
    }

    Bytes(BucketFiles files, List<Version.Blob> blobs, Range range) {
        this.files = files;
        this.blobs = new ArrayDeque<>(blobs);
        this.skip = range.from();
        this.left = range.length();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0) return -1;
        if (length == 0) return 0;
        while (true) {
            if (file == null) next();
            int wanted = (int) Math.min(length, left);
            int count = file.read(ByteBuffer.wrap(into, from, wanted));
            if (count > 0) {
                left -= count;
                return count;
            }
            file.close();
            file = null;
        }
    }

    private void next() throws IOException {
        while (!blobs.isEmpty() && blobs.peek().size() <= skip) skip -= blobs.poll().size();
        if (blobs.isEmpty()) throw new EOFException("a file is shorter than it was written");
        file = FileChannel.open(files.blob(blobs.poll().id()), StandardOpenOption.READ);
        file.position(skip);
        skip = 0;
    }

    @Override
    public void close() throws IOException {
        if (file != null) file.close();
    }
}
