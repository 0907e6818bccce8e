package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static homeport.it.Databases.messages;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceStatusInfo;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;
import software.amazon.awssdk.services.rds.model.Parameter;

/**
 * What becomes of read replicas when something is killed, diverges, or goes. Source: RDS user
 * guide, "Working with DB instance read replicas" and "Multi-AZ DB cluster deployments".
 */
class ReplicaAccidentsIT {
    private static final Region ELSEWHERE = Region.EU_WEST_1;
    private static final String SOURCE = "orders";
    private static final String REPLICA = "orders-abroad";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    @Test
    void aReplicaInAnotherRegionSurvivesWhateverIsKilled() throws Exception {
        try (Stage stage = Stage.in(home);
                RdsClient here = stage.rds()) {
            keepsLittle(here);
            Databases.create(
                    stage,
                    SOURCE,
                    MAX,
                    r ->
                            r.engineVersion("16.3")
                                    .dbParameterGroupName("little")
                                    .backupRetentionPeriod(1));
            DBInstance source = stage.instance(SOURCE);
            execute(stage, source, "CREATE TABLE kept (n int)");
            execute(
                    stage,
                    source,
                    "CREATE TABLE bulk AS SELECT g, repeat('x', 500) FROM"
                            + " generate_series(1, 60000) g");
            killedWhileItIsMade(stage, source);
            killedWhileItServes(stage, source);
            cutOff(stage, source);
            goneAstray(stage, source);
            killedWhileItIsPromoted(stage, source);
            leftBehind(stage, source);
        }
    }

    /** Of its log a source keeps 48 MB for who is away. */
    private static void keepsLittle(RdsClient rds) {
        rds.createDBParameterGroup(r ->
                r.dbParameterGroupName("little")
                        .dbParameterGroupFamily("postgres16")
                        .description("keeps little of its log"));
        Map<String, String> values =
                Map.of(
                        "wal_keep_size", "0",
                        "max_slot_wal_keep_size", "48",
                        "max_wal_size", "128",
                        "min_wal_size", "80");
        rds.modifyDBParameterGroup(r ->
                r.dbParameterGroupName("little")
                        .parameters(
                                values.entrySet().stream()
                                        .map(value ->
                                                Parameter.builder()
                                                        .parameterName(value.getKey())
                                                        .parameterValue(value.getValue())
                                                        .applyMethod("immediate")
                                                        .build())
                                        .toList()));
    }

    /** It is away for longer than its source keeps its log. */
    private void cutOff(Stage stage, DBInstance source) throws Exception {
        DBInstance replica = instance(stage, REPLICA);
        DataMark mark = DataMark.in(stage, replica);
        long receiver =
                new Processes(stage)
                        .all().stream()
                                .filter(line ->
                                        line.contains(replica.dbiResourceId() + ": walreceiver"))
                                .mapToLong(line ->
                                        Long.parseLong(line.substring(0, line.indexOf(' '))))
                                .findFirst()
                                .orElseThrow();
        signal("STOP", receiver);
        String lost = "SELECT wal_status = 'lost' FROM pg_replication_slots";
        for (int round = 0; round < 60 && !ask(stage, source, lost).equals("t"); round++) {
            execute(
                    stage,
                    source,
                    "INSERT INTO bulk SELECT g, repeat('y', 800) FROM"
                            + " generate_series(1, 20000) g");
            execute(stage, source, "CHECKPOINT");
            pause(300);
        }
        assertThat(ask(stage, source, lost)).isEqualTo("t");
        signal("CONT", receiver);
        Stage.await("it is copied anew", MAX, mark::isReplaced);
        awaitState(stage, "replicating");
        await(stage, REPLICA, "available");
        try (RdsClient there = stage.rds(ELSEWHERE)) {
            assertThat(messages(there))
                    .anyMatch(text -> text.contains("is needed, and the source's begins at"))
                    .contains("Replication for the Read Replica resumed");
        }
    }

    private void killedWhileItIsMade(Stage stage, DBInstance source) throws Exception {
        make(stage, REPLICA, source);
        for (int kill = 0; kill < 3; kill++) {
            pause(ThreadLocalRandom.current().nextInt(100, 1500));
            stage.killService();
            stage.up();
        }
        await(stage, REPLICA, "available");
        DBInstance made = instance(stage, REPLICA);
        assertThat(made.readReplicaSourceDBInstanceIdentifier()).isEqualTo(source.dbInstanceArn());
        assertThat(stage.instance(SOURCE).readReplicaDBInstanceIdentifiers())
                .containsExactly(made.dbInstanceArn());
        Stage.await("nothing is left of killed copies", MAX, () -> isWhole(node(stage, made)));
    }

    private static boolean isWhole(Path node) throws IOException {
        try (Stream<Path> folder = Files.list(node)) {
            return folder.map(path -> path.getFileName().toString())
                    .noneMatch(name -> name.contains("partial") || name.contains("removed"));
        }
    }

    private void killedWhileItServes(Stage stage, DBInstance source) throws Exception {
        kill(stage.postmaster(source));
        kill(stage.postmaster(instance(stage, REPLICA)));
        execute(stage, source, "INSERT INTO kept VALUES (1)");
        awaitRows(stage, REPLICA, "1");
        awaitState(stage, "replicating");
    }

    /** Somebody promotes the server itself: what it has is not its source's any more. */
    private void goneAstray(Stage stage, DBInstance source) throws Exception {
        DBInstance replica = instance(stage, REPLICA);
        DataMark mark = DataMark.in(stage, replica);
        Files.createFile(node(stage, replica).resolve("data").resolve("promote"));
        signal("USR1", stage.postmaster(replica));
        Stage.await("it is copied anew", MAX, mark::isReplaced);
        awaitState(stage, "replicating");
        await(stage, REPLICA, "available");
        execute(stage, source, "INSERT INTO kept VALUES (2)");
        awaitRows(stage, REPLICA, "2");
        try (RdsClient there = stage.rds(ELSEWHERE)) {
            assertThat(messages(there))
                    .anyMatch(text -> text.contains("takes writes, which are not the source's"));
        }
    }

    private void killedWhileItIsPromoted(Stage stage, DBInstance source) throws Exception {
        try (RdsClient there = stage.rds(ELSEWHERE)) {
            there.promoteReadReplica(r -> r.dbInstanceIdentifier(REPLICA).backupRetentionPeriod(0));
        }
        for (int kill = 0; kill < 2; kill++) {
            pause(ThreadLocalRandom.current().nextInt(0, 300));
            stage.killService();
            stage.up();
        }
        await(stage, REPLICA, "available");
        execute(stage, instance(stage, REPLICA), "INSERT INTO kept VALUES (3)");
        assertThat(ask(stage, source, "SELECT count(*) FROM kept")).isEqualTo("2");
        awaitSlots(stage, source, "0");
    }

    /** The source of one in another region is deleted: it goes on reading, and can be promoted. */
    private void leftBehind(Stage stage, DBInstance source) throws Exception {
        String second = "orders-left";
        make(stage, second, source);
        await(stage, second, "available");
        awaitRows(stage, second, "2");
        try (RdsClient here = stage.rds()) {
            here.deleteDBInstance(r -> r.dbInstanceIdentifier(SOURCE).skipFinalSnapshot(true));
        }
        Stage.await("it is terminated", MAX, () -> state(stage, second).equals("terminated"));
        DBInstance left = instance(stage, second);
        assertThat(left.dbInstanceStatus()).isEqualTo("available");
        assertThat(left.readReplicaSourceDBInstanceIdentifier()).isEqualTo(source.dbInstanceArn());
        assertThat(ask(stage, left, "SELECT count(*) FROM kept")).isEqualTo("2");
        Process wait = stage.launch("replica", "wait", second, "--data", stage.data().toString());
        assertThat(wait.waitFor(MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(wait.exitValue()).isEqualTo(1);
        try (RdsClient there = stage.rds(ELSEWHERE)) {
            there.promoteReadReplica(r -> r.dbInstanceIdentifier(second));
        }
        await(stage, second, "available");
        execute(stage, left, "INSERT INTO kept VALUES (4)");
        try (RdsClient there = stage.rds(ELSEWHERE)) {
            Stage.await(
                    "the first backup of what it is now",
                    MAX,
                    () -> backups(there, second).contains("available"));
        }
        assertThat(instance(stage, second).statusInfos()).isEmpty();
    }

    private static List<String> backups(RdsClient rds, String name) {
        return rds.describeDBSnapshots(r -> r.dbInstanceIdentifier(name)).dbSnapshots().stream()
                .map(DBSnapshot::status)
                .toList();
    }

    /** A replica of a cluster streams from a reader, and goes on when that becomes the writer. */
    @Test
    void aReplicaOfAClusterStreamsFromAReader() throws Exception {
        // one failover is asked for: no slow machine shall add one
        try (Stage stage = Stage.in(home, "--failover-after", "30");
                RdsClient rds = stage.rds()) {
            rds.createDBCluster(r ->
                    r.dbClusterIdentifier("ledger")
                            .engine("postgres")
                            .dbClusterInstanceClass("db.m5d.large")
                            .storageType("io1")
                            .iops(1000)
                            .allocatedStorage(100)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
            Stage.await(
                    "the cluster is available",
                    MAX,
                    () -> cluster(rds).status().equals("available"));
            rds.createDBInstanceReadReplica(r ->
                    r.dbInstanceIdentifier("ledger-replica")
                            .sourceDBClusterIdentifier("ledger")
                            .dbInstanceClass("db.t3.micro"));
            stage.awaitStatus("ledger-replica", "available", MAX);
            DBInstance replica = stage.instance("ledger-replica");
            assertThat(replica.readReplicaSourceDBClusterIdentifier()).isEqualTo("ledger");
            assertThat(cluster(rds).readReplicaIdentifiers()).containsExactly("ledger-replica");
            DataMark mark = DataMark.in(stage, replica);
            writer(stage, rds, "CREATE TABLE kept (n int)");
            rds.failoverDBCluster(r -> r.dbClusterIdentifier("ledger"));
            Stage.await(
                    "the cluster is available",
                    MAX,
                    () -> cluster(rds).status().equals("available"));
            writer(stage, rds, "INSERT INTO kept VALUES (1)");
            Stage.await(
                    "the replica shows it",
                    MAX,
                    () -> ask(stage, replica, "SELECT count(*) FROM kept").equals("1"));
            assertThat(mark.stands()).as("its data is the same").isTrue();
            Stage.await(
                    "the replica and two readers have a lag",
                    MAX,
                    () ->
                            LocalClient.of(stage.data()).orElseThrow().status().databases().stream()
                                            .filter(row -> !row.lag().isEmpty())
                                            .count()
                                    == 3);
            rds.deleteDBCluster(r -> r.dbClusterIdentifier("ledger").skipFinalSnapshot(true));
            Stage.await(
                    "the replica takes writes",
                    MAX,
                    () -> {
                        execute(stage, replica, "INSERT INTO kept VALUES (2)");
                        return true;
                    });
        }
    }

    private static DBCluster cluster(RdsClient rds) {
        return rds.describeDBClusters(r -> r.dbClusterIdentifier("ledger")).dbClusters().getFirst();
    }

    private static void writer(Stage stage, RdsClient rds, String sql) throws Exception {
        DBCluster cluster = cluster(rds);
        Stage.await(
                sql,
                MAX,
                () -> {
                    try (Connection c =
                                    stage.connect(
                                            cluster.endpoint(),
                                            cluster.port(),
                                            "postgres",
                                            USER,
                                            PASSWORD);
                            Statement statement = c.createStatement()) {
                        statement.execute(sql);
                        return true;
                    }
                });
    }

    private static void make(Stage stage, String name, DBInstance source) throws IOException {
        try (RdsClient there = stage.rds(ELSEWHERE)) {
            there.createDBInstanceReadReplica(r ->
                    r.dbInstanceIdentifier(name)
                            .sourceDBInstanceIdentifier(source.dbInstanceArn()));
        }
    }

    private static DBInstance instance(Stage stage, String name) throws IOException {
        try (RdsClient there = stage.rds(ELSEWHERE)) {
            return there.describeDBInstances(r -> r.dbInstanceIdentifier(name))
                    .dbInstances()
                    .getFirst();
        } catch (DbInstanceNotFoundException elsewhere) {
            return stage.instance(name);
        }
    }

    private static void await(Stage stage, String name, String status) throws Exception {
        Stage.await(
                name + " is " + status,
                MAX,
                () -> instance(stage, name).dbInstanceStatus().equals(status));
    }

    private static String state(Stage stage, String name) throws IOException {
        return instance(stage, name).statusInfos().stream()
                .map(DBInstanceStatusInfo::status)
                .findFirst()
                .orElse("none");
    }

    private static void awaitState(Stage stage, String state) throws Exception {
        Stage.await("replication is " + state, MAX, () -> state(stage, REPLICA).equals(state));
    }

    private static Path node(Stage stage, DBInstance of) {
        return stage.data().resolve("nodes").resolve(of.dbiResourceId());
    }

    private static void awaitRows(Stage stage, String name, String count) throws Exception {
        DBInstance of = instance(stage, name);
        Stage.await(
                name + " shows " + count,
                MAX,
                () -> ask(stage, of, "SELECT count(*) FROM kept").equals(count));
    }

    private static void awaitSlots(Stage stage, DBInstance of, String count) throws Exception {
        String slots = "SELECT count(*) FROM pg_replication_slots WHERE NOT temporary";
        Stage.await(count + " slots", MAX, () -> ask(stage, of, slots).equals(count));
    }

    private static void execute(Stage stage, DBInstance on, String sql) throws Exception {
        Stage.await(
                sql,
                MAX,
                () -> {
                    try (Connection connection = Databases.connect(stage, on)) {
                        Databases.execute(connection, sql);
                        return true;
                    }
                });
    }

    private static String ask(Stage stage, DBInstance of, String sql) throws Exception {
        try (Connection connection = Databases.connect(stage, of)) {
            return Databases.ask(connection, sql);
        }
    }

    private static void kill(long pid) throws Exception {
        signal("KILL", pid);
    }

    private static void signal(String signal, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
