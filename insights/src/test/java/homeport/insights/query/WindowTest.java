package homeport.insights.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    /** Source: Performance Insights API Reference, GetResourceMetrics. */
    @ParameterizedTest
    @CsvSource({
        "10:00:00, 11:00:00, 60, 10:00:00, 11:00:00, 60",
        "10:00:30, 10:10:01, 60, 10:00:00, 10:11:00, 11",
        "10:00:30, 10:00:31, 1, 10:00:30, 10:00:31, 1",
        "10:00:30.5, 10:00:31.5, 1, 10:00:30, 10:00:32, 2",
        "10:03:00, 10:04:00, 3600, 10:00:00, 11:00:00, 1",
        "10:03:00, 10:04:00, 86400, 00:00:00, 24:00:00, 1"
    })
    void startGoesDownAndEndUpToWholePeriods(
            String start, String end, int period, String first, String last, int periods) {
        Window window = Window.around(at(start), at(end), period);
        assertThat(window.start()).isEqualTo(at(first));
        assertThat(window.end()).isEqualTo(at(last));
        assertThat(window.periods()).isEqualTo(periods);
    }

    @ParameterizedTest
    @CsvSource({
        "PT5M, 1",
        "PT1H, 60",
        "PT5H, 60",
        "PT24H, 300",
        "P7D, 3600",
        "P31D, 86400",
        "P365D, 86400"
    })
    void theServiceChoosesAPeriodThatMakesAPicture(Duration range, int period) {
        Instant start = at("00:00:00");
        assertThat(Window.periodFor(start, start.plus(range))).isEqualTo(period);
    }

    private static Instant at(String time) {
        if (time.equals("24:00:00")) return Instant.parse("2026-06-15T00:00:00Z");
        return Instant.parse("2026-06-14T" + time + "Z");
    }
}
