package homeport.cloud.cloudwatch.alarm;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.cloud.cloudwatch.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** DeleteAlarms, SetAlarmState, EnableAlarmActions and DisableAlarmActions. */
final class Changing {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final AlarmStore store;
    private final Runnable changed;

    /**
     * @param changed called after each change
     */
    Changing(AlarmStore store, Runnable changed) {
        this.store = store;
        this.changed = changed;
    }

    /** Names that are nobody's are passed over. */
    DeleteAlarmsResponse delete(Call call, DeleteAlarmsRequest given) {
        Set<String> names = new TreeSet<>(given.alarmNames());
        List<Alarm> going =
                names.stream()
                        .map(name -> store.find(call.region(), name))
                        .flatMap(Optional::stream)
                        .toList();
        if (going.stream().filter(Alarm::composite).count() > 1)
            throw Refusal.validation("Only one composite alarm can be deleted at a time.");
        for (Alarm parent : store.all(call.region())) {
            if (names.contains(parent.name())) continue;
            Set<String> needed = new TreeSet<>(Composites.children(parent));
            needed.retainAll(names);
            if (!needed.isEmpty())
                throw Refusal.validation(
                        "Could not delete alarms %s as the composite alarm %s depends on them."
                                .formatted(needed, parent.name()));
        }
        for (Alarm alarm : going)
            store.delete(alarm, Change.configured(alarm, "Delete", "deletedAlarm", now(call)));
        changed.run();
        return DeleteAlarmsResponse.builder().build();
    }

    /** Lasts until the next evaluation. */
    SetAlarmStateResponse set(Call call, SetAlarmStateRequest given) {
        Optional<String> data = Optional.ofNullable(given.stateReasonData());
        data.ifPresent(Changing::json);
        State state = State.valueOf(given.stateValueAsString());
        store.change(
                call.region(),
                given.alarmName(),
                held ->
                        Optional.of(
                                Change.become(
                                        held.orElseThrow(Changing::unknown),
                                        state,
                                        given.stateReason(),
                                        data,
                                        now(call))));
        changed.run();
        return SetAlarmStateResponse.builder().build();
    }

    private static void json(String data) {
        try {
            JSON.readTree(data);
        } catch (JacksonException broken) {
            throw new AwsException("InvalidFormat", "StateReasonData is not valid JSON.");
        }
    }

    private static AwsException unknown() {
        return new AwsException("ResourceNotFound", "There is no alarm by that name.");
    }

    EnableAlarmActionsResponse enable(Call call, EnableAlarmActionsRequest given) {
        actions(call, given.alarmNames(), true);
        return EnableAlarmActionsResponse.builder().build();
    }

    DisableAlarmActionsResponse disable(Call call, DisableAlarmActionsRequest given) {
        actions(call, given.alarmNames(), false);
        return DisableAlarmActionsResponse.builder().build();
    }

    private void actions(Call call, List<String> names, boolean enabled) {
        for (String name : names)
            store.change(
                    call.region(),
                    name,
                    held ->
                            held.filter(alarm -> alarm.actions().enabled() != enabled)
                                    .map(alarm -> {
                                        Alarm after =
                                                alarm.with(
                                                        alarm.actions().enabled(enabled),
                                                        now(call));
                                        return Change.configured(
                                                after, "Update", "updatedAlarm", now(call));
                                    }));
    }

    private static Instant now(Call call) {
        return call.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
