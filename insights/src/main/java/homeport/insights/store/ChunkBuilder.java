package homeport.insights.store;

import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A chunk that grows by points, in the order of time. Owner: one thread. */
final class ChunkBuilder {
    private final Map<LoadKey, Integer> numbers = new HashMap<>();
    private final List<LoadKey> keys = new ArrayList<>();
    private long[] at = new long[64];
    private int[] ticks = new int[64];
    private int[] peak = new int[64];
    private int[] first = new int[65];
    private int points;
    private int[] key = new int[256];
    private long[] sum = new long[256];
    private int[] max = new int[256];
    private int rows;

    int points() {
        return points;
    }

    /** Of the newest point; what is before all time when there is none. */
    long newest() {
        return points == 0 ? Long.MIN_VALUE : at[points - 1];
    }

    int keys() {
        return keys.size();
    }

    /** The number of a key, a new one if need be. */
    int number(LoadKey key) {
        Integer known = numbers.putIfAbsent(key, keys.size());
        if (known != null) return known;
        keys.add(key);
        return keys.size() - 1;
    }

    boolean has(LoadKey key) {
        return numbers.containsKey(key);
    }

    /** One more than the highest number of a key that the point uses. */
    int keysUpTo(int point) {
        int highest = -1;
        for (int row = first[point]; row < first[point + 1]; row++)
            highest = Math.max(highest, key[row]);
        return highest + 1;
    }

    long at(int point) {
        return at[point];
    }

    int first(int point) {
        return first[point];
    }

    int keyOf(int row) {
        return key[row];
    }

    long sumOf(int row) {
        return sum[row];
    }

    LoadKey key(int number) {
        return keys.get(number);
    }

    /** A row of the point that {@link #point} will finish; keys in ascending order. */
    void row(int number, long sum, int max) {
        if (rows == key.length) {
            key = Arrays.copyOf(key, rows * 2);
            this.sum = Arrays.copyOf(this.sum, rows * 2);
            this.max = Arrays.copyOf(this.max, rows * 2);
        }
        key[rows] = number;
        this.sum[rows] = sum;
        this.max[rows++] = max;
    }

    void point(long at, int ticks, int peak) {
        if (points == this.at.length) {
            this.at = Arrays.copyOf(this.at, points * 2);
            this.ticks = Arrays.copyOf(this.ticks, points * 2);
            this.peak = Arrays.copyOf(this.peak, points * 2);
            first = Arrays.copyOf(first, points * 2 + 1);
        }
        this.at[points] = at;
        this.ticks[points] = ticks;
        this.peak[points++] = peak;
        first[points] = rows;
    }

    LoadChunk chunk() {
        return new LoadChunk(
                keys,
                Arrays.copyOf(at, points),
                Arrays.copyOf(ticks, points),
                Arrays.copyOf(peak, points),
                Arrays.copyOf(first, points + 1),
                Arrays.copyOf(key, rows),
                Arrays.copyOf(sum, rows),
                Arrays.copyOf(max, rows));
    }
}
