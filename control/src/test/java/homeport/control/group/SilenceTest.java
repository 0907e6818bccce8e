package homeport.control.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who is silent, and who is only busy or was not asked. Times are milliseconds. */
class SilenceTest {
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);
    private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");

    @Test
    void itBeginsWithTheLastAnswer() {
        Silence answered = Silence.none(at(0));
        assertThat(answered.at(at(150))).hasMillis(150);
        assertThat(answered.asked(at(200)).at(at(500))).hasMillis(500);
    }

    @Test
    void aFrozenServerIsSilentForAsLongAsItIsAsked() {
        Silence now = Silence.none(at(0));
        long time = 0;
        while (time < 3000) {
            now = now.asked(at(time += 200));
            assertThat(now.at(at(time))).hasMillis(time);
            now = now.failed(at(time += 750));
            assertThat(now.at(at(time))).hasMillis(time);
        }
    }

    @Test
    void anAnswerEndsItHoweverLateItComes() {
        Silence late = Silence.none(at(0)).asked(at(200));
        assertThat(late.at(at(940))).hasMillis(940);
        assertThat(Silence.none(at(940)).at(at(940))).isZero();
    }

    @Test
    void aServerWhoseFollowersReceiveMoreIsNotSilentThoughItDoesNotAnswer() {
        Silence busy = Silence.none(at(0)).asked(at(200));
        busy = busy.heard(at(900), Duration.ZERO);
        assertThat(busy.at(at(1000))).hasMillis(100);
        busy = busy.failed(at(1000)).heard(at(1100), Duration.ZERO).asked(at(1200));
        assertThat(busy.at(at(1300))).hasMillis(200);
    }

    @Test
    void whatIsLearntLateCountsFromWhenItWas() {
        Silence busy = Silence.none(at(0)).asked(at(200));
        assertThat(busy.heard(at(700), Duration.ofMillis(150)).at(at(700))).hasMillis(150);
        assertThat(busy.heard(at(700), Duration.ofMillis(150)).at(at(900))).hasMillis(350);
    }

    @Test
    void whatIsLearntLateMakesNoSilenceLonger() {
        Silence answered = Silence.none(at(600));
        assertThat(answered.heard(at(700), Duration.ofMillis(500)).at(at(700))).hasMillis(100);
        Silence paused =
                Silence.none(at(0)).asked(at(200)); // we stood still, and so did the answer
        assertThat(paused.heard(at(60_000), Duration.ofSeconds(59)).at(at(60_000)))
                .isLessThan(SHORTEST_LIMIT);
        assertThat(answered.heard(at(700), Duration.ofMillis(-5)).at(at(700))).isZero();
    }

    @Test
    void onePauseOfOursIsNeverEnough() {
        Silence asking = Silence.none(at(0)).asked(at(200));
        assertThat(asking.at(at(60_000))).isLessThan(SHORTEST_LIMIT);
        Silence idle = Silence.none(at(0));
        assertThat(idle.at(at(60_000))).isLessThan(SHORTEST_LIMIT);
        assertThat(idle.asked(at(60_000)).at(at(60_100))).isLessThan(SHORTEST_LIMIT);
    }

    @Test
    void aClockThatIsSetBackTakesNothingAway() {
        Silence failed = Silence.none(at(0)).asked(at(200)).failed(at(900));
        assertThat(failed.at(at(-60_000))).hasMillis(900);
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }
}
