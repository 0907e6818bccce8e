package homeport.insights.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. Owner: one thread. */
final class ByteReader {
    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    int octet() throws DamagedException {
        if (at == bytes.length) throw new DamagedException("it ends too soon");
        return bytes[at++] & 0xff;
    }

    long number() throws DamagedException {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = octet();
            number |= (long) (b & 0x7f) << shift;
            if (b < 0x80) return number;
        }
        throw new DamagedException("a number of more than 63 bits at byte " + at);
    }

    int number(int max) throws DamagedException {
        long number = number();
        if (number > max)
            throw new DamagedException("%d at byte %d, at most %d".formatted(number, at, max));
        return (int) number;
    }

    /** How many things follow, each of which takes a byte or more. */
    int count() throws DamagedException {
        return number(bytes.length - at);
    }

    String text() throws DamagedException {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    byte[] data() throws DamagedException {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }
}
