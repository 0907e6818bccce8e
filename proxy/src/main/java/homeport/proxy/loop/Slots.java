package homeport.proxy.loop;

import java.util.Arrays;

/**
 * Who is meant by the number that the kernel gives back with an event. A number names its owner
 * until the owner is taken out and nobody after that, so an event that comes late meets nobody.
 * Owner: the loop's thread.
 */
final class Slots<T> {
    /** Owners at once. */
    private static final int SLOTS_MAX = 1 << 24;

    private static final int SLOT_BITS = 24;

    /** Generations of one slot before a number comes again. */
    private static final long GENERATION_MASK = 0xffff_ffffL;

    private Object[] owners = new Object[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    /** A number of 56 bits. */
    long add(T owner) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == owners.length) grow();
        owners[slot] = owner;
        return (generations[slot] & GENERATION_MASK) << SLOT_BITS | slot;
    }

    private void grow() {
        int length = owners.length * 2;
        if (length > SLOTS_MAX) throw new IllegalStateException("over " + SLOTS_MAX + " sockets");
        owners = Arrays.copyOf(owners, length);
        generations = Arrays.copyOf(generations, length);
        free = Arrays.copyOf(free, length);
    }

    /** Null when that owner was taken out. */
    @SuppressWarnings("unchecked") // only T goes in
    T get(long number) {
        int slot = (int) (number & SLOTS_MAX - 1);
        long generation = number >>> SLOT_BITS & GENERATION_MASK;
        if (slot >= used || (generations[slot] & GENERATION_MASK) != generation) return null;
        return (T) owners[slot];
    }

    void remove(long number) {
        if (get(number) == null) return;
        int slot = (int) (number & SLOTS_MAX - 1);
        owners[slot] = null;
        generations[slot]++;
        free[freeCount++] = slot;
    }

    /** Everybody who is in. */
    @SuppressWarnings("unchecked") // only T goes in
    Iterable<T> all() {
        return (Iterable<T>)
                (Iterable<?>)
                        Arrays.stream(owners, 0, used).filter(owner -> owner != null).toList();
    }
}
