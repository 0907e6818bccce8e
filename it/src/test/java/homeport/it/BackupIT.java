package homeport.it;

import static homeport.it.Databases.ask;
import static homeport.it.Databases.execute;
import static homeport.it.Databases.messages;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.Status;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DbSnapshotNotFoundException;

/** Backups of two DB instances, one of them encrypted, on real servers and the real clock. */
class BackupIT {
    private static final String SEALED = "sealed";
    private static final String PLAIN = "plain";
    private static final String WORD = "swordfish";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    @Test
    void theyAreTakenKeptPackedProvenAndRestored() throws Exception {
        Processes processes;
        try (Stage stage = Stage.in(home, "--verify-backups", "50", "--archive-every", "2");
                RdsClient rds = stage.rds()) {
            processes = new Processes(stage);
            Databases.create(rds, SEALED, r -> r.storageEncrypted(true).backupRetentionPeriod(1));
            Databases.create(rds, PLAIN, r -> r.storageEncrypted(false));
            stage.awaitStatus(SEALED, "available", MAX);
            stage.awaitStatus(PLAIN, "available", MAX);
            execute(stage, SEALED, "CREATE TABLE t AS SELECT repeat('" + WORD + "', 100) AS x");
            execute(stage, SEALED, "CHECKPOINT");
            windowFromTheNextMinute(rds);

            aBrokenOne(stage, rds);
            anEncryptedPackIsRestored(stage, rds);
            onAndOff(rds);
            Stage.await("a backup in its window", MAX, () -> automated(rds, SEALED).size() == 2);
            stage.awaitStatus(SEALED, "available", MAX);
            Stage.await(
                    "the broken one is found",
                    MAX,
                    () -> row(stage, "broken").filter(b -> !b.problem().isEmpty()).isPresent());
            assertThat(row(stage, "broken").orElseThrow().problem()).contains("invalid page");
            assertThat(row(stage, "broken").orElseThrow().packed()).isTrue();
            assertThat(messages(rds))
                    .anyMatch(m -> m.startsWith("The snapshot cannot be restored"));
            retained(stage, rds);
        }
        assertThat(processes.all()).as("processes after all was stopped").isEmpty();
        try (Stream<Path> left = Files.list(home.resolve("data/snapshots"))) {
            assertThat(left.map(Path::toString)).noneMatch(name -> name.contains("partial"));
        }
    }

    /** So that one backup is due within a minute. */
    private static void windowFromTheNextMinute(RdsClient rds) {
        LocalTime start =
                LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        int maintenance = (start.getHour() + 12) % 24;
        rds.modifyDBInstance(r ->
                r.dbInstanceIdentifier(SEALED)
                        .preferredBackupWindow(start + "-" + start.plusMinutes(30))
                        .preferredMaintenanceWindow(
                                "sun:%02d:00-sun:%02d:30".formatted(maintenance, maintenance))
                        .applyImmediately(true));
    }

    /** One page of a table gets another byte, as a disk might do. */
    private static void aBrokenOne(Stage stage, RdsClient rds) throws Exception {
        execute(stage, PLAIN, "CREATE TABLE t AS SELECT generate_series(1, 10000) AS i");
        String file = ask(stage, PLAIN, "SELECT pg_relation_filepath('t')");
        snapshot(rds, PLAIN, "broken");
        Path folder = dataOf(stage, "PG_VERSION", file);
        try (var channel = Files.newByteChannel(folder.resolve(file), StandardOpenOption.WRITE)) {
            channel.position(3 * 8192 + 5000);
            channel.write(ByteBuffer.wrap(new byte[] {77}));
        }
    }

    /** The folder of the snapshot that has these files. */
    private static Path dataOf(Stage stage, String... files) throws IOException {
        try (Stream<Path> folders = Files.list(stage.data().resolve("snapshots"))) {
            return folders.filter(folder ->
                            Stream.of(files).allMatch(file -> Files.exists(folder.resolve(file))))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void anEncryptedPackIsRestored(Stage stage, RdsClient rds) throws Exception {
        snapshot(rds, SEALED, "mine");
        Stage.await(
                "it is packed and proven",
                MAX,
                () ->
                        row(stage, "mine")
                                .filter(b -> b.packed() && b.encrypted())
                                .filter(b -> b.verified().isPresent() && b.problem().isEmpty())
                                .isPresent());
        try (Stream<Path> all = Files.list(stage.data().resolve("snapshots"))) {
            for (Path pack : all.filter(p -> p.toString().endsWith(".pack")).toList())
                assertThat(new String(Files.readAllBytes(pack), StandardCharsets.ISO_8859_1))
                        .doesNotContain(WORD);
        }
        rds.copyDBSnapshot(
                r -> r.sourceDBSnapshotIdentifier("mine").targetDBSnapshotIdentifier("copied"));
        Stage.await("the copy", MAX, () -> status(rds, "copied").equals("available"));
        restore(rds, "copied", "second");
        toTheLatestMoment(stage, rds);
        stage.awaitStatus("second", "available", MAX);
        assertThat(ask(stage, "second", "SELECT substr(x, 1, 9) FROM t")).isEqualTo(WORD);
        rds.deleteDBInstance(r -> r.dbInstanceIdentifier("second").skipFinalSnapshot(true));
        rds.deleteDBSnapshot(r -> r.dbSnapshotIdentifier("mine"));
        Stage.await("it is deleted", MAX, () -> status(rds, "mine").isEmpty());
    }

    /** What is restored begins with an encrypted pack, and WAL follows. */
    private static void toTheLatestMoment(Stage stage, RdsClient rds) throws Exception {
        execute(stage, SEALED, "INSERT INTO t VALUES ('later')");
        Stage.await(
                "WAL is archived",
                MAX,
                () -> backup(rds).orElseThrow().restoreWindow().latestTime() != null);
        rds.restoreDBInstanceToPointInTime(r ->
                r.sourceDBInstanceIdentifier(SEALED)
                        .targetDBInstanceIdentifier("rewound")
                        .dbInstanceClass("db.t3.micro")
                        .useLatestRestorableTime(true));
        stage.awaitStatus("rewound", "available", MAX);
        assertThat(ask(stage, "rewound", "SELECT count(*) FROM t")).isEqualTo("2");
        rds.deleteDBInstance(r -> r.dbInstanceIdentifier("rewound").skipFinalSnapshot(true));
    }

    /** From no backups to some, which takes one at once, and back. */
    private static void onAndOff(RdsClient rds) throws Exception {
        assertThat(automated(rds, PLAIN)).isEmpty();
        retention(rds, 2);
        Stage.await("the first backup", MAX, () -> automated(rds, PLAIN).size() == 1);
        retention(rds, 0);
        Stage.await("no backups", MAX, () -> automated(rds, PLAIN).isEmpty());
        assertThat(messages(rds))
                .containsSubsequence("Enabled automated backups", "Disabled automated backups");
        assertThat(status(rds, "broken")).as("manual ones stay").isEqualTo("available");
    }

    private static void retention(RdsClient rds, int days) throws Exception {
        Stage.await(
                PLAIN + " can be modified",
                MAX,
                () -> {
                    rds.modifyDBInstance(r ->
                            r.dbInstanceIdentifier(PLAIN)
                                    .backupRetentionPeriod(days)
                                    .applyImmediately(true));
                    return true;
                });
    }

    private static void retained(Stage stage, RdsClient rds) throws Exception {
        DBInstanceAutomatedBackup active = backup(rds).orElseThrow();
        assertThat(active.status()).isEqualTo("active");
        Instant earliest = active.restoreWindow().earliestTime();
        rds.deleteDBInstance(r ->
                r.dbInstanceIdentifier(SEALED)
                        .skipFinalSnapshot(true)
                        .deleteAutomatedBackups(false));
        stage.awaitStatus(SEALED, "gone", MAX);
        DBInstanceAutomatedBackup kept = backup(rds).orElseThrow();
        assertThat(kept.status()).isEqualTo("retained");
        assertThat(kept.encrypted()).isTrue();
        assertThat(kept.restoreWindow().earliestTime()).isEqualTo(earliest);
        assertThat(kept.dbInstanceAutomatedBackupsArn())
                .isEqualTo(active.dbInstanceAutomatedBackupsArn());
        restore(rds, automated(rds, SEALED).getLast().dbSnapshotIdentifier(), "third");
        stage.awaitStatus("third", "available", MAX);
        assertThat(ask(stage, "third", "SELECT count(*) FROM t")).isIn("1", "2");
        rds.deleteDBInstanceAutomatedBackup(r -> r.dbiResourceId(kept.dbiResourceId()));
        Stage.await("nothing is retained", MAX, () -> backup(rds).isEmpty());
        Stage.await("its snapshots are gone", MAX, () -> automated(rds, SEALED).isEmpty());
    }

    private static Optional<DBInstanceAutomatedBackup> backup(RdsClient rds) {
        return rds.describeDBInstanceAutomatedBackups().dbInstanceAutomatedBackups().stream()
                .filter(b -> b.dbInstanceIdentifier().equals(SEALED))
                .findFirst();
    }

    private static Optional<Status.Backup> row(Stage stage, String snapshot) throws IOException {
        return LocalClient.of(stage.data()).orElseThrow().backups().stream()
                .filter(row -> row.snapshot().equals(snapshot))
                .findFirst();
    }

    private static void snapshot(RdsClient rds, String of, String name) throws Exception {
        Stage.await(
                "a snapshot can be asked for", // not while the one of the window is taken
                MAX,
                () -> {
                    rds.createDBSnapshot(
                            r -> r.dbInstanceIdentifier(of).dbSnapshotIdentifier(name));
                    return true;
                });
        Stage.await(name + " is taken", MAX, () -> status(rds, name).equals("available"));
    }

    /** Good ones, oldest first. */
    private static List<DBSnapshot> automated(RdsClient rds, String of) {
        return rds
                .describeDBSnapshots(r -> r.dbInstanceIdentifier(of).snapshotType("automated"))
                .dbSnapshots()
                .stream()
                .filter(snapshot -> snapshot.status().equals("available"))
                .toList();
    }

    private static String status(RdsClient rds, String snapshot) {
        try {
            return rds.describeDBSnapshots(r -> r.dbSnapshotIdentifier(snapshot))
                    .dbSnapshots()
                    .getFirst()
                    .status();
        } catch (DbSnapshotNotFoundException gone) {
            return "";
        }
    }

    private static void restore(RdsClient rds, String snapshot, String name) {
        rds.restoreDBInstanceFromDBSnapshot(r ->
                r.dbSnapshotIdentifier(snapshot)
                        .dbInstanceIdentifier(name)
                        .dbInstanceClass("db.t3.micro"));
    }
}
