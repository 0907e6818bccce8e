package homeport.store.series;

import java.util.Arrays;

/**
 * Doubles in few bytes. A byte tells how: 0, all are the same, which follows; 1 to 10, decimals of
 * 0 to 9 places, as differences of whole numbers; 255, the bits of each xor those of the one
 * before, all first bytes, then all second ones. What compresses afterwards finds runs of zeros.
 */
final class Column {
    private static final int SAME = 0;
    private static final int BITS = 255;
    private static final int PLACES_MAX = 9;
    private static final double WHOLE_MAX = 1L << 50;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    private Column() {}

    /** Nothing is written for no values. */
    static void write(Bytes out, double[] values, int size) {
        if (size == 0) return;
        if (same(values, size)) {
            out.put(SAME);
            out.fixed(Double.doubleToRawLongBits(values[0]));
            return;
        }
        int places = places(values, size);
        out.put(places <= PLACES_MAX ? places + 1 : BITS);
        if (places <= PLACES_MAX) {
            long before = 0;
            for (int i = 0; i < size; i++) {
                long whole = Math.round(values[i] * POWERS[places]);
                out.signed(whole - before);
                before = whole;
            }
            return;
        }
        for (int shift = 56; shift >= 0; shift -= 8) {
            long before = 0;
            for (int i = 0; i < size; i++) {
                long bits = Double.doubleToRawLongBits(values[i]);
                out.put((int) ((bits ^ before) >>> shift));
                before = bits;
            }
        }
    }

    static double[] read(Bytes.In in, int size) {
        double[] values = new double[size];
        if (size == 0) return values;
        int how = in.one();
        if (how == SAME) {
            Arrays.fill(values, Double.longBitsToDouble(in.fixed()));
        } else if (how == BITS) {
            long[] bits = new long[size];
            for (int shift = 56; shift >= 0; shift -= 8)
                for (int i = 0; i < size; i++) bits[i] |= (long) in.one() << shift;
            for (int i = 1; i < size; i++) bits[i] ^= bits[i - 1];
            for (int i = 0; i < size; i++) values[i] = Double.longBitsToDouble(bits[i]);
        } else {
            long whole = 0;
            for (int i = 0; i < size; i++) {
                whole += in.signed();
                values[i] = whole / POWERS[how - 1];
            }
        }
        return values;
    }

    private static boolean same(double[] values, int size) {
        long first = Double.doubleToRawLongBits(values[0]);
        for (int i = 1; i < size; i++)
            if (Double.doubleToRawLongBits(values[i]) != first) return false;
        return true;
    }

    /** The fewest decimal places in which every value is said exactly; over the maximum if none. */
    private static int places(double[] values, int size) {
        int places = 0;
        for (int i = 0; i < size && places <= PLACES_MAX; i++)
            while (places <= PLACES_MAX && !exact(values[i], places)) places++;
        for (int i = 0; i < size && places <= PLACES_MAX; i++)
            if (!exact(values[i], places)) return PLACES_MAX + 1;
        return places;
    }

    private static boolean exact(double value, int places) {
        double scaled = value * POWERS[places];
        if (Math.abs(scaled) >= WHOLE_MAX) return false;
        double back = Math.round(scaled) / POWERS[places];
        return Double.doubleToRawLongBits(back) == Double.doubleToRawLongBits(value);
    }
}
