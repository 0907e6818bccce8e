package homeport.control.instance;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.AwsException;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Tag;

/** Source: RDS API reference, CreateDBInstance. */
class CreateInstanceTest {
    private static final String KEY = "arn:aws:kms:us-east-1:000000000000:key/1234";

    private final Rig rig = new Rig(false);

    @Test
    void theReplyIsTheInstanceBeingCreated() {
        DBInstance made = rig.create(Rig.request("Orders").tags(tag("team", "shop")));
        assertThat(made.dbInstanceIdentifier()).isEqualTo("orders");
        assertThat(made.dbInstanceArn()).isEqualTo(Calls.arn("db", "orders"));
        assertThat(made.dbInstanceStatus()).isEqualTo("creating");
        assertThat(made.endpoint()).isNull();
        assertThat(made.dbiResourceId()).matches("db-[A-Z0-9]{26}");
        assertThat(made.preferredMaintenanceWindow()).isEqualTo("sun:04:00-sun:05:00");
        assertThat(made.pendingModifiedValues().masterUserPassword()).isEqualTo("****");
        assertThat(made.tagList()).containsExactly(tag("team", "shop"));
        assertThat(rig.describe("ORDERS")).isEqualTo(made);
    }

    @Test
    void whereTheUserIsSilentAmazonsDefaultsHold() {
        DBInstance made =
                rig.create(
                        Rig.request("orders")
                                .engineVersion(null)
                                .preferredBackupWindow(null)
                                .preferredMaintenanceWindow(null));
        assertThat(made.engineVersion()).isEqualTo("16.4");
        assertThat(made.storageType()).isEqualTo("gp3");
        assertThat(made.iops()).isEqualTo(3000);
        assertThat(made.storageThroughput()).isEqualTo(125);
        assertThat(made.backupRetentionPeriod()).isEqualTo(1);
        assertThat(made.publiclyAccessible()).isTrue();
        assertThat(made.multiAZ()).isFalse();
        assertThat(made.storageEncrypted()).isFalse();
        assertThat(made.kmsKeyId()).isNull();
        assertThat(made.deletionProtection()).isFalse();
        assertThat(made.autoMinorVersionUpgrade()).isTrue();
        assertThat(made.iamDatabaseAuthenticationEnabled()).isFalse();
        assertThat(made.performanceInsightsEnabled()).isFalse();
        assertThat(made.monitoringInterval()).isZero();
        assertThat(made.dbSubnetGroup().dbSubnetGroupName()).isEqualTo("default");
        assertThat(made.vpcSecurityGroups()).hasSize(1);
    }

    @Test
    void encryptedStorageShowsItsKey() {
        assertThat(rig.create(Rig.request("own").storageEncrypted(true).kmsKeyId(KEY)).kmsKeyId())
                .isEqualTo(KEY);
        DBInstance managed = rig.create(Rig.request("managed").storageEncrypted(true));
        assertThat(managed.storageEncrypted()).isTrue();
        assertThat(managed.kmsKeyId()).isEqualTo(Keys.managed("rds", REGION, Calls.ACCOUNT));
        assertThat(
                        rig.create(
                                        Rig.request("alias")
                                                .storageEncrypted(true)
                                                .kmsKeyId("alias/aws/rds"))
                                .kmsKeyId())
                .isEqualTo(managed.kmsKeyId());
    }

    @Test
    void aStandbyIsPendingUntilThereIsOne() {
        DBInstance made = rig.serving(Rig.request("orders").multiAZ(true));
        assertThat(made.multiAZ()).isFalse();
        assertThat(made.pendingModifiedValues().multiAZ()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name         | InvalidParameterValue: The parameter DBInstanceIdentifier is not a valid identifier: '1st'
                    engine       | InvalidParameterValue: engine mysql
                    class        | InvalidParameterValue: class db.huge
                    version      | InvalidParameterCombination: version 9.6
                    group        | DBParameterGroupNotFound: group mine
                    subnets      | DBSubnetGroupNotFoundFault: group mine
                    narrow       | DBSubnetGroupDoesNotCoverEnoughAZs: DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones. Current coverage: 1
                    zone         | InvalidVPCNetworkStateFault: DB subnet group default has no subnet in availability zone us-east-1z; it covers
                    two-zones    | InvalidParameterCombination: Requesting a specific availability zone is not valid for Multi-AZ instances.
                    firewall     | InvalidParameterValue: security groups [sg-9]
                    options      | OptionGroupNotFoundFault: group mine
                    certificate  | CertificateNotFound: certificate mine
                    no-user      | MissingParameter: The request must contain the parameter MasterUsername.
                    user         | InvalidParameterValue: MasterUsername admin cannot be used as it is a reserved word used by the engine
                    no-password  | MissingParameter: The request must contain the parameter MasterUserPassword.
                    password     | InvalidParameterValue: The parameter MasterUserPassword is not a valid password because it has 5 characters, allowed 8 to 128.
                    both         | InvalidParameterCombination: You can't specify both MasterUserPassword and ManageMasterUserPassword.
                    secret-key   | InvalidParameterCombination: MasterUserSecretKmsKeyId requires ManageMasterUserPassword.
                    database     | InvalidParameterValue: DBName template1 cannot be used as it is a reserved word used by the engine
                    no-storage   | MissingParameter: The request must contain the parameter AllocatedStorage.
                    storage      | InvalidParameterValue: Invalid AllocatedStorage: 1. Must be between 20 and 65536 GiB.
                    key          | InvalidParameterCombination: KmsKeyId requires StorageEncrypted.
                    bad-key      | KMSKeyNotAccessibleFault: The KMS key 'alias/mine' can't be used: allowed are a key's ARN, a key's id and alias/aws/rds.
                    insights-key | InvalidParameterCombination: PerformanceInsightsKMSKeyId requires EnablePerformanceInsights.
                    cluster      | DBClusterNotFoundFault: DBCluster mine not found.
                    domain       | InvalidParameterCombination: Domain is not supported for engine postgres.
                    license      | InvalidParameterCombination: LicenseModel is 'bring-your-own-license', allowed for engine postgres: postgresql-license.
                    network      | InvalidParameterValue: NetworkType is 'DUAL', allowed here: IPV4.
                    tag          | InvalidParameterValue: Tag keys must not start with 'aws:' or 'rds:': 'aws:x'.
                    """)
    void aWrongRequestCreatesNothing(String what, String expected) {
        assertThat(error(() -> rig.create(wrong(what)))).startsWith(expected);
        assertThat(rig.keys()).isEmpty();
        assertThat(rig.secrets.all()).isEmpty();
    }

    private static CreateDbInstanceRequest.Builder wrong(String what) {
        CreateDbInstanceRequest.Builder r = Rig.request("orders");
        return switch (what) {
            case "name" -> r.dbInstanceIdentifier("1st");
            case "engine" -> r.engine("mysql");
            case "class" -> r.dbInstanceClass("db.huge");
            case "version" -> r.engineVersion("9.6");
            case "group" -> r.dbParameterGroupName("mine");
            case "subnets" -> r.dbSubnetGroupName("mine");
            case "narrow" -> r.dbSubnetGroupName("narrow").multiAZ(true);
            case "zone" -> r.availabilityZone("us-east-1z");
            case "two-zones" -> r.availabilityZone("us-east-1a").multiAZ(true);
            case "firewall" -> r.vpcSecurityGroupIds("sg-9");
            case "options" -> r.optionGroupName("mine");
            case "certificate" -> r.caCertificateIdentifier("mine");
            case "no-user" -> r.masterUsername(null);
            case "user" -> r.masterUsername("admin");
            case "no-password" -> r.masterUserPassword(null);
            case "password" -> r.masterUserPassword("short");
            case "both" -> r.manageMasterUserPassword(true);
            case "secret-key" -> r.masterUserSecretKmsKeyId(KEY);
            case "database" -> r.dbName("template1");
            case "no-storage" -> r.allocatedStorage(null);
            case "storage" -> r.allocatedStorage(1);
            case "key" -> r.kmsKeyId(KEY);
            case "bad-key" -> r.storageEncrypted(true).kmsKeyId("alias/mine");
            case "insights-key" -> r.performanceInsightsKMSKeyId(KEY);
            case "cluster" -> r.dbClusterIdentifier("mine");
            case "domain" -> r.domain("d-1");
            case "license" -> r.licenseModel("bring-your-own-license");
            case "network" -> r.networkType("DUAL");
            case "tag" ->
                    r.masterUserPassword(null)
                            .manageMasterUserPassword(true)
                            .tags(tag("aws:x", "y"));
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void aPasswordIsNowhereToBeRead() {
        DBInstance made = rig.serving(Rig.request("orders"));
        DbInstance asked = rig.asked("orders");
        assertThat(rig.everything() + made + asked).doesNotContain(Rig.PASSWORD);
        assertThat(asked.toString()).doesNotContain(asked.password().sealed());
        assertThat(rig.passwords.unseal(asked)).isEqualTo(Rig.PASSWORD);
        assertThat(made.pendingModifiedValues().masterUserPassword()).isNull();
    }

    /** Source: RDS user guide, "Password management with Amazon RDS and AWS Secrets Manager". */
    @Test
    void aManagedPasswordIsInItsSecretAlone() {
        DBInstance made =
                rig.create(
                        Rig.request("orders")
                                .masterUserPassword(null)
                                .manageMasterUserPassword(true));
        String arn = made.masterUserSecret().secretArn();
        assertThat(arn).contains(":secret:rds!db-");
        assertThat(made.masterUserSecret().secretStatus()).isEqualTo("creating");
        assertThat(made.masterUserSecret().kmsKeyId())
                .isEqualTo(Keys.managed("secretsmanager", REGION, Calls.ACCOUNT));
        rig.settle("orders");
        assertThat(rig.describe("orders").masterUserSecret().secretStatus()).isEqualTo("active");

        String password = rig.passwords.unseal(rig.asked("orders"));
        assertThat(password).hasSize(28);
        assertThat(rig.secrets.all().get(arn)).isEqualTo(Passwords.secretText("master", password));
        assertThat(rig.everything() + made).doesNotContain(password);
    }

    @Test
    void aTakenNameIsRefusedAndTheFirstStays() {
        String id = rig.create(Rig.request("orders")).dbiResourceId();
        assertThat(
                        error(() ->
                                rig.create(
                                        Rig.request("ORDERS")
                                                .masterUserPassword(null)
                                                .manageMasterUserPassword(true))))
                .isEqualTo("DBInstanceAlreadyExists: DB instance already exists");
        assertThat(rig.secrets.all()).isEmpty();
        assertThat(rig.asked("orders").resourceId()).isEqualTo(id);
    }

    @Test
    void ofManyCreationsOfOneNameOneSucceeds() throws Exception {
        List<String> results = together(12, _ -> "orders");
        assertThat(results).containsOnlyOnce("ok");
        assertThat(results)
                .filteredOn(r -> !r.equals("ok"))
                .containsOnly("DBInstanceAlreadyExists");
        assertThat(rig.keys()).as("name, record, two addresses").hasSize(4);
        assertThat(rig.secrets.all()).hasSize(1);
    }

    @Test
    void manyCreationsAtOnceAllGetAddressesOfTheirOwn() throws Exception {
        assertThat(together(20, i -> "orders-" + i)).containsOnly("ok");
        List<String> addresses =
                rig.keys().stream().filter(key -> key.startsWith("/rds/address/")).toList();
        assertThat(addresses).hasSize(40);
    }

    private List<String> together(int count, IntFunction<String> name) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls =
                    IntStream.range(0, count)
                            .mapToObj(name)
                            .map(each -> (Callable<String>) () -> outcome(each))
                            .toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    private String outcome(String name) {
        try {
            rig.create(Rig.request(name).masterUserPassword(null).manageMasterUserPassword(true));
            return "ok";
        } catch (AwsException refused) {
            return refused.code();
        }
    }

    /** AWS begins with 40 and raises it on request; see docs/reference/leniencies.md. */
    @ParameterizedTest
    @CsvSource({"false, 100", "true, 40"})
    void theQuotaIsOneHundredAndWithStrictThatOfAws(boolean strict, int quota) {
        Rig rig = new Rig(strict);
        for (int i = 0; i < quota; i++)
            rig.store.commit(
                    rig.instances.create(REGION, Examples.instance("orders-" + i, "db-" + i)));
        assertThat(error(() -> rig.create(Rig.request("one-more"))))
                .isEqualTo(
                        "InstanceQuotaExceeded: DB instance quota exceeded: %d instances in us-east-1, allowed %d."
                                .formatted(quota, quota));
    }

    @Test
    void generatedPasswordsHaveEveryClassAndDiffer() {
        List<String> made = IntStream.range(0, 50).mapToObj(_ -> rig.passwords.generate()).toList();
        assertThat(made.stream().collect(Collectors.toSet())).hasSize(50);
        Rules strict = new Rules(true);
        made.forEach(strict::checkPassword);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
