package homeport.cloud.cloudwatch.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import homeport.cloud.cloudwatch.math.Value.Line;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Metric math over five minutes. A series is written by its minutes, {@code -} for one without a
 * value. Source of the rules: CloudWatch user guide, "Using metric math".
 */
final class FormulaTest {
    /** {@code m1} to {@code m4} are metrics, {@code e1} is another expression. */
    private static final Map<String, String> SERIES =
            Map.of(
                    "m1", "1 2 3 4 5",
                    "m2", "10 - 30 - 50",
                    "m3", "- - - - -",
                    "m4", "0 1 0 2 -4",
                    "cpu_a", "7 7 7 7 7");

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    m1                              | 1 2 3 4 5
                    -m1                             | -1 -2 -3 -4 -5
                    m1 + 1                          | 2 3 4 5 6
                    1 - m1                          | 0 -1 -2 -3 -4
                    m1 + m2                         | 11 - 33 - 55
                    m1 + m2 * 2                     | 21 - 63 - 105
                    (m1 + 1) * 2                    | 4 6 8 10 12
                    2 ^ m1                          | 2 4 8 16 32
                    -m1 ^ 2                         | -1 -4 -9 -16 -25
                    2 ^ 3 ^ 2 + m1 * 0              | 512 512 512 512 512
                    m1 - 1 - 1                      | -1 0 1 2 3
                    m1 / 2 / 2 * 4                  | 1 2 3 4 5
                    m1 / m4                         | - 2 - 2 -1.25
                    1e1 * m1 + .5                   | 10.5 20.5 30.5 40.5 50.5
                    m1 > 2                          | 0 0 1 1 1
                    m1 >= 2 AND m1 < 4              | 0 1 1 0 0
                    m1 == 1 OR m1 == 5              | 1 0 0 0 1
                    m1 != 3 && m4                   | 0 1 0 1 1
                    m1 <> 3                         | 1 1 0 1 1
                    m4 OR 0                         | 0 1 0 1 1
                    m1 + AVG(m1)                    | 4 5 6 7 8
                    m1 + SUM(m2)                    | 91 92 93 94 95
                    m1 * MAX(m1)                    | 5 10 15 20 25
                    m1 * MIN(m4)                    | -4 -8 -12 -16 -20
                    m1 * STDDEV(m1) ^ 2             | 2 4 6 8 10
                    m1 * 0 + DATAPOINT_COUNT(m2)    | 3 3 3 3 3
                    m1 + AVG(m3)                    | - - - - -
                    SUM([m1, m2])                   | 11 2 33 4 55
                    SUM(METRICS())                  | 18 10 40 13 58
                    SUM(METRICS("cpu"))             | 7 7 7 7 7
                    AVG([m1, m2])                   | 5.5 2 16.5 4 27.5
                    MAX([m1, m2, 20])               | 20 20 30 20 50
                    MIN(m1, 3)                      | 1 2 3 3 3
                    DATAPOINT_COUNT([m1, m2])       | 2 1 2 1 2
                    STDDEV([m1, m2])                | 4.5 0 13.5 0 22.5
                    ABS(m4)                         | 0 1 0 2 4
                    CEIL(m1 / 2)                    | 1 1 2 2 3
                    FLOOR(m1 / 2)                   | 0 1 1 2 2
                    LOG10(10 ^ m1)                  | 1 2 3 4 5
                    LOG(m4)                         | - 0 - 0.693147 -
                    RATE(m1 * 60)                   | - 1 1 1 1
                    RATE(m2)                        | - - 0.166667 - 0.166667
                    DIFF(m1)                        | - 1 1 1 1
                    DIFF(m2)                        | - - 20 - 20
                    DIFF_TIME(m2)                   | - - 120 - 120
                    RUNNING_SUM(m1)                 | 1 3 6 10 15
                    PERIOD(m1) + m1 * 0             | 60 60 60 60 60
                    FILL(m2, 0)                     | 10 0 30 0 50
                    FILL(m2, REPEAT)                | 10 10 30 30 50
                    FILL(m2, LINEAR)                | 10 20 30 40 50
                    FILL(m3, 1)                     | 1 1 1 1 1
                    FILL(m3, REPEAT)                | - - - - -
                    FILL(m2, AVG(m1))               | 10 3 30 3 50
                    IF(m1 > 2, m1)                  | - - 3 4 5
                    IF(m1 > 2, m1, 0)               | 0 0 3 4 5
                    IF(m1 > 2, m2, m1)              | 1 2 30 - 50
                    IF(AVG(m1) == 3, m1, m2)        | 1 2 3 4 5
                    TIME_SERIES(5)                  | 5 5 5 5 5
                    TIME_SERIES(METRIC_COUNT(METRICS())) | 5 5 5 5 5
                    MINUTE(m1)                      | 0 1 2 3 4
                    HOUR(m1)                        | 10 10 10 10 10
                    DAY(m1)                         | 5 5 5 5 5
                    DATE(m1)                        | 27 27 27 27 27
                    MONTH(m1) + YEAR(m1)            | 2037 2037 2037 2037 2037
                    EPOCH(m1) - EPOCH(m1)           | 0 0 0 0 0
                    e1 + 1                          | 3 5 7 9 11
                    avg(m1) + m1                    | 4 5 6 7 8
                    DB_PERF_INSIGHTS('RDS', 'db-A', 'os.cpuUtilization.user.avg') | 9 9 9 9 9
                    """)
    void evaluates(String expression, String expected) {
        List<Line> lines = Formula.parse(expression).evaluate(new Here());
        assertThat(lines).hasSize(1);
        assertThat(text(lines.getFirst())).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    METRICS() * 0                          | 0 0 0 0 0 ; 0 0 0 0 0 ; 0 - 0 - 0 ; - - - - - ; 0 0 0 0 0
                    REMOVE_EMPTY(METRICS("m"))             | 1 2 3 4 5 ; 10 - 30 - 50 ; 0 1 0 2 -4
                    SORT([m1, m2, m4], AVG, DESC)          | 10 - 30 - 50 ; 1 2 3 4 5 ; 0 1 0 2 -4
                    SORT([m1, m2, m4], AVG, ASC, 1)        | 0 1 0 2 -4
                    SORT([m3, m1], SUM, ASC)               | 1 2 3 4 5 ; - - - - -
                    SLICE([m1, m2, m4], 1)                 | 10 - 30 - 50 ; 0 1 0 2 -4
                    SLICE([m1, m2, m4], 1, 2)              | 10 - 30 - 50
                    SLICE([m1], 5, 9)                      |
                    FIRST(SORT([m1, m2], MAX, DESC))       | 10 - 30 - 50
                    LAST([m1, m2])                         | 10 - 30 - 50
                    m1 + [m1, m2]                          | 2 4 6 8 10 ; 11 - 33 - 55
                    [m1, m2] > 2                           | 0 0 1 1 1 ; 1 - 1 - 1
                    FILL([m2, m3], 0)                      | 10 0 30 0 50 ; 0 0 0 0 0
                    ABS([m1, m4])                          | 1 2 3 4 5 ; 0 1 0 2 4
                    SEARCH('{AWS/RDS} CPU', 'Average', 60) | 1 2 3 4 5 ; 7 7 7 7 7
                    DB_PERF_INSIGHTS('RDS', 'db-A', ['a.avg', 'b.avg']) | 9 9 9 9 9 ; 9 9 9 9 9
                    """)
    void makesArrays(String expression, String expected) {
        List<Line> lines = Formula.parse(expression).evaluate(new Here());
        String all = lines.stream().map(FormulaTest::text).collect(Collectors.joining(" ; "));
        assertThat(all).isEqualTo(Optional.ofNullable(expected).orElse(""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    m1 +                      | it ends too early
                    m1 m2                     | unexpected 'm2' at 4
                    (m1                       | it ends too early
                    m1 ; m2                   | unexpected ';' at 4
                    'text                     | the text that begins at 1 does not end
                    1.2.3 * m1                | '1.2.3' at 1 is no number
                    m9                        | nothing has the id 'm9'
                    AVG(m1)                   | it makes a number where a time series is needed
                    5                         | it makes a number
                    NOSUCH(m1)                | there is no function NOSUCH
                    AVG()                     | AVG is given 0 arguments
                    FILL(m1)                  | FILL is given 1 arguments, allowed 2
                    IF(m1)                    | IF is given 1 arguments, allowed 2 to 3
                    SORT(METRICS(), P99, ASC) | SORT is by AVG, MIN, MAX or SUM, not by P99
                    SORT(METRICS(), AVG, UP)  | SORT goes ASC or DESC, not UP
                    SLICE(METRICS(), -1)      | allowed a whole number from 0 on
                    METRICS() + METRICS()     | + cannot be put between an array of time series and an array
                    'a' + m1                  | + cannot be put between a text and a time series
                    IF(METRICS(), 1, 0)       | IF does not take an array of time series here
                    ABS('a')                  | ABS does not take a text here
                    ['a', m1]                 | texts and time series in one list
                    """)
    void refuses(String expression, String sentence) {
        assertThatExceptionOfType(MathException.class)
                .isThrownBy(() -> Formula.parse(expression).evaluate(new Here()))
                .withMessageContaining(sentence);
    }

    @Test
    void twoBarsAreOr() {
        List<Line> lines = Formula.parse("m4 || 0").evaluate(new Here());
        assertThat(text(lines.getFirst())).isEqualTo("0 1 0 1 1");
    }

    @Test
    void neitherDepthNorLengthEndsTheThread() {
        String deep = "(".repeat(1000) + "m1" + ")".repeat(1000);
        String signs = "-".repeat(2000) + "m1";
        String powers = "m1" + "^m1".repeat(600);
        for (String text : List.of(deep, signs, powers))
            assertThatExceptionOfType(MathException.class)
                    .isThrownBy(() -> Formula.parse(text))
                    .withMessageContaining("nested more than 100 deep");
        String longOne = "m1" + "+m1".repeat(680);
        assertThat(Formula.parse(longOne).evaluate(new Here())).hasSize(1);
    }

    @Test
    void whatMakesMorePointsThanAnAnswerMayHaveIsRefused() {
        Scope wide =
                new Here() {
                    @Override
                    public long end() {
                        return START + 60L * 200_000;
                    }
                };
        assertThatExceptionOfType(MathException.class)
                .isThrownBy(() -> Formula.parse("TIME_SERIES(1)").evaluate(wide))
                .withMessageContaining("200000 points, allowed 100800");
    }

    /** 2026-11-27T10:00:00Z, a Friday. */
    private static final long START = 1_795_773_600L;

    private static TimeSeries series(String text) {
        TimeSeries.Builder series = new TimeSeries.Builder(5);
        String[] minutes = text.split(" ");
        for (int i = 0; i < minutes.length; i++)
            if (!minutes[i].equals("-"))
                series.add(START + i * 60L, Double.parseDouble(minutes[i]));
        return series.build();
    }

    private static String text(Line line) {
        Map<Long, Double> at = new HashMap<>();
        for (int i = 0; i < line.series().size(); i++)
            at.put(line.series().second(i), line.series().value(i));
        StringBuilder text = new StringBuilder();
        for (long second = START; second < START + 300; second += 60) {
            Double value = at.get(second);
            text.append(text.isEmpty() ? "" : " ").append(value == null ? "-" : number(value));
        }
        return text.toString();
    }

    private static String number(double value) {
        if (value == Math.rint(value)) return Long.toString((long) value);
        return String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
    }

    private static Line line(String text) {
        return new Line("", Map.of(), 60, series(text));
    }

    private static class Here implements Scope {
        @Override
        public Optional<Value> byId(String id) {
            if (id.equals("e1")) return Optional.of(line("2 4 6 8 10"));
            return Optional.ofNullable(SERIES.get(id)).map(FormulaTest::line);
        }

        @Override
        public List<Line> metrics(Optional<String> part) {
            return SERIES.keySet().stream()
                    .sorted()
                    .filter(id -> part.isEmpty() || id.contains(part.get()))
                    .map(id -> line(SERIES.get(id)))
                    .toList();
        }

        @Override
        public List<Line> search(String search, String statistic, Optional<Integer> period) {
            return List.of(line(SERIES.get("m1")), line(SERIES.get("cpu_a")));
        }

        @Override
        public List<Line> insights(String service, String resource, List<String> metrics) {
            return metrics.stream().map(_ -> line("9 9 9 9 9")).toList();
        }

        @Override
        public int period() {
            return 60;
        }

        @Override
        public long start(int period) {
            return START;
        }

        @Override
        public long end() {
            return START + 300;
        }
    }
}
