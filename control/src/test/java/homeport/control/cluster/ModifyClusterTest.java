package homeport.control.cluster;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Calls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterResponse;

/** Source: RDS API reference, ModifyDBCluster. */
class ModifyClusterTest {
    private static final String OTHER = "another-good-password";

    private final ClusterRig rig = new ClusterRig(false);

    @BeforeEach
    void aClusterServes() {
        rig.serving(ClusterRig.request("ledger"));
    }

    @Test
    void whatMayWaitIsPending() {
        DBCluster now =
                modify(
                        ledger().dbClusterInstanceClass("db.m6gd.xlarge")
                                .allocatedStorage(200)
                                .iops(2000)
                                .engineVersion("16.4")
                                .enableIAMDatabaseAuthentication(true)
                                .newDBClusterIdentifier("books"));
        assertThat(now.status()).isEqualTo("available");
        assertThat(now.dbClusterInstanceClass()).isEqualTo("db.m6gd.large");
        assertThat(now.pendingModifiedValues().allocatedStorage()).isEqualTo(200);
        assertThat(now.pendingModifiedValues().iops()).isEqualTo(2000);
        assertThat(now.pendingModifiedValues().engineVersion()).isEqualTo("16.4");
        assertThat(now.pendingModifiedValues().iamDatabaseAuthenticationEnabled()).isTrue();
        assertThat(now.pendingModifiedValues().dbClusterIdentifier()).isEqualTo("books");
        assertThat(rig.member("ledger-instance-1").pendingModifiedValues().dbInstanceClass())
                .as("a cluster has no member for it")
                .isEqualTo("db.m6gd.xlarge");
    }

    @Test
    void whatIsAppliedAtOnceShowsInTheStatus() {
        DBCluster now =
                modify(ledger().dbClusterInstanceClass("db.m6gd.xlarge").applyImmediately(true));
        assertThat(now.status()).isEqualTo("modifying");
        rig.settle("ledger");
        assertThat(rig.describe("ledger").status()).isEqualTo("available");
        assertThat(rig.describe("ledger").dbClusterInstanceClass()).isEqualTo("db.m6gd.xlarge");
        assertThat(rig.describe("ledger").pendingModifiedValues()).isNull();
    }

    /** Source: the states in which Terraform's aws_rds_cluster goes on waiting. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "class,modifying",
        "version,upgrading",
        "iam,configuring-iam-database-auth",
        "monitoring,configuring-enhanced-monitoring",
        "logs,modifying",
        "name,renaming",
        "password,resetting-master-credentials",
        "retention,modifying"
    })
    void everyChangeHasAWordThatToolsWaitFor(String what, String status) {
        ModifyDbClusterRequest.Builder r = ledger().applyImmediately(true);
        switch (what) {
            case "class" -> r.dbClusterInstanceClass("db.m6gd.xlarge");
            case "version" -> r.engineVersion("16.4");
            case "iam" -> r.enableIAMDatabaseAuthentication(true);
            case "monitoring" ->
                    r.monitoringInterval(60)
                            .monitoringRoleArn("arn:aws:iam::000000000000:role/watch");
            case "logs" -> r.cloudwatchLogsExportConfiguration(c -> c.enableLogTypes("postgresql"));
            case "name" -> r.newDBClusterIdentifier("books");
            case "password" -> r.masterUserPassword(OTHER);
            case "retention" -> r.backupRetentionPeriod(7);
            default -> throw new IllegalArgumentException(what);
        }
        assertThat(modify(r).status()).isEqualTo(status);
    }

    @Test
    void aRenamedClusterKeepsItsMembers() {
        DBCluster now = modify(ledger().newDBClusterIdentifier("Books").applyImmediately(true));
        assertThat(now.dbClusterIdentifier()).isEqualTo("books");
        assertThat(now.dbClusterArn()).isEqualTo(Calls.arn("cluster", "books"));
        assertThat(now.dbClusterMembers())
                .extracting(DBClusterMember::dbInstanceIdentifier)
                .containsExactly("ledger-instance-1", "ledger-instance-2", "ledger-instance-3");
        assertThat(rig.member("ledger-instance-2").dbClusterIdentifier()).isEqualTo("books");
        assertThat(rig.instances.clusterOwner(REGION, "ledger")).isEmpty();
    }

    @Test
    void aPasswordCanBeGivenToASecretRotatedAndTakenBack() {
        DBCluster given = modify(ledger().manageMasterUserPassword(true));
        assertThat(given.masterUserSecret().secretStatus()).isEqualTo("rotating");
        assertThat(given.masterUserSecret().secretArn()).contains("rds!cluster-");
        assertThat(given.pendingModifiedValues().masterUserPassword()).isEqualTo("****");
        rig.settle("ledger");
        modify(ledger().rotateMasterUserPassword(true).applyImmediately(true));
        rig.settle("ledger");
        modify(ledger().manageMasterUserPassword(false).masterUserPassword(OTHER));
        assertThat(rig.describe("ledger").masterUserSecret()).isNull();
        assertThat(rig.secrets.all()).isEmpty();
    }

    @Test
    void thePortItHasMayBeSaidAgain() {
        modify(ledger().port(5432).deletionProtection(true));
        rig.settle("ledger");
        assertThat(rig.describe("ledger").deletionProtection()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    missing     | DBClusterNotFoundFault: DBCluster nobody not found.
                    nothing     | InvalidParameterCombination: No modifications were requested
                    name        | InvalidParameterValue: The parameter NewDBClusterIdentifier is not a valid identifier: 'led--ger'
                    taken       | DBClusterAlreadyExistsFault: DB Cluster already exists
                    port        | InvalidParameterCombination: Port is not supported for Multi-AZ DB clusters: it can't be changed.
                    class       | InvalidParameterValue: class db.huge
                    shrink      | InvalidParameterCombination: Invalid storage size: 50 GiB. Storage can't be made smaller than the present 100 GiB.
                    gp2         | InvalidParameterCombination: Storage type gp2 is not supported for Multi-AZ DB clusters.
                    no-backups  | InvalidParameterValue: Invalid BackupRetentionPeriod: 0.
                    downgrade   | InvalidParameterCombination: Cannot upgrade postgres from 16.3 to 15.14. Allowed here: a newer minor version of 16.
                    group       | DBClusterParameterGroupNotFound: group mine
                    members     | InvalidParameterCombination: The parameter db-instance-parameter-group-name can only be specified for a major version upgrade.
                    window      | InvalidParameterCombination: The backup window 04:30-05:30 and maintenance window sun:04:00-sun:05:00 must not overlap.
                    rotate      | InvalidParameterCombination: You must specify apply immediately when rotating the master user password.
                    serverless  | InvalidParameterCombination: ServerlessV2ScalingConfiguration is not supported for Multi-AZ DB clusters.
                    backtrack   | InvalidParameterCombination: BacktrackWindow is not supported for Multi-AZ DB clusters.
                    network     | InvalidParameterValue: NetworkType is 'DUAL', allowed here: IPV4.
                    """)
    void aWrongRequestChangesNothing(String what, String expected) {
        rig.create(ClusterRig.request("taken"));
        String before = rig.everything();
        assertThat(error(() -> modify(wrong(what)))).startsWith(expected);
        assertThat(rig.everything()).isEqualTo(before);
        assertThat(rig.secrets.all()).isEmpty();
    }

    private static ModifyDbClusterRequest.Builder wrong(String what) {
        ModifyDbClusterRequest.Builder r = ledger();
        return switch (what) {
            case "missing" -> r.dbClusterIdentifier("nobody");
            case "nothing" -> r.applyImmediately(true);
            case "name" -> r.newDBClusterIdentifier("led--ger");
            case "taken" -> r.newDBClusterIdentifier("taken");
            case "port" -> r.port(5433);
            case "class" -> r.dbClusterInstanceClass("db.huge");
            case "shrink" -> r.allocatedStorage(50).storageType("gp3");
            case "gp2" -> r.storageType("gp2");
            case "no-backups" -> r.backupRetentionPeriod(0);
            case "downgrade" -> r.engineVersion("15.14");
            case "group" -> r.dbClusterParameterGroupName("mine");
            case "members" -> r.dbInstanceParameterGroupName("web");
            case "window" -> r.preferredBackupWindow("04:30-05:30");
            case "rotate" -> r.rotateMasterUserPassword(true);
            case "serverless" -> r.serverlessV2ScalingConfiguration(s -> s.maxCapacity(4.0));
            case "backtrack" -> r.backtrackWindow(60L);
            case "network" -> r.networkType("DUAL");
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void oneThatIsBeingModifiedCannotBeModified() {
        modify(ledger().allocatedStorage(200).applyImmediately(true));
        assertThat(error(() -> modify(ledger().allocatedStorage(300))))
                .isEqualTo(
                        "InvalidDBClusterStateFault: DB cluster ledger is not in available state:"
                                + " its status is modifying.");
    }

    /** Both ways; see docs/reference/leniencies.md. */
    @Test
    void onlyStrictlyANewClassMustBeOneThatAwsOffersForClusters() {
        assertThat(modify(ledger().dbClusterInstanceClass("db.m6g.large")).status())
                .isEqualTo("available");
        ClusterRig strict = new ClusterRig(true);
        strict.serving(ClusterRig.request("ledger"));
        assertThat(error(() -> modify(strict, ledger().dbClusterInstanceClass("db.m6g.large"))))
                .startsWith("InvalidParameterCombination: RDS does not support");
    }

    private DBCluster modify(ModifyDbClusterRequest.Builder r) {
        return modify(rig, r);
    }

    private static DBCluster modify(ClusterRig rig, ModifyDbClusterRequest.Builder r) {
        return Calls.call(rig.rds, "ModifyDBCluster", r.build(), ModifyDbClusterResponse.class)
                .dbCluster();
    }

    private static ModifyDbClusterRequest.Builder ledger() {
        return ModifyDbClusterRequest.builder().dbClusterIdentifier("ledger");
    }
}
