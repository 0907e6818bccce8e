package homeport.control.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    apart                                | 03:00-04:00         | sun:05:00-sun:06:00 | false
                    touching is fine                     | 03:00-04:00         | sun:04:00-sun:05:00 | false
                    touching from the other side         | 05:00-06:00         | sun:04:00-sun:05:00 | false
                    one minute in common                 | 03:00-04:01         | sun:04:00-sun:05:00 | true
                    the week's inside the day's          | 03:00-06:00         | sun:04:00-sun:05:00 | true
                    the day's inside the week's          | 04:10-04:40         | sun:04:00-sun:05:00 | true
                    the same                             | 04:00-05:00         | wed:04:00-wed:05:00 | true
                    over midnight into the day           | 23:30-00:30         | tue:00:00-tue:01:00 | true
                    over midnight from the day           | 23:30-00:30         | mon:23:00-mon:23:45 | true
                    over midnight, touching              | 23:30-00:30         | tue:00:30-tue:01:30 | false
                    a week's window over midnight        | 00:15-00:45         | tue:23:30-wed:00:30 | true
                    over the end of the week             | 00:15-00:45         | sun:23:30-mon:00:30 | true
                    over the end of the week, touching   | 00:30-01:00         | sun:23:30-mon:00:30 | false
                    two of a week on one day             | sun:23:30-mon:00:30 | mon:00:00-mon:01:00 | true
                    two of a week on other days          | tue:04:00-tue:05:00 | wed:04:00-wed:05:00 | false
                    two of a day                         | 23:00-01:00         | 00:30-02:00         | true
                    two of a day, touching               | 23:00-01:00         | 01:00-02:00         | false
                    """)
    void overlaps(String story, String one, String other, boolean expected) {
        assertThat(window(one).overlaps(window(other))).isEqualTo(expected);
        assertThat(window(other).overlaps(window(one))).as("the other way").isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    its first moment                 | sun:04:00-sun:05:00 | 2026-11-29T04:00:00Z | true  | 2026-12-06T04:00:00Z
                    its last moment                  | sun:04:00-sun:05:00 | 2026-11-29T04:59:59Z | true  | 2026-12-06T04:00:00Z
                    the end does not belong to it    | sun:04:00-sun:05:00 | 2026-11-29T05:00:00Z | false | 2026-12-06T04:00:00Z
                    shortly before                   | sun:04:00-sun:05:00 | 2026-11-29T03:59:59Z | false | 2026-11-29T04:00:00Z
                    the same time of another day     | sun:04:00-sun:05:00 | 2026-11-28T04:30:00Z | false | 2026-11-29T04:00:00Z
                    after the end of the week        | sun:23:30-mon:00:30 | 2026-11-30T00:29:00Z | true  | 2026-12-06T23:30:00Z
                    a day's window, over midnight    | 23:30-00:30         | 2026-11-24T00:10:00Z | true  | 2026-11-24T23:30:00Z
                    a day's window, elsewhere        | 23:30-00:30         | 2026-11-24T12:00:30Z | false | 2026-11-24T23:30:00Z
                    """)
    void isInForce(String story, String window, Instant at, boolean contains, Instant next) {
        assertThat(window(window).contains(at)).isEqualTo(contains);
        assertThat(window(window).nextStart(at)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3:00-4:00",
                "24:00-25:00",
                "03:60-04:00",
                "03:00-04:00 ",
                "03:00",
                "sun:04:00-05:00",
                "son:04:00-son:05:00",
                "sun:04:00-sun:25:00"
            })
    void isNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Window.daily(text));
        assertThatIllegalArgumentException().isThrownBy(() -> Window.weekly(text));
    }

    @Test
    void daysAreReadInAnyCase() {
        assertThat(Window.weekly("Sun:04:00-SUN:05:00"))
                .isEqualTo(Window.weekly("sun:04:00-sun:05:00"));
    }

    @ParameterizedTest
    @CsvSource({"03:00-03:30,30", "23:45-00:15,30", "03:00-03:00,0", "04:00-03:59,1439"})
    void lasts(String text, int minutes) {
        assertThat(Window.daily(text).minutes()).isEqualTo(minutes);
    }

    private static Window window(String text) {
        return text.length() == "03:00-04:00".length() ? Window.daily(text) : Window.weekly(text);
    }
}
