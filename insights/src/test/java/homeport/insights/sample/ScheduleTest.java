package homeport.insights.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a second is sampled. */
class ScheduleTest {
    private static final Schedule SCHEDULE = new Schedule(42);

    @Test
    void eachSecondHasItsOwnMomentAndNoneIsPreferred() {
        int[] tenths = new int[10];
        for (long second = 0; second < 10_000; second++) {
            Instant at = SCHEDULE.within(second);
            assertThat(at.getEpochSecond()).isEqualTo(second);
            tenths[at.getNano() / 100_000_000]++;
        }
        for (int i = 0; i < 9; i++) assertThat(tenths[i]).isCloseTo(1020, within(120));
    }

    @Test
    void aJobAtTheTopOfEachSecondIsSeenByItsShare() {
        int seen = 0;
        for (long second = 0; second < 10_000; second++)
            if (SCHEDULE.within(second).getNano() < 100_000_000) seen++;
        assertThat(seen / 10_000.0).isCloseTo(0.10, within(0.01));
    }

    @Test
    void itIsSeenByItsShareInEveryMinute() {
        for (long minute = 0; minute < 1_000; minute++) {
            int seen = 0;
            for (long second = minute * 60; second < minute * 60 + 60; second++)
                if (SCHEDULE.within(second).getNano() < 100_000_000) seen++;
            assertThat(seen / 60.0).isCloseTo(0.10, within(0.02));
        }
    }

    /** Also a job of each 13th second, whose moments follow from no other's. */
    @Test
    void secondsOfOneMinuteAreInNoOrder() {
        int seen = 0;
        for (long second = 0; second < 130_000; second += 13)
            if (SCHEDULE.within(second).getNano() < 100_000_000) seen++;
        assertThat(seen / 10_000.0).isCloseTo(0.10, within(0.01));
    }

    @Test
    void noSecondIsSampledTwiceAndNoneIsMadeUpFor() {
        long last = 99;
        Instant now = Instant.ofEpochSecond(100);
        Instant first = SCHEDULE.next(now, last);
        assertThat(first.getEpochSecond()).isEqualTo(100);
        assertThat(SCHEDULE.next(first, 100).getEpochSecond()).isEqualTo(101);
        Instant late = Instant.ofEpochSecond(105, 990_000_000);
        assertThat(SCHEDULE.next(late, 100).getEpochSecond()).isEqualTo(106);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(new Schedule(42).within(7)).isEqualTo(SCHEDULE.within(7));
        assertThat(new Schedule(43).within(7)).isNotEqualTo(SCHEDULE.within(7));
    }
}
