package homeport.control.cluster;

import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replication;
import homeport.control.instance.Replication.State;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaDbClusterRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaDbClusterResponse;

/**
 * A Multi-AZ DB cluster as a read replica in the API. Source: RDS API, CreateDBCluster and
 * PromoteReadReplicaDBCluster; RDS user guide, "Migrating to a Multi-AZ DB cluster using a read
 * replica".
 */
class ClusterReplicaTest {
    private final ClusterRig rig = new ClusterRig(false);

    @BeforeEach
    void anInstanceServes() {
        serving(rig, "orders", 100);
    }

    private static void serving(ClusterRig rig, String name, int gib) {
        Calls.call(
                rig.rds,
                "CreateDBInstance",
                CreateDbInstanceRequest.builder()
                        .dbInstanceIdentifier(name)
                        .engine("postgres")
                        .engineVersion("16.3")
                        .dbInstanceClass("db.m6g.large")
                        .allocatedStorage(gib)
                        .dbName("shop")
                        .port(5499)
                        .masterUsername("owner")
                        .masterUserPassword(ClusterRig.PASSWORD)
                        .backupRetentionPeriod(1)
                        .build(),
                Object.class);
        DbInstance made = rig.instances.named(Calls.REGION, name).orElseThrow().asked();
        rig.store.commit(
                List.of(
                        rig.instances.observe(
                                Calls.REGION, made.resourceId(), Examples.serving(made))));
    }

    @Test
    void itHasItsSourcesDataAndTheRestOfItsOwn() {
        DBCluster made = rig.create(request());
        assertThat(made.status()).isEqualTo("creating");
        assertThat(made.replicationSourceIdentifier()).isEqualTo(arn("db", "orders"));
        assertThat(made.masterUsername()).isEqualTo("owner");
        assertThat(made.databaseName()).isEqualTo("shop");
        assertThat(made.engineVersion()).isEqualTo("16.3");
        assertThat(made.port()).isEqualTo(5499);
        assertThat(made.allocatedStorage()).isEqualTo(100);
        assertThat(made.backupRetentionPeriod()).isEqualTo(1);
        assertThat(made.dbClusterMembers()).hasSize(3);
        var source = rig.member("orders");
        assertThat(source.readReplicaDBClusterIdentifiers()).containsExactly("ledger");
        assertThat(source.readReplicaDBInstanceIdentifiers()).isEmpty();
        assertThat(rig.asked("ledger").password().generation()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nobody    | DBInstanceNotFound: DBInstance nobody not found.
                    cluster   | InvalidParameterCombination: A Multi-AZ DB cluster can't be a read replica of a DB cluster: arn:aws:rds:us-east-1:000000000000:cluster:books.
                    far       | InvalidParameterCombination: A Multi-AZ DB cluster must be in the Region of the DB instance that it is a read replica of.
                    user      | InvalidParameterCombination: MasterUsername can't be specified for a read replica: it is that of the source.
                    password  | InvalidParameterCombination: MasterUserPassword can't be specified for a read replica: it is that of the source.
                    managed   | InvalidParameterValue: ManageMasterUserPassword isn't supported for read replica
                    database  | InvalidParameterCombination: DatabaseName can't be specified for a read replica: it is that of the source.
                    key       | InvalidParameterCombination: KmsKeyId can't be specified for a read replica: it is that of the source.
                    less      | InvalidParameterCombination: Invalid AllocatedStorage: 99 GiB. The source has 100 GiB.
                    version   | InvalidParameterCombination: EngineVersion is 15.14, allowed for a read replica of orders: 16.3 or a newer minor version of it.
                    no-class  | MissingParameter: The request must contain the parameter DBClusterInstanceClass.
                    taken     | DBClusterAlreadyExistsFault: DB Cluster already exists
                    """)
    void aWrongRequestCreatesNothing(String what, String expected) {
        rig.serving(ClusterRig.request("books"));
        CreateDbClusterRequest.Builder r = request();
        switch (what) {
            case "nobody" -> r.replicationSourceIdentifier("nobody");
            case "cluster" -> r.replicationSourceIdentifier(arn("cluster", "books"));
            case "far" ->
                    r.replicationSourceIdentifier(
                            arn("db", "orders").replace("us-east-1", "eu-west-1"));
            case "user" -> r.masterUsername("me");
            case "password" -> r.masterUserPassword(ClusterRig.PASSWORD);
            case "managed" -> r.manageMasterUserPassword(true);
            case "database" -> r.databaseName("shop");
            case "key" -> r.kmsKeyId("mine");
            case "less" -> r.allocatedStorage(99);
            case "version" -> r.engineVersion("15.14");
            case "no-class" -> r.dbClusterInstanceClass(null);
            case "taken" -> r.dbClusterIdentifier("books");
            default -> throw new IllegalArgumentException(what);
        }
        String before = rig.everything();
        assertThat(error(() -> rig.create(r))).isEqualTo(expected);
        assertThat(rig.everything()).isEqualTo(before);
    }

    @Test
    void strictlyItsSourceHasAHundredGigabytes() {
        ClusterRig strict = new ClusterRig(true);
        serving(strict, "small", 20);
        assertThat(error(() -> strict.create(request().replicationSourceIdentifier("small"))))
                .isEqualTo(
                        "InvalidParameterCombination: The source of a Multi-AZ DB cluster read"
                                + " replica must have at least 100 GiB of storage; small has 20.");
        serving(rig, "small", 20);
        assertThat(rig.create(request().replicationSourceIdentifier("small")).allocatedStorage())
                .isEqualTo(20);
    }

    @Test
    void promotedItIsAClusterLikeAnyOther() {
        rig.create(request());
        replicates();
        assertThat(rig.describe("ledger").status()).isEqualTo("available");
        assertThat(rig.member("ledger-instance-2").dbInstanceStatus()).isEqualTo("available");
        assertThat(rig.describe("ledger").statusInfos())
                .singleElement()
                .satisfies(info -> assertThat(info.status()).isEqualTo("replicating"));
        DBCluster promoted = promote("ledger");
        assertThat(promoted.status()).isEqualTo("modifying");
        assertThat(promoted.replicationSourceIdentifier()).isNull();
        assertThat(promoted.statusInfos()).isEmpty();
        assertThat(rig.member("orders").readReplicaDBClusterIdentifiers()).isEmpty();
        assertThat(error(() -> promote("ledger")))
                .isEqualTo("InvalidDBClusterStateFault: DB cluster ledger is not a read replica.");
        assertThat(error(() -> promote("nobody")))
                .isEqualTo("DBClusterNotFoundFault: DBCluster nobody not found.");
    }

    @Test
    void oneThatIsBeingMadeIsNotPromoted() {
        rig.create(request());
        assertThat(error(() -> promote("ledger")))
                .isEqualTo(
                        "InvalidDBClusterStateFault: DB cluster ledger is not in available state:"
                                + " its status is creating.");
    }

    @Test
    void whatIsItsSourcesIsNotChangedOnIt() {
        rig.create(request());
        replicates();
        var password =
                ModifyDbClusterRequest.builder()
                        .dbClusterIdentifier("ledger")
                        .masterUserPassword(ClusterRig.PASSWORD)
                        .build();
        assertThat(error(() -> Calls.call(rig.rds, "ModifyDBCluster", password, Object.class)))
                .startsWith("InvalidParameterCombination: Cannot change master user password");
        var last =
                DeleteDbClusterRequest.builder()
                        .dbClusterIdentifier("ledger")
                        .finalDBSnapshotIdentifier("last")
                        .build();
        assertThat(error(() -> Calls.call(rig.rds, "DeleteDBCluster", last, Object.class)))
                .isEqualTo(
                        "InvalidParameterCombination: FinalDBSnapshotIdentifier can not be"
                                + " specified when deleting a replica cluster");
    }

    @Test
    void aCreationHoldsItsSource() {
        Instance before = rig.instances.named(Calls.REGION, "orders").orElseThrow();
        rig.create(request());
        Instance after = rig.instances.named(Calls.REGION, "orders").orElseThrow();
        assertThat(after.asked()).isEqualTo(before.asked());
        assertThat(after.held().revision()).isGreaterThan(before.held().revision());
    }

    private DBCluster promote(String name) {
        return Calls.call(
                        rig.rds,
                        "PromoteReadReplicaDBCluster",
                        PromoteReadReplicaDbClusterRequest.builder()
                                .dbClusterIdentifier(name)
                                .build(),
                        PromoteReadReplicaDbClusterResponse.class)
                .dbCluster();
    }

    /** As by its reconciler: its nodes stream from n1, and that from its source. */
    private void replicates() {
        rig.led("ledger", Set.of());
        rig.settle("ledger");
        Instance cluster = rig.cluster("ledger");
        rig.see(
                "ledger",
                cluster.seen()
                        .with(
                                new Replication(
                                        cluster.asked().replicaOf().orElseThrow(),
                                        arn("db", "orders"),
                                        Optional.of("n1"),
                                        State.REPLICATING,
                                        "",
                                        Calls.NOW)));
    }

    private static CreateDbClusterRequest.Builder request() {
        return CreateDbClusterRequest.builder()
                .dbClusterIdentifier("ledger")
                .engine("postgres")
                .dbClusterInstanceClass("db.m6gd.large")
                .replicationSourceIdentifier(arn("db", "orders"));
    }
}
