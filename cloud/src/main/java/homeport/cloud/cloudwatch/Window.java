package homeport.cloud.cloudwatch;

import homeport.store.series.Sample;
import homeport.store.series.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The time that a request asks about, in periods counted from its start. Source: CloudWatch API
 * reference, "GetMetricStatistics", StartTime and Period.
 *
 * @param start seconds of the epoch, inclusive, rounded as AWS rounds it
 * @param end exclusive
 * @param period seconds
 */
record Window(long start, long end, int period) {
    static final int PERIOD_MAX = 86_400 * 365;
    private static final Set<Integer> UNDER_A_MINUTE = Set.of(1, 5, 10, 20, 30);

    static Window of(Instant start, Instant end, int period, Instant now) {
        long step = step(start, period, now);
        return new Window(
                Math.floorDiv(start.getEpochSecond(), step) * step, end.getEpochSecond(), period);
    }

    private static long step(Instant start, int period, Instant now) {
        Duration age = Duration.between(start, now);
        if (age.compareTo(Duration.ofDays(63)) > 0) return 3600;
        if (age.compareTo(Duration.ofDays(15)) > 0) return 300;
        return Math.min(period, 60);
    }

    static boolean allowed(int period) {
        return UNDER_A_MINUTE.contains(period)
                || period > 0 && period % 60 == 0 && period <= PERIOD_MAX;
    }

    /** How many points the answer may have. */
    long points() {
        return Math.ceilDiv(Math.max(end - start, 0), period);
    }

    /** What was seen in each period, by its first second; finer than it is kept is nothing. */
    NavigableMap<Long, Stats> buckets(List<Sample> samples) {
        NavigableMap<Long, Stats> buckets = new TreeMap<>();
        for (Sample sample : samples) {
            if (period % sample.resolution() != 0) continue;
            long bucket = start + Math.floorDiv(sample.second() - start, period) * period;
            buckets.merge(bucket, sample.stats(), Stats::merge);
        }
        return buckets;
    }
}
