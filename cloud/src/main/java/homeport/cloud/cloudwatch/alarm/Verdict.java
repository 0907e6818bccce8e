package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;
import java.util.List;

/**
 * What an evaluation comes to. Source: CloudWatch user guide, "Alarm evaluation" and "Configuring
 * how CloudWatch alarms treat missing data".
 */
sealed interface Verdict {
    /** Whatever the state is, it stays. */
    record Keep() implements Verdict {}

    /**
     * @param reason a sentence, as {@code StateReason}
     * @param data JSON, as {@code StateReasonData}
     */
    record Is(State state, String reason, String data) implements Verdict {}

    /**
     * @param range the newest last, {@link Rule#range} of them
     */
    static Verdict of(Rule rule, List<Point> range, Instant now) {
        List<Point> real = range.stream().filter(Point::real).toList();
        int from = Math.max(0, real.size() - rule.periods());
        List<Point> decide = real.subList(from, real.size());
        if (decide.stream().anyMatch(point -> tooFew(rule, point))) return new Keep();
        int filled = rule.periods() - decide.size();
        List<Point> breaching =
                decide.stream().filter(p -> rule.breaches(p.value().orElseThrow())).toList();
        Reason reason = new Reason(rule, range, decide, breaching, filled, now);
        boolean crossed = breaching.size() >= rule.toAlarm();
        if (crossed) return reason.is(State.ALARM);
        if (filled == 0) return reason.is(State.OK);
        return switch (rule.missing()) {
            case BREACHING ->
                    reason.is(breaching.size() + filled >= rule.toAlarm() ? State.ALARM : State.OK);
            case NOT_BREACHING -> reason.is(State.OK);
            case MISSING -> {
                if (decide.isEmpty()) yield reason.is(State.INSUFFICIENT_DATA);
                if (breaching.size() < decide.size()) yield reason.is(State.OK);
                yield oldEnough(rule, range) ? reason.is(State.ALARM) : new Keep();
            }
            case IGNORE -> {
                boolean fine = !decide.isEmpty() && breaching.size() < decide.size();
                yield fine ? reason.is(State.OK) : new Keep();
            }
        };
    }

    private static boolean tooFew(Rule rule, Point point) {
        return point.samples().isPresent() && point.samples().getAsDouble() < rule.samplesMin();
    }

    /**
     * Where all that is there breaches, too little of it raises an alarm when it is M periods old,
     * and not before: what comes next may be fine. Source: as above, "Avoiding premature
     * transitions to alarm state".
     */
    private static boolean oldEnough(Rule rule, List<Point> range) {
        for (int i = 0; i < range.size(); i++)
            if (range.get(i).real()) return range.size() - i >= rule.toAlarm();
        return false;
    }
}
