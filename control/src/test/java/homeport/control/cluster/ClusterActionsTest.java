package homeport.control.cluster;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.failover.Topology;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.testkit.Calls;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterResponse;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterRequest;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RebootDbClusterRequest;
import software.amazon.awssdk.services.rds.model.RebootDbClusterResponse;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.StartDbClusterRequest;
import software.amazon.awssdk.services.rds.model.StartDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StopDbClusterRequest;
import software.amazon.awssdk.services.rds.model.StopDbInstanceRequest;

/** Source: RDS API reference on each action, and RDS user guide on Multi-AZ DB clusters. */
class ClusterActionsTest {
    private static final String MEMBER = "ledger-instance-2";

    private final ClusterRig rig = new ClusterRig(false);

    @BeforeEach
    void aClusterServes() {
        rig.serving(ClusterRig.request("ledger"));
    }

    @Test
    void aDeletedClusterSaysSoAtOnceAndItsMembersToo() {
        DBCluster gone = delete(deletion().skipFinalSnapshot(true));
        assertThat(gone.status()).isEqualTo("deleting");
        assertThat(rig.member(MEMBER).dbInstanceStatus()).isEqualTo("deleting");
        assertThat(error(() -> delete(deletion().skipFinalSnapshot(true))))
                .isEqualTo(
                        "InvalidDBClusterStateFault: DB cluster ledger is already being deleted:"
                                + " its status is deleting.");
    }

    @Test
    void aFinalSnapshotIsRecordedWithTheDeletion() {
        delete(deletion().finalDBSnapshotIdentifier("Last"));
        var last = rig.snapshots.find(SnapshotKind.CLUSTER, REGION, "last").orElseThrow().value();
        assertThat(last.source().resourceId()).isEqualTo(rig.asked("ledger").resourceId());
        assertThat(last.due()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    neither   | InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.
                    both      | InvalidParameterCombination: FinalDBSnapshotIdentifier can't be specified when SkipFinalSnapshot is true.
                    bad-name  | InvalidParameterValue: The parameter FinalDBSnapshotIdentifier is not a valid identifier: '1'
                    missing   | DBClusterNotFoundFault: DBCluster nobody not found.
                    protected | InvalidParameterCombination: Cannot delete protected Cluster, please disable deletion protection and try again.
                    too-early | InvalidDBClusterStateFault: DB cluster young cannot be snapshotted before it is deleted: its status is creating.
                    """)
    void aWrongDeletionDeletesNothing(String what, String expected) {
        rig.create(ClusterRig.request("safe").deletionProtection(true));
        rig.create(ClusterRig.request("young"));
        String before = rig.everything();
        DeleteDbClusterRequest.Builder r =
                switch (what) {
                    case "neither" -> deletion();
                    case "both" ->
                            deletion().skipFinalSnapshot(true).finalDBSnapshotIdentifier("last");
                    case "bad-name" -> deletion().finalDBSnapshotIdentifier("1");
                    case "missing" ->
                            deletion().dbClusterIdentifier("nobody").skipFinalSnapshot(true);
                    case "protected" ->
                            deletion().dbClusterIdentifier("safe").skipFinalSnapshot(true);
                    case "too-early" ->
                            deletion().dbClusterIdentifier("young").finalDBSnapshotIdentifier("x");
                    default -> throw new IllegalArgumentException(what);
                };
        assertThat(error(() -> delete(r))).startsWith(expected);
        assertThat(rig.everything()).isEqualTo(before);
    }

    @Test
    void aFailoverNeedsAReaderThatHasEverything() {
        assertThat(error(() -> failover("nobody")))
                .isEqualTo("DBInstanceNotFound: DBInstance nobody not found in DBCluster ledger.");
        assertThat(error(() -> failover("ledger-instance-1")))
                .isEqualTo(
                        "InvalidDBInstanceState: DB instance ledger-instance-1 cannot be failed over"
                                + " to: it is the writer already.");
        rig.led("ledger", Set.of("n3"));
        assertThat(error(() -> failover(MEMBER)))
                .endsWith("cannot be failed over to: it is not available.");
        rig.led("ledger", Set.of());
        assertThat(error(() -> failover(null)))
                .startsWith("InvalidDBClusterStateFault: Failover of DB cluster ledger cannot");
        rig.led("ledger", Set.of("n2", "n3"));
        assertThat(failover(MEMBER).status()).isEqualTo("failing-over");
        assertThat(error(() -> failover(MEMBER)))
                .endsWith("is not in available state: its status is failing-over.");
    }

    @Test
    void aRebootIsThatOfTheWriter() {
        var r = RebootDbClusterRequest.builder().dbClusterIdentifier("ledger").build();
        DBCluster now =
                Calls.call(rig.rds, "RebootDBCluster", r, RebootDbClusterResponse.class)
                        .dbCluster();
        assertThat(now.status()).isEqualTo("rebooting");
        assertThat(rig.member("ledger-instance-1").dbInstanceStatus()).isEqualTo("rebooting");
        assertThat(rig.member(MEMBER).dbInstanceStatus()).isEqualTo("available");
    }

    @Test
    void aMemberThatOnlyReadsIsRebootedAlone() {
        assertThat(rebootMember(false).dbInstanceStatus()).isEqualTo("rebooting");
        assertThat(rig.describe("ledger").status()).isEqualTo("available");
        assertThat(rig.member("ledger-instance-3").dbInstanceStatus()).isEqualTo("available");
        assertThat(error(() -> rebootMember(false)))
                .isEqualTo(
                        "InvalidDBInstanceState: Instance ledger-instance-2 is not in available"
                                + " state: its status is rebooting.");
        rig.group("ledger", topology(), Map.of("n2", 1L));
        assertThat(rig.member(MEMBER).dbInstanceStatus()).isEqualTo("available");
    }

    private static Topology topology() {
        return new Topology(
                1,
                "n1",
                Set.of("n1", "n2", "n3"),
                Set.of("n2", "n3"),
                Map.of("n1", 1L, "n2", 1L, "n3", 1L));
    }

    @Test
    void aMemberTakesNoForcedFailover() {
        assertThat(error(() -> rebootMember(true)))
                .startsWith("InvalidParameterCombination: ForceFailover cannot be specified");
    }

    /** Source: RDS user guide, "Modifying a Multi-AZ DB cluster": all but a reboot. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ModifyDBInstance",
        "DeleteDBInstance",
        "StopDBInstance",
        "StartDBInstance",
        "CreateDBSnapshot"
    })
    void whatIsDoneToAnInstanceIsNotDoneToAMember(String action) {
        Object r =
                switch (action) {
                    case "ModifyDBInstance" ->
                            ModifyDbInstanceRequest.builder()
                                    .dbInstanceIdentifier(MEMBER)
                                    .allocatedStorage(200)
                                    .build();
                    case "DeleteDBInstance" ->
                            DeleteDbInstanceRequest.builder()
                                    .dbInstanceIdentifier(MEMBER)
                                    .skipFinalSnapshot(true)
                                    .build();
                    case "StopDBInstance" ->
                            StopDbInstanceRequest.builder().dbInstanceIdentifier(MEMBER).build();
                    case "StartDBInstance" ->
                            StartDbInstanceRequest.builder().dbInstanceIdentifier(MEMBER).build();
                    case "CreateDBSnapshot" ->
                            CreateDbSnapshotRequest.builder()
                                    .dbInstanceIdentifier(MEMBER)
                                    .dbSnapshotIdentifier("mine")
                                    .build();
                    default -> throw new IllegalArgumentException(action);
                };
        assertThat(error(() -> Calls.call(rig.rds, action, r, Object.class)))
                .isEqualTo(
                        "InvalidParameterCombination: %s isn't supported for a DB instance in a"
                                        .formatted(action)
                                + " Multi-AZ DB cluster: ledger-instance-2 belongs to ledger.");
    }

    @Test
    void noInstanceIsMadeInACluster() {
        var r =
                CreateDbInstanceRequest.builder()
                        .dbInstanceIdentifier("fourth")
                        .dbClusterIdentifier("Ledger")
                        .dbInstanceClass("db.m6gd.large")
                        .engine("postgres")
                        .build();
        assertThat(error(() -> Calls.call(rig.rds, "CreateDBInstance", r, Object.class)))
                .isEqualTo(
                        "InvalidParameterValue: CreateDBInstance can't be used to create a DB"
                                + " instance in a Multi-AZ DB cluster. Use CreateDBCluster instead.");
    }

    @Test
    void itIsNeitherStoppedNorStarted() {
        var stop = StopDbClusterRequest.builder().dbClusterIdentifier("ledger").build();
        var start = StartDbClusterRequest.builder().dbClusterIdentifier("nobody").build();
        assertThat(error(() -> Calls.call(rig.rds, "StopDBCluster", stop, Object.class)))
                .isEqualTo(
                        "InvalidDBClusterStateFault: StopDBCluster isn't supported for Multi-AZ DB"
                                + " clusters: ledger is one.");
        assertThat(error(() -> Calls.call(rig.rds, "StartDBCluster", start, Object.class)))
                .isEqualTo("DBClusterNotFoundFault: DBCluster nobody not found.");
    }

    private DBCluster delete(DeleteDbClusterRequest.Builder r) {
        return Calls.call(rig.rds, "DeleteDBCluster", r.build(), DeleteDbClusterResponse.class)
                .dbCluster();
    }

    private static DeleteDbClusterRequest.Builder deletion() {
        return DeleteDbClusterRequest.builder().dbClusterIdentifier("ledger");
    }

    private DBCluster failover(String to) {
        var r =
                FailoverDbClusterRequest.builder()
                        .dbClusterIdentifier("ledger")
                        .targetDBInstanceIdentifier(to)
                        .build();
        return Calls.call(rig.rds, "FailoverDBCluster", r, FailoverDbClusterResponse.class)
                .dbCluster();
    }

    private DBInstance rebootMember(boolean force) {
        var r =
                RebootDbInstanceRequest.builder()
                        .dbInstanceIdentifier(MEMBER)
                        .forceFailover(force)
                        .build();
        return Calls.call(rig.rds, "RebootDBInstance", r, RebootDbInstanceResponse.class)
                .dbInstance();
    }
}
