package homeport.store.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import homeport.store.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Series through time, on a real file. */
final class SeriesStoreTest {
    private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");
    private static final Bounds SMALL = new Bounds(3, 2_000, Duration.ofHours(1));

    @TempDir private Path folder;

    private SeriesStore store;

    @BeforeEach
    void open() {
        store = SeriesStore.open(folder, Retention.CLOUDWATCH);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void pointsOfOneTimeBecomeOneWhenTheyComeAndLateOnesToo() {
        put("a", T0, 60, Stats.of(2));
        put("a", T0.plusSeconds(59), 60, Stats.of(4));
        assertThat(store.read("a", at(T0), at(T0) + 60, T0))
                .containsExactly(
                        new Sample(at(T0), 60, Stats.of(new double[] {2, 4}, new double[] {1, 1})));
        Instant later = T0.plus(Duration.ofDays(1));
        store.care(T0);
        store.care(later); // in blocks now
        store.put(new Point("a", at(T0), 60, Stats.of(6)), later);
        for (int reopened = 0; reopened < 2; reopened++) {
            Stats all = store.read("a", at(T0), at(T0) + 60, later).getFirst().stats();
            assertThat(all.count()).isEqualTo(3);
            assertThat(all.sum()).isEqualTo(12);
            assertThat(all.distribution().size()).isEqualTo(3);
            store.close();
            open();
        }
    }

    /** Source: CloudWatch API reference, "GetMetricStatistics", retention of data points. */
    @ParameterizedTest(name = "a point of {0} s after {1} is kept at {2} s")
    @CsvSource({
        "1, PT2H59M, 1",
        "1, PT3H5M, 60",
        "60, PT3H5M, 60",
        "60, P14DT23H, 60",
        "60, P15DT10M, 300",
        "1, P15DT10M, 300",
        "60, P62D, 300",
        "60, P63DT2H, 3600",
        "60, P454D, 3600",
        "60, P455DT1H, 0",
        "300, PT1H, 300",
    })
    void pointsCoarsenWithAgeAndEnd(int resolution, String age, int expected) {
        Instant now = T0.plus(Duration.parse(age));
        put("a", T0.plusSeconds(121), resolution, Stats.of(5));
        for (String state : List.of("fresh", "settled", "rolled")) {
            if (state.equals("settled")) settle(T0);
            if (state.equals("rolled")) settle(now);
            List<Sample> samples = store.read("a", 0, Integer.MAX_VALUE, now);
            if (expected == 0) {
                assertThat(samples).as(state).isEmpty();
            } else {
                long second = Retention.down(at(T0) + 121, expected);
                assertThat(samples)
                        .as(state)
                        .containsExactly(new Sample(second, expected, Stats.of(5)));
            }
        }
        assertThat(store.names("", 0)).hasSize(expected == 0 ? 0 : 1);
    }

    @Test
    void whatIsReadIsTheSameBeforeRollingUpAndAfter() {
        Random random = new Random(5);
        Instant now = T0;
        for (int day = 0; day < 70; day++) {
            for (int i = 0; i < 300; i++)
                put("a", now.plusSeconds(random.nextInt(86_400)), 60, Stats.of(random.nextInt(9)));
            now = now.plus(Duration.ofDays(1));
        }
        settle(T0); // blocks, but none rolled up
        List<Sample> before = store.read("a", 0, at(now), now);
        double count = before.stream().mapToDouble(s -> s.stats().count()).sum();
        assertThat(count).isEqualTo(70 * 300);
        settle(now);
        assertThat(store.read("a", 0, at(now), now)).isEqualTo(before);
        long middle = at(now) - Duration.ofDays(40).toSeconds() + 60;
        assertThat(store.read("a", middle, middle + 86_400, now))
                .isEqualTo(
                        before.stream()
                                .filter(s -> s.second() >= middle && s.second() < middle + 86_400)
                                .toList());
    }

    @Test
    void namesAreListedByBeginningAndByTheirNewestPoint() {
        for (String name : List.of("r1/a", "r1/b", "r2/a")) put(name, T0, 60, Stats.of(1));
        put("r1/b", T0.plusSeconds(600), 60, Stats.of(1));
        for (int reopened = 0; reopened < 2; reopened++) {
            assertThat(store.names("r1/", 0))
                    .containsExactly(new Named("r1/a", at(T0)), new Named("r1/b", at(T0) + 600));
            assertThat(store.names("r1/", at(T0) + 1)).hasSize(1);
            store.close();
            open();
        }
    }

    @Test
    void thereIsABoundToSeriesAndToWhatIsInMemory() {
        store.close();
        store = SeriesStore.open(folder, Retention.CLOUDWATCH, SMALL);
        for (int i = 0; i < 3; i++) put("s" + i, T0, 60, Stats.of(1));
        assertThatExceptionOfType(SeriesFullException.class)
                .isThrownBy(() -> put("s3", T0, 60, Stats.of(1)))
                .withMessageContaining("3 series");
        for (int i = 0; i < 10_000; i++) put("s1", T0.plusSeconds(i * 60L), 60, Stats.of(i));
        assertThat(store.read("s1", 0, Integer.MAX_VALUE, T0)).hasSize(10_000);
    }

    @Test
    void whatIsForgottenIsGoneAndTheRestStays() {
        for (int hour = 0; hour < 48; hour++) {
            put("i/a", T0.plus(Duration.ofHours(hour)), 60, Stats.of(1));
            if (hour < 24) put("i/b", T0.plus(Duration.ofHours(hour)), 60, Stats.of(1));
            put("j/a", T0.plus(Duration.ofHours(hour)), 60, Stats.of(1));
        }
        Instant now = T0.plus(Duration.ofHours(48));
        store.forget("i/", at(T0) + 24 * 3600, now);
        assertThat(store.read("i/a", 0, at(now), now)).hasSize(24);
        assertThat(store.names("i/", 0)).extracting(Named::series).containsExactly("i/a");
        assertThat(store.read("j/a", 0, at(now), now)).hasSize(48);
        store.forget("", Long.MAX_VALUE, now);
        assertThat(store.names("", 0)).isEmpty();
    }

    @Test
    void aDamagedBlockIsLeftOutAndCounted() throws Exception {
        for (int i = 0; i < 600; i++) put("a", T0.plusSeconds(i * 60L), 60, Stats.of(i * 1.7));
        settle(T0);
        store.close();
        Path file = folder.resolve("series.db");
        byte[] whole = Files.readAllBytes(file);
        for (int at = whole.length - 600; at > 8192; at -= 2048) flip(file, at);
        open();
        List<Sample> rest = store.read("a", 0, Integer.MAX_VALUE, T0);
        assertThat(rest).hasSizeLessThan(600);
        assertThat(store.damaged()).isPositive();
    }

    private static void flip(Path file, int at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int now = bytes.read();
            bytes.seek(at);
            bytes.write(now ^ 0xff);
        }
    }

    @Test
    void aFileThatIsNoneIsSetAside() throws Exception {
        store.close();
        Files.writeString(folder.resolve("series.db"), "not a database at all".repeat(400));
        open();
        put("a", T0, 60, Stats.of(1));
        assertThat(folder.resolve("series.db.damaged")).exists();
    }

    @Test
    void onlyOneMayHaveItOpen() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> SeriesStore.open(folder, Retention.CLOUDWATCH));
    }

    @Test
    void aRetentionThatDoesNotNestIsRefused() {
        var minute = new Retention.Tier(60, Duration.ofDays(1));
        for (var next :
                List.of(
                        new Retention.Tier(90, Duration.ofDays(2)),
                        new Retention.Tier(86_400, Duration.ofDays(2)),
                        new Retention.Tier(3600, Duration.ofHours(2))))
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Retention(List.of(minute, next)));
    }

    private void put(String series, Instant at, int resolution, Stats stats) {
        store.put(new Point(series, at(at), resolution, stats), at);
    }

    /** As an hour of care would: two calls an hour apart settle, the second rolls up. */
    private void settle(Instant now) {
        store.care(now.minusSeconds(3601));
        store.care(now.minusSeconds(700));
        store.care(now);
    }

    private static long at(Instant time) {
        return time.getEpochSecond();
    }
}
