package homeport.cloud.cloudwatch.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an evaluation comes to, by what AWS has documented. Points are told with the newest on the
 * right: 0 is fine, X breaches, - is missing. Each row is four cases, one for each way to treat
 * missing data. Sources, all of the CloudWatch user guide:
 *
 * <ul>
 *   <li>T1, T2: "How alarm state is evaluated when data is missing", first and second table
 *   <li>P: "Avoiding premature transitions to alarm state", its text
 *   <li>R: the rules above the tables: no point missing, enough real points, as few filled as
 *       possible
 *   <li>A: "Alarm evaluation", M out of N
 *   <li>ours: AWS says only that there is no alarm yet; we keep the state rather than say OK of
 *       nothing but breaching points
 * </ul>
 */
final class VerdictTest {
    private static final Instant NOW = Instant.parse("2025-05-14T02:00:20.589Z");
    private static final Instant END = Instant.parse("2025-05-14T02:00:00Z");

    @ParameterizedTest(name = "{1} out of {0}: {2} ({7})")
    @CsvSource({
        // N, M, points, missing, ignore, breaching, notBreaching, source
        "3, 3, 0-X-X, OK,                OK,    OK,    OK,    T1 row 1",
        "3, 3, 0----, OK,                OK,    OK,    OK,    T1 row 2",
        "3, 3, -----, INSUFFICIENT_DATA, keep,  ALARM, OK,    T1 row 3",
        "3, 3, 0XX-X, ALARM,             ALARM, ALARM, ALARM, T1 row 4",
        "3, 3, --X--, ALARM,             keep,  ALARM, OK,    T1 row 5",
        "3, 2, 0-X-X, ALARM,             ALARM, ALARM, ALARM, T2 row 1",
        "3, 2, 00X0X, ALARM,             ALARM, ALARM, ALARM, T2 row 2",
        "3, 2, 0-X--, OK,                OK,    ALARM, OK,    T2 row 3",
        "3, 2, ----0, OK,                OK,    ALARM, OK,    T2 row 4",
        "3, 2, ---X-, ALARM,             keep,  ALARM, OK,    T2 row 5",
        "3, 3, ----X, keep,              keep,  ALARM, OK,    P and ours",
        "3, 3, ---X-, keep,              keep,  ALARM, OK,    P and ours",
        "3, 3, ---X0, OK,                OK,    OK,    OK,    P",
        "3, 3, --X-0, OK,                OK,    OK,    OK,    P",
        "3, 3, --XX-, ALARM,             keep,  ALARM, OK,    P: all newer breach or miss",
        "3, 3, -X---, ALARM,             keep,  ALARM, OK,    P: older than M",
        "3, 2, -X---, ALARM,             keep,  ALARM, OK,    P: also M out of N",
        "3, 3, XX000, OK,                OK,    OK,    OK,    R: none missing; the newest N",
        "3, 3, 00XXX, ALARM,             ALARM, ALARM, ALARM, R: none missing; the newest N",
        "3, 3, XX0XX, OK,                OK,    OK,    OK,    R: extra points are ignored",
        "3, 3, X-X-X, ALARM,             ALARM, ALARM, ALARM, R: enough real ones",
        "3, 3, X-0-X, OK,                OK,    OK,    OK,    R: enough real ones",
        "3, 3, -XX--, ALARM,             keep,  ALARM, OK,    R: one is filled",
        "3, 3, -00--, OK,                OK,    OK,    OK,    R: one is filled",
        "3, 2, X0X--, ALARM,             ALARM, ALARM, ALARM, A: two of three breach",
        "3, 2, XX0--, ALARM,             ALARM, ALARM, ALARM, A: wherever they are among N",
        "3, 2, X0000, OK,                OK,    OK,    OK,    A: too old to count",
        "3, 1, --0-X, ALARM,             ALARM, ALARM, ALARM, A: one is enough",
        "3, 1, 0-000, OK,                OK,    OK,    OK,    A: none breaches",
        "1, 1, 00X,   ALARM,             ALARM, ALARM, ALARM, A: one out of one",
        "1, 1, XX0,   OK,                OK,    OK,    OK,    A: one out of one",
        "1, 1, ---,   INSUFFICIENT_DATA, keep,  ALARM, OK,    R: nothing is there",
        "1, 1, X--,   ALARM,             ALARM, ALARM, ALARM, R: the last set again",
        "1, 1, 0--,   OK,                OK,    OK,    OK,    R: the last set again",
        "2, 2, -X-X,  ALARM,             ALARM, ALARM, ALARM, R: enough real ones",
        "2, 2, ---X,  keep,              keep,  ALARM, OK,    P and ours",
        "2, 2, --X-,  ALARM,             keep,  ALARM, OK,    P",
        "5, 4, --XXXXX, ALARM,           ALARM, ALARM, ALARM, A",
        "5, 4, 00XX0XX, ALARM,           ALARM, ALARM, ALARM, A",
        "5, 4, 00X00XX, OK,              OK,    OK,    OK,    A",
        "5, 4, -----X0, OK,              OK,    ALARM, OK,    R: three are filled",
    })
    void documented(
            int n,
            int m,
            String points,
            String missing,
            String ignore,
            String breaching,
            String notBreaching,
            String source) {
        assertThat(points).hasSize(n + Rule.EXTRA);
        assertThat(verdict(n, m, points, Missing.MISSING)).as("missing").isEqualTo(missing);
        assertThat(verdict(n, m, points, Missing.IGNORE)).as("ignore").isEqualTo(ignore);
        assertThat(verdict(n, m, points, Missing.BREACHING)).as("breaching").isEqualTo(breaching);
        assertThat(verdict(n, m, points, Missing.NOT_BREACHING))
                .as("notBreaching")
                .isEqualTo(notBreaching);
    }

    /** Source: CloudWatch API reference, "PutMetricAlarm", ComparisonOperator. */
    @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
    @CsvSource({
        "GreaterThanOrEqualToThreshold, OK,    ALARM, ALARM",
        "GreaterThanThreshold,          OK,    OK,    ALARM",
        "LessThanThreshold,             ALARM, OK,    OK",
        "LessThanOrEqualToThreshold,    ALARM, ALARM, OK",
    })
    void comparisons(String operator, String below, String equal, String above) {
        Comparison comparison = Comparison.of(operator).orElseThrow();
        Rule rule = rule(1, 1, Missing.MISSING, comparison, 0, 90);
        assertThat(state(rule, 89.9)).isEqualTo(below);
        assertThat(state(rule, 90)).isEqualTo(equal);
        assertThat(state(rule, 90.1)).isEqualTo(above);
    }

    /** Source: "Percentile-based CloudWatch alarms and low data samples". */
    @ParameterizedTest(name = "{0} needs {1} samples")
    @CsvSource({
        "p99, 1000",
        "p95, 200",
        "p90, 100",
        "p75, 40",
        "p50, 20",
        "p25, 40",
        "p10, 100",
        "p100, 0",
        "p0, 0",
        "Average, 0",
        "tm90, 0",
    })
    void percentilesNeedSamples(String statistic, double samples) {
        assertThat(Rules.samplesMin(statistic)).isEqualTo(samples);
    }

    @ParameterizedTest(name = "{0} samples where {1} are needed: {2}")
    @CsvSource({"99, 100, keep", "100, 100, ALARM", "1, 0, ALARM"})
    void tooFewSamplesChangeNothing(double samples, double needed, String expected) {
        Rule rule = rule(1, 1, Missing.MISSING, Comparison.ABOVE, needed, 90);
        Point point = new Point(END, OptionalDouble.of(95), OptionalDouble.of(samples));
        assertThat(told(Verdict.of(rule, List.of(point), NOW))).isEqualTo(expected);
    }

    private static String state(Rule rule, double value) {
        Point point = new Point(END, OptionalDouble.of(value), OptionalDouble.of(1));
        return told(Verdict.of(rule, List.of(Point.missing(END), point), NOW));
    }

    private static Rule rule(
            int n, int m, Missing missing, Comparison comparison, double samples, double limit) {
        return new Rule(
                n,
                OptionalInt.of(m),
                300,
                comparison,
                limit,
                missing,
                samples,
                Optional.of("Average"),
                Optional.empty());
    }

    private static String verdict(int n, int m, String points, Missing missing) {
        Rule rule = rule(n, m, missing, Comparison.ABOVE, 0, 90);
        return told(Verdict.of(rule, points(points), NOW));
    }

    private static List<Point> points(String text) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            Instant at = END.minusSeconds(300L * (text.length() - i));
            points.add(
                    switch (text.charAt(i)) {
                        case 'X' -> new Point(at, OptionalDouble.of(94.1), OptionalDouble.of(5));
                        case '0' -> new Point(at, OptionalDouble.of(1), OptionalDouble.of(5));
                        default -> Point.missing(at);
                    });
        }
        return points;
    }

    private static String told(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Keep() -> "keep";
            case Verdict.Is is -> is.state().name();
        };
    }

    /** Sentences of messages that people have published, with our numbers. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 | 1 | --X | missing | Threshold Crossed: 1 out of the last 1 datapoints [94.1 (14/05/25 01:55:00)] was greater than the threshold (90.0) (minimum 1 datapoint for OK -> ALARM transition).
                    1 | 1 | --0 | missing | Threshold Crossed: 1 out of the last 1 datapoints [1.0 (14/05/25 01:55:00)] was not greater than the threshold (90.0) (minimum 1 datapoint for ALARM -> OK transition).
                    3 | 2 | 00X0X | missing | Threshold Crossed: 2 out of the last 3 datapoints [94.1 (14/05/25 01:55:00), 94.1 (14/05/25 01:45:00)] were greater than the threshold (90.0) (minimum 2 datapoints for OK -> ALARM transition).
                    3 | 1 | ----X | notBreaching | Threshold Crossed: 1 out of the last 3 datapoints [94.1 (14/05/25 01:55:00)] was greater than the threshold (90.0) and 2 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).
                    1 | 0 | --X | missing | Threshold Crossed: 1 datapoint [94.1 (14/05/25 01:55:00)] was greater than the threshold (90.0).
                    2 | 0 | --XX | missing | Threshold Crossed: 2 datapoints [94.1 (14/05/25 01:55:00), 94.1 (14/05/25 01:50:00)] were greater than the threshold (90.0).
                    1 | 0 | --- | breaching | Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].
                    1 | 0 | --- | notBreaching | Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].
                    1 | 0 | --- | missing | Insufficient Data: 1 datapoint was unknown.
                    5 | 0 | ------- | missing | Insufficient Data: 5 datapoints were unknown.
                    """)
    void reasons(int n, int m, String points, String missing, String expected) {
        Verdict.Is is = is(n, m, points, missing);
        assertThat(is.reason()).isEqualTo(expected);
    }

    private static Verdict.Is is(int n, int m, String points, String missing) {
        Rule rule =
                new Rule(
                        n,
                        m == 0 ? OptionalInt.empty() : OptionalInt.of(m),
                        300,
                        Comparison.ABOVE,
                        90,
                        Missing.of(missing).orElseThrow(),
                        0,
                        Optional.of("Maximum"),
                        Optional.empty());
        return (Verdict.Is) Verdict.of(rule, points(points), NOW);
    }

    @Test
    void dataTellsWhatWasLookedAt() {
        assertThat(is(1, 1, "--X", "missing").data())
                .isEqualTo(
                        """
                        {"version":"1.0","queryDate":"2025-05-14T02:00:20.589+0000",\
                        "startDate":"2025-05-14T01:55:00.000+0000","statistic":"Maximum",\
                        "period":300,"recentDatapoints":[94.1],"threshold":90.0,\
                        "evaluatedDatapoints":[{"timestamp":"2025-05-14T01:55:00.000+0000",\
                        "sampleCount":5.0,"value":94.1}]}\
                        """);
        assertThat(is(1, 1, "---", "missing").data())
                .contains("\"recentDatapoints\":[]")
                .doesNotContain("startDate")
                .contains("[{\"timestamp\":\"2025-05-14T01:55:00.000+0000\"}]");
    }

    @Test
    void dataAndReasonFitTheApiHoweverManyPointsThereAre() {
        Verdict.Is is = is(288, 288, "00" + "X".repeat(288), "missing");
        assertThat(is.data().length()).isLessThanOrEqualTo(4000);
        assertThat(is.reason().length()).isLessThanOrEqualTo(1023);
    }
}
