package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Homeport is killed at random moments of random operations and started again: everything ends as
 * it was asked for, acknowledged rows are there, and no process or half-made folder is left. More
 * rounds: {@code -Dhomeport.crash.rounds=200 -Dhomeport.crash.seed=N}.
 */
class CrashIT {
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final List<String> NAMES = List.of("a", "b");

    private final long seed = Long.getLong("homeport.crash.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("homeport.crash.rounds", 12);
    private final Random random = new Random(seed);

    /** What was asked for and acknowledged: present and running, stopped, or absent. */
    private final Map<String, String> wanted = new HashMap<>();

    private final Map<String, Integer> rows = new HashMap<>();

    @TempDir Path home;

    @Test
    void everythingEndsAsAskedWhateverMomentHomeportDies() throws Exception {
        Processes processes;
        System.out.println("seed " + seed + ", rounds " + rounds);
        try (Stage service = Stage.in(home)) {
            for (int round = 0; round < rounds; round++) {
                operate(service);
                pause(random.nextInt(2500));
                service.killService();
                assertOneServerEach(service);
                service.up();
            }
            settle(service);
            Stage.await(
                    "no folder stays half-made or half-removed (seed %d)".formatted(seed),
                    Duration.ofSeconds(60),
                    () -> leftovers(service).isEmpty());
            assertOneServerEach(service);
            processes = new Processes(service);
        }
        assertThat(processes.all()).as("processes after all was stopped").isEmpty();
    }

    /** One to three requests; each may fail because the one before is still at work. */
    private void operate(Stage service) throws Exception {
        for (int i = 0; i <= random.nextInt(3); i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            try (RdsClient rds = service.rds()) {
                request(rds, name, random.nextInt(8));
            } catch (SdkException refused) {
                // not in a state for it: nothing was acknowledged, so nothing is expected
            }
            write(service, name);
        }
    }

    private void request(RdsClient rds, String name, int which) {
        switch (which) {
            case 0, 1 -> {
                rds.createDBInstance(r ->
                        r.dbInstanceIdentifier(name)
                                .engine("postgres")
                                .engineVersion("16.3")
                                .dbInstanceClass("db.t3.micro")
                                .allocatedStorage(20)
                                .masterUsername(USER)
                                .masterUserPassword(PASSWORD));
                wanted.put(name, "available");
                rows.put(name, 0);
            }
            case 2 -> rds.rebootDBInstance(r -> r.dbInstanceIdentifier(name));
            case 3 -> {
                rds.stopDBInstance(r -> r.dbInstanceIdentifier(name));
                wanted.put(name, "stopped");
            }
            case 4 -> {
                rds.startDBInstance(r -> r.dbInstanceIdentifier(name));
                wanted.put(name, "available");
            }
            case 5 ->
                    rds.createDBSnapshot(r ->
                            r.dbInstanceIdentifier(name)
                                    .dbSnapshotIdentifier(name + "-" + random.nextInt(1000)));
            case 6 ->
                    rds.modifyDBInstance(r ->
                            r.dbInstanceIdentifier(name)
                                    .dbInstanceClass(
                                            random.nextBoolean() ? "db.t3.small" : "db.t3.micro")
                                    .applyImmediately(true));
            default -> {
                if (random.nextInt(3) > 0) return; // not too often, or nothing lives long
                rds.deleteDBInstance(r -> r.dbInstanceIdentifier(name).skipFinalSnapshot(true));
                wanted.put(name, "gone");
            }
        }
    }

    /** A row through the door; counted only when its commit was acknowledged. */
    private void write(Stage service, String name) throws Exception {
        if (!"available".equals(service.status(name))) return;
        DBInstance instance = service.instance(name);
        int next = rows.getOrDefault(name, 0) + 1;
        try (Connection connection = service.connect(instance, USER, PASSWORD)) {
            ask(connection, "CREATE TABLE IF NOT EXISTS kept (n int PRIMARY KEY)");
            ask(connection, "INSERT INTO kept VALUES (" + next + ") ON CONFLICT DO NOTHING");
            rows.put(name, next);
        } catch (SQLException unacknowledged) {
            // rebooting or stopping just now: the row may or may not be there
        }
    }

    private void settle(Stage service) throws Exception {
        for (Map.Entry<String, String> one : wanted.entrySet()) {
            String name = one.getKey();
            Stage.await(
                    "%s is %s (seed %d), not %s"
                            .formatted(name, one.getValue(), seed, service.status(name)),
                    Duration.ofSeconds(90),
                    () -> service.status(name).equals(one.getValue()));
            if (one.getValue().equals("available")) assertRows(service, name);
        }
        try (RdsClient rds = service.rds()) {
            Stage.await(
                    "every snapshot is settled",
                    Duration.ofSeconds(60),
                    () ->
                            rds.describeDBSnapshots().dbSnapshots().stream()
                                    .allMatch(s ->
                                            List.of("available", "failed").contains(s.status())));
        }
    }

    private void assertRows(Stage service, String name) throws Exception {
        int written = rows.getOrDefault(name, 0);
        if (written == 0) return;
        DBInstance instance = service.instance(name);
        try (Connection connection = service.connect(instance, USER, PASSWORD)) {
            String found = ask(connection, "SELECT count(*) FROM kept WHERE n <= " + written);
            assertThat(found).as("rows of %s, seed %d", name, seed).isEqualTo("" + written);
        }
    }

    private void assertOneServerEach(Stage service) throws Exception {
        assertThat(new Processes(service).postmasterFolders())
                .as("one server for each data folder, seed " + seed)
                .doesNotHaveDuplicates();
    }

    private static List<String> leftovers(Stage service) throws Exception {
        List<String> left = new ArrayList<>();
        for (String folder : List.of("nodes", "snapshots")) {
            Path path = service.data().resolve(folder);
            if (!Files.isDirectory(path)) continue;
            try (Stream<Path> all = Files.list(path)) {
                all.map(Path::toString)
                        .filter(p -> p.endsWith(".partial") || p.endsWith(".removed"))
                        .forEach(left::add);
            }
        }
        return left;
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) return "";
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(millis * 1_000_000L);
    }
}
