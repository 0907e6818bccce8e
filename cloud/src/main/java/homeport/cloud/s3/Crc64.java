package homeport.cloud.s3;

import java.util.zip.Checksum;

/** CRC-64/NVME: reflected, polynomial 0xAD93D23594C93659, all ones before and after. */
final class Crc64 implements Checksum {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final int LANES = 8;
    private static final long[][] TABLE = table();

    private long crc = ~0L;

    private static long[][] table() {
        long[][] table = new long[LANES][256];
        for (int i = 0; i < 256; i++) {
            long c = i;
            for (int bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? c >>> 1 ^ POLYNOMIAL : c >>> 1;
            table[0][i] = c;
        }
        for (int i = 0; i < 256; i++)
            for (int lane = 1; lane < LANES; lane++) {
                long c = table[lane - 1][i];
                table[lane][i] = c >>> 8 ^ table[0][(int) (c & 0xff)];
            }
        return table;
    }

    @Override
    public void update(int b) {
        crc = crc >>> 8 ^ TABLE[0][(int) ((crc ^ b) & 0xff)];
    }

    /** Eight bytes at a time. */
    @Override
    public void update(byte[] bytes, int from, int length) {
        int i = from;
        int end = from + length;
        for (; i + LANES <= end; i += LANES) {
            long next = crc;
            for (int lane = 0; lane < LANES; lane++)
                next ^= (bytes[i + lane] & 0xffL) << (8 * lane);
            long folded = 0;
            for (int lane = 0; lane < LANES; lane++)
                folded ^= TABLE[LANES - 1 - lane][(int) (next >>> (8 * lane) & 0xff)];
            crc = folded;
        }
        for (; i < end; i++) update(bytes[i]);
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = ~0L;
    }
}
