package homeport.control.instance;

import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Call;
import homeport.control.instance.DbInstance.ReplicaOf;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replication.State;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaResponse;
import software.amazon.awssdk.services.rds.model.StopDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StopDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.SwitchoverReadReplicaRequest;

/**
 * Read replicas in the API. Source: RDS API, CreateDBInstanceReadReplica and PromoteReadReplica;
 * RDS user guide, "Working with read replicas for Amazon RDS for PostgreSQL". The texts about keys
 * and final snapshots are as users met them.
 */
class ReplicaActionsTest {
    private static final String ELSEWHERE = "eu-west-1";
    private static final String KEY = "arn:aws:kms:eu-west-1:000000000000:key/1234";

    private final Rig rig = new Rig(false);

    @BeforeEach
    void anInstanceServes() {
        rig.serving(
                Rig.request("orders")
                        .dbName("shop")
                        .port(5499)
                        .storageType("io1")
                        .iops(1000)
                        .dbParameterGroupName("web")
                        .vpcSecurityGroupIds("sg-2")
                        .backupRetentionPeriod(7)
                        .deletionProtection(true)
                        .copyTagsToSnapshot(true)
                        .enableIAMDatabaseAuthentication(true));
    }

    @Test
    void aReplicaInheritsWhatItsDataNeedAndHasTheRestOfItsOwn() {
        DBInstance made = create(request("replica"));
        assertThat(made.dbInstanceStatus()).isEqualTo("creating");
        assertThat(made.readReplicaSourceDBInstanceIdentifier()).isEqualTo("orders");
        assertThat(made.masterUsername()).isEqualTo("master");
        assertThat(made.dbName()).isEqualTo("shop");
        assertThat(made.engineVersion()).isEqualTo("16.3");
        assertThat(made.dbInstanceClass()).isEqualTo("db.m6g.large");
        assertThat(made.allocatedStorage()).isEqualTo(100);
        assertThat(made.iops()).isEqualTo(1000);
        assertThat(made.dbParameterGroups().getFirst().dbParameterGroupName()).isEqualTo("web");
        assertThat(made.vpcSecurityGroups().getFirst().vpcSecurityGroupId()).isEqualTo("sg-2");
        assertThat(made.preferredBackupWindow()).isEqualTo("03:00-04:00");
        assertThat(rig.asked("replica").settings().access().port()).isEqualTo(5499);
        assertThat(made.backupRetentionPeriod()).isZero();
        assertThat(made.deletionProtection()).isFalse();
        assertThat(made.copyTagsToSnapshot()).isFalse();
        assertThat(made.multiAZ()).isFalse();
        assertThat(made.iamDatabaseAuthenticationEnabled()).isFalse();
        assertThat(made.performanceInsightsEnabled()).isFalse();
        assertThat(made.pendingModifiedValues().masterUserPassword()).isNull();
        assertThat(made.dbiResourceId()).isNotEqualTo(rig.asked("orders").resourceId());
        assertThat(rig.asked("replica").password().generation()).isZero();
        assertThat(rig.describe("orders").readReplicaDBInstanceIdentifiers())
                .containsExactly("replica");
    }

    @Test
    void whatIsAskedForWins() {
        DBInstance made =
                create(
                        request("replica")
                                .dbInstanceClass("db.m6g.xlarge")
                                .allocatedStorage(200)
                                .storageType("gp3")
                                .port(5500)
                                .availabilityZone("us-east-1c")
                                .dbParameterGroupName("default.postgres16")
                                .vpcSecurityGroupIds("sg-1")
                                .enablePerformanceInsights(true)
                                .deletionProtection(true)
                                .sourceRegion("us-east-1")
                                .preSignedUrl("https://example"));
        assertThat(made.dbInstanceClass()).isEqualTo("db.m6g.xlarge");
        assertThat(made.allocatedStorage()).isEqualTo(200);
        assertThat(made.iops()).isEqualTo(3000);
        assertThat(made.availabilityZone()).isEqualTo("us-east-1c");
        assertThat(made.vpcSecurityGroups().getFirst().vpcSecurityGroupId()).isEqualTo("sg-1");
        assertThat(made.performanceInsightsEnabled()).isTrue();
        assertThat(made.deletionProtection()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing      | MissingParameter: The request must contain the parameter SourceDBInstanceIdentifier.
                    both         | InvalidParameterCombination: You can't specify both SourceDBInstanceIdentifier and SourceDBClusterIdentifier.
                    missing      | DBInstanceNotFound: DBInstance nobody not found.
                    other-kind   | DBInstanceNotFound: DBInstance arn:aws:rds:us-east-1:000000000000:snapshot:orders not found.
                    no-cluster   | DBClusterNotFoundFault: DBCluster orders not found.
                    far-cluster  | InvalidParameterCombination: A read replica of a Multi-AZ DB cluster must be in the cluster's Region.
                    name-of-far  | InvalidParameterValue: SourceDBInstanceIdentifier must be an ARN when the source is in another Region: SourceRegion is eu-west-1.
                    young        | InvalidDBInstanceState: A read replica of young cannot be created: its status is creating, not available.
                    no-backups   | InvalidDBInstanceState: Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.
                    taken-name   | DBInstanceAlreadyExists: DB instance already exists
                    key          | InvalidParameterCombination: Your request does not require the KMS key parameter. Please remove the KMS key parameter and try your request again.
                    multi-az     | InvalidParameterCombination: Requesting a specific availability zone is not valid for Multi-AZ instances.
                    managed      | InvalidParameterValue: Creating read replicas for source instance with engine postgres where ManageMasterUserPassword is enabled is not supported.
                    mode         | InvalidParameterCombination: ReplicaMode is not supported for engine postgres.
                    less         | InvalidParameterCombination: Invalid AllocatedStorage: 99 GiB. The source has 100 GiB.
                    class        | InvalidParameterValue: class db.huge
                    group        | DBParameterGroupNotFound: group mine
                    subnets      | DBSubnetGroupNotFoundFault: group mine
                    options      | OptionGroupNotFoundFault: group mine
                    certificate  | CertificateNotFound: certificate mine
                    zone         | InvalidVPCNetworkStateFault: DB subnet group default has no subnet in availability zone us-east-1z; it covers [us-east-1a, us-east-1b, us-east-1c].
                    domain       | InvalidParameterCombination: Domain is not supported for engine postgres.
                    insights-key | InvalidParameterCombination: PerformanceInsightsKMSKeyId requires EnablePerformanceInsights.
                    """)
    void aWrongRequestCreatesNothing(String what, String expected) {
        rig.create(Rig.request("young"));
        rig.serving(Rig.request("managed").masterUserPassword(null).manageMasterUserPassword(true));
        rig.serving(Rig.request("no-backups").backupRetentionPeriod(0));
        String before = rig.everything();
        assertThat(error(() -> create(wrong(what)))).isEqualTo(expected);
        assertThat(rig.everything()).isEqualTo(before);
    }

    private static CreateDbInstanceReadReplicaRequest.Builder wrong(String what) {
        var r = request("replica");
        return switch (what) {
            case "nothing" -> r.sourceDBInstanceIdentifier(null);
            case "both" -> r.sourceDBClusterIdentifier("orders");
            case "missing" -> r.sourceDBInstanceIdentifier("nobody");
            case "other-kind" -> r.sourceDBInstanceIdentifier(arn("snapshot", "orders"));
            case "no-cluster" ->
                    r.sourceDBInstanceIdentifier(null).sourceDBClusterIdentifier("orders");
            case "far-cluster" ->
                    r.sourceDBInstanceIdentifier(null)
                            .sourceDBClusterIdentifier(
                                    "arn:aws:rds:eu-west-1:000000000000:cluster:c");
            case "name-of-far" -> r.sourceRegion(ELSEWHERE);
            case "young", "no-backups" -> r.sourceDBInstanceIdentifier(what);
            case "taken-name" -> r.dbInstanceIdentifier("orders");
            case "key" -> r.kmsKeyId("alias/aws/rds");
            case "multi-az" -> r.multiAZ(true).availabilityZone("us-east-1a");
            case "managed" -> r.sourceDBInstanceIdentifier("managed");
            case "mode" -> r.replicaMode("mounted");
            case "less" -> r.allocatedStorage(99);
            case "class" -> r.dbInstanceClass("db.huge");
            case "group" -> r.dbParameterGroupName("mine");
            case "subnets" -> r.dbSubnetGroupName("mine");
            case "options" -> r.optionGroupName("mine");
            case "certificate" -> r.caCertificateIdentifier("mine");
            case "zone" -> r.availabilityZone("us-east-1z");
            case "domain" -> r.domain("d-1");
            case "insights-key" -> r.performanceInsightsKMSKeyId(KEY);
            default -> throw new IllegalArgumentException(what);
        };
    }

    /**
     * Levels one to three: 15, 5 and 5 of each. Source: RDS user guide, "Cascading read replicas".
     */
    @Test
    void replicasHaveReplicasToAWSsDepthAndNumbers() {
        String source = "orders";
        for (int level = 1; level <= 3; level++) {
            String name = "level" + level;
            create(request(name).sourceDBInstanceIdentifier(source));
            rig.settle(name);
            rig.modify(
                    ModifyDbInstanceRequest.builder()
                            .dbInstanceIdentifier(name)
                            .backupRetentionPeriod(1)
                            .applyImmediately(true));
            rig.settle(name);
            source = name;
        }
        assertThat(error(() -> create(request("four").sourceDBInstanceIdentifier("level3"))))
                .isEqualTo(
                        "InvalidDBInstanceState: A read replica of level3 cannot be created: it is"
                                + " itself a replica of level 3, allowed are 3 levels.");
        for (int n = 2; n <= 5; n++)
            create(request("two" + n).sourceDBInstanceIdentifier("level1"));
        assertThat(error(() -> create(request("two6").sourceDBInstanceIdentifier("level1"))))
                .isEqualTo(
                        "InstanceQuotaExceeded: Read replica quota exceeded: level1 has 5 read"
                                + " replicas, allowed 5.");
        for (int n = 2; n <= 15; n++) create(request("one" + n));
        assertThat(error(() -> create(request("one16"))))
                .isEqualTo(
                        "InstanceQuotaExceeded: Read replica quota exceeded: orders has 15 read"
                                + " replicas, allowed 15.");
    }

    @Test
    void acrossRegionsBothNameEachOtherByArn() {
        DBInstance made = abroad(abroadRequest("replica"));
        assertThat(made.readReplicaSourceDBInstanceIdentifier()).isEqualTo(arn("db", "orders"));
        assertThat(made.availabilityZone()).startsWith("us-east-1"); // the test's only zones
        assertThat(made.dbParameterGroups().getFirst().dbParameterGroupName())
                .isEqualTo("default.postgres16");
        assertThat(rig.describe("orders").readReplicaDBInstanceIdentifiers())
                .containsExactly("arn:aws:rds:eu-west-1:000000000000:db:replica");
        assertThat(error(() -> abroad(abroadRequest("other").kmsKeyId(KEY))))
                .isEqualTo(
                        "InvalidParameterCombination: Cannot create an encrypted read replica from"
                                + " an unencrypted source.");
    }

    @Test
    void anEncryptedSourceNeedsAKeyOfTheReplicasRegion() {
        rig.serving(Rig.request("sealed").storageEncrypted(true));
        var r = abroadRequest("replica").sourceDBInstanceIdentifier(arn("db", "sealed"));
        assertThat(error(() -> abroad(r)))
                .isEqualTo(
                        "InvalidParameterCombination: Cannot create a cross region unencrypted read"
                                + " replica from encrypted source.");
        String foreign = "arn:aws:kms:us-east-1:000000000000:key/1234";
        assertThat(error(() -> abroad(r.kmsKeyId(foreign))))
                .startsWith("KMSKeyNotAccessibleFault: ");
        assertThat(abroad(r.kmsKeyId(KEY)).kmsKeyId()).isEqualTo(KEY);
        DBInstance here = create(request("near").sourceDBInstanceIdentifier("sealed"));
        assertThat(here.kmsKeyId()).isEqualTo(rig.describe("sealed").kmsKeyId());
    }

    @Test
    void itsStatusSaysHowItReplicates() {
        create(request("replica"));
        replicates("replica", State.REPLICATING, "");
        assertThat(rig.describe("replica").statusInfos())
                .singleElement()
                .satisfies(info -> {
                    assertThat(info.statusType()).isEqualTo("read replication");
                    assertThat(info.normal()).isTrue();
                    assertThat(info.status()).isEqualTo("replicating");
                    assertThat(info.message()).isNull();
                });
        replicates("replica", State.ERROR, "The source's server does not run.");
        assertThat(rig.describe("replica").statusInfos())
                .singleElement()
                .satisfies(info -> {
                    assertThat(info.normal()).isFalse();
                    assertThat(info.status()).isEqualTo("error");
                    assertThat(info.message()).isEqualTo("The source's server does not run.");
                });
        assertThat(rig.describe("orders").statusInfos()).isEmpty();
        replicates("replica", State.TERMINATED, "Its source was deleted.");
        assertThat(error(() -> create(request("next").sourceDBInstanceIdentifier("replica"))))
                .isEqualTo(
                        "InvalidDBInstanceState: A read replica of replica cannot be created: its"
                                + " replication is terminated.");
    }

    /** It has a standby of its own, and is shown so when it has one. */
    @Test
    void aReplicaMayBeMultiAz() {
        assertThat(create(request("replica").multiAZ(true)).dbInstanceStatus())
                .isEqualTo("creating");
        assertThat(rig.asked("replica").settings().multiAz()).isTrue();
        create(request("second"));
        replicates("second", State.REPLICATING, "");
        var r = ModifyDbInstanceRequest.builder().dbInstanceIdentifier("second");
        DBInstance modified = rig.modify(r.multiAZ(true).applyImmediately(true));
        assertThat(modified.dbInstanceStatus()).isEqualTo("modifying");
        assertThat(rig.asked("second").settings().multiAz()).isTrue();
    }

    @Test
    void aPromotedReplicaIsAnInstanceLikeAnyOther() {
        create(request("replica"));
        replicates("replica", State.REPLICATING, "");
        DBInstance asked = promote(promotion("replica"));
        assertThat(asked.dbInstanceStatus()).isEqualTo("modifying");
        assertThat(asked.readReplicaSourceDBInstanceIdentifier()).isNull();
        assertThat(asked.statusInfos()).isEmpty();
        assertThat(rig.asked("replica").settings().upkeep().backupRetentionDays()).isEqualTo(1);
        assertThat(rig.describe("orders").readReplicaDBInstanceIdentifiers()).isEmpty();
        assertThat(error(() -> promote(promotion("replica"))))
                .isEqualTo("InvalidDBInstanceState: DB Instance is not a read replica.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    orders  | - | -           | InvalidDBInstanceState: DB Instance is not a read replica.
                    nobody  | - | -           | DBInstanceNotFound: DBInstance nobody not found.
                    young   | - | -           | InvalidDBInstanceState: Instance young cannot be promoted: its status is creating, not available.
                    replica | 36 | -          | InvalidParameterValue: Invalid BackupRetentionPeriod: 36. Must be between 0 and 35 days.
                    replica | - | noon        | InvalidParameterValue: Invalid PreferredBackupWindow 'noon': it must be in the format hh24:mi-hh24:mi, UTC.
                    replica | 0 | -           | InvalidParameterCombination: BackupRetentionPeriod can't be 0: replica has read replicas.
                    """)
    void whatCannotBePromoted(String name, String days, String window, String expected) {
        create(request("young"));
        create(request("replica"));
        replicates("replica", State.REPLICATING, "");
        rig.modify(
                ModifyDbInstanceRequest.builder()
                        .dbInstanceIdentifier("replica")
                        .backupRetentionPeriod(1)
                        .applyImmediately(true));
        replicates("replica", State.REPLICATING, "");
        create(request("second").sourceDBInstanceIdentifier("replica"));
        var r = promotion(name);
        if (!days.equals("-")) r.backupRetentionPeriod(Integer.parseInt(days));
        if (!window.equals("-")) r.preferredBackupWindow(window);
        String before = rig.everything();
        assertThat(error(() -> promote(r))).isEqualTo(expected);
        assertThat(rig.everything()).isEqualTo(before);
    }

    @Test
    void itsOwnReplicasStayWithIt() {
        create(request("replica"));
        replicates("replica", State.REPLICATING, "");
        rig.modify(
                ModifyDbInstanceRequest.builder()
                        .dbInstanceIdentifier("replica")
                        .backupRetentionPeriod(1)
                        .applyImmediately(true));
        replicates("replica", State.REPLICATING, "");
        create(request("second").sourceDBInstanceIdentifier("replica"));
        DBInstance promoted =
                promote(
                        promotion("replica")
                                .backupRetentionPeriod(9)
                                .preferredBackupWindow("05:30-06:30"));
        assertThat(promoted.readReplicaDBInstanceIdentifiers()).containsExactly("second");
        assertThat(rig.describe("second").readReplicaSourceDBInstanceIdentifier())
                .isEqualTo("replica");
        Settings.Upkeep upkeep = rig.asked("replica").settings().upkeep();
        assertThat(upkeep.backupRetentionDays()).isEqualTo(9);
        assertThat(upkeep.backupWindow()).isEqualTo("05:30-06:30");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    password   | InvalidParameterCombination: Cannot change master user password on an RDS postgres Read Replica because it uses physical replication and therefore cannot differ from its parent.
                    managed    | InvalidParameterValue: ManageMasterUserPassword isn't supported for read replica
                    managed-source | InvalidParameterCombination: ManageMasterUserPassword can't be turned on: orders has read replicas.
                    stop       | InvalidDBInstanceState: Instance replica cannot be stopped: it is a read replica.
                    stop-source | InvalidDBInstanceState: Instance orders cannot be stopped: it has read replicas.
                    no-backups | InvalidParameterCombination: BackupRetentionPeriod can't be 0: orders has read replicas.
                    final      | InvalidParameterCombination: FinalDBSnapshotIdentifier can not be specified when deleting a replica instance
                    neither    | InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.
                    switch     | InvalidDBInstanceState: SwitchoverReadReplica isn't supported for engine postgres: replica runs it.
                    """)
    void whatNeitherReplicaNorSourceLetsBeDone(String what, String expected) {
        create(request("replica"));
        replicates("replica", State.REPLICATING, "");
        String before = rig.everything();
        assertThat(error(() -> refused(what))).isEqualTo(expected);
        assertThat(rig.everything()).isEqualTo(before);
    }

    private void refused(String what) {
        var modify = ModifyDbInstanceRequest.builder().dbInstanceIdentifier("replica");
        var delete = DeleteDbInstanceRequest.builder().dbInstanceIdentifier("replica");
        switch (what) {
            case "password" -> rig.modify(modify.masterUserPassword(Rig.PASSWORD));
            case "managed" -> rig.modify(modify.manageMasterUserPassword(true));
            case "managed-source" ->
                    rig.modify(
                            modify.dbInstanceIdentifier("orders").manageMasterUserPassword(true));
            case "no-backups" ->
                    rig.modify(modify.dbInstanceIdentifier("orders").backupRetentionPeriod(0));
            case "stop" -> stop("replica");
            case "stop-source" -> stop("orders");
            case "final" -> delete(delete.finalDBSnapshotIdentifier("last"));
            case "neither" -> delete(delete);
            case "switch" ->
                    Calls.call(
                            rig.rds,
                            "SwitchoverReadReplica",
                            SwitchoverReadReplicaRequest.builder()
                                    .dbInstanceIdentifier("replica")
                                    .build(),
                            Object.class);
            default -> throw new IllegalArgumentException(what);
        }
    }

    @Test
    void aReplicaIsDeletedWithoutASnapshot() {
        create(request("replica"));
        var r = DeleteDbInstanceRequest.builder().dbInstanceIdentifier("replica");
        assertThat(delete(r.skipFinalSnapshot(true)).dbInstanceStatus()).isEqualTo("deleting");
    }

    /** Of two that would be one too many only one commits. */
    @Test
    void aCreationHoldsItsSource() {
        Instance before = rig.instance("orders").orElseThrow();
        create(request("replica"));
        Instance after = rig.instance("orders").orElseThrow();
        assertThat(after.asked()).isEqualTo(before.asked());
        assertThat(after.held().revision()).isGreaterThan(before.held().revision());
    }

    /** As by its reconciler: it serves, and this is how it replicates. */
    private void replicates(String name, State state, String message) {
        DbInstance asked = rig.asked(name);
        ReplicaOf source = asked.replicaOf().orElseThrow();
        rig.see(
                name,
                Examples.serving(asked)
                        .with(
                                new Replication(
                                        source,
                                        arn("db", "orders"),
                                        Optional.of("n1"),
                                        state,
                                        message,
                                        Calls.NOW)));
    }

    private static CreateDbInstanceReadReplicaRequest.Builder request(String name) {
        return CreateDbInstanceReadReplicaRequest.builder()
                .dbInstanceIdentifier(name)
                .sourceDBInstanceIdentifier("orders");
    }

    private static CreateDbInstanceReadReplicaRequest.Builder abroadRequest(String name) {
        return request(name)
                .sourceDBInstanceIdentifier(arn("db", "orders"))
                .sourceRegion(Calls.REGION);
    }

    private DBInstance create(CreateDbInstanceReadReplicaRequest.Builder r) {
        return Calls.call(
                        rig.rds,
                        "CreateDBInstanceReadReplica",
                        r.build(),
                        CreateDbInstanceReadReplicaResponse.class)
                .dbInstance();
    }

    private DBInstance abroad(CreateDbInstanceReadReplicaRequest.Builder r) {
        Call here = Calls.at(Calls.NOW);
        Call there =
                new Call(ELSEWHERE, here.account(), here.caller(), here.requestId(), here.now());
        Object reply =
                rig.rds
                        .actions()
                        .get("CreateDBInstanceReadReplica")
                        .handler()
                        .handle(there, r.build());
        return ((CreateDbInstanceReadReplicaResponse) reply).dbInstance();
    }

    private static PromoteReadReplicaRequest.Builder promotion(String name) {
        return PromoteReadReplicaRequest.builder().dbInstanceIdentifier(name);
    }

    private DBInstance promote(PromoteReadReplicaRequest.Builder r) {
        return Calls.call(
                        rig.rds, "PromoteReadReplica", r.build(), PromoteReadReplicaResponse.class)
                .dbInstance();
    }

    private void stop(String name) {
        var r = StopDbInstanceRequest.builder().dbInstanceIdentifier(name).build();
        Calls.call(rig.rds, "StopDBInstance", r, StopDbInstanceResponse.class);
    }

    private DBInstance delete(DeleteDbInstanceRequest.Builder r) {
        return Calls.call(rig.rds, "DeleteDBInstance", r.build(), DeleteDbInstanceResponse.class)
                .dbInstance();
    }
}
