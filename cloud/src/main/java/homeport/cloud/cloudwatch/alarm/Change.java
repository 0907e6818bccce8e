package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of an alarm, with everything that goes to disk in the same commit.
 *
 * @param errands whom to tell
 */
record Change(Alarm after, List<HistoryItem> history, List<Errand> errands) {
    private static final JsonMapper JSON = JsonMapper.shared();

    Change {
        history = List.copyOf(history);
        errands = List.copyOf(errands);
    }

    static Change quiet(Alarm after) {
        return new Change(after, List.of(), List.of());
    }

    static Change configured(Alarm after, String what, String key, Instant now) {
        ObjectNode data = JSON.createObjectNode();
        data.put("version", "1.0");
        data.put("type", what);
        data.set(key, Shown.configuration(after));
        if (data.toString().length() > HistoryItem.DATA_CHARS_MAX) data.remove(key);
        String summary =
                "Alarm \"%s\" %s"
                        .formatted(after.name(), what.equals("Create") ? "created" : past(what));
        return new Change(
                after,
                List.of(
                        HistoryItem.of(
                                after,
                                HistoryItem.Kind.CONFIGURATION,
                                now,
                                summary,
                                data.toString())),
                List.of());
    }

    private static String past(String what) {
        return what.equals("Delete") ? "deleted" : "updated";
    }

    /** Actions run when the state becomes another, and not while it stays. */
    static Change become(
            Alarm before, State next, String reason, Optional<String> data, Instant now) {
        Alarm after = before.with(before.stands().become(next, reason, data, now));
        State was = before.stands().state();
        if (was == next) return quiet(after);
        String told = told(before.stands(), after.stands(), true);
        if (told.length() > HistoryItem.DATA_CHARS_MAX)
            told = told(before.stands(), after.stands(), false);
        HistoryItem item =
                HistoryItem.of(
                        after,
                        HistoryItem.Kind.STATE,
                        now,
                        "Alarm updated from %s to %s".formatted(was, next),
                        told);
        List<Errand> errands = new ArrayList<>();
        if (after.actions().enabled())
            for (String action : after.actions().of(next))
                errands.add(errand(after, was, action, now));
        return new Change(after, List.of(item), errands);
    }

    private static Errand errand(Alarm after, State was, String action, Instant now) {
        return new Errand(
                UUID.randomUUID().toString(),
                after.region(),
                after.name(),
                after.composite(),
                action,
                Message.subject(after),
                Message.text(after, was),
                now);
    }

    /**
     * @param whole with the data of the reasons, for which there may be no room
     */
    private static String told(Alarm.Stands was, Alarm.Stands is, boolean whole) {
        ObjectNode told = JSON.createObjectNode();
        told.put("version", "1.0");
        told.set("oldState", state(was, whole));
        told.set("newState", state(is, whole));
        return told.toString();
    }

    private static ObjectNode state(Alarm.Stands stands, boolean whole) {
        ObjectNode state = JSON.createObjectNode();
        state.put("stateValue", stands.state().name());
        state.put("stateReason", stands.reason());
        if (whole) stands.data().ifPresent(data -> state.set("stateReasonData", tree(data)));
        return state;
    }

    /** What SetAlarmState brings need not be JSON. */
    private static JsonNode tree(String data) {
        try {
            return JSON.readTree(data);
        } catch (JacksonException plain) {
            return JSON.getNodeFactory().stringNode(data);
        }
    }
}
