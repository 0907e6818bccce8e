package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.RdsException;

/**
 * Parameter groups and snapshots of a Multi-AZ DB cluster, on real servers. Source: RDS user guide,
 * "Working with parameter groups for Multi-AZ DB clusters" and "Creating a Multi-AZ DB cluster
 * snapshot".
 */
class ClusterRestoreIT {
    private static final String NAME = "ledger";
    private static final String GROUP = "ledger-settings";
    private static final String SNAPSHOT = "under-load";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    @Test
    void aGroupConfiguresEveryMemberAndASnapshotBecomesAClusterOrAnInstance() throws Exception {
        Processes processes;
        try (Stage stage = open()) {
            processes = new Processes(stage);
            create(stage);
            theFirstBackupIsAClusterSnapshot(stage);
            aDynamicParameterAtOnceAStaticOneAtTheReboot(stage);
            long confirmed = snapshotUnderLoad(stage);
            restore(stage);
            for (String address : List.of(endpoint(stage, "again"), instance(stage, "alone"))) {
                assertThat(number(stage, address, "SELECT count(*) FROM kept"))
                        .as("rows confirmed before the snapshot was asked for")
                        .isGreaterThanOrEqualTo(confirmed);
                execute(stage, address, "INSERT INTO kept VALUES (-1)");
            }
            restoreToTheLatestTime(stage);
            deleteEverything(stage);
            assertThat(processes.postmasterFolders()).isEmpty();
            nothingIsLeft(stage);
        }
        assertThat(processes.all()).as("processes after all was stopped").isEmpty();
    }

    /** No slow machine shall fail over a cluster whose writes are to go on. */
    private Stage open() throws Exception {
        return Stage.in(home, "--archive-every", "2", "--failover-after", "30");
    }

    private static void create(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBClusterParameterGroup(r ->
                    r.dbClusterParameterGroupName(GROUP)
                            .dbParameterGroupFamily("postgres16")
                            .description("for tests"));
            rds.createDBCluster(r ->
                    r.dbClusterIdentifier(NAME)
                            .engine("postgres")
                            .engineVersion("16")
                            .dbClusterInstanceClass("db.m5d.large")
                            .dbClusterParameterGroupName(GROUP)
                            .allocatedStorage(100)
                            .storageType("io1")
                            .iops(1000)
                            .backupRetentionPeriod(1)
                            .databaseName("books")
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
            assertThatThrownBy(() ->
                            rds.deleteDBClusterParameterGroup(
                                    r -> r.dbClusterParameterGroupName(GROUP)))
                    .isInstanceOf(RdsException.class)
                    .hasMessageContaining("still members of this parameter group");
        }
        awaitStatus(stage, NAME, "available");
    }

    private static void theFirstBackupIsAClusterSnapshot(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            List<DBClusterSnapshot> all = rds.describeDBClusterSnapshots().dbClusterSnapshots();
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().dbClusterSnapshotIdentifier()).startsWith("rds:" + NAME);
            assertThat(all.getFirst().snapshotType()).isEqualTo("automated");
            assertThat(all.getFirst().status()).isEqualTo("available");
            assertThat(all.getFirst().availabilityZones()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(rds.describeDBSnapshots().dbSnapshots()).isEmpty();
        }
    }

    private static void aDynamicParameterAtOnceAStaticOneAtTheReboot(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.modifyDBClusterParameterGroup(r ->
                    r.dbClusterParameterGroupName(GROUP)
                            .parameters(
                                    parameter("work_mem", "8192", ApplyMethod.IMMEDIATE),
                                    parameter(
                                            "max_connections", "150", ApplyMethod.PENDING_REBOOT)));
            awaitOnAll(stage, "work_mem", "8MB");
            Stage.await(
                    "the static one waits",
                    MAX,
                    () -> groupStatus(stage).equals(List.of("pending-reboot")));
            assertThat(show(stage, endpoint(stage, NAME), "max_connections")).isNotEqualTo("150");
            rds.rebootDBCluster(r -> r.dbClusterIdentifier(NAME));
        }
        awaitOnAll(stage, "max_connections", "150");
        awaitStatus(stage, NAME, "available");
        assertThat(groupStatus(stage)).containsExactly("in-sync");
        try (RdsClient rds = stage.rds()) {
            assertThat(rds.describeDBInstances().dbInstances())
                    .hasSize(3)
                    .allSatisfy(member ->
                            assertThat(member.dbParameterGroups())
                                    .singleElement()
                                    .satisfies(group ->
                                            assertThat(group.dbParameterGroupName())
                                                    .isEqualTo("default.postgres16")));
        }
    }

    private static Parameter parameter(String name, String value, ApplyMethod method) {
        return Parameter.builder()
                .parameterName(name)
                .parameterValue(value)
                .applyMethod(method)
                .build();
    }

    private static List<String> groupStatus(Stage stage) throws Exception {
        return cluster(stage, NAME).dbClusterMembers().stream()
                .map(DBClusterMember::dbClusterParameterGroupStatus)
                .distinct()
                .toList();
    }

    private static void awaitOnAll(Stage stage, String parameter, String value) throws Exception {
        for (DBClusterMember member : cluster(stage, NAME).dbClusterMembers()) {
            String name = member.dbInstanceIdentifier();
            Stage.await(
                    "%s is %s on %s".formatted(parameter, value, name),
                    MAX,
                    () -> {
                        try {
                            return show(stage, instance(stage, name), parameter).equals(value);
                        } catch (SQLException restarting) {
                            return false;
                        }
                    });
        }
    }

    private static String show(Stage stage, String address, String parameter) throws Exception {
        return ask(stage, address, "SHOW " + parameter);
    }

    /**
     * @return how many rows were confirmed when the snapshot was asked for
     */
    private static long snapshotUnderLoad(Stage stage) throws Exception {
        String writer = endpoint(stage, NAME);
        execute(stage, writer, "CREATE TABLE kept (n bigint)");
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong rows = new AtomicLong();
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(() -> insert(stage, writer, over, rows));
        try (RdsClient rds = stage.rds()) {
            Stage.await("some load", MAX, () -> rows.get() > 100 || load.isDone());
            long confirmed = rows.get();
            DBClusterSnapshot asked =
                    rds.createDBClusterSnapshot(r ->
                                    r.dbClusterIdentifier(NAME)
                                            .dbClusterSnapshotIdentifier(SNAPSHOT))
                            .dbClusterSnapshot();
            assertThat(asked.status()).isEqualTo("creating");
            Stage.await("the snapshot is taken", MAX, () -> taken(rds));
            over.set(true);
            load.join();
            assertThat(rows.get()).as("writes went on").isGreaterThan(confirmed);
            return confirmed;
        }
    }

    private static boolean taken(RdsClient rds) {
        String status =
                rds.describeDBClusterSnapshots(r -> r.dbClusterSnapshotIdentifier(SNAPSHOT))
                        .dbClusterSnapshots()
                        .getFirst()
                        .status();
        assertThat(status).isIn("creating", "available");
        return status.equals("available");
    }

    private static void insert(Stage stage, String address, AtomicBoolean over, AtomicLong rows) {
        try (Connection connection = stage.connect(address, 5432, "books", USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            while (!over.get()) {
                statement.execute("INSERT INTO kept VALUES (" + rows.get() + ")");
                rows.incrementAndGet();
            }
        } catch (Exception failure) {
            throw new AssertionError("the load broke after %d rows".formatted(rows.get()), failure);
        }
    }

    private static void restore(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            DBCluster made =
                    rds.restoreDBClusterFromSnapshot(r ->
                                    r.dbClusterIdentifier("again")
                                            .snapshotIdentifier(SNAPSHOT)
                                            .engine("postgres"))
                            .dbCluster();
            assertThat(made.dbClusterParameterGroup()).isEqualTo("default.postgres16");
            assertThat(made.storageType()).isEqualTo("io1");
            rds.restoreDBInstanceFromDBSnapshot(r ->
                    r.dbInstanceIdentifier("alone")
                            .dbClusterSnapshotIdentifier(SNAPSHOT)
                            .dbInstanceClass("db.m5d.large"));
        }
        awaitStatus(stage, "again", "available");
        stage.awaitStatus("alone", "available", MAX);
    }

    /** All that was committed before the request, with nothing asked of the source but to run. */
    private static void restoreToTheLatestTime(Stage stage) throws Exception {
        execute(stage, endpoint(stage, NAME), "INSERT INTO kept VALUES (-2)");
        Stage.await(
                "the cluster is restorable",
                MAX,
                () -> cluster(stage, NAME).latestRestorableTime() != null);
        assertThat(cluster(stage, NAME).earliestRestorableTime())
                .isBefore(cluster(stage, NAME).latestRestorableTime());
        execute(stage, endpoint(stage, NAME), "INSERT INTO kept VALUES (-3)");
        try (RdsClient rds = stage.rds()) {
            rds.restoreDBClusterToPointInTime(r ->
                    r.sourceDBClusterIdentifier(NAME)
                            .dbClusterIdentifier("later")
                            .useLatestRestorableTime(true));
        }
        awaitStatus(stage, "later", "available");
        String query = "SELECT count(*) FROM kept";
        assertThat(number(stage, endpoint(stage, "later"), query))
                .isEqualTo(number(stage, endpoint(stage, NAME), query));
    }

    private static void deleteEverything(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            for (String name : List.of(NAME, "again", "later"))
                rds.deleteDBCluster(r -> r.dbClusterIdentifier(name).skipFinalSnapshot(true));
            rds.deleteDBInstance(r -> r.dbInstanceIdentifier("alone").skipFinalSnapshot(true));
            Stage.await(
                    "clusters and instances are gone",
                    MAX,
                    () ->
                            rds.describeDBClusters().dbClusters().isEmpty()
                                    && rds.describeDBInstances().dbInstances().isEmpty());
            rds.deleteDBClusterSnapshot(r -> r.dbClusterSnapshotIdentifier(SNAPSHOT));
            Stage.await(
                    "snapshots are gone, automated ones with their cluster",
                    MAX,
                    () ->
                            rds.describeDBClusterSnapshots().dbClusterSnapshots().isEmpty()
                                    && rds.describeDBSnapshots().dbSnapshots().isEmpty());
            rds.deleteDBClusterParameterGroup(r -> r.dbClusterParameterGroupName(GROUP));
        }
    }

    private static void nothingIsLeft(Stage stage) throws Exception {
        for (String folder : List.of("snapshots", "nodes", "archive"))
            Stage.await("nothing is left in " + folder, MAX, () -> isEmpty(stage.data(), folder));
    }

    private static boolean isEmpty(Path data, String folder) throws IOException {
        try (Stream<Path> left = Files.list(data.resolve(folder))) {
            return left.findAny().isEmpty();
        }
    }

    private static String endpoint(Stage stage, String name) throws Exception {
        return cluster(stage, name).endpoint();
    }

    private static String instance(Stage stage, String name) throws Exception {
        return stage.instance(name).endpoint().address();
    }

    private static DBCluster cluster(Stage stage, String name) throws Exception {
        try (RdsClient rds = stage.rds()) {
            return rds.describeDBClusters(r -> r.dbClusterIdentifier(name)).dbClusters().getFirst();
        }
    }

    private static void awaitStatus(Stage stage, String name, String wanted) throws Exception {
        Stage.await(
                name + " is " + wanted, MAX, () -> cluster(stage, name).status().equals(wanted));
    }

    private static void execute(Stage stage, String address, String sql) throws Exception {
        try (Connection connection = stage.connect(address, 5432, "books", USER, PASSWORD)) {
            Databases.execute(connection, sql);
        }
    }

    private static long number(Stage stage, String address, String sql) throws Exception {
        return Long.parseLong(ask(stage, address, sql));
    }

    private static String ask(Stage stage, String address, String sql) throws Exception {
        try (Connection connection = stage.connect(address, 5432, "books", USER, PASSWORD)) {
            return Databases.ask(connection, sql);
        }
    }
}
