package homeport.control.cluster;

import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.Tag;

/** Source: RDS API reference, CreateDBCluster, and RDS user guide on Multi-AZ DB clusters. */
class CreateClusterTest {
    private static final String KEY = "arn:aws:kms:us-east-1:000000000000:key/1234";

    private final ClusterRig rig = new ClusterRig(false);

    @Test
    void theReplyIsTheClusterBeingCreated() {
        DBCluster made = rig.create(ClusterRig.request("Ledger").databaseName("books"));
        assertThat(made.dbClusterIdentifier()).isEqualTo("ledger");
        assertThat(made.dbClusterArn()).isEqualTo(arn("cluster", "ledger"));
        assertThat(made.dbClusterResourceId()).matches("cluster-[A-Z0-9]{26}");
        assertThat(made.status()).isEqualTo("creating");
        assertThat(made.engine()).isEqualTo("postgres");
        assertThat(made.engineMode()).isEqualTo("provisioned");
        assertThat(made.multiAZ()).isTrue();
        assertThat(made.storageType()).isEqualTo("io1");
        assertThat(made.iops()).isEqualTo(1000);
        assertThat(made.databaseName()).isEqualTo("books");
        assertThat(made.port()).isEqualTo(5432);
        assertThat(made.backupRetentionPeriod()).isEqualTo(1);
        assertThat(made.availabilityZones())
                .containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
        assertThat(made.dbClusterMembers())
                .extracting(DBClusterMember::dbInstanceIdentifier)
                .containsExactly("ledger-instance-1", "ledger-instance-2", "ledger-instance-3");
        assertThat(made.earliestRestorableTime()).isNull();
        assertThat(rig.describe("LEDGER")).isEqualTo(made);
    }

    /** What Terraform and the CDK send beside what is needed. */
    @Test
    void whatMeansNothingElseHereMayBeSaid() {
        DBCluster made =
                rig.create(
                        ClusterRig.request("ledger")
                                .engineMode("provisioned")
                                .availabilityZones("us-east-1b", "us-east-1a", "us-east-1c")
                                .backtrackWindow(0L)
                                .enableHttpEndpoint(false)
                                .enableLocalWriteForwarding(false)
                                .networkType("IPV4")
                                .optionGroupName("default:postgres-16")
                                .clusterScalabilityType("standard"));
        assertThat(made.status()).isEqualTo("creating");
        assertThat(rig.asked("ledger").place().zone()).isEqualTo("us-east-1b");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name        | InvalidParameterValue: The parameter DBClusterIdentifier is not a valid identifier: '1st'
                    long        | InvalidParameterValue: The parameter DBClusterIdentifier is not a valid identifier
                    engine      | InvalidParameterValue: engine aurora-postgresql
                    serverless  | InvalidParameterValue: The engine mode serverless you requested is currently unavailable.
                    serverless2 | InvalidParameterCombination: ServerlessV2ScalingConfiguration is not supported for Multi-AZ DB clusters.
                    scaling     | InvalidParameterCombination: ScalingConfiguration is not supported for Multi-AZ DB clusters.
                    global      | InvalidParameterCombination: GlobalClusterIdentifier is not supported for Multi-AZ DB clusters.
                    backtrack   | InvalidParameterCombination: BacktrackWindow is not supported for Multi-AZ DB clusters.
                    http        | InvalidParameterCombination: EnableHttpEndpoint is not supported for Multi-AZ DB clusters.
                    limitless   | InvalidParameterCombination: ClusterScalabilityType limitless is not supported for Multi-AZ DB clusters.
                    domain      | InvalidParameterCombination: Domain is not supported for Multi-AZ DB clusters.
                    network     | InvalidParameterValue: NetworkType is 'DUAL', allowed here: IPV4.
                    options     | InvalidParameterCombination: OptionGroupName mine is not supported for Multi-AZ DB clusters.
                    no-class    | MissingParameter: The request must contain the parameter DBClusterInstanceClass.
                    class       | InvalidParameterValue: class db.huge
                    no-storage  | MissingParameter: The request must contain the parameter AllocatedStorage.
                    storage     | InvalidParameterValue: Invalid AllocatedStorage: 20. Must be between 100 and 65536 GiB.
                    gp2         | InvalidParameterCombination: Storage type gp2 is not supported for Multi-AZ DB clusters. Allowed: io1, io2, gp3.
                    no-iops     | InvalidParameterCombination: Storage type io2 requires Iops (1000 to 256000).
                    ratio       | InvalidParameterCombination: Invalid iops to storage (GB) ratio: 6000 iops for 100 GiB. Must be between 0.5 and 50.
                    no-backups  | InvalidParameterValue: Invalid BackupRetentionPeriod: 0. Must be between 1 and 35 days for a Multi-AZ DB cluster.
                    backups     | InvalidParameterValue: Invalid BackupRetentionPeriod: 36. Must be between 0 and 35 days.
                    windows     | InvalidParameterCombination: The backup window 04:30-05:30 and maintenance window sun:04:00-sun:05:00 must not overlap.
                    narrow      | DBSubnetGroupDoesNotCoverEnoughAZs: DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 3 availability zones. Current coverage: 1
                    zones       | InvalidVPCNetworkStateFault: DB subnet group default has no subnet in some of the availability zones [us-east-1a, us-east-1z]
                    firewall    | InvalidParameterValue: security groups [sg-9]
                    group       | DBClusterParameterGroupNotFound: group mine
                    port        | InvalidParameterValue: Invalid Port: 80. Must be between 1150 and 65535.
                    no-user     | MissingParameter: The request must contain the parameter MasterUsername.
                    no-password | MissingParameter: The request must contain the parameter MasterUserPassword.
                    both        | InvalidParameterCombination: You can't specify both MasterUserPassword and ManageMasterUserPassword.
                    secret-key  | InvalidParameterCombination: MasterUserSecretKmsKeyId requires ManageMasterUserPassword.
                    database    | InvalidParameterValue: DatabaseName template1 cannot be used as it is a reserved word used by the engine
                    key         | InvalidParameterCombination: KmsKeyId requires StorageEncrypted.
                    insights    | InvalidParameterCombination: PerformanceInsightsKMSKeyId requires EnablePerformanceInsights.
                    monitoring  | InvalidParameterCombination: A MonitoringRoleARN value is required
                    certificate | CertificateNotFound: certificate mine
                    logs        | InvalidParameterCombination: You cannot use the log type 'slowquery' with engine postgres.
                    tag         | InvalidParameterValue: Tag keys must not start with 'aws:' or 'rds:': 'aws:x'.
                    """)
    void aWrongRequestCreatesNothing(String what, String expected) {
        assertThat(error(() -> rig.create(wrong(what)))).startsWith(expected);
        assertThat(rig.everything()).isEmpty();
        assertThat(rig.secrets.all()).isEmpty();
    }

    private static CreateDbClusterRequest.Builder wrong(String what) {
        CreateDbClusterRequest.Builder r = ClusterRig.request("ledger");
        return switch (what) {
            case "name" -> r.dbClusterIdentifier("1st");
            case "long" -> r.dbClusterIdentifier("a".repeat(53));
            case "engine" -> r.engine("aurora-postgresql");
            case "serverless" -> r.engineMode("serverless");
            case "serverless2" -> r.serverlessV2ScalingConfiguration(s -> s.maxCapacity(4.0));
            case "scaling" -> r.scalingConfiguration(s -> s.maxCapacity(4));
            case "global" -> r.globalClusterIdentifier("world");
            case "backtrack" -> r.backtrackWindow(3600L);
            case "http" -> r.enableHttpEndpoint(true);
            case "limitless" -> r.clusterScalabilityType("limitless");
            case "domain" -> r.domain("d-1");
            case "network" -> r.networkType("DUAL");
            case "options" -> r.optionGroupName("mine");
            case "no-class" -> r.dbClusterInstanceClass(null);
            case "class" -> r.dbClusterInstanceClass("db.huge");
            case "no-storage" -> r.allocatedStorage(null);
            case "storage" -> r.allocatedStorage(20);
            case "gp2" -> r.storageType("gp2").iops(null);
            case "no-iops" -> r.storageType("io2").iops(null);
            case "ratio" -> r.iops(6000);
            case "no-backups" -> r.backupRetentionPeriod(0);
            case "backups" -> r.backupRetentionPeriod(36);
            case "windows" -> r.preferredBackupWindow("04:30-05:30");
            case "narrow" -> r.dbSubnetGroupName("narrow");
            case "zones" -> r.availabilityZones("us-east-1a", "us-east-1z");
            case "firewall" -> r.vpcSecurityGroupIds("sg-9");
            case "group" -> r.dbClusterParameterGroupName("mine");
            case "port" -> r.port(80);
            case "no-user" -> r.masterUsername(null);
            case "no-password" -> r.masterUserPassword(null);
            case "both" -> r.manageMasterUserPassword(true);
            case "secret-key" -> r.masterUserSecretKmsKeyId(KEY);
            case "database" -> r.databaseName("template1");
            case "key" -> r.kmsKeyId(KEY);
            case "insights" -> r.performanceInsightsKMSKeyId(KEY);
            case "monitoring" -> r.monitoringInterval(60);
            case "certificate" -> r.caCertificateIdentifier("mine");
            case "logs" -> r.enableCloudwatchLogsExports("slowquery");
            case "tag" ->
                    r.masterUserPassword(null)
                            .manageMasterUserPassword(true)
                            .tags(Tag.builder().key("aws:x").value("y").build());
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void aNameIsOfOneClusterOnly() {
        rig.create(ClusterRig.request("ledger"));
        assertThat(error(() -> rig.create(ClusterRig.request("LEDGER"))))
                .isEqualTo("DBClusterAlreadyExistsFault: DB Cluster already exists");
    }

    /** Members keep their names when their cluster is renamed, so some are in use. */
    @Test
    void membersAreCalledWhatIsFree() {
        rig.create(ClusterRig.request("ledger"));
        var ledger = rig.cluster("ledger");
        rig.store.commit(rig.instances.rename(ledger, ledger.asked().renamed("archive")));
        assertThat(rig.create(ClusterRig.request("ledger")).dbClusterMembers())
                .extracting(DBClusterMember::dbInstanceIdentifier)
                .containsExactly("ledger-instance-4", "ledger-instance-5", "ledger-instance-6");
    }

    @Test
    void aManagedPasswordIsInASecretOfTheCluster() {
        DBCluster made =
                rig.create(
                        ClusterRig.request("ledger")
                                .masterUserPassword(null)
                                .manageMasterUserPassword(true));
        assertThat(made.masterUserSecret().secretArn()).contains(":secret:rds!cluster-");
        assertThat(made.masterUserSecret().secretStatus()).isEqualTo("creating");
        assertThat(rig.secrets.all()).containsOnlyKeys(made.masterUserSecret().secretArn());
    }

    /** Both ways; see docs/reference/leniencies.md. */
    @Test
    void onlyStrictlyAClassMustBeOneThatAwsOffersForClusters() {
        assertThat(
                        rig.create(
                                        ClusterRig.request("ledger")
                                                .dbClusterInstanceClass("db.m6g.large"))
                                .status())
                .isEqualTo("creating");
        ClusterRig strict = new ClusterRig(true);
        assertThat(
                        error(() ->
                                strict.create(
                                        ClusterRig.request("ledger")
                                                .dbClusterInstanceClass("db.m6g.large"))))
                .isEqualTo(
                        "InvalidParameterCombination: RDS does not support creating a DB cluster"
                                + " with the following combination: DBClusterInstanceClass=db.m6g.large,"
                                + " Engine=postgres, EngineVersion=16.3.");
    }

    @Test
    void onlyStrictlyStorageOfNoTypeIsIo1() {
        DBCluster made = rig.create(ClusterRig.request("ledger").storageType(null).iops(null));
        assertThat(made.storageType()).isEqualTo("gp3");
        assertThat(made.iops()).isEqualTo(3000);
        ClusterRig strict = new ClusterRig(true);
        assertThat(
                        error(() ->
                                strict.create(
                                        ClusterRig.request("ledger").storageType(null).iops(null))))
                .isEqualTo(
                        "InvalidParameterCombination: Storage type io1 requires Iops (1000 to"
                                + " 256000).");
    }

    @Test
    void onlyStrictlySmallGp3StorageTakesNoIops() {
        var small = ClusterRig.request("ledger").storageType("gp3").iops(4000);
        assertThat(rig.create(small).iops()).isEqualTo(4000);
        assertThat(error(() -> new ClusterRig(true).create(small)))
                .startsWith("InvalidParameterCombination: You can't specify IOPS");
    }
}
