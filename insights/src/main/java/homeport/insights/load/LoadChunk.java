package homeport.insights.load;

import java.util.List;

/**
 * Load of a stretch of time, in columns. A point is a tick, or a period of a {@link Grain}; points
 * ascend in time, and one that was not sampled is not there. The rows of point {@code p} are {@code
 * first[p]} to {@code first[p + 1] - 1}; a key is in no more than one row of a point. The arrays
 * are the chunk's own: nobody changes them.
 *
 * @param keys what rows point to; to group, map each to its group once
 * @param at of each point: epoch milliseconds of the tick, or of the period's beginning
 * @param ticks of each point: how many samples were taken in it, 1 or more
 * @param peak of each point: the most load of one of its ticks, in hundredths of a session
 * @param first row of each point, and the number of rows after the last
 * @param key of each row: its place in {@code keys}
 * @param sum of each row: hundredths of a session, added over the point's ticks
 * @param max of each row: the most of one tick, hundredths of a session
 */
public record LoadChunk(
        List<LoadKey> keys,
        long[] at,
        int[] ticks,
        int[] peak,
        int[] first,
        int[] key,
        long[] sum,
        int[] max) {
    /** What {@code sum}, {@code max} and {@code peak} count one session as. */
    public static final int SESSION = 100;

    public LoadChunk {
        keys = List.copyOf(keys);
    }

    public int points() {
        return at.length;
    }

    public int rows() {
        return key.length;
    }
}
