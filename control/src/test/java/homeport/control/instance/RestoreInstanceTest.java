package homeport.control.instance;

import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Calls;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CopyDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CopyDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotResponse;

/** Snapshots and what is restored from them. Source: RDS API reference. */
class RestoreInstanceTest {
    private static final String KEY = "arn:aws:kms:us-east-1:000000000000:key/1234";

    private final Rig rig = new Rig(false);

    @BeforeEach
    void anInstanceHasASnapshot() {
        rig.serving(Rig.request("orders").storageType("io1").iops(1000).dbName("shop"));
        snapshot("nightly");
        rig.taken("nightly");
    }

    @Test
    void aRestoredInstanceIsLikeItsSourceWithThePasswordsOfTheData() {
        DBInstance made = restore(request());
        assertThat(made.dbInstanceStatus()).isEqualTo("creating");
        assertThat(made.masterUsername()).isEqualTo("master");
        assertThat(made.dbName()).isEqualTo("shop");
        assertThat(made.iops()).isEqualTo(1000);
        assertThat(made.pendingModifiedValues().masterUserPassword()).isNull();
        DbInstance asked = rig.asked("copy");
        assertThat(asked.password().generation()).isZero();
        assertThat(asked.origin().snapshotData()).isPresent();
        assertThat(made.dbiResourceId()).isNotEqualTo(rig.asked("orders").resourceId());
    }

    @Test
    void anotherStorageTypeLeavesTheIopsBehind() {
        assertThat(restore(request().storageType("gp3")).iops()).isEqualTo(3000);
    }

    @Test
    void aManagedPasswordIsSetOverThatOfTheData() {
        DBInstance made = restore(request().manageMasterUserPassword(true));
        assertThat(rig.asked("copy").password().generation()).isEqualTo(1);
        assertThat(rig.secrets.all()).containsOnlyKeys(made.masterUserSecret().secretArn());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing     | MissingParameter: The request must contain the parameter DBSnapshotIdentifier.
                    missing     | DBSnapshotNotFound: DBSnapshot nobody not found.
                    odd         | DBSnapshotNotFound: DBSnapshot nïght/ly not found.
                    other-kind  | DBSnapshotNotFound: DBSnapshot arn:aws:rds:us-east-1:000000000000:db:nightly not found.
                    untaken     | InvalidDBSnapshotState: Snapshot due is creating, not available.
                    taken-name  | DBInstanceAlreadyExists: DB instance already exists
                    less        | InvalidParameterCombination: Invalid AllocatedStorage: 99 GiB. The snapshot needs at least 100 GiB.
                    class       | InvalidParameterValue: class db.huge
                    certificate | CertificateNotFound: certificate mine
                    domain      | InvalidParameterCombination: Domain is not supported for engine postgres.
                    cluster     | DBClusterSnapshotNotFoundFault: DBClusterSnapshot c not found.
                    both        | InvalidParameterCombination: You can't specify both DBSnapshotIdentifier and DBClusterSnapshotIdentifier.
                    secret-key  | InvalidParameterCombination: MasterUserSecretKmsKeyId requires ManageMasterUserPassword.
                    """)
    void aWrongRequestCreatesNothing(String what, String expected) {
        snapshot("due");
        String before = rig.everything();
        assertThat(error(() -> restore(wrong(what)))).isEqualTo(expected);
        assertThat(rig.everything()).isEqualTo(before);
        assertThat(rig.secrets.all()).isEmpty();
    }

    private static RestoreDbInstanceFromDbSnapshotRequest.Builder wrong(String what) {
        var r = request();
        return switch (what) {
            case "nothing" -> r.dbSnapshotIdentifier(null);
            case "missing" -> r.dbSnapshotIdentifier("nobody");
            case "odd" -> r.dbSnapshotIdentifier("nïght/ly");
            case "other-kind" -> r.dbSnapshotIdentifier(arn("db", "nightly"));
            case "untaken" -> r.dbSnapshotIdentifier("due");
            case "taken-name" -> r.dbInstanceIdentifier("orders").manageMasterUserPassword(true);
            case "less" -> r.storageType("gp3").allocatedStorage(99);
            case "class" -> r.dbInstanceClass("db.huge");
            case "certificate" -> r.caCertificateIdentifier("mine");
            case "domain" -> r.domain("d-1");
            case "cluster" -> r.dbSnapshotIdentifier(null).dbClusterSnapshotIdentifier("c");
            case "both" -> r.dbClusterSnapshotIdentifier("c");
            case "secret-key" -> r.masterUserSecretKmsKeyId(KEY);
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void aSnapshotStaysWhileItIsBeingRestored() {
        restore(request());
        assertThat(error(() -> delete("nightly")))
                .isEqualTo(
                        "InvalidDBSnapshotState: Snapshot nightly can't be deleted: DB instance copy is"
                                + " being restored from it.");
        rig.settle("copy");
        assertThat(delete("nightly").status()).isEqualTo("deleting");
        assertThat(error(() -> restore(request().dbInstanceIdentifier("late"))))
                .isEqualTo("InvalidDBSnapshotState: Snapshot nightly is deleting, not available.");
    }

    @Test
    void aSnapshotIsMadeOfAnAvailableInstanceOnly() {
        assertThat(error(() -> snapshot("nightly")))
                .isEqualTo(
                        "DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the"
                                + " identifier nightly already exists.");
        rig.create(Rig.request("young"));
        var young = CreateDbSnapshotRequest.builder().dbInstanceIdentifier("young");
        assertThat(error(() -> snapshot(young.dbSnapshotIdentifier("s"))))
                .isEqualTo(
                        "InvalidDBInstanceState: Cannot create a snapshot because the database instance"
                                + " young is not currently in the available state: it is creating.");
        assertThat(
                        error(() ->
                                snapshot(
                                        young.dbInstanceIdentifier("nö/body")
                                                .dbSnapshotIdentifier("s"))))
                .isEqualTo("DBInstanceNotFound: DBInstance nö/body not found.");
    }

    @Test
    void anUnfinishedSnapshotCannotBeDeleted() {
        snapshot("due");
        assertThat(error(() -> delete("due")))
                .isEqualTo(
                        "InvalidDBSnapshotState: Snapshot due can't be deleted: it is manual and"
                                + " creating.");
    }

    @Test
    void aCopyMayBeEncryptedThoughItsSourceIsNot() {
        DBSnapshot copy =
                copy(
                        CopyDbSnapshotRequest.builder()
                                .sourceDBSnapshotIdentifier(arn("snapshot", "nightly"))
                                .targetDBSnapshotIdentifier("weekly")
                                .kmsKeyId(KEY));
        assertThat(copy.encrypted()).isTrue();
        assertThat(copy.kmsKeyId()).isEqualTo(KEY);
        assertThat(copy.status()).isEqualTo("creating");
        assertThat(copy.sourceDBSnapshotIdentifier()).isEqualTo(arn("snapshot", "nightly"));
        assertThat(copy.originalSnapshotCreateTime()).isEqualTo(Calls.NOW);
    }

    @Test
    void snapshotsAreListedByWhatTheyAreOf() {
        var all = DescribeDbSnapshotsRequest.builder();
        assertThat(names(all.dbInstanceIdentifier("ORDERS"))).containsExactly("nightly");
        assertThat(names(all.dbInstanceIdentifier("nobody"))).isEmpty();
        assertThat(names(all.dbInstanceIdentifier(null).snapshotType("automated"))).isEmpty();
        assertThat(error(() -> names(all.snapshotType("daily"))))
                .startsWith("InvalidParameterValue: Invalid value for snapshot-type: daily.");
        assertThat(error(() -> names(all.snapshotType(null).dbSnapshotIdentifier("nobody"))))
                .isEqualTo("DBSnapshotNotFound: DBSnapshot nobody not found.");
    }

    private List<String> names(DescribeDbSnapshotsRequest.Builder r) {
        return Calls.call(
                        rig.rds,
                        "DescribeDBSnapshots",
                        r.build(),
                        DescribeDbSnapshotsResponse.class)
                .dbSnapshots()
                .stream()
                .map(DBSnapshot::dbSnapshotIdentifier)
                .toList();
    }

    private static RestoreDbInstanceFromDbSnapshotRequest.Builder request() {
        return RestoreDbInstanceFromDbSnapshotRequest.builder()
                .dbInstanceIdentifier("copy")
                .dbSnapshotIdentifier("nightly");
    }

    private DBInstance restore(RestoreDbInstanceFromDbSnapshotRequest.Builder r) {
        return Calls.call(
                        rig.rds,
                        "RestoreDBInstanceFromDBSnapshot",
                        r.build(),
                        RestoreDbInstanceFromDbSnapshotResponse.class)
                .dbInstance();
    }

    private DBSnapshot snapshot(String name) {
        return snapshot(
                CreateDbSnapshotRequest.builder()
                        .dbInstanceIdentifier("orders")
                        .dbSnapshotIdentifier(name));
    }

    private DBSnapshot snapshot(CreateDbSnapshotRequest.Builder r) {
        return Calls.call(rig.rds, "CreateDBSnapshot", r.build(), CreateDbSnapshotResponse.class)
                .dbSnapshot();
    }

    private DBSnapshot copy(CopyDbSnapshotRequest.Builder r) {
        return Calls.call(rig.rds, "CopyDBSnapshot", r.build(), CopyDbSnapshotResponse.class)
                .dbSnapshot();
    }

    private DBSnapshot delete(String name) {
        var r = DeleteDbSnapshotRequest.builder().dbSnapshotIdentifier(name).build();
        return Calls.call(rig.rds, "DeleteDBSnapshot", r, DeleteDbSnapshotResponse.class)
                .dbSnapshot();
    }
}
