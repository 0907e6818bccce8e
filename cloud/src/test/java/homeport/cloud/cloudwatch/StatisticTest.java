package homeport.cloud.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import homeport.store.series.Stats;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of 1, 2 … 100. Source: CloudWatch user guide, "Statistics definitions". */
final class StatisticTest {
    private static final Stats HUNDRED = hundred();

    private static Stats hundred() {
        double[] values = new double[100];
        double[] counts = new double[100];
        for (int i = 0; i < 100; i++) values[i] = i + 1;
        Arrays.fill(counts, 1);
        return Stats.of(values, counts);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "SampleCount, 100",
        "Average, 50.5",
        "Sum, 5050",
        "Minimum, 1",
        "Maximum, 100",
        "p0, 1",
        "p1, 1",
        "p50, 50",
        "p95, 95",
        "p99.9, 100",
        "p100, 100",
        "P95, 95",
        "tm90, 45.5",
        "TM(10%:90%), 50.5",
        "TM(:90%), 45.5",
        "TM(10%:), 55.5",
        "TM(10:20), 15.5",
        "TM(95:), 98",
        "IQM, 50.5",
        "tc90, 90",
        "TC(10:20), 10",
        "TC(:20), 20",
        "ts90, 4095",
        "TS(98:), 199",
        "PR(:20), 20",
        "PR(90:), 10",
        "PR(10:20), 10",
        "wm90, 49.95",
        "WM(10%:90%), 50.5",
        "WM(90:), 90.55",
    })
    void tells(String text, double expected) {
        Statistic statistic = Statistic.parse(text).orElseThrow();
        assertThat(statistic.text()).isEqualTo(text.equals("P95") ? "P95" : text);
        assertThat(statistic.of(HUNDRED).orElseThrow()).isCloseTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p",
                "p101",
                "average",
                "Avg",
                "tm",
                "TM",
                "TM()",
                "TM(:)",
                "TM(90%:10%)",
                "TM(10:90%)",
                "PR(10%:20%)",
                "TM(0%:101%)",
                "p-1",
                "pr50",
                "p50;",
                "TM(a:b)"
            })
    void whatIsNoStatisticIsNotRead(String text) {
        assertThat(Statistic.parse(text)).isEmpty();
    }

    /** Source: CloudWatch user guide, "Percentiles". */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "of a set of many values, 10, 30, 1, 5, false",
        "of a set of one sample, 1, 3, 3, 3, true",
        "of a set of equal values, 10, 30, 3, 3, true",
        "of negative values, 1, -3, -3, -3, false",
    })
    void percentilesNeedSingleValues(
            String story, double count, double sum, double min, double max, boolean told) {
        Stats set = Stats.set(count, sum, min, max);
        for (String text : new String[] {"p90", "tm90", "wm90", "tc90", "ts90", "PR(:3)"})
            assertThat(Statistic.parse(text).orElseThrow().of(set).isPresent())
                    .as("%s %s", text, story)
                    .isEqualTo(told);
    }

    @Test
    void percentilesOfManyValuesAreOffByHalfAPercentAtMost() {
        double[] values = new double[5000];
        double[] counts = new double[5000];
        for (int i = 0; i < values.length; i++) values[i] = 0.5 + i * 0.01;
        Arrays.fill(counts, 1);
        Stats stats = Stats.of(values, counts);
        for (String text : new String[] {"p1", "p50", "p90", "p99"}) {
            double percent = Double.parseDouble(text.substring(1));
            double exact = values[(int) (percent / 100 * values.length) - 1];
            assertThat(Statistic.parse(text).orElseThrow().of(stats).orElseThrow())
                    .isCloseTo(exact, within(exact * 0.0051));
        }
    }
}
