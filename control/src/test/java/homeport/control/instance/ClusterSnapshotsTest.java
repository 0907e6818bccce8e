package homeport.control.instance;

import static homeport.control.testkit.Calls.NOW;
import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CopyDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CopyDbClusterSnapshotResponse;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterResponse;
import software.amazon.awssdk.services.rds.model.CreateDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterSnapshotResponse;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotAttributesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotAttributesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterSnapshotAttributeRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterSnapshotAttributeResponse;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotResponse;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotResponse;

/** Snapshots of Multi-AZ DB clusters, and what is restored from them. Source: RDS API reference. */
class ClusterSnapshotsTest {
    private final Rig rig = new Rig(false);

    @BeforeEach
    void aClusterAndAnInstanceHaveASnapshotOfOneName() {
        cluster("ledger");
        settle("ledger");
        rig.serving(Rig.request("orders").storageType("io1").iops(1000).dbName("shop"));
        create("nightly", "ledger");
        taken(SnapshotKind.CLUSTER, "nightly");
        var ofInstance =
                CreateDbSnapshotRequest.builder()
                        .dbInstanceIdentifier("orders")
                        .dbSnapshotIdentifier("nightly");
        call("CreateDBSnapshot", ofInstance.build(), CreateDbSnapshotResponse.class);
        taken(SnapshotKind.INSTANCE, "nightly");
    }

    @Test
    void eachKindIsListedByItself() {
        assertThat(listed(r -> r)).containsExactly("nightly");
        DBClusterSnapshot shown = rows(r -> r.dbClusterSnapshotIdentifier("NIGHTLY")).getFirst();
        assertThat(shown.dbClusterSnapshotArn()).isEqualTo(arn("cluster-snapshot", "nightly"));
        assertThat(shown.dbClusterIdentifier()).isEqualTo("ledger");
        assertThat(shown.availabilityZones())
                .containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
        assertThat(shown.vpcId()).isEqualTo("vpc-1");
        assertThat(shown.status()).isEqualTo("available");
        var all = DescribeDbSnapshotsRequest.builder().build();
        assertThat(
                        call("DescribeDBSnapshots", all, DescribeDbSnapshotsResponse.class)
                                .dbSnapshots())
                .extracting(DBSnapshot::dbInstanceIdentifier)
                .containsExactly("orders");
    }

    @Test
    void theyAreFoundByClusterTypeAndFilter() {
        automated();
        assertThat(listed(r -> r)).containsExactly("nightly", "rds:ledger-2026-11-24-12-00");
        assertThat(listed(r -> r.snapshotType("manual"))).containsExactly("nightly");
        assertThat(listed(r -> r.dbClusterIdentifier("LEDGER"))).hasSize(2);
        assertThat(listed(r -> r.dbClusterIdentifier("orders"))).isEmpty();
        assertThat(listed(r -> r.filters(filter("snapshot-type", "automated")))).hasSize(1);
        assertThat(listed(r -> r.filters(filter("db-cluster-snapshot-id", "nightly")))).hasSize(1);
        assertThat(error(() -> listed(r -> r.filters(filter("db-instance-id", "orders")))))
                .startsWith("InvalidParameterValue: Unrecognized filter name: db-instance-id.");
        assertThat(error(() -> listed(r -> r.snapshotType("daily"))))
                .startsWith("InvalidParameterValue: Invalid value for snapshot-type: daily.");
    }

    @Test
    void theyAreTakenOfAvailableClustersOnly() {
        cluster("young");
        assertThat(error(() -> create("s", "young")))
                .isEqualTo(
                        "InvalidDBClusterStateFault: Cannot create a snapshot because the DB cluster"
                                + " young is not currently in the available state: it is creating.");
        assertThat(error(() -> create("s", "orders")))
                .isEqualTo("DBClusterNotFoundFault: DBCluster orders not found.");
        assertThat(error(() -> create("nightly", "ledger")))
                .isEqualTo(
                        "DBClusterSnapshotAlreadyExistsFault: Cannot create the snapshot because a"
                                + " snapshot with the identifier nightly already exists.");
    }

    @Test
    void copyingIsRefused() {
        var copy =
                CopyDbClusterSnapshotRequest.builder()
                        .sourceDBClusterSnapshotIdentifier("nightly")
                        .targetDBClusterSnapshotIdentifier("weekly");
        assertThat(
                        error(() ->
                                call(
                                        "CopyDBClusterSnapshot",
                                        copy.build(),
                                        CopyDbClusterSnapshotResponse.class)))
                .startsWith(
                        "InvalidDBClusterSnapshotStateFault: Copying nightly is not supported: it");
    }

    @Test
    void whoTheyAreSharedWithIsRecorded() {
        assertThat(attribute(List.of("111111111111"), List.of())).containsExactly("111111111111");
        assertThat(attribute(List.of(), List.of("111111111111"))).isEmpty();
    }

    @Test
    void aRestoredClusterIsLikeItsSourceWithThePasswordsOfTheData() {
        DBCluster made = restore(r -> r);
        assertThat(made.status()).isEqualTo("creating");
        assertThat(made.masterUsername()).isEqualTo("master");
        assertThat(made.iops()).isEqualTo(1000);
        assertThat(made.dbClusterMembers()).hasSize(3);
        assertThat(made.dbClusterParameterGroup()).isEqualTo("default.postgres16");
        DbInstance asked = clusterAsked("copy");
        assertThat(asked.password().generation()).isZero();
        assertThat(asked.origin().snapshotData()).isPresent();
    }

    @Test
    void aClusterIsRestoredFromAnInstancesSnapshotByItsArn() {
        DBCluster made = restore(r -> r.snapshotIdentifier(arn("snapshot", "nightly")));
        assertThat(made.databaseName()).isEqualTo("shop");
        assertThat(clusterAsked("copy").origin().snapshotData().orElseThrow())
                .isEqualTo(held(SnapshotKind.INSTANCE, "nightly").dataId());
    }

    @Test
    void anInstanceIsRestoredFromAClustersSnapshot() {
        var r =
                RestoreDbInstanceFromDbSnapshotRequest.builder()
                        .dbInstanceIdentifier("alone")
                        .dbClusterSnapshotIdentifier("nightly")
                        .build();
        DBInstance made =
                call(
                                "RestoreDBInstanceFromDBSnapshot",
                                r,
                                RestoreDbInstanceFromDbSnapshotResponse.class)
                        .dbInstance();
        assertThat(made.multiAZ()).isFalse();
        assertThat(rig.asked("alone").origin().snapshotData().orElseThrow())
                .isEqualTo(held(SnapshotKind.CLUSTER, "nightly").dataId());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    missing    | DBClusterSnapshotNotFoundFault: DBClusterSnapshot nobody not found.
                    no-such-arn | DBSnapshotNotFound: DBSnapshot arn:aws:rds:us-east-1:000000000000:snapshot:nobody not found.
                    untaken    | InvalidDBClusterSnapshotStateFault: Snapshot due is creating, not available.
                    taken-name | DBClusterAlreadyExistsFault: DB Cluster already exists
                    group      | DBClusterParameterGroupNotFound: group mine
                    narrow     | DBSubnetGroupDoesNotCoverEnoughAZs: DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 3 availability zones. Current coverage: 1
                    key        | InvalidParameterCombination: KmsKeyId can't be specified: the snapshot is not encrypted, and a Multi-AZ DB cluster is encrypted only when its snapshot is.
                    version    | InvalidParameterCombination: Cannot restore to version 15.14: the snapshot is of 16.3, allowed is any version 16.
                    serverless | InvalidParameterCombination: EngineMode is 'serverless', allowed for engine postgres: provisioned.
                    database   | InvalidParameterCombination: DatabaseName is 'other', but the snapshot's database is 'books'.
                    """)
    void aWrongRestoreCreatesNothing(String what, String expected) {
        create("due", "ledger");
        String before = rig.everything();
        assertThat(error(() -> restore(r -> wrong(r, what)))).isEqualTo(expected);
        assertThat(rig.everything()).isEqualTo(before);
    }

    private static RestoreDbClusterFromSnapshotRequest.Builder wrong(
            RestoreDbClusterFromSnapshotRequest.Builder r, String what) {
        return switch (what) {
            case "missing" -> r.snapshotIdentifier("nobody");
            case "no-such-arn" -> r.snapshotIdentifier(arn("snapshot", "nobody"));
            case "untaken" -> r.snapshotIdentifier("due");
            case "taken-name" -> r.dbClusterIdentifier("ledger");
            case "group" -> r.dbClusterParameterGroupName("mine");
            case "narrow" -> r.dbSubnetGroupName("narrow");
            case "key" -> r.kmsKeyId("arn:aws:kms:us-east-1:000000000000:key/1234");
            case "version" -> r.engineVersion("15.14");
            case "serverless" -> r.engineMode("serverless");
            case "database" -> r.databaseName("other");
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void aSnapshotStaysWhileItIsBeingRestored() {
        restore(r -> r);
        assertThat(error(() -> delete("nightly")))
                .isEqualTo(
                        "InvalidDBClusterSnapshotStateFault: Snapshot nightly can't be deleted: DB"
                                + " cluster copy is being restored from it.");
        settle("copy");
        assertThat(delete("nightly").status()).isEqualTo("deleting");
        assertThat(held(SnapshotKind.INSTANCE, "nightly").awsStatus()).isEqualTo("available");
    }

    @Test
    void anAutomatedOneIsNotDeletedByHand() {
        automated();
        assertThat(error(() -> delete("rds:ledger-2026-11-24-12-00")))
                .startsWith("InvalidDBClusterSnapshotStateFault: ");
    }

    private void automated() {
        DbInstance ledger = clusterAsked("ledger");
        String name = Snapshots.automatedName("ledger", NOW);
        DbSnapshot made =
                Snapshots.asked(name, true, ledger, Examples.serving(ledger), NOW, Map.of());
        rig.store.commit(
                List.of(rig.snapshots.create(REGION, made.takenAt(NOW, 1, Optional.empty()))));
    }

    private void cluster(String name) {
        call(
                "CreateDBCluster",
                CreateDbClusterRequest.builder()
                        .dbClusterIdentifier(name)
                        .engine("postgres")
                        .engineVersion("16.3")
                        .dbClusterInstanceClass("db.m6g.large")
                        .allocatedStorage(100)
                        .storageType("io1")
                        .iops(1000)
                        .databaseName("books")
                        .masterUsername("master")
                        .masterUserPassword(Rig.PASSWORD)
                        .build(),
                CreateDbClusterResponse.class);
    }

    private DbInstance clusterAsked(String name) {
        return rig.instances.clusterNamed(REGION, name).orElseThrow().asked();
    }

    /** All that is asked for is done. */
    private void settle(String name) {
        DbInstance asked = clusterAsked(name);
        Observed.Placement placed = new Observed.Placement("us-east-1a", Optional.of("us-east-1b"));
        rig.store.commit(
                List.of(
                        rig.instances.observe(
                                REGION,
                                asked.resourceId(),
                                Examples.serving(asked).placed(placed))));
    }

    private DbSnapshot held(SnapshotKind kind, String name) {
        return rig.snapshots.find(kind, REGION, name).orElseThrow().value();
    }

    private void taken(SnapshotKind kind, String name) {
        var held = rig.snapshots.find(kind, REGION, name).orElseThrow();
        rig.store.commit(
                List.of(
                        rig.snapshots.replace(
                                held, held.value().takenAt(NOW, 1, Optional.empty()))));
    }

    private DBClusterSnapshot create(String name, String cluster) {
        var r =
                CreateDbClusterSnapshotRequest.builder()
                        .dbClusterIdentifier(cluster)
                        .dbClusterSnapshotIdentifier(name)
                        .build();
        return call("CreateDBClusterSnapshot", r, CreateDbClusterSnapshotResponse.class)
                .dbClusterSnapshot();
    }

    private DBClusterSnapshot delete(String name) {
        var r = DeleteDbClusterSnapshotRequest.builder().dbClusterSnapshotIdentifier(name).build();
        return call("DeleteDBClusterSnapshot", r, DeleteDbClusterSnapshotResponse.class)
                .dbClusterSnapshot();
    }

    private DBCluster restore(UnaryOperator<RestoreDbClusterFromSnapshotRequest.Builder> with) {
        var r =
                with.apply(
                        RestoreDbClusterFromSnapshotRequest.builder()
                                .dbClusterIdentifier("copy")
                                .snapshotIdentifier("nightly")
                                .engine("postgres"));
        return call(
                        "RestoreDBClusterFromSnapshot",
                        r.build(),
                        RestoreDbClusterFromSnapshotResponse.class)
                .dbCluster();
    }

    private List<DBClusterSnapshot> rows(
            UnaryOperator<DescribeDbClusterSnapshotsRequest.Builder> with) {
        return call(
                        "DescribeDBClusterSnapshots",
                        with.apply(DescribeDbClusterSnapshotsRequest.builder()).build(),
                        DescribeDbClusterSnapshotsResponse.class)
                .dbClusterSnapshots();
    }

    private List<String> listed(UnaryOperator<DescribeDbClusterSnapshotsRequest.Builder> with) {
        return rows(with).stream().map(DBClusterSnapshot::dbClusterSnapshotIdentifier).toList();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private List<String> attribute(List<String> add, List<String> remove) {
        var r =
                ModifyDbClusterSnapshotAttributeRequest.builder()
                        .dbClusterSnapshotIdentifier("nightly")
                        .attributeName("restore")
                        .valuesToAdd(add)
                        .valuesToRemove(remove)
                        .build();
        call("ModifyDBClusterSnapshotAttribute", r, ModifyDbClusterSnapshotAttributeResponse.class);
        var described =
                DescribeDbClusterSnapshotAttributesRequest.builder()
                        .dbClusterSnapshotIdentifier("nightly")
                        .build();
        return call(
                        "DescribeDBClusterSnapshotAttributes",
                        described,
                        DescribeDbClusterSnapshotAttributesResponse.class)
                .dbClusterSnapshotAttributesResult()
                .dbClusterSnapshotAttributes()
                .getFirst()
                .attributeValues();
    }

    private <O> O call(String action, Object request, Class<O> reply) {
        return Calls.call(rig.rds, action, request, reply);
    }
}
