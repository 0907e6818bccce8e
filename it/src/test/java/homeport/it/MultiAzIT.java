package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static homeport.it.Databases.ask;
import static homeport.it.Databases.awaitStandby;
import static homeport.it.Databases.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.stage.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.RdsException;

/**
 * A Multi-AZ DB instance through its life, on real servers. Source of statuses, zones and events:
 * RDS user guide, "Multi-AZ DB instance deployments" and "Amazon RDS event categories".
 */
class MultiAzIT {
    private static final String NAME = "orders";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    @Test
    void itsStandbyTakesOverWhoeverDies() throws Exception {
        Processes processes;
        // one failover is asked for at a time: no slow machine shall add one
        try (Stage stage = Stage.in(home, "--failover-after", "30")) {
            processes = new Processes(stage);
            Databases.create(stage, NAME, MAX, r -> r.multiAZ(true));
            DBInstance made = stage.instance(NAME);
            assertThat(made.multiAZ()).isTrue();
            assertThat(made.secondaryAvailabilityZone()).isNotEqualTo(made.availabilityZone());
            execute(stage, "CREATE TABLE kept AS SELECT 1 AS n");
            awaitStandby(stage, NAME, MAX);
            assertThat(processes.postmasterFolders()).hasSize(2);
            theStandbyIsForNobody(stage, made);

            failOver(stage);
            DBInstance swapped = stage.instance(NAME);
            assertThat(swapped.availabilityZone()).isEqualTo(made.secondaryAvailabilityZone());
            assertThat(swapped.secondaryAvailabilityZone()).isEqualTo(made.availabilityZone());
            assertThat(swapped.endpoint()).isEqualTo(made.endpoint());
            assertThat(messages(stage))
                    .containsSubsequence(
                            "Multi-AZ instance failover started.",
                            "DB instance restarted",
                            "Multi-AZ instance failover completed");
            awaitStandby(stage, NAME, MAX);

            stage.killService();
            stage.up();
            execute(stage, "INSERT INTO kept VALUES (2)");
            awaitStandby(stage, NAME, MAX);

            growsAndCanStillFailOver(stage);
            becomesSingleAndMultiAgain(stage, processes);
            stopsAndStarts(stage, processes);
            try (RdsClient rds = stage.rds()) {
                rds.deleteDBInstance(r -> r.dbInstanceIdentifier(NAME).skipFinalSnapshot(true));
            }
            stage.awaitStatus(NAME, "gone", MAX);
            assertThat(processes.postmasterFolders()).isEmpty();
        }
        assertThat(processes.all()).as("processes after all was stopped").isEmpty();
    }

    /** No endpoint leads to it, and on its own address only we and replication come in. */
    private static void theStandbyIsForNobody(Stage stage, DBInstance made) {
        String zone = made.secondaryAvailabilityZone();
        int slice = zone.charAt(zone.length() - 1) - 'a' + 1;
        String site = made.endpoint().address().split("\\.")[2];
        String url = "jdbc:postgresql://127.%d.%s.1:5432/postgres?sslmode=require";
        assertThatThrownBy(() ->
                        DriverManager.getConnection(url.formatted(slice, site), USER, PASSWORD))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pg_hba.conf");
        assertThat(stage.data()).exists();
    }

    /** A session between transactions is told so, before its server stops. */
    private static void failOver(Stage stage) throws Exception {
        Connection idle = Databases.connect(stage, NAME);
        try (RdsClient rds = stage.rds()) {
            int listenMillis = (int) MAX.toMillis();
            PGConnection listening = idle.unwrap(PGConnection.class);
            CompletableFuture<PGNotification[]> told =
                    CompletableFuture.supplyAsync(
                            () -> heard(() -> listening.getNotifications(listenMillis)));
            DBInstance asked =
                    rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true))
                            .dbInstance();
            assertThat(asked.dbInstanceStatus()).isEqualTo("rebooting");
            assertThat(told)
                    .failsWithin(MAX)
                    .withThrowableThat()
                    .withMessageContaining("terminating connection")
                    .withMessageContaining("is failing over");
        } finally {
            idle.abort(Runnable::run); // a close would complain of a server that hung up
        }
        stage.awaitStatus(NAME, "available", MAX);
    }

    private static <T> T heard(Callable<T> what) {
        try {
            return what.call();
        } catch (Exception ended) {
            throw new CompletionException(ended);
        }
    }

    /** A larger class has more connections; a standby with fewer could not take over. */
    private static void growsAndCanStillFailOver(Stage stage) throws Exception {
        String before = ask(stage, NAME, "SHOW max_connections");
        try (RdsClient rds = stage.rds()) {
            rds.modifyDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .dbInstanceClass("db.t3.small")
                            .applyImmediately(true));
        }
        stage.awaitStatus(NAME, "available", MAX);
        awaitStandby(stage, NAME, MAX);
        String grown = ask(stage, NAME, "SHOW max_connections");
        assertThat(Integer.parseInt(grown)).isGreaterThan(Integer.parseInt(before));
        failOver(stage);
        assertThat(ask(stage, NAME, "SHOW max_connections")).isEqualTo(grown);
        awaitStandby(stage, NAME, MAX);
    }

    private static void becomesSingleAndMultiAgain(Stage stage, Processes processes)
            throws Exception {
        modify(stage, false);
        assertThat(stage.instance(NAME).multiAZ()).isFalse();
        assertThat(stage.instance(NAME).secondaryAvailabilityZone()).isNull();
        Stage.await("one server is left", MAX, () -> processes.postmasterFolders().size() == 1);
        try (RdsClient rds = stage.rds()) {
            assertThatThrownBy(() ->
                            rds.rebootDBInstance(
                                    r -> r.dbInstanceIdentifier(NAME).forceFailover(true)))
                    .isInstanceOf(RdsException.class)
                    .hasMessageContaining("not configured for MultiAZ");
        }
        modify(stage, true);
        awaitStandby(stage, NAME, MAX);
        assertThat(messages(stage))
                .containsSubsequence(
                        "Finished applying modification to convert to a standard (Single-AZ) DB"
                                + " instance",
                        "Applying modification to convert to a Multi-AZ DB Instance",
                        "Finished applying modification to convert to a Multi-AZ DB instance");
    }

    private static void modify(Stage stage, boolean multi) throws Exception {
        try (RdsClient rds = stage.rds()) {
            DBInstance asked =
                    rds.modifyDBInstance(r ->
                                    r.dbInstanceIdentifier(NAME)
                                            .multiAZ(multi)
                                            .applyImmediately(true))
                            .dbInstance();
            assertThat(asked.dbInstanceStatus()).isEqualTo("modifying");
        }
        stage.awaitStatus(NAME, "available", MAX);
    }

    private static void stopsAndStarts(Stage stage, Processes processes) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.stopDBInstance(r -> r.dbInstanceIdentifier(NAME));
            stage.awaitStatus(NAME, "stopped", MAX);
            assertThat(processes.postmasterFolders()).isEmpty();
            rds.startDBInstance(r -> r.dbInstanceIdentifier(NAME));
        }
        stage.awaitStatus(NAME, "available", MAX);
        awaitStandby(stage, NAME, MAX);
        assertThat(ask(stage, NAME, "SELECT sum(n) FROM kept")).isEqualTo("3");
    }

    private static void execute(Stage stage, String sql) throws Exception {
        Stage.await(
                sql,
                MAX,
                () -> {
                    Databases.execute(stage, NAME, sql);
                    return true;
                });
    }
}
