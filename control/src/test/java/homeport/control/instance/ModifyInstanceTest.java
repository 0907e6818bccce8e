package homeport.control.instance;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/** Source: RDS API reference, ModifyDBInstance. */
class ModifyInstanceTest {
    private static final String OTHER = "another-good-password";

    private final Rig rig = new Rig(false);

    @BeforeEach
    void anInstanceServes() {
        rig.serving(Rig.request("orders"));
    }

    @Test
    void whatMayWaitIsPending() {
        DBInstance now =
                rig.modify(
                        orders().dbInstanceClass("db.m6g.xlarge")
                                .allocatedStorage(200)
                                .multiAZ(true));
        assertThat(now.dbInstanceStatus()).isEqualTo("available");
        assertThat(now.dbInstanceClass()).isEqualTo("db.m6g.large");
        assertThat(now.pendingModifiedValues().dbInstanceClass()).isEqualTo("db.m6g.xlarge");
        assertThat(now.pendingModifiedValues().allocatedStorage()).isEqualTo(200);
        assertThat(now.pendingModifiedValues().multiAZ()).isTrue();
        assertThat(now.pendingModifiedValues().port()).isNull();
    }

    @Test
    void whatIsAppliedAtOnceShowsAsModifying() {
        DBInstance now =
                rig.modify(orders().dbInstanceClass("db.m6g.xlarge").applyImmediately(true));
        assertThat(now.dbInstanceStatus()).isEqualTo("modifying");
        assertThat(now.pendingModifiedValues().dbInstanceClass()).isEqualTo("db.m6g.xlarge");
        rig.settle("orders");
        assertThat(rig.describe("orders").dbInstanceClass()).isEqualTo("db.m6g.xlarge");
        assertThat(rig.describe("orders").pendingModifiedValues().dbInstanceClass()).isNull();
    }

    @Test
    void applyImmediatelyBringsWhatWasPendingAlong() {
        rig.modify(orders().dbInstanceClass("db.m6g.xlarge").newDBInstanceIdentifier("invoices"));
        rig.modify(orders().allocatedStorage(200).applyImmediately(true));
        DbInstance asked = rig.asked("invoices");
        assertThat(asked.settings().instanceClass()).isEqualTo("db.m6g.xlarge");
        assertThat(asked.settings().storage().allocatedGib()).isEqualTo(200);
        assertThat(asked.waits()).isFalse();
    }

    @Test
    void aSecondPendingChangeKeepsTheFirst() {
        rig.modify(orders().dbInstanceClass("db.m6g.xlarge"));
        DBInstance now = rig.modify(orders().allocatedStorage(200));
        assertThat(now.pendingModifiedValues().dbInstanceClass()).isEqualTo("db.m6g.xlarge");
        assertThat(now.pendingModifiedValues().allocatedStorage()).isEqualTo(200);
    }

    @Test
    void aPortIsChangedAtOnceInAnyCase() {
        DBInstance now = rig.modify(orders().dbPortNumber(5433));
        assertThat(now.dbInstanceStatus()).isEqualTo("modifying");
        assertThat(now.pendingModifiedValues().port()).isEqualTo(5433);
        assertThat(now.endpoint().port()).isEqualTo(5432);
    }

    @ParameterizedTest
    @CsvSource({"100,100", "101,110", "109,110", "110,110", "150,150"})
    void storageGrowsByATenthAtLeast(int asked, int becomes) {
        rig.modify(orders().allocatedStorage(asked).applyImmediately(true));
        assertThat(rig.asked("orders").settings().storage().allocatedGib()).isEqualTo(becomes);
    }

    @Test
    void aRenamedInstanceFreesItsNameAndTakesTheNewOneInOneCommit() {
        long before = rig.store.list("/").revision();
        DBInstance now =
                rig.modify(orders().newDBInstanceIdentifier("Invoices").applyImmediately(true));
        assertThat(rig.store.list("/").revision()).isEqualTo(before + 1);
        assertThat(now.dbInstanceStatus()).isEqualTo("renaming");
        assertThat(now.dbInstanceIdentifier()).isEqualTo("invoices");
        assertThat(error(() -> rig.describe("orders")))
                .isEqualTo("DBInstanceNotFound: DBInstance orders not found.");
        rig.create(Rig.request("orders"));
        assertThat(error(() -> rig.create(Rig.request("invoices"))))
                .startsWith("DBInstanceAlreadyExists: ");
    }

    @Test
    void aPendingNameIsHeldForItButNotItsNameYet() {
        DBInstance now = rig.modify(orders().newDBInstanceIdentifier("invoices"));
        assertThat(now.dbInstanceIdentifier()).isEqualTo("orders");
        assertThat(now.pendingModifiedValues().dbInstanceIdentifier()).isEqualTo("invoices");
        assertThat(error(() -> rig.create(Rig.request("invoices"))))
                .isEqualTo("DBInstanceAlreadyExists: DB instance already exists");
        assertThat(error(() -> rig.describe("invoices"))).startsWith("DBInstanceNotFound: ");
        // as the reconciler does in the maintenance window
        var instance = rig.instance("orders").orElseThrow();
        assertThat(rig.store.commit(rig.instances.rename(instance, instance.asked().adopted())))
                .isPresent();
        assertThat(rig.asked("invoices").waits()).isFalse();
        assertThat(rig.instances.owner(REGION, "orders")).isEmpty();
    }

    @Test
    void theOwnNameTakesAPendingOneBack() {
        rig.modify(orders().newDBInstanceIdentifier("invoices"));
        rig.modify(orders().newDBInstanceIdentifier("bills"));
        assertThat(rig.instances.owner(REGION, "invoices")).isEmpty();
        rig.modify(orders().newDBInstanceIdentifier("orders"));
        assertThat(rig.instances.owner(REGION, "bills")).isEmpty();
        assertThat(rig.asked("orders").waits()).isFalse();
    }

    @Test
    void aRemovedInstanceLeavesNoName() {
        rig.modify(orders().newDBInstanceIdentifier("invoices"));
        rig.store.commit(rig.instances.remove(rig.instance("orders").orElseThrow()));
        assertThat(rig.keys()).allMatch(key -> key.startsWith("/rds/address/"));
    }

    @Test
    void aNewPasswordIsPendingAndNeverShown() {
        DBInstance now = rig.modify(orders().masterUserPassword(OTHER));
        assertThat(now.dbInstanceStatus()).isEqualTo("resetting-master-credentials");
        assertThat(now.pendingModifiedValues().masterUserPassword()).isEqualTo("****");
        assertThat(rig.everything() + now + rig.asked("orders")).doesNotContain(OTHER);
        assertThat(rig.passwords.unseal(rig.asked("orders"))).isEqualTo(OTHER);
    }

    @Test
    void aPasswordCanBeGivenToASecretRotatedAndTakenBack() {
        DBInstance given = rig.modify(orders().manageMasterUserPassword(true));
        String arn = given.masterUserSecret().secretArn();
        assertThat(given.masterUserSecret().secretStatus()).isEqualTo("rotating");
        String first = rig.passwords.unseal(rig.asked("orders"));
        assertThat(rig.secrets.all()).containsExactly(entry(arn, first));
        rig.settle("orders");

        rig.modify(orders().rotateMasterUserPassword(true).applyImmediately(true));
        DbInstance rotated = rig.asked("orders");
        assertThat(rotated.password().generation()).isEqualTo(3);
        assertThat(rotated.password().secretArn()).hasValue(arn);
        assertThat(rig.passwords.unseal(rotated)).isNotEqualTo(first);
        assertThat(rig.secrets.all()).as("the reconciler's").containsExactly(entry(arn, first));
        rig.settle("orders");

        rig.modify(orders().manageMasterUserPassword(false).masterUserPassword(OTHER));
        assertThat(rig.secrets.all()).isEmpty();
        assertThat(rig.describe("orders").masterUserSecret()).isNull();
    }

    private static Map.Entry<String, String> entry(String arn, String password) {
        return Map.entry(arn, Passwords.secretText("master", password));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    missing    | DBInstanceNotFound: DBInstance nobody not found.
                    nothing    | InvalidParameterCombination: No modifications were requested
                    at-once    | InvalidParameterCombination: No modifications were requested
                    name       | InvalidParameterValue: The parameter NewDBInstanceIdentifier is not a valid identifier: 'or--ders'
                    taken      | DBInstanceAlreadyExists: DB instance already exists
                    class      | InvalidParameterValue: class db.huge
                    shrink     | InvalidParameterCombination: Invalid storage size: 50 GiB. Storage can't be made smaller than the present 100 GiB.
                    downgrade  | InvalidParameterCombination: Cannot upgrade postgres from 16.3 to 15.14. Allowed here: a newer minor version of 16.
                    window     | InvalidParameterCombination: The backup window 04:30-05:30 and maintenance window sun:04:00-sun:05:00 must not overlap.
                    both       | InvalidParameterCombination: You can't specify both MasterUserPassword and ManageMasterUserPassword.
                    rotate     | InvalidParameterCombination: You must specify apply immediately when rotating the master user password.
                    no-secret  | InvalidParameterCombination: RotateMasterUserPassword requires a master user password that RDS manages.
                    secret-key | InvalidParameterCombination: MasterUserSecretKmsKeyId requires ManageMasterUserPassword and can't be changed later.
                    bad-name   | InvalidParameterValue: The parameter NewDBInstanceIdentifier
                    """)
    void aWrongRequestChangesNothing(String what, String expected) {
        rig.create(Rig.request("taken"));
        String before = rig.everything();
        assertThat(error(() -> rig.modify(wrong(what)))).startsWith(expected);
        assertThat(rig.everything()).isEqualTo(before);
        assertThat(rig.secrets.all()).isEmpty();
    }

    private static ModifyDbInstanceRequest.Builder wrong(String what) {
        ModifyDbInstanceRequest.Builder r = orders();
        return switch (what) {
            case "missing" -> r.dbInstanceIdentifier("nobody");
            case "nothing" -> r;
            case "at-once" -> r.applyImmediately(true);
            case "name" -> r.newDBInstanceIdentifier("or--ders");
            case "taken" -> r.newDBInstanceIdentifier("taken");
            case "class" -> r.dbInstanceClass("db.huge");
            case "shrink" -> r.allocatedStorage(50);
            case "downgrade" -> r.engineVersion("15.14");
            case "window" -> r.preferredBackupWindow("04:30-05:30");
            case "both" -> r.manageMasterUserPassword(true).masterUserPassword(OTHER);
            case "rotate" -> r.rotateMasterUserPassword(true);
            case "no-secret" -> r.rotateMasterUserPassword(true).applyImmediately(true);
            case "secret-key" -> r.masterUserSecretKmsKeyId("alias/aws/secretsmanager");
            case "bad-name" -> r.manageMasterUserPassword(true).newDBInstanceIdentifier("-");
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void whatIsSoAlreadyMayBeAskedFor() {
        assertThat(rig.modify(orders().deletionProtection(false)).dbInstanceStatus())
                .isEqualTo("available");
    }

    @Test
    void neitherAStoppedNorAModifiedOneCanBeModified() {
        String wrong = "InvalidDBInstanceState: Database instance is not in available state.";
        rig.modify(orders().allocatedStorage(200).applyImmediately(true));
        assertThat(error(() -> rig.modify(orders().allocatedStorage(300)))).isEqualTo(wrong);
        rig.settle("orders");
        var instance = rig.instance("orders").orElseThrow();
        var off = new DbInstance.Power(Optional.of(Calls.NOW));
        rig.store.commit(List.of(rig.instances.replace(instance, instance.asked().with(off))));
        Observed stopped = Examples.serving(instance.asked()).running(Optional.empty());
        rig.see("orders", stopped.with(Observed.Activity.STOPPED));
        assertThat(error(() -> rig.modify(orders().allocatedStorage(300)))).isEqualTo(wrong);
    }

    private static ModifyDbInstanceRequest.Builder orders() {
        return ModifyDbInstanceRequest.builder().dbInstanceIdentifier("orders");
    }
}
