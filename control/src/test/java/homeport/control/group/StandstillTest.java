package homeport.control.group;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.engine.Lsn;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which follower is in order, and since when another is not. Times are milliseconds. */
class StandstillTest {
    private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");

    private final Standstill new0 = Standstill.begun(at(0));

    @Test
    void whoHasEverythingIsInOrderHoweverLongNothingIsWritten() {
        Standstill has = new0.seen(true, new Lsn(100), new Lsn(100), at(200));
        assertThat(has.seen(true, new Lsn(100), new Lsn(100), at(60_000)).at(at(60_000))).isZero();
    }

    @Test
    void whoLacksSomethingAndConfirmsMoreIsInOrder() {
        Standstill moves = new0.seen(true, new Lsn(100), new Lsn(900), at(200));
        assertThat(moves.seen(true, new Lsn(200), new Lsn(990), at(400)).at(at(400))).isZero();
    }

    @Test
    void whoConfirmsNothingAlthoughItLacksSomethingStandsStill() {
        Standstill stuck = new0.seen(true, new Lsn(100), new Lsn(100), at(200));
        stuck = stuck.seen(true, new Lsn(100), new Lsn(150), at(400));
        stuck = stuck.seen(true, new Lsn(100), new Lsn(150), at(3300));
        assertThat(stuck.at(at(3300))).hasMillis(3100);
    }

    /** Given up, it is not waited for, and is not taken back before it has moved. */
    @Test
    void thatNoCommitWaitsForItDoesNotBringItBack() {
        Standstill stuck = new0.seen(true, new Lsn(100), new Lsn(150), at(200));
        for (int time = 400; time <= 5000; time += 200)
            stuck = stuck.seen(true, new Lsn(100), new Lsn(150 + time), at(time));
        assertThat(stuck.at(at(5000))).hasMillis(4800);
        assertThat(stuck.seen(true, new Lsn(101), new Lsn(9999), at(5200)).at(at(5200))).isZero();
    }

    @Test
    void whoDoesNotStreamIsNotInOrderWhateverItHas() {
        Standstill gone = new0.seen(false, new Lsn(100), new Lsn(100), at(200));
        assertThat(gone.at(at(200))).hasMillis(200);
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }
}
