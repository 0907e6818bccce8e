package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.stage.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.RdsException;

/**
 * Snapshots of a Multi-AZ DB cluster, and what is made of them. Source: RDS user guide, "Creating a
 * Multi-AZ DB cluster snapshot" and "Restoring from a snapshot to a Multi-AZ DB cluster".
 */
class ClusterSnapshotIT {
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    @Test
    void aClustersSnapshotBecomesAClusterOrAnInstance() throws Exception {
        try (Stage stage = Stage.in(home);
                RdsClient rds = stage.rds()) {
            Processes processes = new Processes(stage);
            rds.createDBCluster(r ->
                    r.dbClusterIdentifier("ledger")
                            .engine("postgres")
                            .dbClusterInstanceClass("db.m5d.large")
                            .allocatedStorage(100)
                            .storageType("io1")
                            .iops(1000)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
            awaitCluster(rds, "ledger");
            execute(stage, endpoint(rds, "ledger"), "CREATE TABLE kept AS SELECT 7 AS n");
            rds.createDBClusterSnapshot(
                    r -> r.dbClusterIdentifier("ledger").dbClusterSnapshotIdentifier("friday"));
            Stage.await(
                    "the snapshot is there", MAX, () -> status(rds, "friday").equals("available"));
            execute(stage, endpoint(rds, "ledger"), "INSERT INTO kept VALUES (1)");
            namesAreOfTheirOwnKind(rds);

            rds.deleteDBCluster(r -> r.dbClusterIdentifier("ledger").skipFinalSnapshot(true));
            rds.restoreDBClusterFromSnapshot(r ->
                    r.dbClusterIdentifier("again")
                            .snapshotIdentifier("friday")
                            .engine("postgres")
                            .dbClusterInstanceClass("db.m5d.large"));
            rds.restoreDBInstanceFromDBSnapshot(
                    r -> r.dbInstanceIdentifier("alone").dbClusterSnapshotIdentifier("friday"));
            awaitCluster(rds, "again");
            assertThat(rows(stage, endpoint(rds, "again"))).isEqualTo("7");
            assertThat(
                            ask(
                                    stage,
                                    endpoint(rds, "again"),
                                    "SELECT count(*) FROM rds_tools.show_topology()"))
                    .isEqualTo("3");
            stage.awaitStatus("alone", "available", MAX);
            assertThat(rows(stage, stage.instance("alone").endpoint().address())).isEqualTo("7");

            rds.deleteDBCluster(r -> r.dbClusterIdentifier("again").skipFinalSnapshot(true));
            rds.deleteDBInstance(r -> r.dbInstanceIdentifier("alone").skipFinalSnapshot(true));
            rds.deleteDBClusterSnapshot(r -> r.dbClusterSnapshotIdentifier("friday"));
            Stage.await(
                    "all is gone",
                    MAX,
                    () ->
                            rds.describeDBClusters().dbClusters().isEmpty()
                                    && rds.describeDBInstances().dbInstances().isEmpty()
                                    && rds.describeDBClusterSnapshots()
                                            .dbClusterSnapshots()
                                            .isEmpty());
            assertThat(processes.postmasterFolders()).isEmpty();
            assertThat(stage.data().resolve("snapshots")).isEmptyDirectory();
        }
    }

    private static void namesAreOfTheirOwnKind(RdsClient rds) {
        assertThat(rds.describeDBSnapshots().dbSnapshots()).isEmpty();
        List<DBClusterSnapshot> all = rds.describeDBClusterSnapshots().dbClusterSnapshots();
        assertThat(all)
                .extracting(DBClusterSnapshot::snapshotType)
                .containsExactlyInAnyOrder("automated", "manual");
        assertThat(all)
                .extracting(DBClusterSnapshot::dbClusterSnapshotArn)
                .allMatch(arn -> arn.contains(":cluster-snapshot:"));
        assertThatThrownBy(() -> rds.describeDBSnapshots(r -> r.dbSnapshotIdentifier("friday")))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("not found");
        assertThatThrownBy(() ->
                        rds.copyDBClusterSnapshot(r ->
                                r.sourceDBClusterSnapshotIdentifier("friday")
                                        .targetDBClusterSnapshotIdentifier("saturday")))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("not supported");
    }

    private static String status(RdsClient rds, String snapshot) {
        return rds.describeDBClusterSnapshots(r -> r.dbClusterSnapshotIdentifier(snapshot))
                .dbClusterSnapshots()
                .getFirst()
                .status();
    }

    private static void awaitCluster(RdsClient rds, String name) throws Exception {
        Stage.await(
                name + " is available",
                MAX,
                () ->
                        rds.describeDBClusters(r -> r.dbClusterIdentifier(name))
                                .dbClusters()
                                .getFirst()
                                .status()
                                .equals("available"));
    }

    private static String endpoint(RdsClient rds, String name) {
        return rds.describeDBClusters(r -> r.dbClusterIdentifier(name))
                .dbClusters()
                .getFirst()
                .endpoint();
    }

    private static String rows(Stage stage, String address) throws Exception {
        return ask(stage, address, "SELECT string_agg(n::text, ' ') FROM kept");
    }

    private static void execute(Stage stage, String address, String sql) throws Exception {
        try (Connection connection = stage.connect(address, 5432, "postgres", USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Stage stage, String address, String sql) throws Exception {
        try (Connection connection = stage.connect(address, 5432, "postgres", USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
