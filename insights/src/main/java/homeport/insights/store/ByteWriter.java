package homeport.insights.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows by itself. Numbers are of seven bits a byte, the lowest first. Owner: one thread. */
final class ByteWriter {
    private byte[] bytes = new byte[256];
    private int length;

    int length() {
        return length;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    void put(int b) {
        if (length == bytes.length) bytes = Arrays.copyOf(bytes, length * 2);
        bytes[length++] = (byte) b;
    }

    /**
     * @param number 0 or more
     */
    void number(long number) {
        if (number < 0) throw new IllegalArgumentException("a number of " + number);
        long left = number;
        while (left > 0x7f) {
            put((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        put((int) left);
    }

    void text(String text) {
        data(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With its length before it. */
    void data(byte[] data) {
        number(data.length);
        while (bytes.length - length < data.length) bytes = Arrays.copyOf(bytes, bytes.length * 2);
        System.arraycopy(data, 0, bytes, length, data.length);
        length += data.length;
    }
}
