package homeport.control.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When a node that is down may be started again; words are starts, services and stops on purpose,
 * in seconds.
 */
class StartsTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-26T00:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    one that was started once                     | start 0                         | 0  | false
                    the second start is at once too               | start 0, start 1                | 1  | true
                    after it there is a second of rest            | start 0, start 1                | 2  | false
                    then two                                      | start 0, start 1, start 3       | 4  | true
                    and no more than that                         | start 0, start 1, start 3       | 5  | false
                    one that stayed up begins anew                | start 0, start 1, start 32      | 32 | false
                    one that served was not the cause             | start 0, serve 1, serve 2, start 3, serve 4, serve 5, start 6 | 6 | false
                    also when it is killed right after            | start 0, start 1, serve 2, serve 3 | 1 | false
                    a moment of service is not enough             | start 0, serve 0, start 1, serve 1, start 2 | 2 | true
                    who is stopped on purpose has not failed      | start 0, start 1, stop 1, start 2 | 2 | false
                    what fails after that counts                  | start 0, stop 0, start 1, start 2 | 2 | true
                    """)
    void rests(String story, String history, long now, boolean rests) {
        Starts starts = new Starts();
        for (String event : history.split(", ")) {
            Instant at = MIDNIGHT.plusSeconds(Long.parseLong(event.split(" ")[1]));
            switch (event.split(" ")[0]) {
                case "start" -> starts.begun("n1", at);
                case "serve" -> starts.serves("n1", at);
                default -> starts.stopped("n1");
            }
        }
        assertThat(starts.resting(MIDNIGHT.plusSeconds(now)).contains("n1")).isEqualTo(rests);
    }
}
