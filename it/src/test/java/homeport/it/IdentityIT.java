package homeport.it;

import static homeport.it.Commands.aws;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import tools.jackson.databind.json.JsonMapper;

/**
 * Users, roles and their policies before a running service: with the SDK, and with the AWS CLI as
 * people type it. Source: IAM user guide, "Policy evaluation logic".
 */
class IdentityIT {
    private static final Duration MAX = Duration.ofSeconds(120);
    private static final String USER = "arn:aws:iam::000000000000:user/jane";
    private static final String FROM_HERE =
            ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}";
    private static final String ROLE = "arn:aws:iam::000000000000:role/ops";

    @TempDir Path home;
    private Stage stage;

    @Test
    void whatIsAllowedIsDoneAndTheRestIsNot() throws Exception {
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            managedDatabase();
            AwsCredentials jane = jane();
            narrow(jane);
            AwsCredentials session = session(jane);
            limited(session);
            stage.killService();
            stage.up();
            limited(session); // what was signed before is good after
            narrow(jane);
            commandLine();
            deactivated(jane);
            rotated();
            byOtherNames();
            rootGoesPastAll();
        }
    }

    private void managedDatabase() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier("orders")
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(0)
                            .masterUsername("pgadmin")
                            .manageMasterUserPassword(true));
        }
    }

    private AwsCredentials jane() throws IOException {
        try (IamClient iam = client(IamClient.builder(), root())) {
            iam.createUser(r -> r.userName("jane"));
            iam.waiter().waitUntilUserExists(r -> r.userName("jane"));
            iam.putUserPolicy(r ->
                    r.userName("jane")
                            .policyName("narrow")
                            .policyDocument(
                                    document(
                                            allow("rds:Describe*", "*")
                                                    .replace("}", FROM_HERE + "}"),
                                            allow("rds:*", "arn:aws:rds:*:*:db:dev-*"),
                                            allow("sts:AssumeRole", ROLE),
                                            deny("rds:DescribeDBSnapshots", "*"))));
            iam.createRole(r ->
                    r.roleName("ops")
                            .assumeRolePolicyDocument(
                                    """
                                    {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                                    "Principal":{"AWS":"000000000000"},"Action":"sts:AssumeRole"}}
                                    """));
            iam.waiter().waitUntilRoleExists(r -> r.roleName("ops"));
            iam.attachRolePolicy(r ->
                    r.roleName("ops").policyArn("arn:aws:iam::aws:policy/AmazonRDSFullAccess"));
            var key = iam.createAccessKey(r -> r.userName("jane")).accessKey();
            return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
        }
    }

    private void narrow(AwsCredentials jane) throws IOException {
        try (RdsClient rds = client(RdsClient.builder(), jane);
                SecretsManagerClient secrets = client(SecretsManagerClient.builder(), jane)) {
            assertThat(rds.describeDBInstances().dbInstances()).hasSize(1);
            denied(
                    "AccessDenied",
                    403,
                    "User: "
                            + USER
                            + " is not authorized to perform: rds:CreateDBInstance on resource:"
                            + " arn:aws:rds:us-east-1:000000000000:db:mine because no"
                            + " identity-based policy allows the rds:CreateDBInstance action",
                    () ->
                            rds.createDBInstance(r ->
                                    r.dbInstanceIdentifier("Mine")
                                            .engine("postgres")
                                            .dbInstanceClass("db.t3.micro")));
            denied(
                    "AccessDenied",
                    403,
                    "with an explicit deny in an identity-based policy",
                    rds::describeDBSnapshots);
            denied(
                    "AccessDeniedException",
                    400,
                    "secretsmanager:ListSecrets",
                    secrets::listSecrets);
            assertThatThrownBy(() -> rds.stopDBInstance(r -> r.dbInstanceIdentifier("dev-none")))
                    .as("allowed, but there is none")
                    .hasMessageContaining("dev-none")
                    .isInstanceOf(DbInstanceNotFoundException.class);
        }
    }

    private AwsCredentials session(AwsCredentials jane) throws IOException {
        try (StsClient sts = client(StsClient.builder(), jane)) {
            Credentials made =
                    sts.assumeRole(r ->
                                    r.roleArn(ROLE)
                                            .roleSessionName("night")
                                            .policy(document(allow("rds:Describe*", "*"))))
                            .credentials();
            return AwsSessionCredentials.create(
                    made.accessKeyId(), made.secretAccessKey(), made.sessionToken());
        }
    }

    private void limited(AwsCredentials session) throws IOException {
        try (RdsClient rds = client(RdsClient.builder(), session);
                StsClient sts = client(StsClient.builder(), session)) {
            assertThat(sts.getCallerIdentity().arn())
                    .isEqualTo("arn:aws:sts::000000000000:assumed-role/ops/night");
            assertThat(rds.describeDBSnapshots().dbSnapshots()).isEmpty();
            denied(
                    "AccessDenied",
                    403,
                    "because no session policy allows the rds:StopDBInstance action",
                    () -> rds.stopDBInstance(r -> r.dbInstanceIdentifier("orders")));
        }
    }

    private void deactivated(AwsCredentials jane) throws IOException {
        try (IamClient iam = client(IamClient.builder(), root());
                StsClient sts = client(StsClient.builder(), jane)) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo(USER);
            iam.updateAccessKey(r ->
                    r.userName("jane").accessKeyId(jane.accessKeyId()).status(StatusType.INACTIVE));
            denied(
                    "InvalidClientTokenId",
                    403,
                    "The security token included in the request is invalid",
                    sts::getCallerIdentity);
        }
    }

    /** What is denied by its ARN is so whatever a request calls it. */
    private void byOtherNames() throws IOException {
        try (IamClient iam = client(IamClient.builder(), root());
                RdsClient rds = stage.rds();
                RdsClient hers = client(RdsClient.builder(), anotherKey(iam))) {
            DBInstance orders = rds.describeDBInstances().dbInstances().getFirst();
            String proxy =
                    rds.createDBProxy(r ->
                                    r.dbProxyName("front")
                                            .engineFamily("POSTGRESQL")
                                            .roleArn(ROLE)
                                            .vpcSubnetIds(
                                                    orders.dbSubnetGroup().subnets().stream()
                                                            .map(one -> one.subnetIdentifier())
                                                            .toList())
                                            .auth(secret(orders)))
                            .dbProxy()
                            .dbProxyArn();
            iam.putUserPolicy(r ->
                    r.userName("jane")
                            .policyName("narrow")
                            .policyDocument(
                                    document(
                                            allow("*", "*"),
                                            deny("rds:*", orders.dbInstanceArn()),
                                            deny("rds:*", proxy))));
            denied(
                    "AccessDenied",
                    403,
                    orders.dbInstanceArn() + " with an explicit deny",
                    () ->
                            hers.restoreDBInstanceToPointInTime(r ->
                                    r.sourceDbiResourceId(orders.dbiResourceId())
                                            .targetDBInstanceIdentifier("copy")
                                            .useLatestRestorableTime(true)));
            denied(
                    "AccessDenied",
                    403,
                    proxy + " with an explicit deny",
                    () -> hers.deleteDBProxy(r -> r.dbProxyName("front")));
            rds.deleteDBProxy(r -> r.dbProxyName("front"));
        }
    }

    private static UserAuthConfig secret(DBInstance orders) {
        return UserAuthConfig.builder()
                .authScheme("SECRETS")
                .secretArn(orders.masterUserSecret().secretArn())
                .build();
    }

    private static AwsCredentials anotherKey(IamClient iam) {
        var key = iam.createAccessKey(r -> r.userName("jane")).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    /** As people type it; documents come back as JSON, and the waiters end. */
    private void commandLine() throws Exception {
        aws(
                stage,
                "iam",
                "create-policy",
                "--policy-name",
                "p",
                "--policy-document",
                document(allow("rds:Describe*", "*")));
        String arn = "arn:aws:iam::000000000000:policy/p";
        aws(stage, "iam", "wait", "policy-exists", "--policy-arn", arn);
        assertThat(
                        aws(
                                stage,
                                "iam",
                                "get-policy-version",
                                "--policy-arn",
                                arn,
                                "--version-id",
                                "v1",
                                "--query",
                                "PolicyVersion.Document.Statement[0].Action",
                                "--output",
                                "text"))
                .isEqualTo("rds:Describe*");
        aws(stage, "iam", "create-instance-profile", "--instance-profile-name", "i");
        aws(stage, "iam", "wait", "instance-profile-exists", "--instance-profile-name", "i");
        assertThat(
                        aws(
                                stage,
                                "iam",
                                "simulate-principal-policy",
                                "--policy-source-arn",
                                USER,
                                "--action-names",
                                "rds:DescribeDBInstances",
                                "iam:GetUser",
                                "--context-entries",
                                "ContextKeyName=aws:SourceIp,ContextKeyValues=127.0.0.1,ContextKeyType=ip",
                                "--query",
                                "EvaluationResults[].EvalDecision",
                                "--output",
                                "text"))
                .isEqualTo("allowed\timplicitDeny");
        assertThat(aws(stage, "iam", "get-user", "--user-name", "nobody"))
                .contains("(NoSuchEntity)", "The user with name nobody cannot be found.");
    }

    /** The password that the secret held opens nothing any more; the new one does. */
    private void rotated() throws Exception {
        stage.awaitStatus("orders", "available", MAX);
        DBInstance orders = stage.instance("orders");
        String arn = orders.masterUserSecret().secretArn();
        try (SecretsManagerClient secrets = client(SecretsManagerClient.builder(), root())) {
            assertThat(secrets.describeSecret(r -> r.secretId(arn)).rotationRules())
                    .satisfies(rules -> assertThat(rules.automaticallyAfterDays()).isEqualTo(7));
            String old = password(secrets, arn);
            stage.connect(orders, "pgadmin", old).close();
            secrets.rotateSecret(r -> r.secretId(arn));
            Stage.await("a new value", MAX, () -> !password(secrets, arn).equals(old));
            stage.connect(orders, "pgadmin", password(secrets, arn)).close();
            assertThatThrownBy(() -> stage.connect(orders, "pgadmin", old))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    private static String password(SecretsManagerClient secrets, String arn) {
        String json = secrets.getSecretValue(r -> r.secretId(arn)).secretString();
        return JsonMapper.shared().readTree(json).get("password").asString();
    }

    private void rootGoesPastAll() throws IOException {
        try (SecretsManagerClient secrets = client(SecretsManagerClient.builder(), root())) {
            secrets.createSecret(r -> r.name("app").secretString("x"));
            secrets.putResourcePolicy(r ->
                    r.secretId("app")
                            .resourcePolicy(
                                    """
                                    {"Version":"2012-10-17","Statement":{"Effect":"Deny",
                                    "Principal":"*","Action":"*","Resource":"*"}}
                                    """));
            assertThat(secrets.getSecretValue(r -> r.secretId("app")).secretString())
                    .isEqualTo("x");
        }
    }

    private static void denied(String code, int status, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        refused -> {
                            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
                            assertThat(refused.statusCode()).isEqualTo(status);
                            assertThat(refused.awsErrorDetails().errorMessage()).contains(text);
                        });
    }

    private static String document(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private static String allow(String action, String resource) {
        return statement("Allow", action, resource);
    }

    private static String deny(String action, String resource) {
        return statement("Deny", action, resource);
    }

    private static String statement(String effect, String action, String resource) {
        return "{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"%s\"}"
                .formatted(effect, action, resource);
    }

    private AwsCredentials root() throws IOException {
        RootKey key = stage.key();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, AwsCredentials who) throws IOException {
        return stage.client(builder.region(Region.US_EAST_1), who);
    }
}
