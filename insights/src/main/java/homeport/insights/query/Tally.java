package homeport.insights.query;

import homeport.insights.load.LoadChunk;
import java.util.Arrays;

/**
 * Adds up load, for each slot and each period of a window. A slot is a group, or the total. One
 * point of a chunk after another: first its rows, then the point itself.
 */
final class Tally {
    private final int periods;
    private final int[] ticks;
    private final int[] points;
    private final long[][] sum;
    private final long[][] most;
    private final long[][] least;
    private final int[][] present;

    /** Of the point at hand, by slot. */
    private final long[] nowSum;

    private final long[] nowMax;
    private final boolean[] nowSeen;

    Tally(int slots, int periods) {
        this.periods = periods;
        this.ticks = new int[periods];
        this.points = new int[periods];
        this.sum = new long[slots][periods];
        this.most = new long[slots][periods];
        this.least = new long[slots][periods];
        for (long[] of : least) Arrays.fill(of, Long.MAX_VALUE);
        this.present = new int[slots][periods];
        this.nowSum = new long[slots];
        this.nowMax = new long[slots];
        this.nowSeen = new boolean[slots];
    }

    /** A row of the point at hand. */
    void row(int slot, long hundredths, long max) {
        nowSum[slot] += hundredths;
        nowMax[slot] += max;
        nowSeen[slot] = true;
    }

    /**
     * The point at hand is over.
     *
     * @param pointTicks samples in it
     * @param peak of all load, which no group exceeds
     */
    void point(int period, int pointTicks, int peak) {
        ticks[period] += pointTicks;
        points[period]++;
        for (int slot = 0; slot < nowSum.length; slot++) {
            if (!nowSeen[slot]) continue;
            sum[slot][period] += nowSum[slot];
            most[slot][period] = Math.max(most[slot][period], Math.min(nowMax[slot], peak));
            least[slot][period] = Math.min(least[slot][period], nowSum[slot] / pointTicks);
            present[slot][period]++;
            nowSum[slot] = 0;
            nowMax[slot] = 0;
            nowSeen[slot] = false;
        }
    }

    LoadResult.Series series(int slot, Statistic statistic) {
        double[] values = new double[periods];
        long all = 0;
        long taken = 0;
        for (int period = 0; period < periods; period++) {
            values[period] = ticks[period] == 0 ? Double.NaN : value(slot, period, statistic);
            all += sum[slot][period];
            taken += ticks[period];
        }
        return new LoadResult.Series(values, taken == 0 ? 0 : sessions(all) / taken);
    }

    private double value(int slot, int period, Statistic statistic) {
        boolean always = present[slot][period] == points[period];
        return switch (statistic) {
            case AVG -> sessions(sum[slot][period]) / ticks[period];
            case SUM -> sessions(sum[slot][period]);
            case MAX -> sessions(most[slot][period]);
            case MIN -> always ? sessions(least[slot][period]) : 0;
            case SAMPLE_COUNT -> ticks[period];
        };
    }

    private static double sessions(long hundredths) {
        return (double) hundredths / LoadChunk.SESSION;
    }
}
