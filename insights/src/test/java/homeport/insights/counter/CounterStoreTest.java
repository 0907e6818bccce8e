package homeport.insights.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import homeport.insights.load.Statement;
import homeport.insights.query.Window;
import homeport.insights.testkit.MemoryHistory;
import homeport.insights.testkit.NoServer;
import homeport.insights.watch.Watched;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CounterStoreTest {
    private static final Instant NOON = Instant.parse("2026-06-14T12:00:00Z");
    private static final Watched SERVER =
            new Watched(
                    "us-east-1",
                    "db-A",
                    "a",
                    2,
                    Optional.of(new Watched.Insights(7, false)),
                    new NoServer());
    private static final String HITS = "db.Cache.blks_hit";

    @TempDir Path folder;

    private final MemoryHistory history =
            new MemoryHistory().statement(new Statement("d1", "42", "d1", "select ?"));

    private CounterStore open() {
        return CounterStore.open(folder, id -> Optional.of(history), false);
    }

    @Test
    void aPeriodHasWhatItsReadingsWere() {
        try (CounterStore store = open()) {
            for (int second = 0; second < 60; second += 10)
                store.add(reading(NOON.plusSeconds(second), second));
            List<Optional<CounterHistory.Value>> read = read(store);
            assertThat(read.get(0)).contains(new CounterHistory.Value(6, 150, 0, 50));
            assertThat(read.get(1)).isEmpty();
        }
    }

    @Test
    void whatWasCaredForIsThereAtTheNextStart() {
        try (CounterStore store = open()) {
            store.add(reading(NOON, 7));
            store.care(NOON);
        }
        try (CounterStore store = open()) {
            assertThat(read(store).get(0)).contains(new CounterHistory.Value(1, 7, 7, 7));
        }
    }

    @Test
    void digestsHaveWhatTheyDidByTheSecondAndByTheCall() {
        double[] values = new double[DigestCounts.NAMES.size()];
        values[DigestCounts.CALLS] = 120;
        values[DigestCounts.NAMES.indexOf("rows")] = 240;
        values[DigestCounts.NAMES.indexOf("total_time")] = 30_000;
        try (CounterStore store = open()) {
            store.add(
                    "db-A",
                    new DigestQuery.Grown(60, Map.of(42L, new DigestCounts(values))),
                    NOON.plusSeconds(59));
            Map<String, Double> read =
                    store.digest(
                            "db-A",
                            "d1",
                            stats(
                                    "calls_per_sec",
                                    "rows_per_call",
                                    "total_time_per_sec",
                                    "avg_latency_per_call"),
                            window(),
                            NOON.plusSeconds(120));
            assertThat(read.get("db.sql_tokenized.stats.calls_per_sec")).isCloseTo(2, within(1e-9));
            assertThat(read.get("db.sql_tokenized.stats.rows_per_call")).isCloseTo(2, within(1e-9));
            assertThat(read.get("db.sql_tokenized.stats.total_time_per_sec"))
                    .isCloseTo(0.5, within(1e-9));
            assertThat(read.get("db.sql_tokenized.stats.avg_latency_per_call"))
                    .isCloseTo(250, within(1e-9));
        }
    }

    private static List<String> stats(String... names) {
        return Arrays.stream(names).map(name -> "db.sql_tokenized.stats." + name).toList();
    }

    private static CounterReading reading(Instant at, double hits) {
        return new CounterReading(SERVER, at, Map.of(HITS, hits, "cw.CPUUtilization", 3.0));
    }

    private static Window window() {
        return Window.around(NOON, NOON.plusSeconds(120), 60);
    }

    private static List<Optional<CounterHistory.Value>> read(CounterStore store) {
        Counter counter = store.find("db-A", HITS).orElseThrow();
        return store.read("db-A", counter, window(), NOON.plusSeconds(120));
    }
}
