package homeport.server.openmetrics;

import homeport.server.openmetrics.Family.Kind;
import homeport.server.openmetrics.Family.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The states of CloudWatch's alarms, under the API's words. Pure. */
public final class AlarmFamilies {
    private static final List<String> STATES = List.of("OK", "ALARM", "INSUFFICIENT_DATA");

    private AlarmFamilies() {}

    /**
     * An alarm at a moment.
     *
     * @param since when it came to be in this state
     */
    public record Sight(String alarm, String region, String state, Instant since) {}

    /** Each alarm has a sample for each state: 1 for the one that it is in, 0 for the others. */
    public static List<Family> of(List<Sight> alarms) {
        List<Sample> states = new ArrayList<>();
        List<Sample> since = new ArrayList<>();
        for (Sight one : alarms) {
            for (String state : STATES) {
                Map<String, String> labels = labels(one);
                labels.put("state", state);
                states.add(new Sample(labels, state.equals(one.state()) ? 1 : 0));
            }
            since.add(new Sample(labels(one), one.since().toEpochMilli() / 1e3));
        }
        return List.of(
                new Family(
                        "homeport_alarm_state",
                        Kind.GAUGE,
                        "",
                        "1 for the state that the alarm is in.",
                        states),
                new Family(
                        "homeport_alarm_state_since_seconds",
                        Kind.GAUGE,
                        "seconds",
                        "When it came to be in it, since 1970.",
                        since));
    }

    private static Map<String, String> labels(Sight one) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("alarm", one.alarm());
        labels.put("region", one.region());
        return labels;
    }
}
