package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.Status;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Read replicas that have standbys of their own, on real servers: a Multi-AZ one and a Multi-AZ DB
 * cluster, of one source. Each loses its first node, is promoted, and then keeps what it
 * acknowledges through a failover. Source: RDS user guide, "Working with DB instance read replicas"
 * and "Migrating to a Multi-AZ DB cluster using a read replica".
 */
class ReplicaOfManyNodesIT {
    private static final String SOURCE = "orders";
    private static final String REPLICA = "orders-replica";
    private static final String CLUSTER = "ledger";
    private static final String ROWS = "SELECT count(*) FROM kept";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    private Stage stage;
    private RdsClient rds;
    private int rows;

    @Test
    void aReplicaWithStandbysServesAndIsPromotedWithThem() throws Exception {
        // who dies is replaced at once; who is only late on a slow machine is not
        try (Stage opened = Stage.in(home, "--failover-after", "30");
                RdsClient client = opened.rds()) {
            stage = opened;
            rds = client;
            createSource();
            createReplicas();
            bothAreRead();
            bothSayHowFarTheyAre();
            theFirstNodeDies();
            aFailoverIsAskedFor();
            itIsSingleAzForAWhile();
            theClusterFailsOver();
            promoteReplica();
            promoteCluster();
            delete();
            assertThat(new Processes(stage).postmasterFolders()).isEmpty();
        }
    }

    private void createSource() throws Exception {
        Databases.create(stage, SOURCE, MAX, r -> r.backupRetentionPeriod(1));
        onSource("CREATE TABLE kept (n int)");
    }

    private void createReplicas() throws Exception {
        rds.createDBInstanceReadReplica(r ->
                r.dbInstanceIdentifier(REPLICA).sourceDBInstanceIdentifier(SOURCE).multiAZ(true));
        rds.createDBCluster(r ->
                r.dbClusterIdentifier(CLUSTER)
                        .engine("postgres")
                        .dbClusterInstanceClass("db.m5d.large")
                        .replicationSourceIdentifier(stage(SOURCE).dbInstanceArn()));
        stage.awaitStatus(REPLICA, "available", MAX);
        awaitCluster();
        DBInstance replica = stage.instance(REPLICA);
        assertThat(replica.multiAZ()).isTrue();
        assertThat(replica.secondaryAvailabilityZone())
                .isNotNull()
                .isNotEqualTo(replica.availabilityZone());
        assertThat(new Processes(stage).postmasterFolders()).hasSize(1 + 2 + 3);
        assertThat(stage.instance(SOURCE).readReplicaDBInstanceIdentifiers())
                .containsExactly(REPLICA);
        assertThat(stage.instance(SOURCE).readReplicaDBClusterIdentifiers())
                .containsExactly(CLUSTER);
        assertThat(cluster().replicationSourceIdentifier())
                .isEqualTo(stage.instance(SOURCE).dbInstanceArn());
    }

    private void bothAreRead() throws Exception {
        insert();
        awaitRows();
        assertThatThrownBy(() -> execute(replica(), "INSERT INTO kept VALUES (0)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() -> execute(writer(), "INSERT INTO kept VALUES (0)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read-only");
    }

    private void bothSayHowFarTheyAre() throws Exception {
        Stage.await(
                "both lags are known",
                MAX,
                () -> {
                    Status status = LocalClient.of(stage.data()).orElseThrow().status();
                    return status.replicas().size() == 2
                            && status.replicas().stream().allMatch(row -> row.lagSeconds() >= 0);
                });
        Process wait = stage.launch("replica", "wait", CLUSTER, "--data", stage.data().toString());
        assertThat(wait.waitFor(MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(wait.exitValue()).isZero();
    }

    /** The other takes its place: what clients read from has changed its zone. */
    private void theFirstNodeDies() throws Exception {
        DBInstance before = stage.instance(REPLICA);
        Process kill =
                new ProcessBuilder("kill", "-KILL", Long.toString(stage.postmaster(before)))
                        .start();
        assertThat(kill.waitFor()).isZero();
        awaitZone(before.secondaryAvailabilityZone());
        insert();
        awaitRows();
        stage.awaitStatus(REPLICA, "available", MAX);
        assertThat(stage.instance(REPLICA).secondaryAvailabilityZone())
                .isEqualTo(before.availabilityZone());
    }

    private void aFailoverIsAskedFor() throws Exception {
        DBInstance before = stage.instance(REPLICA);
        rds.rebootDBInstance(r -> r.dbInstanceIdentifier(REPLICA).forceFailover(true));
        awaitZone(before.secondaryAvailabilityZone());
        stage.awaitStatus(REPLICA, "available", MAX);
        insert();
        awaitRows();
    }

    private void itIsSingleAzForAWhile() throws Exception {
        for (boolean multiAz : new boolean[] {false, true}) {
            rds.modifyDBInstance(
                    r -> r.dbInstanceIdentifier(REPLICA).multiAZ(multiAz).applyImmediately(true));
            stage.awaitStatus(REPLICA, "available", MAX);
            DBInstance now = stage.instance(REPLICA);
            assertThat(Optional.ofNullable(now.secondaryAvailabilityZone()).isPresent())
                    .isEqualTo(multiAz);
        }
        insert();
        awaitRows();
    }

    private void theClusterFailsOver() throws Exception {
        String before = writerName();
        rds.failoverDBCluster(r -> r.dbClusterIdentifier(CLUSTER));
        awaitCluster();
        assertThat(writerName()).isNotEqualTo(before);
        insert();
        awaitRows();
    }

    /** What it acknowledges once it is available is on two nodes. */
    private void promoteReplica() throws Exception {
        rds.promoteReadReplica(r -> r.dbInstanceIdentifier(REPLICA));
        stage.awaitStatus(REPLICA, "available", MAX);
        DBInstance promoted = stage.instance(REPLICA);
        assertThat(promoted.secondaryAvailabilityZone()).isNotNull();
        assertThat(stage.instance(SOURCE).readReplicaDBInstanceIdentifiers()).isEmpty();
        execute(replica(), "INSERT INTO kept VALUES (100)");
        rds.rebootDBInstance(r -> r.dbInstanceIdentifier(REPLICA).forceFailover(true));
        awaitZone(promoted.secondaryAvailabilityZone());
        stage.awaitStatus(REPLICA, "available", MAX);
        assertThat(ask(replica(), ROWS)).isEqualTo(Integer.toString(rows + 1));
        execute(replica(), "INSERT INTO kept VALUES (101)");
        assertThat(ask(source(), ROWS)).isEqualTo(Integer.toString(rows));
    }

    private void promoteCluster() throws Exception {
        rds.promoteReadReplicaDBCluster(r -> r.dbClusterIdentifier(CLUSTER));
        awaitCluster();
        assertThat(cluster().replicationSourceIdentifier()).isNull();
        assertThat(stage.instance(SOURCE).readReplicaDBClusterIdentifiers()).isEmpty();
        execute(writer(), "INSERT INTO kept VALUES (100)");
        String before = writerName();
        rds.failoverDBCluster(r -> r.dbClusterIdentifier(CLUSTER));
        awaitCluster();
        assertThat(writerName()).isNotEqualTo(before);
        rows++;
        Stage.await("the reader shows it", MAX, () -> shows(reader()));
        Stage.await(
                "it can be restored to a point in time",
                MAX,
                () -> cluster().latestRestorableTime() != null);
        assertThat(shows(writer())).isTrue();
        assertThat(ask(writer(), "SELECT count(*) FROM rds_tools.show_topology('test')"))
                .as("what drivers ask for")
                .isEqualTo("3");
    }

    private void delete() throws Exception {
        rds.deleteDBInstance(r -> r.dbInstanceIdentifier(SOURCE).skipFinalSnapshot(true));
        rds.deleteDBInstance(r -> r.dbInstanceIdentifier(REPLICA).skipFinalSnapshot(true));
        rds.deleteDBCluster(r -> r.dbClusterIdentifier(CLUSTER).skipFinalSnapshot(true));
        stage.awaitStatus(SOURCE, "gone", MAX);
        stage.awaitStatus(REPLICA, "gone", MAX);
        Stage.await(
                "the cluster is gone", MAX, () -> rds.describeDBClusters().dbClusters().isEmpty());
    }

    private void insert() throws Exception {
        rows++;
        onSource("INSERT INTO kept VALUES (%d)".formatted(rows));
    }

    /** All endpoints of both show them. */
    private void awaitRows() throws Exception {
        Stage.await("the replica shows them", MAX, () -> shows(replica()));
        Stage.await("the cluster's first node does", MAX, () -> shows(writer()));
        for (int reader = 0; reader < 2; reader++)
            Stage.await("its readers do", MAX, () -> shows(reader()));
    }

    private boolean shows(Endpoint endpoint) throws SQLException {
        return ask(endpoint, ROWS).equals(Integer.toString(rows));
    }

    private void awaitZone(String zone) throws Exception {
        Stage.await(
                REPLICA + " is in " + zone,
                MAX,
                () -> stage.instance(REPLICA).availabilityZone().equals(zone));
    }

    private void awaitCluster() throws Exception {
        Stage.await("the cluster is available", MAX, () -> cluster().status().equals("available"));
    }

    private DBCluster cluster() {
        return rds.describeDBClusters(r -> r.dbClusterIdentifier(CLUSTER)).dbClusters().getFirst();
    }

    private String writerName() {
        return cluster().dbClusterMembers().stream()
                .filter(DBClusterMember::isClusterWriter)
                .map(DBClusterMember::dbInstanceIdentifier)
                .findFirst()
                .orElseThrow();
    }

    private record Endpoint(String address, int port) {}

    private Endpoint source() throws IOException {
        return endpoint(SOURCE);
    }

    private Endpoint replica() throws IOException {
        return endpoint(REPLICA);
    }

    private Endpoint endpoint(String name) throws IOException {
        DBInstance instance = stage.instance(name);
        return new Endpoint(instance.endpoint().address(), instance.endpoint().port());
    }

    private Endpoint writer() {
        return new Endpoint(cluster().endpoint(), cluster().port());
    }

    private Endpoint reader() {
        return new Endpoint(cluster().readerEndpoint(), cluster().port());
    }

    private DBInstance stage(String name) {
        try {
            return stage.instance(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void onSource(String sql) throws Exception {
        execute(source(), sql);
    }

    private void execute(Endpoint on, String sql) throws SQLException {
        try (Connection connection = connect(on)) {
            Databases.execute(connection, sql);
        }
    }

    private String ask(Endpoint of, String sql) throws SQLException {
        try (Connection connection = connect(of)) {
            return Databases.ask(connection, sql);
        }
    }

    private Connection connect(Endpoint to) throws SQLException {
        return stage.connect(to.address(), to.port(), "postgres", USER, PASSWORD);
    }
}
