package homeport.it;

import static homeport.it.Databases.ask;
import static homeport.it.Databases.awaitStandby;
import static homeport.it.Databases.execute;
import static homeport.it.Databases.messages;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DbSnapshotNotFoundException;

/**
 * Backups of a Multi-AZ DB instance, on real servers. Source: RDS user guide, "Introduction to
 * backups": they are taken from the standby.
 */
class MultiAzSnapshotIT {
    private static final String NAME = "orders";
    private static final Duration MAX = Duration.ofSeconds(180);

    @TempDir Path home;

    @Test
    void theyAreTakenFromTheStandbyAndComeWithoutOneToo() throws Exception {
        Processes processes;
        try (Stage stage = Stage.in(home)) {
            processes = new Processes(stage);
            Databases.create(stage, NAME, MAX, r -> r.multiAZ(true).backupRetentionPeriod(1));
            Map<Path, String> automated = origins(stage);
            assertThat(automated.values()).containsExactly("standby");
            execute(stage, NAME, "CREATE TABLE kept AS SELECT 1 AS n");

            snapshot(stage, "manual");
            assertThat(origins(stage).values()).containsExactly("standby", "standby");
            assertThat(messages(stage))
                    .containsSubsequence("Backing up DB instance", "Finished DB Instance backup")
                    .contains("Manual snapshot created");

            restore(stage, "manual", "copy");
            assertThat(ask(stage, "copy", "SELECT sum(n) FROM kept")).isEqualTo("1");
            execute(stage, "copy", "INSERT INTO kept VALUES (10)");

            execute(stage, NAME, "INSERT INTO kept VALUES (2)");
            kill(standby(stage, processes));
            snapshot(stage, "lonely");
            restore(stage, "lonely", "second");
            assertThat(ask(stage, "second", "SELECT sum(n) FROM kept")).isEqualTo("3");

            awaitStandby(stage, NAME, MAX);
            execute(stage, NAME, "INSERT INTO kept VALUES (3)");
            Map<Path, String> before = origins(stage);
            deleteWithFinalSnapshot(stage);
            Map<Path, String> last = origins(stage);
            last.keySet().removeAll(before.keySet());
            assertThat(last.values()).as("the final one").containsExactly("standby");
            restore(stage, "final", "third");
            assertThat(ask(stage, "third", "SELECT sum(n) FROM kept")).isEqualTo("6");
        }
        assertThat(processes.all()).as("processes after all was stopped").isEmpty();
    }

    private static void snapshot(Stage stage, String name) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBSnapshot(r -> r.dbInstanceIdentifier(NAME).dbSnapshotIdentifier(name));
            Stage.await(name + " is taken", MAX, () -> status(rds, name).equals("available"));
        }
        stage.awaitStatus(NAME, "available", MAX);
    }

    private static String status(RdsClient rds, String snapshot) {
        try {
            DBSnapshot found =
                    rds.describeDBSnapshots(r -> r.dbSnapshotIdentifier(snapshot))
                            .dbSnapshots()
                            .getFirst();
            if (found.status().equals("failed")) throw new AssertionError(found);
            return found.status();
        } catch (DbSnapshotNotFoundException notYet) {
            return "";
        }
    }

    private static void restore(Stage stage, String snapshot, String name) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.restoreDBInstanceFromDBSnapshot(r ->
                    r.dbSnapshotIdentifier(snapshot)
                            .dbInstanceIdentifier(name)
                            .dbInstanceClass("db.t3.micro")
                            .multiAZ(false));
        }
        stage.awaitStatus(name, "available", MAX);
    }

    private static void deleteWithFinalSnapshot(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.deleteDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .finalDBSnapshotIdentifier("final")
                            .deleteAutomatedBackups(true));
            stage.awaitStatus(NAME, "gone", MAX);
            assertThat(status(rds, "final")).isEqualTo("available");
        }
    }

    /** From what kind of server the data of each snapshot on disk is, as PostgreSQL labelled it. */
    private static Map<Path, String> origins(Stage stage) throws IOException {
        Map<Path, String> found = new HashMap<>();
        try (Stream<Path> folders = Files.list(stage.data().resolve("snapshots"))) {
            for (Path folder : folders.filter(MultiAzSnapshotIT::whole).toList())
                origin(folder).ifPresent(origin -> found.put(folder, origin));
        }
        return found;
    }

    /** Neither half made nor half removed, nor packed yet. */
    private static boolean whole(Path folder) {
        return !folder.getFileName().toString().contains(".");
    }

    /** Empty when the data is being removed. */
    private static Optional<String> origin(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve("backup_label"))
                    .lines()
                    .filter(line -> line.startsWith("BACKUP FROM: "))
                    .map(line -> line.substring("BACKUP FROM: ".length()))
                    .findFirst();
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** The process that serves the data folder with a standby's mark. */
    private static long standby(Stage stage, Processes processes) throws IOException {
        for (String folder : processes.postmasterFolders())
            if (Files.exists(Path.of(folder, "standby.signal")))
                return Long.parseLong(
                        Files.readAllLines(Path.of(folder, "postmaster.pid")).getFirst());
        throw new AssertionError("no standby below " + stage.data());
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
}
