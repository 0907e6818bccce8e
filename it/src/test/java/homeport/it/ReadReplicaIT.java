package homeport.it;

import static homeport.it.Databases.ask;
import static homeport.it.Databases.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.Status;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.RdsException;

/**
 * Read replicas through their life, on real servers: of a Multi-AZ instance under load, through its
 * failover, of a replica, promoted, and left behind by a source that is deleted. Source: RDS user
 * guide, "Working with DB instance read replicas".
 */
class ReadReplicaIT {
    private static final String SOURCE = "orders";
    private static final String REPLICA = "orders-replica";
    private static final String SECOND = "orders-second";
    private static final Duration MAX = Duration.ofSeconds(120);

    /** How far the shown lag may be from the truth, in seconds. */
    private static final double LAG_ERROR_MAX = 1.0;

    /** Until what is shown was read while nothing stood still, on a machine with much to do. */
    private static final Duration LAG_TOLD_MAX = Duration.ofSeconds(30);

    @TempDir Path home;

    private Stage stage;
    private Processes processes;

    @Test
    void aReplicaKeepsUpThroughFailoverAndPromotion() throws Exception {
        // one failover is asked for: no slow machine shall add one
        try (Stage opened = Stage.in(home, "--failover-after", "30")) {
            stage = opened;
            processes = new Processes(stage);
            createSource();
            try (Heartbeat heart = new Heartbeat()) {
                createReplica();
                lagIsTrue("under load", heart);
                failOver(heart);
                pausedReplay(heart);
            }
            idle();
            cascade();
            promote();
            sourceGoes();
            for (String name : List.of(REPLICA, SECOND)) delete(name);
            for (String name : List.of(REPLICA, SECOND)) stage.awaitStatus(name, "gone", MAX);
            assertThat(processes.postmasterFolders()).isEmpty();
        }
        assertThat(processes.all()).as("processes after all was stopped").isEmpty();
    }

    private void createSource() throws Exception {
        Databases.create(
                stage,
                SOURCE,
                MAX,
                r -> r.dbInstanceClass("db.t3.small").multiAZ(true).backupRetentionPeriod(1));
        execute(SOURCE, "CREATE TABLE beat (at timestamptz)");
        execute(SOURCE, "CREATE TABLE kept (n int)");
        execute(SOURCE, "CREATE TABLE bulk (n int, text text)");
    }

    /** Its class is smaller than its source's: it gets as many connections all the same. */
    private void createReplica() throws Exception {
        try (RdsClient rds = stage.rds()) {
            DBInstance made =
                    rds.createDBInstanceReadReplica(r ->
                                    r.dbInstanceIdentifier(REPLICA)
                                            .sourceDBInstanceIdentifier(SOURCE)
                                            .dbInstanceClass("db.t3.micro"))
                            .dbInstance();
            assertThat(made.dbInstanceStatus()).isEqualTo("creating");
            assertThat(made.readReplicaSourceDBInstanceIdentifier()).isEqualTo(SOURCE);
        }
        stage.awaitStatus(REPLICA, "available", MAX);
        DBInstance replica = stage.instance(REPLICA);
        assertThat(replica.statusInfos())
                .singleElement()
                .satisfies(info -> {
                    assertThat(info.statusType()).isEqualTo("read replication");
                    assertThat(info.normal()).isTrue();
                    assertThat(info.status()).isEqualTo("replicating");
                });
        assertThat(replica.backupRetentionPeriod()).isZero();
        assertThat(stage.instance(SOURCE).readReplicaDBInstanceIdentifiers())
                .containsExactly(REPLICA);
        assertThat(ask(stage, REPLICA, "SHOW max_connections"))
                .isEqualTo(ask(stage, SOURCE, "SHOW max_connections"));
        assertThatThrownBy(() -> Databases.execute(stage, REPLICA, "INSERT INTO kept VALUES (0)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(
                        () -> {
                            try (RdsClient rds = stage.rds()) {
                                rds.stopDBInstance(r -> r.dbInstanceIdentifier(SOURCE));
                            }
                        })
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("it has read replicas");
        assertThat(messages(stage)).contains("Replication for the Read Replica resumed");
    }

    /** It goes on from the node that was promoted, and moves to the new standby: never a copy. */
    private void failOver(Heartbeat heart) throws Exception {
        DataMark mark = DataMark.in(stage, stage.instance(REPLICA));
        String before = replica(REPLICA).streamsFrom();
        assertThat(slots(SOURCE)).as("slots of the primary").isEqualTo("0");
        try (RdsClient rds = stage.rds()) {
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(SOURCE).forceFailover(true));
        }
        stage.awaitStatus(SOURCE, "available", MAX);
        execute(SOURCE, "INSERT INTO kept VALUES (1)");
        awaitRows(REPLICA, "1");
        lagIsTrue("after the source failed over", heart);
        Stage.await(
                "it streams from the new standby",
                MAX,
                () -> !replica(REPLICA).streamsFrom().equals(before));
        Stage.await("no slot is left", MAX, () -> slots(SOURCE).equals("0"));
        assertThat(mark.stands()).as("its data is the same").isTrue();
        Stage.await("it says so", MAX, () -> replica(REPLICA).status().equals("replicating"));
        lagIsTrue("from the new standby", heart);
    }

    /** Whatever it is that holds up replay: here the process itself stands still. */
    private void pausedReplay(Heartbeat heart) throws Exception {
        String startup = startupProcess(REPLICA);
        signal("STOP", startup);
        try {
            for (int second = 0; second < 4; second++) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                lagIsTrue("while replay stands still", heart);
            }
            assertThat(replica(REPLICA).lagSeconds()).isGreaterThan(2);
            assertThat(homeport("replica", "wait", REPLICA, "--timeout", "1s")).isEqualTo(1);
        } finally {
            signal("CONT", startup);
        }
        assertThat(homeport("replica", "wait", REPLICA)).isZero();
    }

    /** Nobody writes: it has everything, however long ago the last commit was. */
    private void idle() throws Exception {
        assertThat(homeport("replica", "wait", REPLICA, "--lag", "0")).isZero();
        for (int look = 0; look < 4; look++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
            // what the server writes by itself may be on its way just now
            Stage.await("no lag while idle", LAG_TOLD_MAX, this::isUpToDate);
        }
        stage.killService();
        stage.up();
        Stage.await("0 again", MAX, () -> replica(REPLICA).lagSeconds() == 0);
    }

    private boolean isUpToDate() throws IOException {
        double shown = replica(REPLICA).lagSeconds();
        return shown >= 0 && shown < LAG_ERROR_MAX;
    }

    private void cascade() throws Exception {
        try (RdsClient rds = stage.rds()) {
            assertThatThrownBy(() ->
                            rds.createDBInstanceReadReplica(r ->
                                    r.dbInstanceIdentifier(SECOND)
                                            .sourceDBInstanceIdentifier(REPLICA)))
                    .isInstanceOf(RdsException.class)
                    .hasMessageContaining("Automated backups are not enabled");
            rds.modifyDBInstance(r ->
                    r.dbInstanceIdentifier(REPLICA)
                            .backupRetentionPeriod(1)
                            .applyImmediately(true));
            Stage.await("its first backup is taken", MAX, () -> backups(rds).contains("available"));
            stage.awaitStatus(REPLICA, "available", MAX);
            rds.createDBInstanceReadReplica(
                    r -> r.dbInstanceIdentifier(SECOND).sourceDBInstanceIdentifier(REPLICA));
        }
        stage.awaitStatus(SECOND, "available", MAX);
        execute(SOURCE, "INSERT INTO kept VALUES (2)");
        awaitRows(SECOND, "2");
        assertThat(slots(REPLICA)).isEqualTo("1");
    }

    private static List<String> backups(RdsClient rds) {
        return rds.describeDBSnapshots(r -> r.dbInstanceIdentifier(REPLICA)).dbSnapshots().stream()
                .map(DBSnapshot::status)
                .toList();
    }

    private void promote() throws Exception {
        assertThat(homeport("replica", "wait", REPLICA)).isZero();
        try (RdsClient rds = stage.rds()) {
            DBInstance asked =
                    rds.promoteReadReplica(r ->
                                    r.dbInstanceIdentifier(REPLICA)
                                            .backupRetentionPeriod(7)
                                            .preferredBackupWindow("03:00-04:00"))
                            .dbInstance();
            assertThat(asked.dbInstanceStatus()).isEqualTo("modifying");
            assertThat(asked.readReplicaSourceDBInstanceIdentifier()).isNull();
        }
        stage.awaitStatus(REPLICA, "available", MAX);
        DBInstance promoted = stage.instance(REPLICA);
        assertThat(promoted.statusInfos()).isEmpty();
        assertThat(promoted.backupRetentionPeriod()).isEqualTo(7);
        assertThat(promoted.readReplicaDBInstanceIdentifiers()).containsExactly(SECOND);
        assertThat(stage.instance(SOURCE).readReplicaDBInstanceIdentifiers()).isEmpty();
        execute(REPLICA, "INSERT INTO kept VALUES (3)");
        awaitRows(SECOND, "3");
        assertThat(ask(stage, SOURCE, "SELECT count(*) FROM kept")).isEqualTo("2");
        assertThat(messages(stage))
                .anyMatch(
                        text -> text.contains("promoted") && text.contains("all that its source"));
    }

    /** What replicated the deleted one takes writes by itself. */
    private void sourceGoes() throws Exception {
        delete(SOURCE);
        stage.awaitStatus(SOURCE, "gone", MAX);
        execute(REPLICA, "INSERT INTO kept VALUES (4)");
        delete(REPLICA);
        stage.awaitStatus(REPLICA, "gone", MAX);
        execute(SECOND, "INSERT INTO kept VALUES (5)");
        stage.awaitStatus(SECOND, "available", MAX);
        assertThat(ask(stage, SECOND, "SELECT count(*) FROM kept")).isEqualTo("5");
        assertThat(stage.instance(SECOND).readReplicaSourceDBInstanceIdentifier()).isNull();
    }

    /**
     * The truth: how old the newest heartbeat is that the replica shows. It is asked a moment after
     * what is shown was read: on a busy machine, more than once until both are of one moment.
     */
    private void lagIsTrue(String when, Heartbeat heart) throws Exception {
        Instant end = Instant.now().plus(LAG_TOLD_MAX);
        double error;
        String said;
        do {
            double shown = replica(REPLICA).lagSeconds();
            double truth =
                    Double.parseDouble(
                            ask(
                                    stage,
                                    REPLICA,
                                    "SELECT extract(epoch FROM clock_timestamp() - max(at)) FROM beat"));
            error = shown < 0 ? Double.MAX_VALUE : Math.abs(shown - truth);
            said = "%s: shown %.2f s, truth %.2f s".formatted(when, shown, truth);
        } while ((heart.pauses() || error >= LAG_ERROR_MAX) && Instant.now().isBefore(end));
        System.out.println(said);
        assertThat(error).as(said).isLessThan(LAG_ERROR_MAX);
    }

    private Status.Replica replica(String name) throws IOException {
        return LocalClient.of(stage.data()).orElseThrow().status().replicas().stream()
                .filter(row -> row.identifier().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int homeport(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = stage.data().toString();
        Process command = stage.launch(all);
        assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return command.exitValue();
    }

    private String startupProcess(String name) throws IOException {
        String id = stage.instance(name).dbiResourceId();
        return processes.all().stream()
                .filter(line -> line.contains(id + ": startup"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("none among " + all()));
    }

    private List<String> all() {
        try {
            return processes.all();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void signal(String signal, String pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, pid).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void delete(String name) throws IOException {
        if (stage.status(name).equals("gone")) return;
        try (RdsClient rds = stage.rds()) {
            rds.deleteDBInstance(r -> r.dbInstanceIdentifier(name).skipFinalSnapshot(true));
        }
    }

    private String slots(String name) throws Exception {
        return ask(stage, name, "SELECT count(*) FROM pg_replication_slots WHERE NOT temporary");
    }

    private void awaitRows(String name, String count) throws Exception {
        Stage.await(
                name + " shows " + count + " rows",
                MAX,
                () -> ask(stage, name, "SELECT count(*) FROM kept").equals(count));
    }

    /** Through a failover or a restart, too. */
    private void execute(String name, String sql) throws Exception {
        Stage.await(
                sql,
                MAX,
                () -> {
                    Databases.execute(stage, name, sql);
                    return true;
                });
    }

    /** Writes the time every 50 ms, and some megabytes a second beside it. */
    private final class Heartbeat implements AutoCloseable {
        private static final Duration PERIOD = Duration.ofMillis(50);

        private volatile boolean stopped;
        private volatile Instant last = Instant.now();
        private final Thread thread = Thread.ofVirtual().start(this::run);
        private final Thread load = Thread.ofVirtual().start(this::load);

        /** The source has not taken a write for a while: there is no truth to compare with. */
        boolean pauses() {
            return Duration.between(last, Instant.now()).compareTo(Duration.ofMillis(300)) > 0;
        }

        private void load() {
            String rows =
                    "INSERT INTO bulk SELECT g, repeat('x', 200) FROM generate_series(1, 500) g";
            while (!stopped) {
                try {
                    Databases.execute(stage, SOURCE, rows);
                } catch (Exception failedOver) {
                    LockSupport.parkNanos(PERIOD.toNanos());
                }
                LockSupport.parkNanos(PERIOD.toNanos());
            }
        }

        private void run() {
            while (!stopped) {
                try (Connection connection = Databases.connect(stage, SOURCE);
                        Statement sql = connection.createStatement()) {
                    while (!stopped) {
                        sql.execute("INSERT INTO beat VALUES (clock_timestamp())");
                        last = Instant.now();
                        LockSupport.parkNanos(PERIOD.toNanos());
                    }
                } catch (Exception failedOver) {
                    LockSupport.parkNanos(PERIOD.toNanos());
                }
            }
        }

        @Override
        public void close() {
            stopped = true;
            try {
                thread.join(MAX);
                load.join(MAX);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
