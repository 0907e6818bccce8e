package homeport.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.engine.Lsn;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How old the first change is that a replica does not show. */
class LagHistoryTest {
    private static final Instant BEGIN = Instant.parse("2026-11-26T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # story                                        | samples, second=position | shown | now | behind
                    nothing is known yet                           | -                        | 5     | 1   | ?
                    it has all                                     | 0=5                      | 5     | 9   | 0
                    and more than the sample                       | 0=5                      | 6     | 0   | 0
                    it is idle, whoever asks when                  | 0=5 100=5                | 5     | 200 | 0
                    one change is missing                          | 0=5 1=6                  | 5     | 1   | 1000
                    since it was made                              | 0=5 100=5 101=6          | 5     | 110 | 10000
                    half of what was written in a second           | 0=0 1=100                | 50    | 1   | 500
                    nearly all of it                               | 0=0 1=100                | 99    | 1   | 10
                    replay is paused while others write            | 0=1 1=2 2=3 3=4 4=5      | 2     | 4   | 3000
                    what lies before the first sample              | 10=5 11=6                | 4     | 11  | ?
                    a failover lost what nobody had acknowledged   | 0=5 1=9 2=6              | 6     | 2   | 0
                    and what comes then is as old as it is         | 0=5 1=9 2=6 30=9         | 6     | 30  | 28000
                    """)
    void behind(String story, String samples, long shown, long now, String behind) {
        LagHistory history = new LagHistory();
        if (!samples.equals("-"))
            for (String sample : samples.split(" ")) {
                String[] parts = sample.split("=");
                history.sample(new Lsn(Long.parseLong(parts[1])), at(Long.parseLong(parts[0])));
            }
        assertThat(
                        history.behind(new Lsn(shown), at(now))
                                .map(Duration::toMillis)
                                .map(String::valueOf)
                                .orElse("?"))
                .isEqualTo(behind);
    }

    /** A source that writes evenly for a day, and replicas that paused at some time of it. */
    @Test
    void aLongHistoryIsThinnedWhereItIsOld() {
        LagHistory history = new LagHistory();
        int day = 24 * 3600;
        for (int second = 0; second < day; second++) history.sample(new Lsn(second), at(second));
        for (int paused : new int[] {0, 10, 3600, day / 2, day - 3600, day - 60, day - 2})
            assertThat(history.behind(new Lsn(paused), at(day)).orElseThrow())
                    .as("paused at %d", paused)
                    .isEqualTo(Duration.ofSeconds(day - paused));
        assertThat(history.newest()).contains(new Lsn(day - 1));
    }

    @Test
    void aMinuteIsTheAverageOfWhatWasKnownInIt() {
        LagSeries series = new LagSeries();
        assertThat(series.newest()).isEqualTo(LagSeries.UNKNOWN);
        series.add(at(0), 1);
        series.add(at(30), LagSeries.UNKNOWN);
        series.add(at(59), 3);
        series.add(at(60), LagSeries.UNKNOWN);
        assertThat(series.minutes())
                .containsExactly(
                        new LagSeries.Minute(at(0), 2),
                        new LagSeries.Minute(at(60), LagSeries.UNKNOWN));
        assertThat(series.lastWhole(at(61))).hasValue(2);
        assertThat(series.newest()).isEqualTo(LagSeries.UNKNOWN);
        for (int minute = 2; minute < 2 * LagSeries.MINUTES_MAX; minute++)
            series.add(at(60L * minute), 0);
        assertThat(series.minutes()).hasSize(LagSeries.MINUTES_MAX);
    }

    private static Instant at(long second) {
        return BEGIN.plusSeconds(second);
    }
}
