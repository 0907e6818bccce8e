package homeport.insights.sample;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.load.Column;
import homeport.insights.load.LoadKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sessions count, and as what. Source: PostgreSQL documentation, "Wait Event Types". */
class ReadingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant STARTED = Instant.ofEpochSecond(0x65e1a2b3L);

    private static Activity row(int pid, int leader, String state, String wait, String type) {
        return row(pid, leader, state, wait, type, Optional.of("SELECT " + pid));
    }

    private static Activity row(
            int pid, int leader, String state, String wait, String type, Optional<String> text) {
        String[] words = wait.isEmpty() ? new String[] {"", ""} : wait.split(":");
        return new Activity(
                pid,
                leader,
                5,
                10,
                "app" + pid,
                "10.0.0." + pid,
                5000,
                Optional.of(STARTED),
                Optional.empty(),
                Optional.of(NOW),
                Optional.empty(),
                state,
                words[0],
                words[1],
                OptionalLong.of(7),
                type,
                text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a session on a processor           | active                 |                        | client backend    | true
                    one that waits                     | active                 | IO:DataFileRead        | client backend    | true
                    a function by the fast path        | fastpath function call |                        | client backend    | true
                    one that is idle                   | idle                   | Client:ClientRead      | client backend    | false
                    or idle in its transaction         | idle in transaction    | Client:ClientRead      | client backend    | false
                    a slow client                      | active                 | Client:ClientWrite     | client backend    | true
                    an idle sender says it is active   | active                 | Activity:WalSenderMain | walsender         | false
                    one that waits for its receiver    | active                 | Client:WalSenderWaitForWAL | walsender     | false
                    one that reads the log             | active                 | IO:WALRead             | walsender         | true
                    a vacuum that rests                | active                 | Timeout:VacuumDelay    | autovacuum worker | true
                    what the server was told to hide   | disabled               |                        | client backend    | false
                    """)
    void counts(String story, String state, String wait, String type, boolean counts) {
        String waits = Optional.ofNullable(wait).orElse("");
        assertThat(row(1, 0, state, waits, type).isActive()).isEqualTo(counts);
    }

    @Test
    void aSessionIsNamedByItsStartAndProcess() {
        assertThat(row(0x1234, 0, "active", "", "client backend").session())
                .isEqualTo("65e1a2b3.1234");
    }

    private static Map<LoadKey, Integer> load(Optional<Double> running, Activity... rows) {
        Reading.Facts facts =
                new Reading.Facts(
                        row -> new Known("text" + row.pid(), "digest"),
                        _ -> "shop",
                        _ -> "user",
                        row -> new Reading.Host(row.host(), ""),
                        _ -> running,
                        row -> Optional.of(new LockTrees.Blocking("1.1", "sql", "tuple", "stock")),
                        subject -> Optional.of("plan of " + subject.user()));
        return new Reading(facts).load(List.of(rows));
    }

    private static Map<String, Integer> by(Map<LoadKey, Integer> load, Column column) {
        Map<String, Integer> by = new TreeMap<>();
        load.forEach((key, weight) -> by.merge(key.get(column), weight, Integer::sum));
        return by;
    }

    @Test
    void whoQueuesForAProcessorIsTwoPartsOfOneSession() {
        Map<LoadKey, Integer> load =
                load(Optional.of(0.304), row(1, 0, "active", "", "client backend"));
        assertThat(by(load, Column.CPU)).isEqualTo(Map.of("running", 30, "queued", 70));
        assertThat(by(load, Column.WAIT_EVENT)).isEqualTo(Map.of("CPU", 100));
    }

    @Test
    void whereTheKernelDoesNotTellItIsOnlyCpu() {
        Map<LoadKey, Integer> load =
                load(Optional.empty(), row(1, 0, "active", "", "client backend"));
        assertThat(by(load, Column.CPU)).isEqualTo(Map.of("", 100));
        assertThat(by(load, Column.WAIT_TYPE)).isEqualTo(Map.of("CPU", 100));
    }

    @Test
    void aParallelWorkerIsOneMoreSessionOfItsLeader() {
        Map<LoadKey, Integer> load =
                load(
                        Optional.empty(),
                        row(2, 1, "active", "", "parallel worker"),
                        row(1, 0, "active", "", "client backend"));
        assertThat(by(load, Column.SQL)).isEqualTo(Map.of("text1", 200));
        assertThat(by(load, Column.HOST)).isEqualTo(Map.of("10.0.0.1", 200));
        assertThat(by(load, Column.SESSION_TYPE))
                .isEqualTo(Map.of("client backend", 100, "parallel worker", 100));
    }

    @Test
    void onlyWhoWaitsForALockHasABlocker() {
        Map<LoadKey, Integer> load =
                load(
                        Optional.empty(),
                        row(1, 0, "active", "Lock:tuple", "client backend"),
                        row(2, 0, "active", "IO:DataFileRead", "client backend"));
        assertThat(by(load, Column.BLOCKING_SESSION)).isEqualTo(Map.of("1.1", 100, "", 100));
        assertThat(by(load, Column.BLOCKING_OBJECT)).isEqualTo(Map.of("stock", 100, "", 100));
    }

    @Test
    void aTextThatCameOnceIsKnownWhileItRuns() {
        Statements statements = new Statements(4096);
        Known first = statements.of(row(1, 0, "active", "", "client backend"), NOW);
        Activity again = row(1, 0, "active", "", "client backend", Optional.empty());
        assertThat(statements.of(again, NOW.plusSeconds(1))).isEqualTo(first);
        assertThat(statements.lacksTexts()).isFalse();
        assertThat(statements.fresh()).hasSize(2);
        Activity other = row(2, 0, "active", "", "client backend", Optional.empty());
        assertThat(statements.of(other, NOW).digest())
                .as("by its number")
                .isEqualTo(first.digest());
    }

    @Test
    void aTextThatIsMissingIsAskedForAgain() {
        Statements statements = new Statements(4096);
        Activity row = row(1, 0, "active", "", "client backend", Optional.empty());
        assertThat(statements.of(row, NOW)).isEqualTo(Known.NOTHING);
        assertThat(statements.lacksTexts()).isTrue();
        assertThat(statements.lacksTexts()).isFalse();
    }
}
