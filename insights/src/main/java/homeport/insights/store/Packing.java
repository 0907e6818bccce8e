package homeport.insights.store;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Deflate in memory, with an end to what comes out of it. */
final class Packing {
    private Packing() {}

    static byte[] deflate(byte[] plain, byte[] dictionary) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            if (dictionary.length > 0) deflater.setDictionary(dictionary);
            deflater.setInput(plain);
            deflater.finish();
            ByteWriter out = new ByteWriter();
            byte[] part = new byte[Math.max(64, Math.min(plain.length, 1 << 16))];
            while (!deflater.finished()) {
                int n = deflater.deflate(part);
                for (int i = 0; i < n; i++) out.put(part[i]);
            }
            return out.toArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * @param length of what comes out, known to be bearable
     */
    static byte[] inflate(byte[] packed, int length, byte[] dictionary) throws DamagedException {
        Inflater inflater = new Inflater(true);
        try {
            if (dictionary.length > 0) inflater.setDictionary(dictionary);
            inflater.setInput(packed);
            byte[] plain = new byte[length];
            int at = 0;
            while (at < length) {
                int n = inflater.inflate(plain, at, length - at);
                if (n == 0) throw new DamagedException("%d bytes of %d".formatted(at, length));
                at += n;
            }
            return plain;
        } catch (DataFormatException broken) {
            throw new DamagedException("not deflated: " + broken.getMessage());
        } finally {
            inflater.end();
        }
    }
}
