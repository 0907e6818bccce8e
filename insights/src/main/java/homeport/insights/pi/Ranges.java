package homeport.insights.pi;

import homeport.insights.query.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The rules for start, end and period. Source: API Reference, GetResourceMetrics. */
final class Ranges {
    /** Of a series: a bit more than a month of minutes. */
    static final int POINTS_MAX = 50_000;

    /** A start that was as old as allowed when it was reckoned is still taken. */
    private static final Duration GRACE = Duration.ofHours(1);

    /** Times beyond make no sense, and would not fit. */
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private Ranges() {}

    static Window window(
            Instant start, Instant end, Optional<Integer> period, int retentionDays, Instant now) {
        if (!start.isBefore(end))
            throw Refusal.argument("StartTime is %s, not before EndTime, %s.", start, end);
        if (end.isAfter(LATEST)) throw Refusal.argument("EndTime is %s, after %s.", end, LATEST);
        Instant oldest = now.minus(Duration.ofDays(retentionDays)).minus(GRACE);
        if (start.isBefore(oldest))
            throw Refusal.argument(
                    "StartTime is %s; the retention of this resource is %d days.",
                    start, retentionDays);
        int seconds = period.orElseGet(() -> Window.periodFor(start, end));
        if (!Window.PERIODS.contains(seconds))
            throw Refusal.argument(
                    "PeriodInSeconds is %d; allowed are %s.", seconds, Window.PERIODS);
        Window window = Window.around(start, end, seconds);
        if (window.periods() > POINTS_MAX)
            throw Refusal.argument(
                    "%d data points of %d s between StartTime and EndTime; allowed are %d. Ask for"
                            + " a longer period or a shorter range.",
                    window.periods(), seconds, POINTS_MAX);
        return window;
    }

    /** Whether all that belongs to the period has been sampled and counted. */
    static boolean over(Window window, int period, Instant now) {
        return !window.startOf(period + 1).plus(Duration.ofSeconds(2)).isAfter(now);
    }
}
