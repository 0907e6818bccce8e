package homeport.insights.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import homeport.insights.load.Column;
import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.LoadKey;
import homeport.insights.lock.LockTree;
import homeport.insights.store.SampleStore;
import homeport.insights.watch.Clients;
import homeport.insights.watch.Watched;
import homeport.insights.watch.Watched.Insights;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Load that is known is read as what it is, on a real server. {@code
 * -Dhomeport.accuracy.seconds=60}, or more, makes the windows longer and the bounds those that are
 * promised: the error of a share of a second is the square root of (load / seconds).
 */
class AccuracyIT {
    private static final int SECONDS = Integer.getInteger("homeport.accuracy.seconds", 12);
    private static final boolean LONG = SECONDS >= 60;

    /** One a second; a busy machine may let one go by. */
    private static final int TICKS_MIN = LONG ? SECONDS - 2 : SECONDS * 3 / 4;

    private static final String ID = "db-ACCURACY";
    private static final Duration MAX = Duration.ofSeconds(60);

    @TempDir Path home;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Postgres postgres;
    private SampleStore store;

    @BeforeEach
    void start() throws Exception {
        postgres = keep(Postgres.start());
        store = keep(new SampleStore(home.resolve("insights")));
        Watched watched =
                new Watched(
                        "us-east-1", ID, "orders", 2, Optional.of(new Insights(7, true)), postgres);
        Samplers samplers =
                keep(
                        new Samplers(
                                () -> List.of(watched),
                                Clients.NONE,
                                store,
                                InstantSource.system()));
        samplers.start();
        await("the first sample", () -> store.of(ID).isPresent() && ticks(Instant.EPOCH) > 0);
    }

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) opened.pop().close();
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.push(one);
        return one;
    }

    @Test
    void sleepersAreCountedAndNothingElse() throws Exception {
        postgres.sql("CREATE PUBLICATION p FOR ALL TABLES");
        Process receiver = postgres.receiver();
        opened.push(() -> receiver.destroy());
        keep(postgres.client("idle"));
        for (int i = 0; i < 3; i++) run("sleeper", "SELECT pg_sleep(1000 + " + i + ")");
        Window window = measure();
        assertThat(window.ticks()).isBetween(TICKS_MIN, SECONDS + 1);
        assertThat(window.load(key -> is(key, Column.WAIT_EVENT, "PgSleep"))).isEqualTo(3.0);
        assertThat(window.load(_ -> true)).as("all").isCloseTo(3.0, within(LONG ? 0.06 : 0.2));
        LoadKey key = window.keyOf("sleeper");
        assertThat(key.get(Column.USER)).isEqualTo("app");
        assertThat(key.get(Column.DATABASE)).isEqualTo("shop");
        assertThat(key.get(Column.HOST)).startsWith("127.");
        assertThat(key.get(Column.WAIT_TYPE)).isEqualTo("Timeout");
        assertThat(key.get(Column.SESSION_TYPE)).isEqualTo("client backend");
        var digest = history().statement(key.get(Column.DIGEST)).orElseThrow();
        assertThat(digest.text()).isEqualTo("SELECT pg_sleep(? + ?)");
        assertThat(digest.dbId()).matches("-?[0-9]+");
        var text = history().statement(key.get(Column.SQL)).orElseThrow();
        assertThat(text.text()).startsWith("SELECT pg_sleep(1000 + ");
        assertThat(text.tokenizedId()).isEqualTo(digest.id());
    }

    @Test
    void shortWorkEachSecondIsReadByItsShare() throws Exception {
        loop(
                "periodic",
                sql -> {
                    Instant now = Instant.now();
                    LockSupport.parkNanos(1_000_000_000L - now.getNano()); // as a cron would
                    sql.execute("SELECT pg_sleep(0.1)");
                });
        Window window = measure(Duration.ofSeconds(LONG ? SECONDS * 3L : 20));
        double bound = LONG ? 0.03 : 0.25;
        assertThat(window.load(key -> is(key, Column.APPLICATION, "periodic")))
                .isCloseTo(0.10, within(bound));
    }

    @Test
    void processorsAreSharedByThoseWhoWantThem() throws Exception {
        int burners = 2 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < burners; i++) run("burner", "DO $$ BEGIN LOOP END LOOP; END $$");
        Window window = measure();
        double cpu = window.load(key -> is(key, Column.WAIT_TYPE, "CPU"));
        double running = window.load(key -> is(key, Column.CPU, "running"));
        double queued = window.load(key -> is(key, Column.CPU, "queued"));
        assertThat(cpu).isCloseTo(burners, within(0.5));
        assertThat(running + queued).isCloseTo(cpu, within(0.05));
        assertThat(running).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() * 1.1);
        assertThat(queued).isGreaterThan(burners * 0.3);
    }

    @Test
    void whoWaitsForALockIsUnderWhoHasIt() throws Exception {
        postgres.sql(
                "CREATE TABLE stock (id int PRIMARY KEY, n int)",
                "INSERT INTO stock VALUES (1, 1)");
        Connection holder = keep(postgres.client("holder"));
        holder.setAutoCommit(false);
        holder.createStatement().execute("UPDATE stock SET n = 2 WHERE id = 1");
        for (int i = 0; i < 3; i++) run("waiter", "UPDATE stock SET n = n + 1 WHERE id = 1");
        Window window = measure();
        assertThat(window.load(key -> is(key, Column.WAIT_TYPE, "Lock")))
                .isCloseTo(3.0, within(0.3));
        LoadKey key = window.keyOf("waiter");
        assertThat(key.get(Column.BLOCKING_SESSION)).matches("[0-9a-f]+\\.[0-9a-f]+");
        assertThat(history().statement(key.get(Column.BLOCKING_SQL)).orElseThrow().text())
                .isEqualTo("UPDATE stock SET n = 2 WHERE id = 1");
        assertThat(window.load(k -> is(k, Column.BLOCKING_OBJECT, "stock"))).isGreaterThan(1.5);
        List<Long> snapshots = history().lockSnapshots(window.from(), window.to(), 1000);
        assertThat(snapshots.size()).isGreaterThanOrEqualTo(TICKS_MIN);
        LockTree tree = history().lockSnapshot(snapshots.getLast()).orElseThrow();
        assertThat(tree.roots()).hasSize(1);
        LockTree.Session root = tree.roots().getFirst();
        assertThat(root.application()).isEqualTo("holder");
        assertThat(root.state()).isEqualTo("idle in transaction");
        assertThat(root.blocked()).isEqualTo(3);
        holder.rollback();
    }

    @Test
    void aServerThatStandsStillIsAGap() throws Exception {
        run("sleeper", "SELECT pg_sleep(1000)");
        measure(Duration.ofSeconds(3));
        postgres.signal("STOP");
        Instant stopped = Instant.now();
        try {
            LockSupport.parkNanos(Duration.ofSeconds(6).toNanos());
        } finally {
            postgres.signal("CONT");
        }
        Instant went = Instant.now();
        await("samples again", () -> ticks(went) > 2);
        assertThat(window(stopped.plusMillis(100), went).ticks()).isZero();
        Window after = window(went, Instant.now());
        assertThat(after.load(key -> is(key, Column.APPLICATION, "sleeper"))).isEqualTo(1.0);
    }

    private static boolean is(LoadKey key, Column column, String value) {
        return key.get(column).equals(value);
    }

    /** Runs a statement that ends with the test. */
    private void run(String application, String statement) throws SQLException {
        loop(application, sql -> sql.execute(statement));
        await(
                application + " is seen",
                () ->
                        window(Instant.now().minusSeconds(3), Instant.now())
                                .has(key -> is(key, Column.APPLICATION, application)));
    }

    private interface Work {
        void once(Statement sql) throws SQLException;
    }

    private void loop(String application, Work work) throws SQLException {
        Connection session = postgres.client(application);
        Thread.ofVirtual()
                .start(() -> {
                    try (Statement sql = session.createStatement()) {
                        while (true) work.once(sql);
                    } catch (SQLException ended) {
                        return;
                    }
                });
    }

    private LoadHistory history() {
        return store.of(ID).orElseThrow();
    }

    private int ticks(Instant from) {
        return window(from, Instant.now()).ticks();
    }

    private Window measure() {
        return measure(Duration.ofSeconds(SECONDS));
    }

    private Window measure(Duration length) {
        Instant from = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 1);
        LockSupport.parkNanos(Duration.between(Instant.now(), from.plus(length)).toNanos());
        return window(from, from.plus(length));
    }

    private Window window(Instant from, Instant to) {
        return new Window(history(), from, to);
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(MAX);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private record Window(LoadHistory history, Instant from, Instant to) {
        private interface Row {
            void see(LoadKey key, long sum);
        }

        private int each(Row row) {
            int[] ticks = {0};
            history.read(
                    from,
                    to,
                    Grain.TICK,
                    chunk -> {
                        for (int p = 0; p < chunk.points(); p++) {
                            if (chunk.at()[p] < from.toEpochMilli()) continue;
                            if (chunk.at()[p] >= to.toEpochMilli()) continue;
                            ticks[0]++;
                            for (int r = chunk.first()[p]; r < chunk.first()[p + 1]; r++)
                                row.see(chunk.keys().get(chunk.key()[r]), chunk.sum()[r]);
                        }
                    });
            return ticks[0];
        }

        int ticks() {
            return each((_, _) -> {});
        }

        double load(Predicate<LoadKey> wanted) {
            long[] sum = {0};
            int ticks =
                    each((key, one) -> {
                        if (wanted.test(key)) sum[0] += one;
                    });
            return (double) sum[0] / LoadChunk.SESSION / ticks;
        }

        boolean has(Predicate<LoadKey> wanted) {
            boolean[] has = {false};
            each((key, _) -> has[0] |= wanted.test(key));
            return has[0];
        }

        /** The newest of an application. */
        LoadKey keyOf(String application) {
            LoadKey[] found = {LoadKey.OTHER};
            each((key, _) -> {
                if (is(key, Column.APPLICATION, application)) found[0] = key;
            });
            return found[0];
        }
    }
}
