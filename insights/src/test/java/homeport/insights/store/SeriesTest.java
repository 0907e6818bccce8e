package homeport.insights.store;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.load.Grain;
import homeport.insights.load.LoadKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ticks are kept through crashes, become coarser with age, and go in time. */
class SeriesTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir Path folder;

    private static void add(Series series, Instant at, Map<LoadKey, Integer> load) {
        series.add(at.toEpochMilli(), load);
    }

    private static void fill(Series series, Instant from, Duration length, Duration step) {
        Random random = new Random(from.getEpochSecond());
        for (Instant at = from; at.isBefore(from.plus(length)); at = at.plus(step))
            add(series, at, Loads.random(random, 4));
    }

    @Test
    void whatAKilledServiceWroteIsThere() throws Exception {
        Series killed = Series.open(folder);
        fill(killed, START, Duration.ofMinutes(5), Duration.ofSeconds(1));
        var before = Loads.read(killed, START, EVER, Grain.TICK);
        Series next = Series.open(folder);
        assertThat(Loads.read(next, START, EVER, Grain.TICK)).isEqualTo(before).hasSize(300);
        fill(next, START.plusSeconds(310), Duration.ofMinutes(1), Duration.ofSeconds(1));
        assertThat(Loads.read(next, START, EVER, Grain.TICK)).hasSize(360);
    }

    @Test
    void aTornEndIsDropped() throws Exception {
        Series killed = Series.open(folder);
        fill(killed, START, Duration.ofSeconds(100), Duration.ofSeconds(1));
        var before = Loads.read(killed, START, EVER, Grain.TICK);
        Path log = WholeFile.list(folder.resolve("tick"), OpenHour.ENDING).findAny().orElseThrow();
        for (int cut = 1; cut < 40; cut += 7) {
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - cut);
            }
            Series next = Series.open(folder);
            var after = Loads.read(next, START, EVER, Grain.TICK);
            assertThat(after.size()).isBetween(90, 99);
            assertThat(before.subList(0, after.size())).isEqualTo(after);
            next.close();
        }
    }

    @Test
    void allGrainsAgreeBeforeAndAfterHoursAreFinished() throws Exception {
        Series series = Series.open(folder);
        fill(series, START, Duration.ofHours(30), Duration.ofSeconds(20));
        Instant end = START.plus(Duration.ofHours(30));
        for (Grain grain : Grain.values()) {
            var before = Loads.read(series, START, EVER, grain);
            long sum = Loads.sum(series, START, EVER, grain);
            assertThat(sum).isEqualTo(Loads.sum(series, START, EVER, Grain.TICK)).isPositive();
            Series other = Series.open(folder); // as a restart would see it
            assertThat(Loads.read(other, START, EVER, grain)).isEqualTo(before);
            other.close();
        }
        var hours = Loads.read(series, START, EVER, Grain.HOUR);
        var days = Loads.read(series, START, EVER, Grain.DAY);
        series.settle(end.plusSeconds(60));
        assertThat(WholeFile.list(folder.resolve("tick"), OpenHour.ENDING)).isEmpty();
        assertThat(Loads.read(series, START, EVER, Grain.HOUR)).isEqualTo(hours).hasSize(30);
        assertThat(Loads.read(series, START, EVER, Grain.DAY)).isEqualTo(days).hasSize(2);
        series.settle(end.plus(Duration.ofDays(2)));
        assertThat(Loads.read(series, START, EVER, Grain.DAY)).isEqualTo(days);
        assertThat(Loads.sum(series, START, EVER, Grain.MINUTE))
                .isEqualTo(Loads.sum(series, START, EVER, Grain.DAY));
    }

    @Test
    void finishingMayEndAnywhereAndBeRepeated() throws Exception {
        Series series = Series.open(folder);
        fill(series, START, Duration.ofMinutes(59), Duration.ofSeconds(5));
        var ticks = Loads.read(series, START, EVER, Grain.TICK);
        Path log = WholeFile.list(folder.resolve("tick"), OpenHour.ENDING).findAny().orElseThrow();
        byte[] bytes = Files.readAllBytes(log);
        series.settle(START.plus(Duration.ofHours(2)));
        Files.write(log, bytes); // it was killed before the log was removed
        Series next = Series.open(folder);
        next.settle(START.plus(Duration.ofHours(2)));
        assertThat(Loads.read(next, START, EVER, Grain.TICK)).isEqualTo(ticks);
        assertThat(Loads.sum(next, START, EVER, Grain.HOUR))
                .isEqualTo(Loads.sum(next, START, EVER, Grain.TICK));
    }

    @Test
    void whatIsTooOldGoesFromTheDisk() throws Exception {
        Series series = Series.open(folder);
        fill(series, START, Duration.ofDays(3), Duration.ofMinutes(5));
        Instant later = START.plus(Duration.ofDays(3));
        series.settle(later.plus(Duration.ofDays(1)));
        series.prune(later.plus(Duration.ofDays(6)), WEEK);
        assertThat(Loads.read(series, START, EVER, Grain.DAY).size()).isBetween(2, 3);
        series.prune(later.plus(Duration.ofDays(9)), WEEK);
        assertThat(files()).isZero();
        assertThat(Loads.read(series, START, EVER, Grain.DAY)).isEmpty();
    }

    @Test
    void aLongRetentionKeepsHoursAndDaysWhenTicksAndMinutesAreGone() throws Exception {
        Series series = Series.open(folder);
        fill(series, START, Duration.ofDays(2), Duration.ofMinutes(5));
        Instant later = START.plus(Duration.ofDays(400));
        series.settle(later);
        long sum = Loads.sum(series, START, EVER, Grain.TICK);
        series.prune(later, Duration.ofDays(731));
        assertThat(Loads.read(series, START, EVER, Grain.TICK)).isEmpty();
        assertThat(Loads.read(series, START, EVER, Grain.MINUTE)).isEmpty();
        assertThat(Loads.sum(series, START, EVER, Grain.HOUR)).isEqualTo(sum);
        assertThat(Loads.sum(series, START, EVER, Grain.DAY)).isEqualTo(sum);
        series.prune(later, WEEK);
        assertThat(files()).isZero();
    }

    @Test
    void aDamagedFileIsAGapAndNoMore() throws Exception {
        Series series = Series.open(folder);
        fill(series, START, Duration.ofHours(3), Duration.ofMinutes(1));
        series.settle(START.plus(Duration.ofHours(4)));
        Path one = WholeFile.list(folder.resolve("tick"), ".load").sorted().toList().get(1);
        Files.write(one, new byte[] {1, 2, 3});
        assertThat(Loads.read(series, START, EVER, Grain.TICK)).hasSize(120);
        assertThat(Loads.read(series, START, EVER, Grain.HOUR)).hasSize(3);
    }

    @Test
    void aClockThatGoesBackTakesWhatWasAfterItsTime() throws Exception {
        Series series = Series.open(folder);
        fill(series, START, Duration.ofMinutes(30), Duration.ofSeconds(10));
        add(series, START.plus(Duration.ofMinutes(30)).minusSeconds(12), Loads.one("dropped"));
        assertThat(Loads.read(series, START, EVER, Grain.TICK)).hasSize(180);
        add(series, START.plus(Duration.ofMinutes(10)), Loads.one("again"));
        assertThat(Loads.read(series, START, EVER, Grain.TICK)).hasSize(61);
    }

    @Test
    void aSecondWithoutSessionsIsAPointAndOneWithoutASampleIsNone() throws Exception {
        Series series = Series.open(folder);
        add(series, START, Loads.one("a"));
        add(series, START.plusSeconds(1), Map.of());
        add(series, START.plusSeconds(9), Loads.one("a"));
        assertThat(Loads.read(series, START, EVER, Grain.TICK)).hasSize(3);
        assertThat(Loads.read(series, START, EVER, Grain.MINUTE))
                .containsExactly(START.toEpochMilli() + " 3 100 {a.CPU=200/100}");
    }

    private long files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
