package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Event;

/**
 * What is struck: a Multi-AZ DB instance, or a Multi-AZ DB cluster. Where it can be reached never
 * changes, so that is asked once. Any thread may connect.
 *
 * @param id the resource id, by which its nodes' folders are called
 * @param readers address of the reader endpoint; of an instance its only one
 * @param followers how many nodes stand by or read
 */
record Database(
        Stage stage,
        boolean cluster,
        String id,
        String address,
        String readers,
        int port,
        String password,
        int followers) {
    static final String NAME = "drill";
    private static final String USER = "drilladmin";
    private static final int EVENT_MINUTES = 14 * 24 * 60;
    private static final Duration CREATE_MAX = Duration.ofMinutes(5);

    /** Returns when it is available. */
    static Database create(Stage stage, boolean cluster, String password)
            throws IOException, TimeoutException {
        return cluster ? cluster(stage, password) : instance(stage, password);
    }

    private static Database instance(Stage stage, String password)
            throws IOException, TimeoutException {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .multiAZ(true)
                            .backupRetentionPeriod(0)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(NAME, "available", CREATE_MAX);
        DBInstance made = stage.instance(NAME);
        String address = made.endpoint().address();
        int port = made.endpoint().port();
        return new Database(
                stage, false, made.dbiResourceId(), address, address, port, password, 1);
    }

    private static Database cluster(Stage stage, String password)
            throws IOException, TimeoutException {
        try (RdsClient rds = stage.rds()) {
            DBCluster made =
                    rds.createDBCluster(r ->
                                    r.dbClusterIdentifier(NAME)
                                            .engine("postgres")
                                            .dbClusterInstanceClass("db.t3.micro")
                                            .storageType("gp3")
                                            .allocatedStorage(20)
                                            .masterUsername(USER)
                                            .masterUserPassword(password))
                            .dbCluster();
            Stage.await(
                    "the cluster is available",
                    CREATE_MAX,
                    () ->
                            rds.describeDBClusters(r -> r.dbClusterIdentifier(NAME))
                                    .dbClusters()
                                    .getFirst()
                                    .status()
                                    .equals("available"));
            return new Database(
                    stage,
                    true,
                    made.dbClusterResourceId(),
                    made.endpoint(),
                    made.readerEndpoint(),
                    made.port(),
                    password,
                    made.dbClusterMembers().size() - 1);
        }
    }

    /** By the API, as a user does it. */
    void failOver() throws IOException {
        try (RdsClient rds = stage.rds()) {
            if (cluster) rds.failoverDBCluster(r -> r.dbClusterIdentifier(NAME));
            else rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true));
        }
    }

    /** AWS's word for how it is. */
    String status() throws IOException {
        if (!cluster) return stage.status(NAME);
        try (RdsClient rds = stage.rds()) {
            return rds.describeDBClusters(r -> r.dbClusterIdentifier(NAME))
                    .dbClusters()
                    .getFirst()
                    .status();
        }
    }

    /** The messages of its events, oldest first. */
    List<String> events() throws IOException {
        try (RdsClient rds = stage.rds()) {
            return rds
                    .describeEventsPaginator(r ->
                            r.sourceIdentifier(NAME)
                                    .sourceType(cluster ? "db-cluster" : "db-instance")
                                    .duration(EVENT_MINUTES))
                    .events()
                    .stream()
                    .map(Event::message)
                    .toList();
        }
    }

    /** To whoever takes writes. */
    Connection connect(Map<String, String> more) throws SQLException {
        return stage.connect(address, port, "postgres", USER, password, more);
    }

    /** To one that may be read from. */
    Connection connectToRead(Map<String, String> more) throws SQLException {
        return stage.connect(readers, port, "postgres", USER, password, more);
    }
}
