package homeport.control.backup;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.Snapshots;
import homeport.control.testkit.Examples;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * It is noon on the 24th of November. A snapshot is called by its day, all are taken at three in
 * the morning; {@code !} failed, {@code *} being read, {@code ?} not taken yet, {@code m} manual.
 */
class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    what is younger than the retention stays   | 7 | 20 21 22 23 24 | -
                    so does the newest that is older           | 2 | 21 22 23 24    | 21
                    a day goes back to yesterday noon          | 1 | 22 23 24       | 22
                    the newest good one stays for ever         | 1 | 10             | -
                    also when later ones failed                | 1 | 10 22! 23! 24! | -
                    a failure goes when a good one follows     | 1 | 22! 23 24      | 22!
                    what is being restored stays               | 1 | 20* 21* 22 23 24 | 22
                    manual ones are nobody's business          | 1 | 10m 23 24      | -
                    one that is to be taken stays              | 1 | 23 24?         | -
                    without retention all go                   | 0 | 22! 23 24 24?  | 22! 23 24 24?
                    also the newest, but not under a reader    | 0 | 23* 24         | 24
                    """)
    void areOver(String story, int days, String all, String expected) {
        List<DbSnapshot> snapshots = Arrays.stream(all.split(" ")).map(this::snapshot).toList();
        String over =
                Retention.over(
                                snapshots,
                                days,
                                NOW,
                                snapshot -> snapshot.identifier().endsWith("*"))
                        .stream()
                        .map(DbSnapshot::identifier)
                        .collect(Collectors.joining(" "));
        assertThat(over.isEmpty() ? "-" : over).isEqualTo(expected);
    }

    @Test
    void failuresAreBounded() {
        List<DbSnapshot> failed =
                IntStream.range(10, 24).mapToObj(day -> snapshot(day + "!")).toList();
        assertThat(Retention.over(failed, 7, NOW, _ -> false))
                .extracting(DbSnapshot::identifier)
                .containsExactly("10!", "11!", "12!", "13!", "14!", "15!");
    }

    private DbSnapshot snapshot(String name) {
        Instant at = Instant.parse("2026-11-" + name.substring(0, 2) + "T03:00:00Z");
        var orders = Examples.orders();
        DbSnapshot asked =
                Snapshots.asked(
                        name, !name.endsWith("m"), orders, Examples.serving(orders), at, Map.of());
        if (name.endsWith("?")) return asked;
        return name.endsWith("!")
                ? asked.failed("disk full")
                : asked.takenAt(at, 1, Optional.empty());
    }
}
