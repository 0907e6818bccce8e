package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import homeport.insights.load.Column;
import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadHistory;
import homeport.insights.store.SampleStore;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * An instance whose insights are on is sampled: on the node that takes the writes, through a
 * failover; what was sampled survives {@code kill -9}, and goes with the instance.
 */
class SamplingIT {
    private static final String NAME = "watched";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final Duration MAX = Duration.ofSeconds(120);
    private static final Duration WINDOW = Duration.ofSeconds(8);

    @TempDir Path home;

    private Stage stage;

    @Test
    void whatSessionsDoIsOnRecord() throws Exception {
        // one failover is asked for: no slow machine shall add one
        try (Stage opened = Stage.in(home, "--failover-after", "30")) {
            stage = opened;
            create();
            String id = stage.instance(NAME).dbiResourceId();
            Instant[] before = asleep();
            try (RdsClient rds = stage.rds()) {
                rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true));
            }
            stage.awaitStatus(NAME, "available", MAX);
            Instant[] after = asleep();
            stage.killService();
            try (SampleStore copy = copy(id)) {
                LoadHistory history = copy.of(id).orElseThrow();
                assertThat(load(history, before)).isCloseTo(1.0, within(0.2));
                assertThat(load(history, after)).isCloseTo(1.0, within(0.2));
                assertThat(newest(history)).isAfter(after[1].minusSeconds(5));
            }
            stage.up();
            turnOff();
            delete();
            Path folder = stage.data().resolve("insights").resolve(id);
            Stage.await("its samples are gone", MAX, () -> !Files.exists(folder));
        }
    }

    private void create() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .multiAZ(true)
                            .backupRetentionPeriod(0)
                            .enablePerformanceInsights(true)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
        }
        stage.awaitStatus(NAME, "available", MAX);
    }

    /** One session sleeps, and nobody else does anything. */
    private Instant[] asleep() throws Exception {
        try (Connection session = stage.connect(stage.instance(NAME), USER, PASSWORD)) {
            Thread sleeper =
                    Thread.startVirtualThread(() -> {
                        try (Statement sql = session.createStatement()) {
                            sql.execute("SELECT pg_sleep(60)");
                        } catch (SQLException ended) {
                            return;
                        }
                    });
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos()); // it has been found by then
            Instant from = Instant.now();
            LockSupport.parkNanos(WINDOW.toNanos());
            Instant[] window = {from, Instant.now()};
            session.abort(Runnable::run);
            sleeper.join();
            return window;
        }
    }

    private SampleStore copy(String id) throws IOException {
        Path from = stage.data().resolve("insights");
        Path to = home.resolve("copy");
        try (var all = Files.walk(from)) {
            for (Path one : all.toList()) Files.copy(one, to.resolve(from.relativize(one)));
        }
        return new SampleStore(to);
    }

    private static double load(LoadHistory history, Instant[] window) {
        long[] sum = new long[2];
        history.read(
                window[0],
                window[1],
                Grain.TICK,
                chunk -> {
                    for (int p = 0; p < chunk.points(); p++) {
                        long at = chunk.at()[p];
                        if (at < window[0].toEpochMilli() || at >= window[1].toEpochMilli())
                            continue;
                        sum[1]++;
                        sum[0] += sleeping(chunk, p);
                    }
                });
        // one a second; on a busy machine the window was longer, and a second may go by without
        long seconds = Duration.between(window[0], window[1]).toSeconds();
        assertThat(sum[1]).as("samples").isBetween(seconds * 3 / 4, seconds + 2);
        return (double) sum[0] / LoadChunk.SESSION / sum[1];
    }

    private static long sleeping(LoadChunk chunk, int point) {
        long sum = 0;
        for (int r = chunk.first()[point]; r < chunk.first()[point + 1]; r++)
            if (chunk.keys().get(chunk.key()[r]).get(Column.WAIT_EVENT).equals("PgSleep"))
                sum += chunk.sum()[r];
        return sum;
    }

    private static Instant newest(LoadHistory history) {
        long[] at = {0};
        history.read(
                Instant.EPOCH,
                Instant.now(),
                Grain.TICK,
                chunk -> {
                    if (chunk.points() > 0) at[0] = chunk.at()[chunk.points() - 1];
                });
        return Instant.ofEpochMilli(at[0]);
    }

    /** Nothing is added any more. */
    private void turnOff() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.modifyDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .enablePerformanceInsights(false)
                            .applyImmediately(true));
        }
        long[] size = {-1};
        Stage.await(
                "no more samples",
                MAX,
                () -> {
                    long was = size[0];
                    LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
                    size[0] = logs();
                    return size[0] == was;
                });
    }

    private long logs() throws IOException {
        try (var all = Files.walk(stage.data().resolve("insights"))) {
            List<Path> logs = all.filter(f -> f.toString().endsWith(".open")).toList();
            long bytes = 0;
            for (Path one : logs) bytes += Files.size(one);
            return bytes;
        }
    }

    private void delete() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.deleteDBInstance(r -> r.dbInstanceIdentifier(NAME).skipFinalSnapshot(true));
        }
        stage.awaitStatus(NAME, "gone", MAX);
    }
}
