package homeport.cloud.cloudwatch.alarm;

import homeport.aws.Call;
import homeport.cloud.cloudwatch.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;

/** PutMetricAlarm and PutCompositeAlarm: the whole definition, new or in place of the old one. */
final class Putting {
    private static final int ALARMS_MAX = 5000;
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):([^:]*):(\\S.*)");

    private final AlarmStore store;
    private final Composites composites;
    private final Runnable changed;

    /**
     * @param changed called after each change
     */
    Putting(AlarmStore store, Composites composites, Runnable changed) {
        this.store = store;
        this.composites = composites;
        this.changed = changed;
    }

    PutMetricAlarmResponse metric(Call call, PutMetricAlarmRequest given) {
        Alarm.Actions actions =
                actions(
                        call,
                        given.actionsEnabled(),
                        given.okActions(),
                        given.alarmActions(),
                        given.insufficientDataActions());
        Watched watched = MetricAlarmInput.read(given);
        put(
                alarm(
                        call,
                        given.alarmName(),
                        given.alarmDescription(),
                        watched,
                        actions,
                        Tags.read(given.tags())),
                _ -> {});
        changed.run();
        return PutMetricAlarmResponse.builder().build();
    }

    PutCompositeAlarmResponse composite(Call call, PutCompositeAlarmRequest given) {
        if (given.actionsSuppressor() != null)
            throw Refusal.validation("ActionsSuppressor is not offered.");
        Alarm.Actions actions =
                actions(
                        call,
                        given.actionsEnabled(),
                        given.okActions(),
                        given.alarmActions(),
                        given.insufficientDataActions());
        Formula formula =
                FormulaParser.parse(
                        given.alarmRule(), Alarm.arnPrefix(call.region(), call.account()));
        children(call, given.alarmName(), formula);
        Alarm alarm =
                alarm(
                        call,
                        given.alarmName(),
                        given.alarmDescription(),
                        new Watched.Children(given.alarmRule()),
                        actions,
                        Tags.read(given.tags()));
        put(alarm, made -> composites.defined(made.alarm(), made.fresh(), call.now()));
        changed.run();
        return PutCompositeAlarmResponse.builder().build();
    }

    private void children(Call call, String name, Formula formula) {
        Set<String> unknown = new TreeSet<>();
        for (String child : formula.children())
            if (store.find(call.region(), child).isEmpty() && !child.equals(name))
                unknown.add(child);
        if (!unknown.isEmpty())
            throw Refusal.validation(
                    "Could not save the composite alarm as alarms %s in the alarm rule do not exist."
                            .formatted(unknown));
        if (composites.reaches(call.region(), formula.children(), name))
            throw Refusal.validation(
                    "Could not save the composite alarm as its rule depends on itself.");
    }

    private static Alarm alarm(
            Call call,
            String name,
            String description,
            Watched watched,
            Alarm.Actions actions,
            Map<String, String> tags) {
        boolean odd = name.isBlank() || name.codePoints().anyMatch(Character::isISOControl);
        if (odd) throw Refusal.value(name.strip(), "AlarmName");
        Instant now = call.now().truncatedTo(ChronoUnit.MILLIS);
        return new Alarm(
                call.region(),
                call.account(),
                name,
                Optional.ofNullable(description),
                watched,
                actions,
                tags,
                now,
                Alarm.Stands.created(now));
    }

    /** What was put, and whether it was not there before. */
    private record Put(Alarm alarm, boolean fresh) {}

    private void put(Alarm wanted, Consumer<Put> then) {
        boolean fresh = store.find(wanted.region(), wanted.name()).isEmpty();
        if (fresh) AlarmStore.room(store.all(wanted.region()).size(), ALARMS_MAX);
        Optional<Alarm> made =
                store.change(
                        wanted.region(),
                        wanted.name(),
                        held -> {
                            if (held.isEmpty())
                                return Optional.of(
                                        Change.configured(
                                                wanted,
                                                "Create",
                                                "createdAlarm",
                                                wanted.configured()));
                            if (held.get().composite() != wanted.composite())
                                throw Refusal.validation(
                                        "There is an alarm of another type by the name %s."
                                                .formatted(wanted.name()));
                            return Optional.of(
                                    Change.configured(
                                            wanted.replacing(held.get()),
                                            "Update",
                                            "updatedAlarm",
                                            wanted.configured()));
                        });
        made.ifPresent(alarm -> then.accept(new Put(alarm, fresh)));
    }

    private static Alarm.Actions actions(
            Call call,
            Boolean enabled,
            List<String> ok,
            List<String> alarm,
            List<String> insufficientData) {
        for (List<String> one : List.of(ok, alarm, insufficientData)) arns(call, one);
        return new Alarm.Actions(!Boolean.FALSE.equals(enabled), ok, alarm, insufficientData);
    }

    private static void arns(Call call, List<String> actions) {
        Set<String> seen = new HashSet<>();
        for (String action : actions) {
            Matcher arn = ARN.matcher(action);
            if (!arn.matches()) throw Refusal.validation("Invalid arn syntax: " + action);
            String region = arn.group(2);
            if (!region.isEmpty() && !region.equals(call.region()))
                if (!arn.group(1).equals("automate"))
                    throw Refusal.validation(
                            "Invalid region %s specified. Only %s is supported."
                                    .formatted(region, call.region()));
            if (!seen.add(action))
                throw Refusal.validation("The action %s is given twice.".formatted(action));
        }
    }
}
