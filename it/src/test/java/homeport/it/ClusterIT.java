package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static homeport.it.Databases.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.stage.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * A Multi-AZ DB cluster through its life, on real servers. Source: RDS user guide, "Multi-AZ DB
 * cluster deployments".
 */
class ClusterIT {
    private static final String NAME = "ledger";
    private static final Duration MAX = Duration.ofSeconds(120);

    /** Whether the server recovers, and which it is. */
    private static final String SERVER =
            "SELECT pg_is_in_recovery()::text || ' ' || pg_postmaster_start_time()";

    @TempDir Path home;

    @Test
    void aWriterAndTwoReadersSurviveTheirWriter() throws Exception {
        try (Stage stage = open()) {
            Processes processes = new Processes(stage);
            create(stage);
            awaitMembers(stage);
            threeMembersInThreeZones(stage);
            assertThat(processes.postmasterFolders()).hasSize(3);
            everyEndpointLeadsWhereItSays(stage);
            switchTokensOn(stage);
            everyEndpointTakesTokens(stage);

            String before = writer(stage);
            DBCluster asked = failOver(stage, null);
            assertThat(asked.status()).isEqualTo("failing-over");
            awaitStatus(stage, "available");
            assertThat(writer(stage)).isNotEqualTo(before);
            everyEndpointLeadsWhereItSays(stage);
            awaitMembers(stage);

            failOver(stage, before);
            awaitStatus(stage, "available");
            assertThat(writer(stage)).isEqualTo(before);
            assertThat(messages(stage))
                    .containsSubsequence(
                            "DB cluster created",
                            "Started cross AZ failover to DB instance: " + before,
                            "Completed failover to DB instance: " + before);
            awaitMembers(stage);
            everyEndpointTakesTokens(stage);
            onlyAReaderMayBeNamed(stage, before);

            stage.killService();
            stage.up();
            awaitMembers(stage);
            everyEndpointLeadsWhereItSays(stage);

            try (RdsClient rds = stage.rds()) {
                rds.deleteDBCluster(r -> r.dbClusterIdentifier(NAME).skipFinalSnapshot(true));
                Stage.await(
                        "the cluster is gone",
                        MAX,
                        () -> rds.describeDBClusters().dbClusters().isEmpty());
                assertThat(rds.describeDBInstances().dbInstances()).isEmpty();
            }
            assertThat(processes.postmasterFolders()).isEmpty();
        }
    }

    /** A larger class wants more connections: of the readers first, one after another. */
    @Test
    void aClusterIsModifiedRenamedAndItsMembersRebooted() throws Exception {
        try (Stage stage = open()) {
            create(stage);
            aReaderRestartsAlone(stage, NAME + "-instance-2");
            DBCluster cluster = cluster(stage);
            String connections = ask(stage, cluster.endpoint(), "SHOW max_connections");
            try (RdsClient rds = stage.rds()) {
                rds.modifyDBCluster(r ->
                        r.dbClusterIdentifier(NAME)
                                .dbClusterInstanceClass("db.m5d.2xlarge")
                                .backupRetentionPeriod(7)
                                .applyImmediately(true));
                awaitStatus(stage, "available");
                awaitMembers(stage);
                String more = ask(stage, cluster.endpoint(), "SHOW max_connections");
                assertThat(Integer.parseInt(more)).isGreaterThan(Integer.parseInt(connections));
                for (DBClusterMember member : cluster.dbClusterMembers())
                    assertThat(
                                    ask(
                                            stage,
                                            stage.instance(member.dbInstanceIdentifier())
                                                    .endpoint()
                                                    .address(),
                                            "SHOW max_connections"))
                            .isEqualTo(more);
                everyEndpointLeadsWhereItSays(stage);
                tagsAreKeptThroughARename(stage, rds);
            }
        }
    }

    /** Failovers are asked for: a slow machine must not add one of its own. */
    private Stage open() throws Exception {
        return Stage.in(home, "--failover-after", "30");
    }

    private static void aReaderRestartsAlone(Stage stage, String reader) throws Exception {
        String before = started(stage, reader);
        String writer = ask(stage, cluster(stage).endpoint(), SERVER);
        try (RdsClient rds = stage.rds()) {
            assertThat(
                            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(reader))
                                    .dbInstance()
                                    .dbInstanceStatus())
                    .isEqualTo("rebooting");
            assertThat(cluster(stage).status()).isEqualTo("available");
        }
        awaitMembers(stage);
        assertThat(started(stage, reader)).isNotEqualTo(before);
        assertThat(ask(stage, cluster(stage).endpoint(), SERVER)).isEqualTo(writer);
    }

    private static String started(Stage stage, String member) throws Exception {
        return ask(stage, stage.instance(member).endpoint().address(), SERVER);
    }

    private static void tagsAreKeptThroughARename(Stage stage, RdsClient rds) throws Exception {
        Tag tag = Tag.builder().key("team").value("money").build();
        rds.addTagsToResource(r -> r.resourceName(cluster(rds, NAME).dbClusterArn()).tags(tag));
        String address = cluster(rds, NAME).endpoint();
        rds.modifyDBCluster(r ->
                r.dbClusterIdentifier(NAME).newDBClusterIdentifier("books").applyImmediately(true));
        Stage.await(
                "the new name is in force",
                MAX,
                () -> cluster(rds, "books").status().equals("available"));
        assertThat(cluster(rds, "books").tagList()).containsExactly(tag);
        assertThat(ask(stage, address, "SELECT 1")).isEqualTo("1");
        assertThat(messages(stage)).contains("Renamed DB cluster from ledger to books");
    }

    private static DBCluster cluster(RdsClient rds, String name) {
        return rds.describeDBClusters(r -> r.dbClusterIdentifier(name)).dbClusters().getFirst();
    }

    private static void create(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            DBCluster made =
                    rds.createDBCluster(r ->
                                    r.dbClusterIdentifier(NAME)
                                            .engine("postgres")
                                            .dbClusterInstanceClass("db.m5d.large")
                                            .allocatedStorage(100)
                                            .storageType("io1")
                                            .iops(1000)
                                            .databaseName("books")
                                            .masterUsername(USER)
                                            .masterUserPassword(PASSWORD))
                            .dbCluster();
            assertThat(made.status()).isEqualTo("creating");
            assertThat(made.multiAZ()).isTrue();
        }
        awaitStatus(stage, "available");
    }

    private static void threeMembersInThreeZones(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            List<DBInstance> members =
                    rds.describeDBInstances(r ->
                                    r.filters(
                                            Filter.builder()
                                                    .name("db-cluster-id")
                                                    .values(NAME)
                                                    .build()))
                            .dbInstances();
            assertThat(members)
                    .extracting(DBInstance::dbInstanceIdentifier)
                    .containsExactly(
                            NAME + "-instance-1", NAME + "-instance-2", NAME + "-instance-3");
            assertThat(members)
                    .extracting(DBInstance::availabilityZone)
                    .containsExactlyInAnyOrder("us-east-1a", "us-east-1b", "us-east-1c");
            assertThat(members).extracting(DBInstance::dbInstanceStatus).containsOnly("available");
        }
        assertThat(cluster(stage).availabilityZones()).hasSize(3);
    }

    /** The writer takes writes; readers refuse them, show what was written, and share the work. */
    private static void everyEndpointLeadsWhereItSays(Stage stage) throws Exception {
        DBCluster cluster = cluster(stage);
        long stamp = System.nanoTime();
        execute(stage, cluster.endpoint(), "CREATE TABLE IF NOT EXISTS kept (n bigint)");
        execute(stage, cluster.endpoint(), "INSERT INTO kept VALUES (" + stamp + ")");
        String has = "SELECT count(*) FROM kept WHERE n = " + stamp;
        assertThat(ask(stage, cluster.endpoint(), "SELECT pg_is_in_recovery()")).isEqualTo("f");
        Set<String> servers = new HashSet<>();
        Stage.await(
                "the reader endpoint leads to both readers",
                MAX,
                () -> {
                    String reader = ask(stage, cluster.readerEndpoint(), SERVER);
                    assertThat(reader).startsWith("true ");
                    servers.add(reader);
                    return servers.size() == 2;
                });
        Stage.await(
                "a reader shows the row",
                MAX,
                () -> ask(stage, cluster.readerEndpoint(), has).equals("1"));
        assertThatThrownBy(() ->
                        ask(
                                stage,
                                cluster.readerEndpoint(),
                                "INSERT INTO kept VALUES (0) RETURNING n"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read-only transaction");
        for (DBClusterMember member : cluster.dbClusterMembers()) {
            String address = stage.instance(member.dbInstanceIdentifier()).endpoint().address();
            assertThat(ask(stage, address, "SELECT pg_is_in_recovery()"))
                    .isEqualTo(member.isClusterWriter() ? "f" : "t");
        }
    }

    private static void switchTokensOn(Stage stage) throws Exception {
        execute(stage, cluster(stage).endpoint(), "CREATE ROLE jane LOGIN; GRANT rds_iam TO jane");
        try (RdsClient rds = stage.rds()) {
            rds.modifyDBCluster(r ->
                    r.dbClusterIdentifier(NAME)
                            .enableIAMDatabaseAuthentication(true)
                            .applyImmediately(true));
        }
        Stage.await("tokens are on", MAX, () -> cluster(stage).iamDatabaseAuthenticationEnabled());
        awaitStatus(stage, "available");
        awaitMembers(stage);
    }

    /** One for any endpoint of a cluster is one for all of them. */
    private static void everyEndpointTakesTokens(Stage stage) throws Exception {
        DBCluster cluster = cluster(stage);
        List<String> endpoints = new ArrayList<>();
        endpoints.add(cluster.endpoint());
        endpoints.add(cluster.readerEndpoint());
        for (DBClusterMember member : cluster.dbClusterMembers())
            endpoints.add(stage.instance(member.dbInstanceIdentifier()).endpoint().address());
        for (String endpoint : endpoints) {
            String token = Tokens.of(stage, endpoint, cluster.port(), "jane");
            Stage.await(
                    "a token lets jane in at " + endpoint,
                    MAX,
                    () -> asks(stage, endpoint, cluster.port(), "jane", token));
        }
        String writers = Tokens.of(stage, cluster.endpoint(), cluster.port(), "jane");
        assertThat(asks(stage, cluster.readerEndpoint(), cluster.port(), "jane", writers)).isTrue();
    }

    private static boolean asks(
            Stage stage, String endpoint, int port, String user, String password)
            throws SQLException {
        try (Connection c = stage.connect(endpoint, port, "postgres", user, password)) {
            return c.isValid(5);
        }
    }

    private static DBCluster failOver(Stage stage, String to) throws Exception {
        try (RdsClient rds = stage.rds()) {
            return rds.failoverDBCluster(
                            r -> r.dbClusterIdentifier(NAME).targetDBInstanceIdentifier(to))
                    .dbCluster();
        }
    }

    private static void onlyAReaderMayBeNamed(Stage stage, String writer) {
        assertThatThrownBy(() -> failOver(stage, writer))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("the writer already");
        assertThatThrownBy(() -> failOver(stage, "nobody"))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("not found in DBCluster");
    }

    private static String writer(Stage stage) throws Exception {
        return cluster(stage).dbClusterMembers().stream()
                .filter(DBClusterMember::isClusterWriter)
                .findFirst()
                .orElseThrow()
                .dbInstanceIdentifier();
    }

    private static DBCluster cluster(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            return rds.describeDBClusters(r -> r.dbClusterIdentifier(NAME)).dbClusters().getFirst();
        }
    }

    private static void awaitStatus(Stage stage, String wanted) throws Exception {
        Stage.await("the cluster is " + wanted, MAX, () -> cluster(stage).status().equals(wanted));
    }

    /** Both readers are back, so that either may be the next writer. */
    private static void awaitMembers(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            Stage.await(
                    "all members are available",
                    MAX,
                    () ->
                            rds.describeDBInstances().dbInstances().stream()
                                    .allMatch(i -> i.dbInstanceStatus().equals("available")));
        }
    }

    private static void execute(Stage stage, String address, String sql) throws Exception {
        try (Connection connection = connect(stage, address)) {
            Databases.execute(connection, sql);
        }
    }

    private static String ask(Stage stage, String address, String sql) throws Exception {
        try (Connection connection = connect(stage, address)) {
            return Databases.ask(connection, sql);
        }
    }

    private static Connection connect(Stage stage, String address) throws Exception {
        return stage.connect(address, 5432, "books", USER, PASSWORD);
    }
}
