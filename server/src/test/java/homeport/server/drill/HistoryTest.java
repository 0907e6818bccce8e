package homeport.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.drill.Operation.Mark;
import homeport.server.drill.Operation.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What breaks a promise, planted on purpose. Times are milliseconds. */
class HistoryTest {
    private static final Mark FIRST = new Mark("127.1.0.1", "08:00", "00000001");
    private static final Mark FIRST_AGAIN = new Mark("127.1.0.1", "09:00", "00000001");
    private static final Mark RIVAL = new Mark("127.2.0.1", "08:30", "00000001");
    private static final Mark NEXT = new Mark("127.2.0.1", "08:30", "00000002");

    @Test
    void aFailoverThatLosesNothingIsFine() {
        History history =
                history(
                        List.of(
                                ok(1, 0, 10, FIRST),
                                ok(2, 20, 30, FIRST_AGAIN),
                                unknown(3, 40, 900),
                                unknown(4, 40, 900),
                                fail(5, 50, 60),
                                ok(6, 910, 920, NEXT)),
                        Map.of(1L, FIRST, 2L, FIRST_AGAIN, 3L, FIRST, 6L, NEXT));
        assertThat(history.verdict().holds()).isTrue();
    }

    @Test
    void anAcknowledgedRowThatIsNotThereIsLost() {
        assertThat(history(List.of(ok(7, 0, 10, FIRST)), Map.of()).verdict().lost())
                .containsExactly(7L);
    }

    @Test
    void aRefusedRowThatIsThereIsAPhantom() {
        assertThat(other(List.of(fail(7, 0, 10)), Map.of(7L, FIRST)))
                .containsExactly("row 7 was refused and is there");
    }

    @Test
    void aRowThatAnotherServerWroteThanSaidSoIsNotTheSameRow() {
        assertThat(other(List.of(ok(7, 0, 10, FIRST)), Map.of(7L, FIRST_AGAIN)))
                .singleElement()
                .asString()
                .startsWith("row 7 was acknowledged by");
    }

    @Test
    void twoNodesMayNotWriteOneTimeline() {
        List<Operation> both = List.of(ok(1, 0, 10, FIRST), ok(2, 20, 30, RIVAL));
        assertThat(other(both, Map.of(1L, FIRST, 2L, RIVAL)))
                .containsExactly("timeline 00000001 was written by [127.1.0.1, 127.2.0.1]");
    }

    @Test
    void anOldPrimaryMayNotTakeAWriteAfterItsSuccessorHasServed() {
        List<Operation> late = List.of(ok(1, 0, 10, NEXT), ok(2, 11, 12, FIRST));
        assertThat(other(late, Map.of(1L, NEXT, 2L, FIRST)))
                .singleElement()
                .asString()
                .contains("row 2", "after its successor");
    }

    /** An answer can lie in a socket for a moment. */
    @Test
    void itsAnswerMayBeReadAMomentLaterButNotLaterThanThat() {
        List<Operation> read = List.of(ok(1, 5, 10, NEXT), ok(2, 0, 200, FIRST));
        assertThat(other(read, Map.of(1L, NEXT, 2L, FIRST))).isEmpty();
        List<Operation> thawed = List.of(ok(1, 5, 10, NEXT), ok(2, 0, 4000, FIRST));
        assertThat(other(thawed, Map.of(1L, NEXT, 2L, FIRST))).hasSize(1);
    }

    private static List<String> other(List<Operation> told, Map<Long, Mark> found) {
        return history(told, found).verdict().other();
    }

    private static History history(List<Operation> told, Map<Long, Mark> found) {
        return new History(told, found, new HashSet<>(found.values()));
    }

    private static Operation ok(long id, long invoked, long completed, Mark by) {
        return operation(id, invoked, completed, new Outcome.Ok(by));
    }

    private static Operation fail(long id, long invoked, long completed) {
        return operation(id, invoked, completed, new Outcome.Fail());
    }

    private static Operation unknown(long id, long invoked, long completed) {
        return operation(id, invoked, completed, new Outcome.Unknown());
    }

    private static Operation operation(long id, long invoked, long completed, Outcome outcome) {
        return new Operation(
                id,
                Duration.ofMillis(invoked).toNanos(),
                Duration.ofMillis(completed).toNanos(),
                outcome);
    }
}
