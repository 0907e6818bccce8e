package homeport.control.instance;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.Observed.Activity;
import homeport.control.instance.Observed.Trouble;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.StartDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StartDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.StopDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StopDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.Tag;

/** Source: RDS API reference, DeleteDBInstance, RebootDBInstance, Stop- and StartDBInstance. */
class InstanceActionsTest {
    private Rig rig = new Rig(false);

    @BeforeEach
    void anInstanceServes() {
        rig.serving(
                Rig.request("orders")
                        .copyTagsToSnapshot(true)
                        .tags(Tag.builder().key("team").value("shop").build()));
    }

    @Test
    void aDeletionAnswersDeleting() {
        DBInstance gone = delete(skipping());
        assertThat(gone.dbInstanceStatus()).isEqualTo("deleting");
        assertThat(gone.endpoint()).isNotNull();
        assertThat(gone.caCertificateIdentifier()).isEmpty();
        assertThat(rig.asked("orders").deletion().orElseThrow().keepsBackups()).isFalse();
        assertThat(error(() -> delete(skipping())))
                .isEqualTo(
                        "InvalidDBInstanceState: Instance orders is already being deleted: its status"
                                + " is deleting.");
    }

    @Test
    void automatedBackupsMayOutliveTheInstance() {
        delete(skipping().deleteAutomatedBackups(false));
        assertThat(rig.asked("orders").deletion().orElseThrow().keepsBackups()).isTrue();
    }

    @Test
    void theFinalSnapshotIsRecordedWithTheDeletion() {
        delete(deletion().finalDBSnapshotIdentifier("Last"));
        DbSnapshot last =
                rig.snapshots.find(SnapshotKind.INSTANCE, REGION, "last").orElseThrow().value();
        assertThat(last.due()).isTrue();
        assertThat(last.automated()).isFalse();
        assertThat(last.tags()).isEqualTo(Map.of("team", "shop"));
    }

    @Test
    void aDeletionSaysWhatBecomesOfTheData() {
        assertThat(error(() -> delete(deletion())))
                .isEqualTo(
                        "InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless"
                                + " SkipFinalSnapshot is specified.");
        assertThat(error(() -> delete(skipping().finalDBSnapshotIdentifier("last"))))
                .isEqualTo(
                        "InvalidParameterCombination: FinalDBSnapshotIdentifier can't be specified when"
                                + " SkipFinalSnapshot is true.");
        assertThat(error(() -> delete(deletion().finalDBSnapshotIdentifier("la--st"))))
                .startsWith(
                        "InvalidParameterValue: The parameter FinalDBSnapshotIdentifier is not a valid"
                                + " identifier: 'la--st'");
        delete(deletion().finalDBSnapshotIdentifier("last"));
        rig.serving(Rig.request("invoices"));
        assertThat(
                        error(() ->
                                delete(
                                        DeleteDbInstanceRequest.builder()
                                                .dbInstanceIdentifier("invoices")
                                                .finalDBSnapshotIdentifier("last"))))
                .isEqualTo(
                        "DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the"
                                + " identifier last already exists.");
        assertThat(rig.describe("invoices").dbInstanceStatus()).isEqualTo("available");
    }

    @Test
    void whatNeverServedHasNothingToSnapshot() {
        rig.create(Rig.request("young"));
        var young = DeleteDbInstanceRequest.builder().dbInstanceIdentifier("young");
        assertThat(error(() -> delete(young.finalDBSnapshotIdentifier("last"))))
                .isEqualTo(
                        "InvalidDBInstanceState: Instance young cannot be snapshotted before it is"
                                + " deleted: its status is creating.");
        assertThat(rig.snapshots.list(SnapshotKind.INSTANCE, REGION)).isEmpty();
        delete(young.finalDBSnapshotIdentifier(null).skipFinalSnapshot(true));
    }

    @Test
    void aProtectedInstanceStays() {
        rig.serving(Rig.request("safe").deletionProtection(true));
        var safe = DeleteDbInstanceRequest.builder().dbInstanceIdentifier("safe");
        assertThat(error(() -> delete(safe.skipFinalSnapshot(true))))
                .isEqualTo(
                        "InvalidParameterCombination: Cannot delete protected DB Instance, please disable"
                                + " deletion protection and try again.");
    }

    @Test
    void aDeletionThatCannotTakeItsSnapshotMayBeRepeatedWithout() {
        delete(deletion().finalDBSnapshotIdentifier("last"));
        assertThat(error(() -> delete(skipping()))).contains("is already being deleted");
        Observed seen = rig.instance("orders").orElseThrow().seen();
        rig.see(
                "orders",
                seen.with(
                        new Trouble(
                                Trouble.Kind.STORAGE_FULL, "no", Calls.NOW, 9, Calls.NOW, "r")));
        delete(skipping());
        assertThat(rig.asked("orders").deletion().orElseThrow().finalSnapshot()).isEmpty();
    }

    @Test
    void aRebootIsCountedOnceAtATime() {
        assertThat(reboot(false).dbInstanceStatus()).isEqualTo("rebooting");
        assertThat(rig.asked("orders").reboots()).isEqualTo(1);
        assertThat(error(() -> reboot(false)))
                .isEqualTo(
                        "InvalidDBInstanceState: Instance orders is not in available state: its status"
                                + " is rebooting.");
    }

    /** The reference document reboots right after create; see docs/reference/leniencies.md. */
    @Test
    void aRebootOfAnInstanceThatIsBeingMadeWaitsItsTurnUnlessStrict() {
        rig.see("orders", Observed.of(rig.asked("orders")));
        assertThat(reboot(false).dbInstanceStatus()).isEqualTo("creating");
        assertThat(rig.asked("orders").reboots()).isEqualTo(1);
        rig = new Rig(true);
        rig.serving(Rig.request("orders"));
        rig.see("orders", Observed.of(rig.asked("orders")));
        assertThat(error(() -> reboot(false)))
                .isEqualTo(
                        "InvalidDBInstanceState: Instance orders is not in available state: its status"
                                + " is creating.");
    }

    @Test
    void withoutAStandbyThereIsNoFailover() {
        assertThat(error(() -> reboot(true)))
                .isEqualTo(
                        "InvalidParameterCombination: ForceFailover cannot be specified since the"
                                + " instance is not configured for MultiAZ.");
    }

    @Test
    void aStoppedInstanceSaysWhenItStartsByItself() {
        DBInstance stopping = stop("Before-Stop");
        assertThat(stopping.dbInstanceStatus()).isEqualTo("stopping");
        DbSnapshot snapshot =
                rig.snapshots
                        .find(SnapshotKind.INSTANCE, REGION, "before-stop")
                        .orElseThrow()
                        .value();
        assertThat(snapshot.due()).isTrue();
        assertThat(snapshot.tags()).isEqualTo(Map.of("team", "shop"));
        assertThat(error(() -> start()))
                .isEqualTo(
                        "InvalidDBInstanceState: Instance orders is not in stopped state: its status is"
                                + " stopping.");

        stopped();
        DBInstance off = rig.describe("orders");
        assertThat(off.dbInstanceStatus()).isEqualTo("stopped");
        assertThat(off.automaticRestartTime()).isEqualTo(Calls.NOW.plus(Duration.ofDays(7)));
        assertThat(error(() -> stop(null)))
                .isEqualTo(
                        "InvalidDBInstanceState: Instance orders is not in available state: its status"
                                + " is stopped.");
        assertThat(error(() -> reboot(false))).startsWith("InvalidDBInstanceState: ");

        DBInstance on = start();
        assertThat(on.dbInstanceStatus()).isEqualTo("starting");
        assertThat(on.automaticRestartTime()).isNull();
    }

    @Test
    void aStopWhoseSnapshotHasNoNameDoesNotStop() {
        stop("mine");
        stopped();
        start();
        rig.settle("orders");
        assertThat(error(() -> stop("mine"))).startsWith("DBSnapshotAlreadyExists: ");
        assertThat(rig.describe("orders").dbInstanceStatus()).isEqualTo("available");
    }

    private void stopped() {
        Observed serving = Examples.serving(rig.asked("orders"));
        rig.see("orders", serving.running(Optional.empty()).with(Activity.STOPPED));
    }

    private DBInstance delete(DeleteDbInstanceRequest.Builder r) {
        return Calls.call(rig.rds, "DeleteDBInstance", r.build(), DeleteDbInstanceResponse.class)
                .dbInstance();
    }

    private static DeleteDbInstanceRequest.Builder deletion() {
        return DeleteDbInstanceRequest.builder().dbInstanceIdentifier("orders");
    }

    private static DeleteDbInstanceRequest.Builder skipping() {
        return deletion().skipFinalSnapshot(true);
    }

    private DBInstance reboot(boolean force) {
        var r = RebootDbInstanceRequest.builder().dbInstanceIdentifier("orders");
        var built = r.forceFailover(force).build();
        return Calls.call(rig.rds, "RebootDBInstance", built, RebootDbInstanceResponse.class)
                .dbInstance();
    }

    private DBInstance stop(String snapshot) {
        var r = StopDbInstanceRequest.builder().dbInstanceIdentifier("orders");
        var built = r.dbSnapshotIdentifier(snapshot).build();
        return Calls.call(rig.rds, "StopDBInstance", built, StopDbInstanceResponse.class)
                .dbInstance();
    }

    private DBInstance start() {
        var r = StartDbInstanceRequest.builder().dbInstanceIdentifier("orders").build();
        return Calls.call(rig.rds, "StartDBInstance", r, StartDbInstanceResponse.class)
                .dbInstance();
    }
}
