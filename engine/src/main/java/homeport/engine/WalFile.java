package homeport.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A packed file of the log, as a server leaves it (gzip) or sealed for the archive of an encrypted
 * database: read whole, it shows whether it is what its name says. Source: PostgreSQL,
 * xlog_internal.h, XLogLongPageHeaderData.
 */
public final class WalFile {
    private static final int HEADER_BYTES = 40;
    private static final int LONG_HEADER = 2;
    private static final int BUFFER_BYTES = 1 << 16;

    private WalFile() {}

    /**
     * Checks the sums of the packing, and of a segment its size, place and timeline.
     *
     * @throws IOException it is damaged or another than its name says; the message says which
     */
    public static void check(Path packed, String name) throws IOException {
        unpack(packed, name, OutputStream.nullOutputStream());
    }

    /**
     * Checks what a server has left and encrypts it; see {@link #check}.
     *
     * @param to absent; whole and on disk when this returns
     */
    public static void seal(Path packed, String name, Path to, PackKeys keys) throws IOException {
        try (PackOutput out = new PackOutput(to, PackCipher.create(true, keys))) {
            unpack(packed, name, out);
            out.finish();
        }
    }

    /** As {@link #unpack} for a file that is sealed. */
    public static long unseal(Path sealed, String name, OutputStream out, PackKeys keys)
            throws IOException {
        try (InputStream in = new PackInput(sealed, keys)) {
            return copy(in, name, out);
        } catch (EngineException damaged) {
            throw new IOException("WAL file " + name + ": " + damaged.getMessage(), damaged);
        }
    }

    /**
     * Writes the file as PostgreSQL wrote it; see {@link #check} for what is checked on the way.
     *
     * @return bytes written
     */
    public static long unpack(Path packed, String name, OutputStream out) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed), BUFFER_BYTES)) {
            return copy(in, name, out);
        }
    }

    private static long copy(InputStream in, String name, OutputStream out) throws IOException {
        try {
            byte[] head = in.readNBytes(HEADER_BYTES);
            out.write(head);
            long bytes = head.length + in.transferTo(out);
            var segment = WalSegment.parse(name);
            if (segment.isPresent()) checkSegment(segment.get(), head, bytes);
            return bytes;
        } catch (IOException e) {
            throw new IOException("WAL file " + name + ": " + e.getMessage(), e);
        }
    }

    private static void checkSegment(WalSegment segment, byte[] head, long bytes)
            throws IOException {
        if (bytes != WalSegment.SEGMENT_BYTES)
            throw new IOException(
                    "it has %d bytes, a segment has %d".formatted(bytes, WalSegment.SEGMENT_BYTES));
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.nativeOrder());
        boolean isLong = (header.getShort(2) & LONG_HEADER) != 0;
        long start = header.getLong(8);
        if (!isLong || start != segment.start())
            throw new IOException("it is not the segment of that place");
        // The first segment of a timeline begins as a copy of the one before.
        if (header.getInt(4) > segment.timeline())
            throw new IOException("it is of timeline " + header.getInt(4));
    }
}
