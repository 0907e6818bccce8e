package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a state is what it is, in CloudWatch's words. The longer form, with "out of the last", is of
 * alarms that were given DatapointsToAlarm.
 *
 * @param range all that was looked at, the newest last
 * @param decide those that decided
 * @param breaching those of them that breach
 * @param filled how many were missing
 */
record Reason(
        Rule rule,
        List<Point> range,
        List<Point> decide,
        List<Point> breaching,
        int filled,
        Instant now) {
    /** Of the API: {@code StateReason} and {@code StateReasonData}. */
    private static final int CHARS_MAX = 1023;

    private static final int DATA_CHARS_MAX = 4000;
    private static final int TOLD_MAX = 5;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LONG =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

    /** {@code 2025-05-14T01:58:11.589+0000}. */
    static String time(Instant at) {
        return LONG.format(at);
    }

    Verdict.Is is(State state) {
        String text = text(state);
        return new Verdict.Is(state, text.substring(0, Math.min(CHARS_MAX, text.length())), data());
    }

    private String text(State state) {
        if (state == State.INSUFFICIENT_DATA)
            return "Insufficient Data: %s unknown.".formatted(were(filled, "datapoint"));
        if (decide.isEmpty())
            return "Threshold Crossed: no datapoints were received for %s%s."
                    .formatted(count(rule.periods(), "period"), missing());
        boolean alarm = state == State.ALARM;
        boolean counted = rule.points().isPresent();
        List<Point> told = alarm ? breaching : fine();
        if (told.isEmpty()) told = decide;
        String crossed = (told == decide ? !breaching.isEmpty() : alarm) ? "" : "not ";
        String points =
                counted
                        ? "%d out of the last %d datapoints".formatted(told.size(), rule.periods())
                        : count(told.size(), "datapoint");
        String verb = told.size() == 1 ? "was" : "were";
        return "Threshold Crossed: %s [%s] %s %s%s the threshold (%s)%s%s."
                .formatted(
                        points,
                        list(told),
                        verb,
                        crossed,
                        rule.comparison().words(),
                        rule.threshold(),
                        missing(),
                        counted ? minimum(alarm) : "");
    }

    private List<Point> fine() {
        return decide.stream().filter(point -> !breaching.contains(point)).toList();
    }

    private String missing() {
        boolean told =
                filled > 0
                        && (rule.missing() == Missing.BREACHING
                                || rule.missing() == Missing.NOT_BREACHING);
        if (!told) return "";
        return " and %s treated as [%s]"
                .formatted(
                        were(filled, "missing datapoint"),
                        rule.missing() == Missing.BREACHING ? "Breaching" : "NonBreaching");
    }

    private String minimum(boolean alarm) {
        int least = alarm ? rule.toAlarm() : rule.periods() - rule.toAlarm() + 1;
        return " (minimum %s for %s transition)"
                .formatted(count(least, "datapoint"), alarm ? "OK -> ALARM" : "ALARM -> OK");
    }

    /** The newest first, as AWS lists them. */
    private static String list(List<Point> points) {
        List<Point> newest = new ArrayList<>(points).reversed();
        return newest.stream()
                        .limit(TOLD_MAX)
                        .map(p ->
                                "%s (%s)".formatted(p.value().orElseThrow(), SHORT.format(p.at())))
                        .collect(Collectors.joining(", "))
                + (points.size() > TOLD_MAX ? ", ..." : "");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String were(int number, String noun) {
        return count(number, noun) + (number == 1 ? " was" : " were");
    }

    private String data() {
        String whole = data(range.size());
        for (int points = range.size() / 2; whole.length() > DATA_CHARS_MAX; points /= 2)
            whole = data(points);
        return whole;
    }

    /**
     * @param points how many of the newest are told
     */
    private String data(int points) {
        ObjectNode data = JSON.createObjectNode();
        data.put("version", "1.0");
        data.put("queryDate", time(now));
        if (!decide.isEmpty()) data.put("startDate", time(decide.getFirst().at()));
        rule.unit().ifPresent(unit -> data.put("unit", unit));
        rule.statistic().ifPresent(statistic -> data.put("statistic", statistic));
        data.put("period", rule.periodSeconds());
        ArrayNode recent = data.putArray("recentDatapoints");
        decide.subList(Math.max(0, decide.size() - points), decide.size())
                .forEach(point -> recent.add(point.value().orElseThrow()));
        data.put("threshold", rule.threshold());
        ArrayNode evaluated = data.putArray("evaluatedDatapoints");
        for (Point point : evaluated().stream().limit(points).toList()) {
            ObjectNode one = evaluated.addObject();
            one.put("timestamp", time(point.at()));
            point.samples().ifPresent(samples -> one.put("sampleCount", samples));
            point.value().ifPresent(value -> one.put("value", value));
        }
        return data.toString();
    }

    /** From the oldest that decided on, at least N; the newest first. */
    private List<Point> evaluated() {
        int least = Math.max(0, range.size() - rule.periods());
        int from = decide.isEmpty() ? least : Math.min(least, range.indexOf(decide.getFirst()));
        return new ArrayList<>(range.subList(from, range.size())).reversed();
    }
}
