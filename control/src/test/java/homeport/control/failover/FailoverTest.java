package homeport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.failover.Move.Cause;
import homeport.control.failover.View.Health;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who leads, one night on call a row: a story, the record, what is seen of the nodes, what else is
 * known, and the move. {@link Scene} explains the words.
 */
class FailoverTest {
    /** A primary and one standby. Story | record | nodes | facts | move. */
    private static final String LOST =
            """
            a quiet night                                  | a leads 1 with b          | a leads 9, b follows 9                  | - | rest
            # the primary dies
            its postmaster is killed, a backend lives on   | a leads 1 with b          | a orphans, b follows 9                  | - | kill a
            with all of it gone the standby is asked       | a leads 1 with b          | a gone, b follows 9                     | - | ask b for 2
            it has promised but still receives             | a leads 1 with b          | a gone, b voted 2 9 receiving           | - | ask b for 2
            it has promised but would receive again        | a leads 1 with b          | a gone, b voted 2 9 of a                | - | ask b for 2
            it stopped but has not promised                | a leads 1 with b          | a gone, b idle 9                        | - | ask b for 2
            it has voted and is put on record              | a leads 1 with b          | a gone, b voted 2 9                     | - | FAILOVER: b leads 2, a strange
            a vote for a later term is one                 | a leads 1 with b          | a gone, b voted 4 9                     | - | FAILOVER: b leads 4, a strange
            then it is promoted                            | b leads 2, a strange      | a gone, b voted 2 9                     | closed | promote b, waiting for nobody
            and opened                                     | b leads 2, a strange      | a gone, b leads 10                      | closed, waits unknown | open b
            and told to wait for nobody                    | b leads 2, a strange      | a gone, b leads 10                      | waits unknown | wait for nobody
            the old one is copied anew                     | b leads 2, a strange      | a gone, b leads 10                      | - | copy a
            also when somebody started it                  | b leads 2, a strange      | a leads 11, b leads 10                  | - | kill a
            also when somebody is starting it              | b leads 2, a strange      | a starting 0s, b leads 10               | - | kill a
            the winner dies before its promotion           | b leads 2, a strange      | a gone, b gone marked promised 2        | closed | start b
            # the primary is frozen
            two seconds are not a failure                  | a leads 1 with b          | a silent 2s, b follows 9                | - | rest
            three are, and it is killed                    | a leads 1 with b          | a silent 3s, b follows 9                | - | kill a
            also while the standby is away                 | a leads 1 with b          | a silent 3s, b silent 2s                | - | kill a
            the standby is started for it                  | a leads 1 with b          | a silent 3s, b gone                     | - | start b
            a standby that hangs too is killed first       | a leads 1 with b          | a silent 3s, b silent 3s                | - | kill b
            # the primary starts
            it has until it counts as silent               | a leads 1 with b          | a starting 2s, b follows 9              | closed | rest
            then the standby is faster                     | a leads 1 with b          | a starting 3s, b follows 9              | closed | kill a
            without a voter recovery may take long         | a leads 1                 | a starting 599s, b follows 9            | closed | rest
            but not for ever                               | a leads 1                 | a starting 600s, b follows 9            | closed | kill a
            a start that is under way is left alone        | a leads 1 with b          | a gone busy, b follows 9                | closed | rest
            # nobody else may lead
            without a voter it is started again            | a leads 1                 | a gone, b follows 9                     | - | start a
            after its orphans are gone                     | a leads 1                 | a orphans, b follows 9                  | - | kill a
            a frozen one is killed for that                | a leads 1                 | a silent 3s, b follows 9                | - | kill a
            without data nothing can be done               | a leads 1                 | a gone empty, b follows 9               | - | rest
            # both are down
            the standby is started first                   | a leads 1 with b          | a gone, b gone                          | - | start b
            then the primary, it may be faster             | a leads 1 with b          | a gone, b gone busy                     | - | start a
            with orphans they are killed first             | a leads 1 with b          | a orphans, b orphans                    | - | kill b
            and then the primary's                         | a leads 1 with b          | a orphans, b starting 0s                | - | kill a
            one that hangs is killed                       | a leads 1 with b          | a gone, b silent 3s                     | - | kill b
            one that only pauses is not                    | a leads 1 with b          | a gone, b silent 2s                     | - | start a
            a standby without data does not come back      | a leads 1 with b          | a gone, b gone empty                    | - | start a
            nothing more while both start                  | a leads 1 with b          | a gone busy, b gone busy                | - | rest
            # votes that led nowhere
            the primary is back, the votes bind the voter  | a leads 1 with b          | a leads 9, b voted 2 9                  | closed | RENEWAL: a leads 2
            its follower's data stays known                | a leads 2                 | a leads 9, b voted 2 9                  | waits nobody since 0 | let b follow
            also of a node that is no voter                | a leads 1 with b, c strange | a leads 9, b follows 9, c gone promised 7 | - | RENEWAL: a leads 7, c strange
            """;

    /** The primary leads. */
    private static final String LED =
            """
            # a standby is lost
            it is away for less than a second              | a leads 1 with b          | a leads 9, b gone                       | away b 0.9s | start b
            after one it is not waited for, record first   | a leads 1 with b          | a leads 9, b gone                       | away b 1s | DEGRADED: a leads 1
            then PostgreSQL                                | a leads 1                 | a leads 9, b gone                       | away b 1s, waits b since 4 | wait for nobody
            and then it is started                         | a leads 1                 | a leads 9, b gone                       | away b 1s | start b
            its orphans are killed before                  | a leads 1                 | a leads 9, b orphans                    | away b 1s | kill b
            one that the primary never saw is lost         | a leads 1 with b          | a leads 9, b follows 9                  | unseen b | DEGRADED: a leads 1
            # a standby is stuck
            it confirms nothing for two seconds            | a leads 1 with b          | a leads 9, b follows 8                  | stuck b 2s | rest
            for three                                      | a leads 1 with b          | a leads 9, b follows 8                  | stuck b 3s | DEGRADED: a leads 1
            then PostgreSQL lets the commits go            | a leads 1                 | a leads 9, b follows 8                  | stuck b 4s, waits b since 4 | wait for nobody
            it is not waited for again while it is stuck   | a leads 1                 | a leads 9, b follows 8                  | stuck b 4s | rest
            when it hangs it is killed                     | a leads 1                 | a leads 9, b silent 3s                  | stuck b 4s | kill b
            # a standby is back
            it follows whom it was told to                 | a leads 1                 | a leads 9, b idle 8                     | - | let b follow
            also if that was another                       | a leads 1                 | a leads 9, b idle 8 of c                | - | let b follow
            a work on it is waited for                     | a leads 1                 | a leads 9, b idle 8 busy                | - | rest
            PostgreSQL waits for it first                  | a leads 1                 | a leads 9, b follows 8                  | - | wait for b
            until it has all before that                   | a leads 1                 | a leads 9, b follows 8                  | waits b since 9 | rest
            then the record                                | a leads 1                 | a leads 9, b follows 9                  | waits b since 9 | REDUNDANT: a leads 1 with b
            never by what was known before a restart       | a leads 1                 | a leads 9, b follows 9                  | waits unknown | wait for b
            too far behind it is not waited for            | a leads 1                 | a leads 16777226, b follows 9           | - | rest
            it is when it comes near                       | a leads 1                 | a leads 16777225, b follows 9           | - | wait for b
            gone again, commits do not wait                | a leads 1                 | a leads 9, b starting 0s                | waits b since 9 | wait for nobody
            # opening after a restart
            first it waits for its voter                   | a leads 1 with b          | a leads 9, b follows 8                  | closed, waits unknown | wait for b
            who has all that is shown                      | a leads 1 with b          | a leads 9, b follows 8                  | closed, waits b since 9 | rest
            now it has                                     | a leads 1 with b          | a leads 9, b follows 9                  | closed, waits b since 9 | open a
            a voter that has to follow first is told to    | a leads 2 with b          | a leads 9, b voted 2 9                  | closed, waits b since 9 | let b follow
            without a voter nothing is waited for          | a leads 1                 | a leads 9, b gone                       | closed, waits unknown | open a
            a voter that stays away is given up            | a leads 1 with b          | a leads 9, b gone                       | closed, away b 1s | DEGRADED: a leads 1
            # data that is not known
            a strange node is copied                       | a leads 1, b strange      | a leads 9, b gone                       | - | copy b
            a new one too                                  | a leads 1, b strange      | a leads 9, b gone empty                 | - | copy b
            one that was let lead meanwhile is killed      | a leads 1                 | a leads 9, b leads 9                    | - | kill b
            and copied, though its data was known          | a leads 1                 | a leads 9, b gone unmarked              | - | copy b
            one that runs is killed first                  | a leads 1, b strange      | a leads 9, b follows 9                  | - | kill b
            one that has lost its data is copied           | a leads 1                 | a leads 9, b gone empty                 | - | copy b
            a copy that is under way is left alone         | a leads 1, b strange      | a leads 9, b gone empty busy            | - | rest
            it is never waited for                         | a leads 1, b strange      | a leads 9, b follows 9 busy             | - | rest
            """;

    /** A primary and two standbys, of which one must confirm. */
    private static final String THREE =
            """
            a quiet night                                  | a leads 1 with b c        | a leads 9, b follows 9, c follows 8     | - | rest
            # a new primary
            both are asked at once                         | a leads 1 with b c        | a gone, b follows 9, c follows 9        | - | ask b c for 2
            only who has not voted is asked again          | a leads 1 with b c        | a gone, b voted 2 9, c follows 9        | - | ask c for 2
            all vote for the highest promise               | a leads 1 with b c        | a gone, b voted 2 9, c voted 3 9        | - | ask b for 3
            the longest log leads                          | a leads 1 with b c        | a gone, b voted 2 8, c voted 2 9        | - | FAILOVER: c leads 2, a strange
            with equal logs the first leads, both count    | a leads 1 with b c        | a gone, b voted 2 9, c voted 2 9        | - | FAILOVER: b leads 2 with c, a strange
            a later timeline before a longer log           | a leads 1 with b c        | a gone, b voted 2 9, c voted 2 8 timeline 2 | - | FAILOVER: c leads 2, a b strange
            one vote is not enough, the other may have it  | a leads 1 with b c        | a gone, b voted 2 9, c gone             | - | start c
            nor is it while the other is silent            | a leads 1 with b c        | a gone, b voted 2 9, c silent 1s        | - | start a
            one that runs as a primary cannot vote         | a leads 1 with b c        | a gone, b voted 2 9, c leads 9          | - | start a
            one voter of two nodes is enough               | a leads 1 with b          | a gone, b voted 2 8, c follows 9        | - | FAILOVER: b leads 2, a c strange
            the winner waits for its equal                 | b leads 2 with c, a strange | a gone, b voted 2 9, c voted 2 9      | closed | promote b, waiting for c
            which has to follow before clients come in     | b leads 2 with c, a strange | a gone, b leads 10, c voted 2 9       | closed, waits c since 10 | let c follow
            the winner is lost, its equal leads            | b leads 2 with c, a strange | a gone, b gone, c voted 2 9           | closed | ask c for 3
            # one of two standbys is lost
            PostgreSQL waits for the other first           | a leads 1 with b c        | a leads 9, b follows 8, c gone          | away c 1s | wait for b
            until it has what the lost one confirmed       | a leads 1 with b c        | a leads 9, b follows 8, c gone          | away c 1s, waits b since 9 | rest
            then the record                                | a leads 1 with b c        | a leads 9, b follows 9, c gone          | away c 1s, waits b since 9 | SHRUNK: a leads 1 with b
            both are lost                                  | a leads 1 with b c        | a leads 9, b gone, c gone               | away b 1s, away c 1s | DEGRADED: a leads 1
            it is back before the record knew              | a leads 1 with b c        | a leads 9, b follows 9, c follows 9     | waits b since 9 | wait for b c
            # and is back
            the record asks for both votes first           | a leads 1 with b          | a leads 9, b follows 9, c follows 8     | - | REDUNDANT: a leads 1 with b c
            then PostgreSQL takes either                   | a leads 1 with b c        | a leads 9, b follows 9, c follows 8     | waits b since 0 | wait for b c
            two candidates at once                         | a leads 1                 | a leads 9, b follows 9, c follows 8     | - | wait for b c
            count when both have everything                | a leads 1                 | a leads 9, b follows 9, c follows 8     | waits b c since 9 | rest
            a stuck one does not hold up the other         | a leads 1                 | a leads 9, b follows 9, c follows 8     | waits b c since 9, stuck c 3s | wait for b
            # a strange one that still runs
            it is killed before another is waited for      | b leads 2, c strange      | a follows 11, b leads 11, c follows 9 of a | - | kill c
            but not before clients come in                 | b leads 2, a c strange    | a gone, b leads 11, c follows 9 of a    | closed | open b
            # after a restart one voter is enough
            one of them has all that is shown              | a leads 1 with b c        | a leads 9, b follows 8, c follows 9     | closed, waits b c since 9 | open a
            """;

    /** Planned changes. */
    private static final String PLANNED =
            """
            # another primary
            the primary is stopped with all its log sent   | a leads 1 with b          | a leads 9, b follows 9                  | switch | stop a to hand over
            work on it is waited for                       | a leads 1 with b          | a leads 9 busy, b follows 9             | switch | rest
            nobody may lead instead                        | a leads 1                 | a leads 9, b follows 9                  | switch, waits b since 9 | REDUNDANT: a leads 1 with b
            the voter cannot be asked                      | a leads 1 with b          | a leads 9, b silent 1s                  | switch | rest
            one of two voters cannot                       | a leads 1 with b c        | a leads 9, b follows 9, c gone          | switch, away c 0.5s | start c
            of two that have it all the one asked for leads | a leads 1 with b c       | a stopped 9 marked, b voted 2 10, c voted 2 10 | switch c | SWITCHOVER: c leads 2 with b
            nobody was named                               | a leads 1 with b c        | a stopped 9 marked, b voted 2 10, c voted 2 10 | switch | SWITCHOVER: b leads 2 with c
            who has more of the log leads all the same     | a leads 1 with b c        | a stopped 9 marked, b voted 2 11, c voted 2 10 | switch c | SWITCHOVER: b leads 2
            stopped, the standby is asked                  | a leads 1 with b          | a stopped 9 marked, b follows 10        | switch | ask b for 2
            it has the end, so the old one may follow      | a leads 1 with b          | a stopped 9 marked, b voted 2 10        | switch | SWITCHOVER: b leads 2
            it lacks the end, so the old one may not       | a leads 1 with b          | a stopped 9 marked, b voted 2 9         | switch | SWITCHOVER: b leads 2, a strange
            nor may one that ended on another timeline     | a leads 1 with b          | a stopped 9 marked, b voted 2 10 timeline 2 | switch | SWITCHOVER: b leads 2, a strange
            nor one that did not end cleanly               | a leads 1 with b          | a gone, b voted 2 10                    | switch | SWITCHOVER: b leads 2, a strange
            nor one that would start as a primary          | a leads 1 with b          | a stopped 9, b voted 2 10               | switch | SWITCHOVER: b leads 2, a strange
            the old one is started                         | b leads 2                 | a stopped 9 marked, b leads 11          | - | start a
            and follows                                    | b leads 2                 | a idle 10, b leads 11                   | - | let a follow
            the new one promised more meanwhile            | b leads 2                 | a stopped 9 marked, b leads 11 promised 4 | - | RENEWAL: b leads 4
            # more nodes and fewer
            a wanted node joins                            | a leads 1                 | a leads 9                               | wanted a b | JOINED: a leads 1, b strange, of a b
            an unwanted voter is not waited for            | a leads 1 with b          | a leads 9, b follows 9                  | wanted a | DEGRADED: a leads 1
            then PostgreSQL                                | a leads 1                 | a leads 9, b follows 9                  | wanted a, waits b since 0 | wait for nobody
            then it leaves                                 | a leads 1                 | a leads 9, b follows 9                  | wanted a | LEFT: a leads 1, of a
            a new one joins before an old one leaves       | a leads 1                 | a leads 9, b follows 9                  | wanted a c | JOINED: a leads 1, c strange, of a b c
            the primary stays, wanted or not               | a leads 1 with b          | a leads 9, b follows 9                  | wanted b | rest
            of two voters one is not wanted                | a leads 1 with b c        | a leads 9, b follows 9, c follows 9     | wanted a b, waits b since 9 | SHRUNK: a leads 1 with b
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = LOST)
    void aLostPrimary(String story, String record, String nodes, String facts, String move) {
        check(record, nodes, facts, move);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = LED)
    void aPrimaryThatLeads(String story, String record, String nodes, String facts, String move) {
        check(record, nodes, facts, move);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = THREE)
    void aClusterOfThree(String story, String record, String nodes, String facts, String move) {
        check(record, nodes, facts, move);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = PLANNED)
    void aPlannedChange(String story, String record, String nodes, String facts, String move) {
        check(record, nodes, facts, move);
    }

    private static void check(String record, String nodes, String facts, String move) {
        Scene scene = Scene.of(record, nodes, facts);
        assertThat(scene.tell(scene.next())).isEqualTo(move);
    }

    @Test
    void everyMoveCauseAndHealthIsInTheTables() {
        Set<String> moves = new HashSet<>();
        Set<Object> causes = new HashSet<>(Set.of(Cause.COPIED)); // by whoever made the copy
        Set<Health> healths = new HashSet<>();
        rows().forEach(columns -> {
            Scene scene = Scene.of(columns[1], columns[2], columns[3]);
            Move move = scene.next();
            moves.add(move.getClass().getSimpleName());
            if (move instanceof Move.Record(var _, var cause)) causes.add(cause);
            scene.view().nodes().values().forEach(node -> healths.add(node.health()));
        });
        assertThat(moves)
                .containsAll(
                        Arrays.stream(Move.class.getPermittedSubclasses())
                                .map(Class::getSimpleName)
                                .toList());
        assertThat(causes).contains((Object[]) Cause.values());
        assertThat(healths).contains(Health.values());
    }

    private static Stream<String[]> rows() {
        return Stream.of(LOST, LED, THREE, PLANNED)
                .flatMap(String::lines)
                .filter(row -> !row.startsWith("#"))
                .map(row ->
                        Arrays.stream(row.split("\\|")).map(String::strip).toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    readers that commits wait for          | a leads 1 with b c    | a leads 9, b follows 9, c follows 9       | -        | b c
                    one is given up, but still streams     | a leads 1 with b      | a leads 9, b follows 9, c follows 9       | -        | b c
                    one is given up and cut off            | a leads 1 with b      | a leads 9, b follows 9, c follows 9       | away c 1s | b
                    the primary is gone: reading goes on   | a leads 1 with b c    | a gone, b voted 2 9, c voted 2 9          | -        | b c
                    one hangs                              | a leads 1 with b c    | a leads 9, b silent 1s, c follows 9       | -        | c
                    one starts                             | a leads 1 with b c    | a leads 9, b starting 0s, c follows 9     | -        | c
                    never data of another history          | a leads 2 with b, c strange | a leads 9, b follows 9, c follows 9 | -        | b
                    never a server that takes writes       | a leads 2 with b      | a leads 9, b follows 9, c leads 9         | -        | b
                    """)
    void clientsMayReadFrom(String story, String record, String nodes, String facts, String from) {
        Scene scene = Scene.of(record, nodes, facts);
        assertThat(scene.view().readable(scene.record()))
                .containsExactlyInAnyOrder(from.split(" "));
    }

    @Test
    void aCopyMakesANodeKnownForThisTermOnly() {
        Topology copied =
                Scene.of("a leads 3, b strange", "a leads 9, b gone", "-")
                        .record()
                        .withCleared("b");
        assertThat(copied.isCleared("b")).isTrue();
        assertThat(copied.led("a", 4, Set.of(), Set.of()).isCleared("b")).isFalse();
    }

    @Test
    void aRecordWithoutItsPrimaryOrWithStrangersForVotersCannotBe() {
        Topology record = Topology.single("a");
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> record.withMembers(Set.of("b")))
                .withMessage("a leads and is no member of [b]");
        for (String voter : List.of("a", "b"))
            Assertions.assertThatIllegalArgumentException()
                    .isThrownBy(() -> record.withVoters(Set.of(voter)))
                    .withMessage("voters [" + voter + "], allowed: of [a] without a");
    }

    @Test
    void aFailoverLimitIsOneToThirtySeconds() {
        for (long seconds : new long[] {0, 31})
            Assertions.assertThatIllegalArgumentException()
                    .isThrownBy(() -> limits(Duration.ofSeconds(seconds)))
                    .withMessage(
                            "the failover limit is PT%dS, allowed PT1S to PT30S"
                                    .formatted(seconds));
        assertThat(limits(Duration.ofSeconds(30)).silenceMax()).hasSeconds(30);
    }

    private static Limits limits(Duration silenceMax) {
        Limits some = Limits.DEFAULT;
        return new Limits(
                silenceMax,
                some.startMax(),
                some.stuckMax(),
                some.goneMax(),
                some.behindMaxBytes());
    }
}
