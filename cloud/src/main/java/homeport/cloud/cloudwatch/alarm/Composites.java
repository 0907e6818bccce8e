package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Composite alarms follow the alarms that their rules name. Safe from any thread. */
final class Composites {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE dd MMMM, yyyy HH:mm:ss 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final AlarmStore store;

    Composites(AlarmStore store) {
        this.store = store;
    }

    /** Brings one that was just put to its state. */
    void defined(Alarm alarm, boolean fresh, Instant now) {
        String reason =
                alarm.arn()
                        + (fresh ? " was created" : " was updated")
                        + " and its alarm rule evaluates to ";
        settle(alarm, Optional.of(reason), now);
    }

    /**
     * Brings all to the state that their children give them; repeated, as they may name one
     * another. A rule that names itself is refused when it is put, so that this comes to an end.
     *
     * @param every also those whose children have not changed since they were last set
     */
    void follow(boolean every, Instant now) {
        List<Alarm> all = store.all().stream().filter(Alarm::composite).toList();
        boolean changed = true;
        for (int pass = 0; changed && pass <= all.size(); pass++) {
            changed = false;
            for (Alarm one : all)
                if (every || behind(one)) changed |= settle(one, Optional.empty(), now);
        }
    }

    private boolean behind(Alarm listed) {
        return store.find(listed.region(), listed.name()).stream()
                .anyMatch(alarm ->
                        children(alarm).stream()
                                .flatMap(name -> store.find(alarm.region(), name).stream())
                                .anyMatch(child ->
                                        !child.stands()
                                                .since()
                                                .isBefore(alarm.stands().updated())));
    }

    /** Whether one of those alarms is, or depends on, the one by that name. */
    boolean reaches(String region, Set<String> from, String name) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            String one = next.pop();
            if (one.equals(name)) return true;
            if (seen.add(one))
                store.find(region, one).ifPresent(alarm -> next.addAll(children(alarm)));
        }
        return false;
    }

    /** The names that its rule has; of an alarm of metrics, none. */
    static Set<String> children(Alarm alarm) {
        return alarm.watched() instanceof Watched.Children of
                ? formula(alarm, of).children()
                : Set.of();
    }

    private static Formula formula(Alarm alarm, Watched.Children of) {
        return FormulaParser.parse(of.rule(), Alarm.arnPrefix(alarm.region(), alarm.account()));
    }

    private boolean settle(Alarm alarm, Optional<String> why, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MILLIS);
        return store.change(
                        alarm.region(),
                        alarm.name(),
                        held -> held.flatMap(current -> change(current, why, now)))
                .isPresent();
    }

    private Optional<Change> change(Alarm alarm, Optional<String> why, Instant now) {
        if (!(alarm.watched() instanceof Watched.Children of)) return Optional.empty();
        Formula formula = formula(alarm, of);
        boolean holds = formula.holds(name -> state(alarm.region(), name));
        State next = holds ? State.ALARM : State.OK;
        if (next == alarm.stands().state()) return Optional.empty();
        List<Alarm> children =
                formula.children().stream()
                        .map(name -> store.find(alarm.region(), name))
                        .flatMap(Optional::stream)
                        .toList();
        Optional<Alarm> newest =
                children.stream().max(Comparator.comparing(child -> child.stands().since()));
        if (why.isPresent())
            return Optional.of(
                    Change.become(alarm, next, why.get() + next, Optional.of(data(children)), now));
        String reason =
                newest.map(Composites::moved)
                        .orElse(alarm.arn() + "'s alarm rule evaluates to " + next);
        List<Alarm> told = newest.map(List::of).orElse(List.of());
        return Optional.of(Change.become(alarm, next, reason, Optional.of(data(told)), now));
    }

    private State state(String region, String name) {
        return store.find(region, name)
                .map(alarm -> alarm.stands().state())
                .orElse(State.INSUFFICIENT_DATA);
    }

    private static String moved(Alarm child) {
        return "%s transitioned to %s at %s"
                .formatted(child.arn(), child.stands().state(), DAY.format(child.stands().since()));
    }

    private static String data(List<Alarm> triggering) {
        ObjectNode data = JSON.createObjectNode();
        ArrayNode list = data.putArray("triggeringAlarms");
        for (Alarm one : triggering) {
            ObjectNode told = list.addObject();
            told.put("arn", one.arn());
            told.putObject("state")
                    .put("value", one.stands().state().name())
                    .put("timestamp", Reason.time(one.stands().since()));
        }
        return data.toString();
    }
}
