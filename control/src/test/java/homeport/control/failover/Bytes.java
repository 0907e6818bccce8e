package homeport.control.failover;

import java.util.Arrays;

/**
 * A state of the world as bytes, written or read from the front; and a number that stands for it.
 */
final class Bytes {
    private byte[] bytes;
    private int at;

    Bytes() {
        this(new byte[96]);
    }

    Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    Bytes put(int value) {
        if (at == bytes.length) bytes = Arrays.copyOf(bytes, 2 * at);
        bytes[at++] = (byte) value;
        return this;
    }

    int get() {
        return bytes[at++] & 0xff;
    }

    /** Seven bits a byte, most are small. */
    Bytes putLong(long value) {
        long rest = value;
        while (rest > 127) {
            put((int) (rest & 127) | 128);
            rest >>>= 7;
        }
        return put((int) rest);
    }

    long getLong() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = get();
            value |= (long) (next & 127) << shift;
            if (next < 128) return value;
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, at);
    }

    void clear() {
        at = 0;
    }

    /** 64 bits: of ten million states two are taken for one with a chance of 3 in a million. */
    long fingerprint() {
        long hash = 0x9E3779B97F4A7C15L ^ at;
        for (int i = 0; i < at; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * 0xFF51AFD7ED558CCDL;
            hash ^= hash >>> 32;
        }
        hash *= 0xC4CEB9FE1A85EC53L;
        hash ^= hash >>> 29;
        return hash == 0 ? 1 : hash;
    }
}
