package homeport.control.dbproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When refused client connections are told of. */
class ThrottlingTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    /** Ten were told at noon. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no more of them,                 10, PT2H,    false",
        "more of them at once after,      11, PT0.1S,  false",
        "more of them after an hour,      11, PT1H,    true",
        "the count begins anew,            3, PT1H,    true",
        "the count begins anew with none,  0, PT1H,    false"
    })
    void isToldOnceInAnHour(String story, long count, Duration after, boolean told) {
        Throttling was = new Throttling(10, Optional.of(NOON));
        assertThat(was.next(count, NOON.plus(after)).isPresent()).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true"})
    void theFirstIsToldAtOnce(long count, boolean told) {
        assertThat(Throttling.NONE.next(count, NOON).isPresent()).isEqualTo(told);
    }
}
