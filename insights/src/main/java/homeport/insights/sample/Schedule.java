package homeport.insights.sample;

import java.time.Duration;
import java.time.Instant;

/**
 * When a server is sampled: once in each second, at a moment within it that is drawn anew for each.
 * A fixed one would see work that repeats each second always or never. The sixty moments of a
 * minute lie one in each sixtieth of a second, in an order drawn anew for each minute: so such work
 * is read right in every minute, and not only in the mean of many. Pure: the same seed draws the
 * same moments.
 */
record Schedule(long seed) {
    /** The end of each second is left alone, so that a reading begins and ends in the same. */
    private static final double SPREAD = 0.98;

    private static final long NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MINUTE = 60;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** Of a second since the epoch. */
    Instant within(long second) {
        double drawn = (stratum(second) + fraction(second)) / MINUTE;
        return Instant.ofEpochSecond(second, (long) (drawn * SPREAD * NANOS));
    }

    /** From 0 to 59, each once in a minute: the second's place when all sixty are shuffled. */
    private int stratum(long second) {
        int[] order = new int[MINUTE];
        long minute = ~Math.floorDiv(second, MINUTE); // below zero, where no second draws
        for (int i = 0; i < MINUTE; i++) {
            int other = (int) (fraction(minute * MINUTE + i) * (i + 1));
            order[i] = order[other];
            order[other] = i;
        }
        return order[Math.floorMod(second, MINUTE)];
    }

    /** From 0 on, under 1. */
    private double fraction(long of) {
        return (mixed(seed + of * GOLDEN) >>> 11) * 0x1p-53;
    }

    /** SplitMix64, whose numbers are as good as independent. */
    private static long mixed(long seed) {
        long z = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /**
     * The next moment after {@code now}. Seconds that have gone by without a sample are not made up
     * for, nor is one sampled twice.
     *
     * @param last the second of the last sample
     */
    Instant next(Instant now, long last) {
        long second = now.getEpochSecond();
        boolean done = second == last;
        if (done || !within(second).isAfter(now)) second++;
        return within(second);
    }
}
