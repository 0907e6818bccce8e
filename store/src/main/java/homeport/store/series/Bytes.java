package homeport.store.series;

import java.util.Arrays;

/** Numbers written one after another. */
final class Bytes {
    private byte[] bytes = new byte[256];
    private int size;

    void put(int one) {
        if (size == bytes.length) bytes = Arrays.copyOf(bytes, size * 2);
        bytes[size++] = (byte) one;
    }

    /** Seven bits a byte, the lowest first. */
    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            put((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    void signed(long value) {
        varint(value << 1 ^ value >> 63);
    }

    void fixed(long value) {
        for (int shift = 0; shift < 64; shift += 8) put((int) (value >>> shift));
    }

    byte[] array() {
        return Arrays.copyOf(bytes, size);
    }

    int size() {
        return size;
    }

    byte[] raw() {
        return bytes;
    }

    /** Reads what the above wrote. */
    static final class In {
        private final byte[] bytes;
        private int at;

        In(byte[] bytes) {
            this.bytes = bytes;
        }

        /** How many bytes have been read. */
        int at() {
            return at;
        }

        boolean more() {
            return at < bytes.length;
        }

        int one() {
            return bytes[at++] & 0xff;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                int next = one();
                value |= (long) (next & 0x7f) << shift;
                if (next < 0x80) return value;
            }
        }

        /**
         * @throws IllegalStateException more than the bytes that are left: this is damaged
         */
        int count() {
            long count = varint();
            if (count < 0 || count > 1 << 24)
                throw new IllegalStateException("a count of " + count);
            return (int) count;
        }

        long signed() {
            long value = varint();
            return value >>> 1 ^ -(value & 1);
        }

        long fixed() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 8) value |= (long) one() << shift;
            return value;
        }
    }
}
