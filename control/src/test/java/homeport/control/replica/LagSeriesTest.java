package homeport.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a minute's lag is, of readings of which some could not be told. */
class LagSeriesTest {
    private static final Instant MINUTE = Instant.parse("2026-11-24T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "1 3,     2,  false",
        "-1 4 -1, 4,  false",
        "0,       0,  false",
        "-1 -1,   -1, true",
    })
    void whatIsNotKnownDoesNotCount(String readings, double average, boolean unknown) {
        LagSeries series = new LagSeries();
        double[] seconds =
                Arrays.stream(readings.split(" ")).mapToDouble(Double::parseDouble).toArray();
        for (int i = 0; i < seconds.length; i++) series.add(MINUTE.plusSeconds(i), seconds[i]);
        assertThat(series.newest()).isEqualTo(seconds[seconds.length - 1]);
        assertThat(series.lastWhole(MINUTE.plusSeconds(60))).hasValue(average);
        assertThat(series.unknownIn(MINUTE)).isEqualTo(unknown);
        assertThat(series.unknownIn(MINUTE.minusSeconds(60))).as("the one before").isFalse();
    }
}
