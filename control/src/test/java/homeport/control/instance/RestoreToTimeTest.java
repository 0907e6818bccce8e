package homeport.control.instance;

import static homeport.control.testkit.Calls.NOW;
import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.testkit.Calls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceToPointInTimeRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceToPointInTimeResponse;

/** RestoreDBInstanceToPointInTime: what is asked for, refused and recorded. */
class RestoreToTimeTest {
    private static final Instant LATEST = NOW.plus(Duration.ofHours(2));

    private final Rig rig = new Rig(false);

    @BeforeEach
    void aSourceWithABackup() {
        rig.serving(Rig.request("orders").backupRetentionPeriod(7));
        Calls.call(
                rig.rds,
                "CreateDBSnapshot",
                CreateDbSnapshotRequest.builder()
                        .dbInstanceIdentifier("orders")
                        .dbSnapshotIdentifier("nightly")
                        .build(),
                CreateDbSnapshotResponse.class);
        rig.taken("nightly");
        rig.restorable.base = Optional.of(backup());
        rig.restorable.latest = Optional.of(LATEST);
    }

    private DbSnapshot backup() {
        return rig.snapshots.find(SnapshotKind.INSTANCE, REGION, "nightly").orElseThrow().value();
    }

    @Test
    void aRestoredInstanceIsLikeItsSourceAndRemembersTheMoment() {
        Instant moment = NOW.plusSeconds(3600);
        DBInstance made = restore(request().restoreTime(moment).port(6000));
        assertThat(made.dbInstanceStatus()).isEqualTo("creating");
        assertThat(made.dbInstanceIdentifier()).isEqualTo("copy");
        assertThat(made.endpoint()).isNull();
        DbInstance asked = rig.asked("copy");
        assertThat(asked.settings().access().port()).isEqualTo(6000);
        assertThat(asked.settings().upkeep().backupRetentionDays()).isEqualTo(7);
        assertThat(asked.origin().snapshotData()).contains(backup().dataId());
        DbInstance.Rewind rewind = asked.origin().rewind().orElseThrow();
        assertThat(rewind.instance()).isEqualTo("orders");
        assertThat(rewind.until()).contains(moment);
        assertThat(asked.password().generation()).as("the data bring theirs").isZero();
    }

    @Test
    void theLatestTimeHasNoMoment() {
        restore(request().useLatestRestorableTime(true));
        assertThat(rig.asked("copy").origin().rewind().orElseThrow().until()).isEmpty();
    }

    @Test
    void aSourceThatIsGoneIsFoundByItsResourceIdAndByTheArnOfItsBackups() {
        DbInstance orders = rig.asked("orders");
        rig.restorable.gone =
                Optional.of(new PointInTime.Source(REGION, "db-GONE", "former", orders.settings()));
        restore(
                request()
                        .sourceDBInstanceIdentifier(null)
                        .sourceDbiResourceId("db-GONE")
                        .useLatestRestorableTime(true));
        restore(
                request()
                        .sourceDBInstanceIdentifier(null)
                        .sourceDBInstanceAutomatedBackupsArn(Calls.arn("auto-backup", "ab-gone"))
                        .targetDBInstanceIdentifier("second")
                        .useLatestRestorableTime(true));
        for (String copy : List.of("copy", "second"))
            assertThat(rig.asked(copy).origin().rewind().orElseThrow().instance())
                    .isEqualTo("former");
    }

    @Test
    void theLatestRestorableTimeIsShown() {
        assertThat(rig.describe("orders").latestRestorableTime()).isEqualTo(LATEST);
        rig.restorable.latest = Optional.empty();
        assertThat(rig.describe("orders").latestRestorableTime()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no-time   | InvalidParameterCombination: You must specify either RestoreTime or UseLatestRestorableTime.
                    two-times | InvalidParameterCombination: You can't specify both RestoreTime and UseLatestRestorableTime.
                    no-source | InvalidParameterCombination: You must specify exactly one of SourceDBInstanceIdentifier, SourceDbiResourceId and SourceDBInstanceAutomatedBackupsArn.
                    two       | InvalidParameterCombination: You must specify exactly one of SourceDBInstanceIdentifier, SourceDbiResourceId and SourceDBInstanceAutomatedBackupsArn.
                    nobody    | DBInstanceNotFound: DBInstance nobody not found.
                    no-id     | DBInstanceAutomatedBackupNotFound: DBInstanceAutomatedBackup db-GONE not found.
                    late      | InvalidParameterValue: RestoreTime is 2026-11-24T14:00:01Z, allowed: at or before the latest restorable time, 2026-11-24T14:00:00Z.
                    early     | InvalidRestoreFault: There is no backup of orders to restore to 2026-11-24T11:59:59Z from; the earliest restorable time is 2026-11-24T12:00:00Z.
                    not-yet   | InvalidRestoreFault: orders has no restorable time yet; its first backup is not complete.
                    taken     | DBInstanceAlreadyExists: DB instance already exists
                    """)
    void aWrongRequestCreatesNothing(String what, String expected) {
        if (what.equals("not-yet")) rig.restorable.latest = Optional.empty();
        String before = rig.everything();
        String said = error(() -> restore(wrong(what)));
        assertThat(said).isEqualTo(expected);
        assertThat(rig.everything()).isEqualTo(before);
    }

    private static RestoreDbInstanceToPointInTimeRequest.Builder wrong(String what) {
        var r = request();
        return switch (what) {
            case "no-time" -> r;
            case "two-times" -> r.restoreTime(NOW).useLatestRestorableTime(true);
            case "no-source" -> r.sourceDBInstanceIdentifier(null).useLatestRestorableTime(true);
            case "two" -> r.sourceDbiResourceId("db-1").useLatestRestorableTime(true);
            case "nobody" -> r.sourceDBInstanceIdentifier("nobody").restoreTime(NOW);
            case "no-id" ->
                    r.sourceDBInstanceIdentifier(null)
                            .sourceDbiResourceId("db-GONE")
                            .restoreTime(NOW);
            case "late" -> r.restoreTime(LATEST.plusSeconds(1));
            case "early" -> r.restoreTime(NOW.minusSeconds(1));
            case "not-yet" -> r.useLatestRestorableTime(true);
            case "taken" -> r.targetDBInstanceIdentifier("orders").useLatestRestorableTime(true);
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void withoutBackupsThereIsNoPointInTime() {
        rig.serving(Rig.request("plain").backupRetentionPeriod(0));
        rig.restorable.latest = Optional.empty();
        assertThat(
                        error(() ->
                                restore(
                                        request()
                                                .sourceDBInstanceIdentifier("plain")
                                                .useLatestRestorableTime(true))))
                .isEqualTo(
                        "PointInTimeRestoreNotEnabled: Automated backups are not enabled for plain; its"
                                + " backup retention period is 0.");
    }

    private static RestoreDbInstanceToPointInTimeRequest.Builder request() {
        return RestoreDbInstanceToPointInTimeRequest.builder()
                .sourceDBInstanceIdentifier("orders")
                .targetDBInstanceIdentifier("copy");
    }

    private DBInstance restore(RestoreDbInstanceToPointInTimeRequest.Builder r) {
        return Calls.call(
                        rig.rds,
                        "RestoreDBInstanceToPointInTime",
                        r.build(),
                        RestoreDbInstanceToPointInTimeResponse.class)
                .dbInstance();
    }
}
