package homeport.control.failover;

/** A set of numbers other than zero, eight to sixteen bytes each. */
final class Fingerprints {
    private long[] table = new long[1 << 12];
    private int size;

    /**
     * @return false if it was there before
     */
    boolean add(long print) {
        if (2 * size > table.length) grow();
        int slot = slot(table, print);
        if (table[slot] == print) return false;
        table[slot] = print;
        size++;
        return true;
    }

    boolean contains(long print) {
        return table[slot(table, print)] == print;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        for (long print : old) if (print != 0) table[slot(table, print)] = print;
    }

    private static int slot(long[] table, long print) {
        int slot = (int) (print >>> 20) & table.length - 1;
        while (table[slot] != 0 && table[slot] != print) slot = slot + 1 & table.length - 1;
        return slot;
    }
}
