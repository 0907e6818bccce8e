package homeport.cloud.cloudwatch.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often alarms are looked at. Source: CloudWatch user guide, "Alarm evaluation". */
final class ScheduleTest {
    private static final Instant FROM = Instant.parse("2026-11-24T10:00:00Z");

    private static Rule rule(int period, int periods) {
        return new Rule(
                periods,
                OptionalInt.empty(),
                period,
                Comparison.ABOVE,
                1,
                Missing.MISSING,
                0,
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest(name = "{1} periods of {0} s are looked at {2} times in two hours")
    @CsvSource({
        "10, 1, 720",
        "30, 3, 720",
        "60, 1, 120",
        "300, 3, 120",
        "3600, 24, 120",
        "3600, 25, 2",
        "86400, 7, 2",
    })
    void anAlarmIsDueAsOftenAsItsPeriodAsks(int period, int periods, int times) {
        for (String name : new String[] {"a", "an alarm", "Pinning"}) {
            int due = 0;
            for (int second = 0; second < 7200; second++)
                if (Schedule.due(
                        rule(period, periods),
                        name,
                        FROM.plusSeconds(second),
                        FROM.plusSeconds(second + 1))) due++;
            assertThat(due).isEqualTo(times);
        }
    }

    @Test
    void whatWasMissedIsDueOnce() {
        assertThat(Schedule.due(rule(60, 1), "a", FROM, FROM.plusSeconds(600))).isTrue();
        assertThat(Schedule.due(rule(60, 1), "a", FROM, FROM)).isFalse();
    }

    @Test
    void periodsThatAreNotOverDoNotCount() {
        Instant now = FROM.plusSeconds(1799);
        assertThat(Schedule.end(rule(60, 1), now)).isEqualTo(FROM.getEpochSecond() + 1740);
        assertThat(Schedule.end(rule(300, 1), now)).isEqualTo(FROM.getEpochSecond() + 1740);
        assertThat(Schedule.end(rule(20, 1), now)).isEqualTo(FROM.getEpochSecond() + 1780);
        assertThat(Schedule.end(rule(3600, 48), now)).isEqualTo(FROM.getEpochSecond());
    }
}
