package homeport.control.backup;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.Snapshots;
import homeport.control.testkit.Examples;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A snapshot is called by how many hours ago it was taken; {@code +} tried well an hour ago, {@code
 * -} tried in vain then, {@code @} tried two days ago, {@code ?} not taken yet, {@code !} not
 * ready.
 */
class CheckScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the newest first                  | 5 | 9 33 57  | 9
                    one that was tried is not again   | 5 | 9+ 33 57 | 33
                    also when it failed               | 5 | 9- 33 57 | 33
                    one that is being taken is not    | 5 | 0? 9     | 9
                    one that is being packed is not   | 5 | 0! 9     | 9
                    none is left                      | 5 | 9+ 33@   | none
                    a day has so many                 | 2 | 1+ 2- 9  | none
                    those of before do not count      | 2 | 1+ 50@ 9 | 9
                    none at all                       | 0 | 9        | none
                    """)
    void isNext(String story, int checksADay, String all, String expected) {
        List<DbSnapshot> snapshots =
                Arrays.stream(all.split(" ")).map(CheckScheduleTest::snapshot).toList();
        assertThat(
                        new CheckSchedule(checksADay)
                                .next(snapshots, NOW, s -> !s.identifier().endsWith("!"))
                                .map(DbSnapshot::identifier)
                                .orElse("none"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100, 200, false", "100, 199, true", "107374182401, 999999999999, true"})
    void whatDoesNotFitIsNotTried(long bytes, long free, boolean refused) {
        assertThat(new CheckSchedule(1).refused(bytes, free).isPresent()).isEqualTo(refused);
    }

    private static DbSnapshot snapshot(String name) {
        String hours = name.replaceAll("[^0-9]", "");
        Instant at = NOW.minus(Duration.ofHours(Integer.parseInt(hours)));
        var orders = Examples.orders();
        DbSnapshot asked =
                Snapshots.asked(name, true, orders, Examples.serving(orders), at, Map.of());
        DbSnapshot taken = asked.takenAt(at, 1, Optional.empty());
        return switch (name.substring(hours.length())) {
            case "?" -> asked;
            case "+" -> taken.with(new DbSnapshot.Check(ago(1), Optional.empty()));
            case "-" -> taken.with(new DbSnapshot.Check(ago(1), Optional.of("invalid page")));
            case "@" -> taken.with(new DbSnapshot.Check(ago(48), Optional.empty()));
            default -> taken;
        };
    }

    private static Instant ago(int hours) {
        return NOW.minus(Duration.ofHours(hours));
    }
}
