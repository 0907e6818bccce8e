package homeport.cloud.ec2;

import java.net.InetAddress;
import java.util.List;

/** Which addresses may come in: what rules come to for one port. Any thread may ask. */
public final class Admission {
    /** Nobody may come in. */
    public static final Admission NOBODY = new Admission(List.of());

    private final List<Block> blocks;

    Admission(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** Whether a rule admits the address. */
    public boolean admits(InetAddress client) {
        byte[] bytes = client.getAddress();
        long high = bytes.length == 4 ? Block.bits(bytes, 0, 4) << 32 : Block.bits(bytes, 0, 8);
        long low = bytes.length == 4 ? 0 : Block.bits(bytes, 8, 8);
        for (Block block : blocks) if (block.contains(bytes.length == 4, high, low)) return true;
        return false;
    }

    /**
     * Addresses that begin with the same bits.
     *
     * @param v4 four bytes, at the top of {@code high}
     * @param high the first 64 bits, of which those behind the prefix are 0
     * @param prefix how many bits count, 0 to 32 or 128
     */
    record Block(boolean v4, long high, long low, int prefix) {
        /**
         * @param cidr canonical
         */
        static Block of(String cidr) {
            int slash = cidr.indexOf('/');
            byte[] bytes = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
            int prefix = Integer.parseInt(cidr.substring(slash + 1));
            return bytes.length == 4
                    ? new Block(true, bits(bytes, 0, 4) << 32, 0, prefix)
                    : new Block(false, bits(bytes, 0, 8), bits(bytes, 8, 8), prefix);
        }

        static Block ofAddress(String address) {
            return of(address + "/32");
        }

        private static long bits(byte[] bytes, int from, int count) {
            long bits = 0;
            for (int at = from; at < from + count; at++) bits = bits << 8 | bytes[at] & 255;
            return bits;
        }

        boolean contains(boolean isV4, long itsHigh, long itsLow) {
            return isV4 == v4
                    && (itsHigh & mask(prefix)) == high
                    && (itsLow & mask(prefix - 64)) == low;
        }

        private static long mask(int bits) {
            if (bits <= 0) return 0;
            return bits >= 64 ? -1 : -1L << (64 - bits);
        }
    }
}
