package homeport.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.DbInstance;
import homeport.control.instance.DbInstance.Deletion;
import homeport.control.instance.DbInstance.MasterPassword;
import homeport.control.instance.DbInstance.Power;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Activity;
import homeport.control.instance.Observed.Placement;
import homeport.control.instance.Observed.Trouble;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The instance orders, on a Tuesday at noon; its maintenance window is Sunday, four to five. A row
 * tells by words what differs from an instance that serves as it is asked to.
 */
class PlanTest {
    private static final Duration SINCE_BACKUP = Duration.ofHours(9);

    /** Story | asked | seen | world | step. */
    private static final String ROWS =
            """
            all is as asked                             | -                  | -                | -                  | Rest until 2026-11-25T03:00:00Z
            # creation
            first its data is made                      | -                  | new              | down               | MakeData
            then the server starts                      | -                  | made             | down               | Start
            one that a killed first start left is noted | -                  | made             | -                  | NoteServer
            and starts anew: with what is not known     | -                  | made pid         | -                  | Restart
            then a first backup is recorded             | -                  | started          | -                  | RequestFirstBackup
            its data is taken                           | -                  | started          | due=first          | BackUp first
            and it serves                               | -                  | started backing  | taken=first        | Open
            a failed first backup does not keep it shut | -                  | started backing  | failed=first       | Open
            without backups it serves at once           | no-backups         | started          | -                  | Open
            a restored one starts before all else       | -                  | made             | down taken=other   | Start
            # a crash
            a server that died is started               | -                  | -                | down               | Start
            also in the middle of a backup              | -                  | backing          | down due=nightly   | Start
            which then is taken again                   | -                  | backing          | due=nightly        | BackUp nightly
            also in the middle of a reboot              | reboot             | nopid            | down               | Start
            a start whose end was not noted             | -                  | starting         | -                  | Open
            # modification
            a parameter reaches the running server      | -                  | -                | parameter          | Reload
            one that waits for a reboot is noted        | -                  | -                | waiting            | Reload
            another class needs another server          | class              | -                | -                  | Restart
            another port too                            | port               | -                | -                  | Restart
            another version too                         | version            | -                | -                  | Restart
            a server that would not come back           | version            | nopid            | down               | Start
            another size needs nothing of the server    | size               | -                | -                  | NoteApplied
            nor does another name                       | rename             | -                | -                  | NoteApplied
            another group is noted, its values wait     | group              | -                | -                  | NoteApplied
            a new password is set                       | password           | -                | -                  | SetPassword
            # several at once, in the order in which they can be mended
            a restart brings all settings along         | class size rename  | -                | parameter          | Restart
            a reboot brings a new class along           | reboot class       | -                | -                  | Restart
            settings before the password                | password size      | -                | parameter          | Reload
            the password before what is only noted      | password size      | -                | -                  | SetPassword
            what is asked for before a snapshot         | size               | -                | due=mine           | NoteApplied
            then the snapshots, oldest first            | -                  | -                | due=mine due=yours | BackUp mine
            # the maintenance window
            what may wait waits for the window          | pending            | -                | -                  | Rest until 2026-11-25T03:00:00Z
            what is asked for now does not              | pending size       | -                | -                  | NoteApplied
            in the window it is adopted                 | pending            | -                | at=2026-11-29T04:00:00Z | AdoptPending
            until its last minute                       | pending            | -                | at=2026-11-29T04:59:59Z | AdoptPending
            the end does not belong to it               | pending            | -                | at=2026-11-29T05:00:00Z | Rest until 2026-11-29T21:00:00Z
            a new name waits in the same way            | pending-name       | -                | -                  | Rest until 2026-11-25T03:00:00Z
            and is adopted in the same way              | pending-name       | -                | at=2026-11-29T04:30:00Z | AdoptPending
            a window without anything pending           | -                  | -                | at=2026-11-29T04:30:00Z | Rest until 2026-11-29T20:30:00Z
            # the backup window
            a backup that is due is taken               | -                  | -                | no-backup          | TakeBackup
            unless others leave no room                 | -                  | -                | no-backup no-room  | Rest until 2026-11-24T12:00:05Z
            what is pending first                       | pending            | -                | no-backup at=2026-11-29T04:30:00Z | AdoptPending
            not while it is stopped                     | stop=1h            | stopped          | down no-backup     | Rest until 2026-12-01T11:00:00Z
            not before a password                       | password           | -                | no-backup          | SetPassword
            a snapshot that was asked for is first      | -                  | -                | no-backup due=mine | BackUp mine
            # reboot
            a reboot restarts the server                | reboot             | -                | -                  | Restart
            a reboot asked while stopped is the start   | reboot stop=1h     | stopped          | down               | Rest until 2026-12-01T11:00:00Z
            and counts when it starts again             | reboot             | stopped          | down               | Start
            # another server than the one on record
            a server that another start left is noted   | -                  | nopid            | -                  | NoteServer
            so is one that leads since a failover       | -                  | -                | led other-pid      | NoteServer
            # several nodes
            the agent starts what died                  | -                  | -                | led down           | Rest
            a standby that is there is noted            | -                  | -                | led standby        | NotePlacement
            so is a change of places                    | -                  | -                | led swapped        | NotePlacement
            a new one opens with its standby only       | multi-az           | started          | led                | Rest
            and then begins as any other                | multi-az           | started          | led standby        | NotePlacement
            a failover is the agent's to carry out      | reboot             | -                | led switch         | Rest
            and over when the agent says so             | reboot             | -                | led switched       | NoteFailover
            the places first, lest it show old ones     | reboot             | -                | led switched swapped | NotePlacement
            a plain reboot is not                       | reboot             | -                | led                | Restart
            nothing is stopped under the agent's hands  | stop=0h            | -                | led busy           | Rest until 2026-11-24T12:00:01Z
            nor removed                                 | delete             | -                | led busy           | Rest until 2026-11-24T12:00:01Z
            # stop and start
            a stop stops the server                     | stop=0h            | -                | -                  | Stop
            a stop with a snapshot takes it first       | stop=0h            | -                | due=mine           | BackUp mine
            a server that died before is started for it | stop=0h            | -                | down due=mine      | Start
            a server that died before a plain stop      | stop=0h            | -                | down               | Stop
            a stop that was not noted is noted          | stop=0h            | nopid            | down               | Stop
            a stopped one rests for seven days          | stop=1h            | stopped          | down               | Rest until 2026-12-01T11:00:00Z
            and then runs again                         | stop=168h          | stopped          | down               | EndStop
            a modification does not start it            | stop=1h class      | stopped          | down               | Rest until 2026-12-01T11:00:00Z
            nor does the window                         | stop=1h pending    | stopped          | down at=2026-11-29T04:30:00Z | Rest until 2026-12-01T11:00:00Z
            started again, the server starts            | -                  | stopped          | down               | Start
            and it serves                               | -                  | starting         | taken=first        | Open
            # deletion
            a deletion removes it                       | delete             | -                | -                  | Remove
            whatever else is asked                      | delete reboot class | -               | due=mine           | Remove
            also while it is stopped                    | delete stop=1h     | stopped          | down               | Remove
            also when it never was made                 | delete=last        | new              | down               | Remove
            the final snapshot first                    | delete=last        | -                | due=last           | BackUp last
            it is recorded if it has failed or is gone  | delete=last        | -                | failed=last        | RequestFinalSnapshot last
            a stopped one is started for it             | delete=last stop=1h | stopped         | down due=last      | Start
            a dead one is started for it                | delete=last        | -                | down due=last      | Start
            other snapshots are not waited for          | delete=last        | -                | due=mine due=last  | BackUp last
            with it taken, the instance goes            | delete=last        | -                | taken=last         | Remove
            # trouble
            after trouble a pause                       | -                  | nopid trouble=9s | down               | Rest until 2026-11-24T12:00:09Z
            then again                                  | -                  | nopid trouble=0s | down               | Start
            another request is tried at once            | reboot             | nopid trouble-of-another=9s | down    | Start
            so is a deletion                            | delete             | nopid trouble-of-another=9s | down    | Remove
            the deletion's own trouble pauses too       | delete=last        | trouble=9s       | due=last           | Rest until 2026-11-24T12:00:09Z
            trouble that is over is noted as over       | -                  | trouble=0s       | -                  | Open
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = ROWS)
    void plans(String story, String asked, String seen, String world, String step) {
        DbInstance instance = asked(asked);
        Step next = Plan.next(instance, seen(instance, seen), world(world));
        assertThat(text(next)).isEqualTo(step);
    }

    @Test
    void everyStepIsInATable() {
        Set<String> steps = new HashSet<>();
        ReplicaPlanTest.ROWS
                .lines()
                .map(row -> row.split("\\|")[4].strip().split(" ")[0])
                .forEach(steps::add);
        ROWS.lines()
                .filter(row -> !row.startsWith("#"))
                .map(row -> row.substring(row.lastIndexOf('|') + 1).strip().split(" ")[0])
                .forEach(steps::add);
        assertThat(steps)
                .isEqualTo(
                        Set.copyOf(
                                Stream.of(Step.class.getPermittedSubclasses())
                                        .map(Class::getSimpleName)
                                        .toList()));
    }

    @Test
    void aRequestIsNamedByWhatTheUserAskedFor() {
        DbInstance orders = Examples.orders();
        String request = Plan.request(orders);
        assertThat(request).isEqualTo(Plan.request(Examples.orders()));
        assertThat(Plan.request(orders.with(Map.of("tag", "value")))).isEqualTo(request);
        for (String word : List.of("reboot", "class", "password", "stop=0h", "delete"))
            assertThat(Plan.request(asked(word))).as(word).isNotEqualTo(request);
    }

    private static DbInstance asked(String words) {
        DbInstance asked = Examples.orders();
        for (String word : words.split(" ")) {
            String[] parts = word.split("=", 2);
            asked =
                    switch (parts[0]) {
                        case "-" -> asked;
                        case "rename" -> asked.renamed("invoices");
                        case "reboot" -> asked.rebooted();
                        case "stop" -> asked.with(new Power(Optional.of(ago(parts[1]))));
                        case "delete" ->
                                asked.deleted(
                                        new Deletion(
                                                Arrays.stream(parts).skip(1).findFirst(), false));
                        case "password" ->
                                asked.with(
                                        new MasterPassword(
                                                "b3RoZXI=", 2, Optional.empty(), Optional.empty()));
                        case "pending" -> {
                            var later = Examples.changed(asked.settings(), "class");
                            yield asked.with(asked.settings(), Optional.of(later));
                        }
                        case "pending-name" -> asked.toBeNamed(Optional.of("invoices"));
                        default ->
                                asked.with(
                                        Examples.changed(asked.settings(), word), asked.pending());
                    };
        }
        return asked;
    }

    private static Observed seen(DbInstance asked, String words) {
        DbInstance orders = Examples.orders();
        Observed seen = Examples.serving(orders);
        for (String word : words.split(" ")) {
            String[] parts = word.split("=", 2);
            seen =
                    switch (parts[0]) {
                        case "-" -> seen;
                        case "new" -> Observed.of(asked);
                        case "made" -> Observed.of(asked).createdAt(Calls.NOW, 1);
                        case "started" ->
                                Observed.of(asked)
                                        .createdAt(Calls.NOW, 1)
                                        .running(Optional.of(Examples.PID))
                                        .applied(asked.settings(), asked.identifier());
                        case "backing" -> seen.with(Activity.BACKING_UP);
                        case "stopped" -> seen.running(Optional.empty()).with(Activity.STOPPED);
                        case "starting" -> seen.with(Activity.STARTING);
                        case "pid" -> seen.running(Optional.of(Examples.PID));
                        case "nopid" -> seen.running(Optional.empty());
                        case "trouble" -> seen.with(trouble(parts[1], Plan.request(asked)));
                        case "trouble-of-another" -> seen.with(trouble(parts[1], "another"));
                        default -> throw new IllegalArgumentException(word);
                    };
        }
        return seen;
    }

    private static Trouble trouble(String pause, String request) {
        Instant next = Calls.NOW.plus(Duration.parse("PT" + pause));
        return new Trouble(Trouble.Kind.FAILED, "no", Calls.NOW, 1, next, request);
    }

    private static World world(String words) {
        Optional<Long> pid = Optional.of(Examples.PID);
        boolean led = false;
        boolean busy = false;
        Placement placement = Observed.of(Examples.orders()).placement();
        long switchAsked = 0;
        long switchDone = 0;
        Map<String, String> configuration = Map.of();
        List<String> waiting = List.of();
        List<String> due = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        Set<String> failed = new HashSet<>();
        Instant now = Calls.NOW;
        for (String word : words.split(" ")) {
            String[] parts = word.split("=", 2);
            switch (parts[0]) {
                case "-" -> {}
                case "down" -> pid = Optional.empty();
                case "other-pid" -> pid = Optional.of(Examples.PID + 1);
                case "led" -> led = true;
                case "busy" -> busy = true;
                case "standby" ->
                        placement = new Placement(placement.zone(), Optional.of("us-east-1c"));
                case "swapped" -> placement = new Placement("us-east-1c", Optional.empty());
                case "switch" -> switchAsked = 1;
                case "switched" -> switchAsked = switchDone = 1;
                case "parameter" -> configuration = Map.of("work_mem", "8192");
                case "waiting" -> waiting = List.of("max_connections");
                case "due" -> due.add(parts[1]);
                case "taken" -> taken.add(parts[1]);
                case "failed" -> failed.add(parts[1]);
                case "no-backup", "no-room" -> {}
                case "at" -> now = Instant.parse(parts[1]);
                default -> throw new IllegalArgumentException(word);
            }
        }
        World.Backups backups =
                new World.Backups(
                        words.contains("no-backup")
                                ? Optional.empty()
                                : Optional.of(now.minus(SINCE_BACKUP)),
                        0,
                        Optional.empty(),
                        !words.contains("no-room"));
        World.Lead lead = new World.Lead(led, busy, placement, switchAsked, switchDone);
        return new World(pid, configuration, waiting, due, taken, failed, backups, lead, now);
    }

    private static Instant ago(String hours) {
        return Calls.NOW.minus(Duration.parse("PT" + hours));
    }

    private static String text(Step step) {
        String name = step.getClass().getSimpleName();
        return switch (step) {
            case Step.Rest(Optional<Instant> until) ->
                    until.map(moment -> name + " until " + moment).orElse(name);
            case Step.BackUp(String snapshot) -> name + " " + snapshot;
            case Step.RequestFinalSnapshot(String snapshot) -> name + " " + snapshot;
            default -> name;
        };
    }
}
