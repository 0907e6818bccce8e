package homeport.insights.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A stretch of whole periods. Source: Performance Insights API Reference, GetResourceMetrics.
 *
 * @param start inclusive, at a multiple of the period since the epoch
 * @param end exclusive, likewise
 * @param period 1, 60, 300, 3600 or 86400 seconds
 */
public record Window(Instant start, Instant end, Duration period) {
    /** What a request may ask for, in seconds. */
    public static final List<Integer> PERIODS = List.of(1, 60, 300, 3600, 86_400);

    /** The service's own choice makes no more points of a range than that, days apart. */
    private static final long POINTS_WANTED = 300;

    public Window {
        if (!start.isBefore(end)) throw new IllegalArgumentException(start + " to " + end);
    }

    /**
     * @param end after the start
     */
    public static Window around(Instant start, Instant end, int periodSeconds) {
        long first = Math.floorDiv(start.getEpochSecond(), periodSeconds) * periodSeconds;
        long ending = end.getEpochSecond() + (end.getNano() > 0 ? 1 : 0);
        long last = Math.ceilDiv(ending, periodSeconds) * periodSeconds;
        return new Window(
                Instant.ofEpochSecond(first),
                Instant.ofEpochSecond(last),
                Duration.ofSeconds(periodSeconds));
    }

    /** The shortest period that makes a picture, not a heap. */
    public static int periodFor(Instant start, Instant end) {
        long seconds = Duration.between(start, end).toSeconds();
        for (int period : PERIODS) if (seconds / period <= POINTS_WANTED) return period;
        return PERIODS.getLast();
    }

    public long periods() {
        return Duration.between(start, end).dividedBy(period);
    }

    /** Where the moment falls, from 0; outside of the window: negative, or not below the number. */
    int at(long epochMillis) {
        long place = Math.floorDiv(epochMillis - start.toEpochMilli(), period.toMillis());
        return Math.clamp(place, -1, Integer.MAX_VALUE);
    }

    public Instant startOf(int period) {
        return start.plus(this.period.multipliedBy(period));
    }
}
