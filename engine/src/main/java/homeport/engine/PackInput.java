package homeport.engine;

import com.github.luben.zstd.Zstd;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads what {@link PackOutput} wrote; every byte that it gives has been verified. Used by one
 * thread.
 */
final class PackInput extends InputStream {
    private static final int CLOSED_BYTES_MAX =
            (int) Zstd.compressBound(PackOutput.CHUNK_BYTES) + PackCipher.MARK_BYTES;

    private final Path pack;
    private final DataInputStream file;
    private final PackCipher cipher;
    private final byte[] chunk = new byte[PackOutput.CHUNK_BYTES];
    private int filled;
    private int given;
    private long number;
    private boolean last;

    /**
     * @throws EngineException it is no pack, or its key cannot be opened
     */
    PackInput(Path pack, PackKeys keys) throws IOException {
        this.pack = pack;
        this.file = new DataInputStream(new BufferedInputStream(Files.newInputStream(pack)));
        try {
            this.cipher = PackCipher.read(file, keys);
        } catch (EOFException short_) {
            file.close();
            throw new EngineException("the pack is damaged: its head is cut off");
        } catch (RuntimeException | IOException refused) {
            file.close();
            throw refused;
        }
    }

    @Override
    public int read() throws IOException {
        return available() > 0 ? chunk[given++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) return 0;
        int part = Math.min(length, available());
        if (part == 0) return -1;
        System.arraycopy(chunk, given, into, from, part);
        given += part;
        return part;
    }

    /** 0 only at the end. */
    @Override
    public int available() throws IOException {
        while (given == filled && !last) next();
        return filled - given;
    }

    private void next() throws IOException {
        try {
            int length = file.readInt();
            if (length < 1 || length > CLOSED_BYTES_MAX)
                throw new EngineException(
                        "the pack is damaged: chunk %d has %d bytes, allowed 1 to %d"
                                .formatted(number, length, CLOSED_BYTES_MAX));
            boolean end = file.readUnsignedByte() == 1;
            byte[] closed = new byte[length];
            file.readFully(closed);
            byte[] content = cipher.open(closed, number, end);
            long size =
                    Zstd.decompressByteArray(chunk, 0, chunk.length, content, 0, content.length);
            if (Zstd.isError(size))
                throw new EngineException(
                        "the pack is damaged: chunk %d: %s"
                                .formatted(number, Zstd.getErrorName(size)));
            number++;
            filled = (int) size;
            given = 0;
            last = end;
        } catch (EOFException cut) {
            throw new EngineException(
                    "the pack is damaged: it ends before chunk %d does".formatted(number));
        }
        if (last && file.read() >= 0)
            throw new EngineException("the pack is damaged: there is more after its last chunk");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public String toString() {
        return pack.toString();
    }
}
