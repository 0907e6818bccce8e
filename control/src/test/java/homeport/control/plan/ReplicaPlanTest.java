package homeport.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.DbInstance;
import homeport.control.instance.DbInstance.ReplicaOf;
import homeport.control.instance.Observed;
import homeport.control.instance.Replication;
import homeport.control.instance.Replication.State;
import homeport.control.plan.World.Link;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The instance orders as a read replica that streams from n2 of its source. A row tells by words
 * what differs from one that serves and replicates.
 */
class ReplicaPlanTest {
    private static final ReplicaOf SOURCE = new ReplicaOf(Calls.REGION, "db-SOURCE");

    /** Story | asked | seen | link | step | status. */
    static final String ROWS =
            """
            all is as asked: it looks again soon         | -             | -                | -               | Rest                       | available
            it waits for its source to be copied         | -             | new              | down            | Rest                       | creating
            then its data is copied                      | -             | new              | down ready      | MakeData                   | creating
            also when there is nothing to copy any more  | -             | new              | down gone       | MakeData                   | creating
            then its server starts                       | -             | made             | down            | Start                      | creating
            it serves when it streams, not before        | -             | started starting | starting        | Rest                       | creating
            which is noted first                         | -             | started starting | -               | NoteReplication REPLICATING | creating
            then it begins like any other                | -             | started          | -               | RequestFirstBackup         | creating
            the source's standby is another one          | -             | -                | upstream=n3     | Follow n3                  | available
            its files say another                        | -             | -                | astray          | Follow n2                  | available
            its source has more connections              | -             | -                | more            | Restart                    | available
            it streams no more                           | -             | -                | error           | NoteReplication ERROR      | available
            and then it does again                       | -             | error            | -               | NoteReplication REPLICATING | available
            it can never catch up                        | -             | error            | cut             | CopyAnew it is so          | available
            first of all                                 | reboot        | error            | cut upstream=n3 | CopyAnew it is so          | rebooting
            copied anew it is made as the first time     | -             | error uncreated  | down ready      | MakeData                   | rebooting
            cut off for a month it is terminated         | -             | old-error        | error           | NoteReplication TERMINATED | available
            which is for ever                            | -             | terminated       | cut upstream=n3 | Rest                       | available
            a deleted source in another region ends it   | -             | -                | gone            | NoteReplication TERMINATED | available
            one in the same region promotes it           | -             | -                | gone same       | AdoptPromotion             | available
            a terminated one, too, if it comes to that   | -             | terminated       | gone same       | AdoptPromotion             | available
            promoted, it is so before its reboot         | promoted reboot | -              | none            | Promote                    | modifying
            dead, it starts first                        | promoted reboot | nopid          | none down       | Start                      | modifying
            then the reboot                              | promoted reboot | promoted       | none            | Restart                    | rebooting
            and it is an instance like any other         | promoted      | promoted         | none            | Rest                       | available
            a deletion comes before all else             | delete        | error            | cut gone same   | Remove                     | deleting
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = ROWS)
    void plans(String story, String asked, String seen, String link, String step, String status) {
        DbInstance wanted = asked(asked);
        Observed is = seen(wanted, seen);
        assertThat(text(Plan.next(wanted, is, world(link)))).isEqualTo(step);
        assertThat(InstanceStatus.of(wanted, is).word()).isEqualTo(status);
    }

    private static DbInstance asked(String words) {
        DbInstance asked = Examples.replica(SOURCE);
        for (String word : words.split(" "))
            asked =
                    switch (word) {
                        case "-" -> asked;
                        case "promoted" -> asked.promoted();
                        case "reboot" -> asked.rebooted();
                        case "delete" ->
                                asked.deleted(new DbInstance.Deletion(Optional.empty(), false));
                        default -> throw new IllegalArgumentException(word);
                    };
        return asked;
    }

    private static Observed seen(DbInstance asked, String words) {
        Replication replicates =
                new Replication(SOURCE, "arn", Optional.of("n2"), State.REPLICATING, "", Calls.NOW);
        Observed seen = Examples.serving(Examples.replica(SOURCE)).with(replicates);
        for (String word : words.split(" "))
            seen =
                    switch (word) {
                        case "-" -> seen;
                        case "new" -> Observed.of(asked);
                        case "made" -> Observed.of(asked).createdAt(Calls.NOW, 1).with(replicates);
                        case "started" ->
                                Observed.of(asked)
                                        .createdAt(Calls.NOW, 1)
                                        .running(Optional.of(Examples.PID))
                                        .applied(asked.settings(), asked.identifier())
                                        .with(replicates);
                        case "starting" -> seen.with(replicates.now(State.STARTING, "", Calls.NOW));
                        case "error" -> seen.with(replicates.now(State.ERROR, "no", Calls.NOW));
                        case "old-error" ->
                                seen.with(
                                        replicates.now(
                                                State.ERROR,
                                                "no",
                                                Calls.NOW.minus(Duration.ofDays(31))));
                        case "terminated" ->
                                seen.with(replicates.now(State.TERMINATED, "no", Calls.NOW));
                        case "uncreated" -> seen.uncreated();
                        case "nopid" -> seen.running(Optional.empty());
                        case "promoted" -> seen.promoted();
                        default -> throw new IllegalArgumentException(word);
                    };
        return seen;
    }

    private static World world(String words) {
        Set<String> all = Set.of(words.split(" "));
        Optional<Long> pid = all.contains("down") ? Optional.empty() : Optional.of(Examples.PID);
        World.Lead lead =
                new World.Lead(false, false, Observed.of(Examples.orders()).placement(), 0, 0);
        return new World(
                pid,
                Map.of(),
                List.of(),
                List.of(),
                Set.of(),
                Set.of(),
                new World.Backups(Optional.of(Calls.NOW), 0, Optional.empty(), true),
                lead,
                all.contains("none") ? Optional.empty() : Optional.of(link(all)),
                Calls.NOW);
    }

    private static Link link(Set<String> words) {
        if (words.contains("gone")) return Link.gone(words.contains("same"));
        State state = State.REPLICATING;
        if (words.contains("error")) state = State.ERROR;
        if (words.contains("starting")) state = State.STARTING;
        return new Link(
                false,
                true,
                words.contains("ready"),
                words.contains("upstream=n3") ? "n3" : "n2",
                !words.contains("astray"),
                words.contains("more"),
                words.contains("cut") ? Optional.of("it is so") : Optional.empty(),
                state,
                state == State.ERROR ? "no" : "");
    }

    private static String text(Step step) {
        String name = step.getClass().getSimpleName();
        return switch (step) {
            case Step.Follow(String node) -> name + " " + node;
            case Step.CopyAnew(String because) -> name + " " + because;
            case Step.NoteReplication(State state, String _) -> name + " " + state;
            default -> name;
        };
    }
}
