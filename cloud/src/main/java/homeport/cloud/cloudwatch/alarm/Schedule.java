package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;

/**
 * When an alarm is evaluated: once a minute, at a second of its own so that they do not come all at
 * once; every 10 s for periods under a minute; once an hour for windows of more than a day. Source:
 * CloudWatch user guide, "Alarm evaluation".
 */
final class Schedule {
    private static final int DAY = 86_400;

    /** Points of the last minute have come in by then. */
    private static final int FIRST_SECOND = 5;

    private static final int SECONDS = 50;

    private Schedule() {}

    /** Seconds between evaluations. */
    static int every(Rule rule) {
        if (rule.periodSeconds() < 60) return 10;
        return (long) rule.periodSeconds() * rule.periods() > DAY ? 3600 : 60;
    }

    /** Whether a moment to evaluate lies after the one and not after the other. */
    static boolean due(Rule rule, String name, Instant after, Instant now) {
        int every = every(rule);
        int spread = Math.floorMod(name.hashCode(), every == 10 ? 10 : SECONDS);
        int offset = every == 10 ? spread : FIRST_SECOND + spread;
        return Math.floorDiv(now.getEpochSecond() - offset, every)
                > Math.floorDiv(after.getEpochSecond() - offset, every);
    }

    /** Where the newest period ends that is looked at: periods that are not over do not count. */
    static long end(Rule rule, Instant now) {
        int step = rule.periodSeconds() < 60 ? rule.periodSeconds() : every(rule);
        return Math.floorDiv(now.getEpochSecond(), step) * step;
    }
}
