package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * A template becomes a database that can be used: by the AWS CLI, with the service killed in the
 * middle of a creation, an update and a deletion; and a failure that leaves nothing.
 */
class StackIT {
    private static final Duration MAX = Duration.ofSeconds(180);
    private static final String TEMPLATE =
            """
            AWSTemplateFormatVersion: 2010-09-09
            Description: A database and what watches it
            Parameters:
              Storage: {Type: Number, Default: 20}
            Resources:
              Password:
                Type: AWS::SecretsManager::Secret
                Properties:
                  GenerateSecretString:
                    SecretStringTemplate: '{"username":"app"}'
                    GenerateStringKey: password
                    ExcludePunctuation: true
              Alerts: {Type: AWS::SNS::Topic}
              Orders:
                Type: AWS::RDS::DBInstance
                DeletionPolicy: Delete
                Properties:
                  Engine: postgres
                  DBInstanceClass: db.t3.micro
                  AllocatedStorage: !Ref Storage
                  BackupRetentionPeriod: 0
                  MasterUsername: !Sub '{{resolve:secretsmanager:${Password}:SecretString:username}}'
                  MasterUserPassword: !Sub '{{resolve:secretsmanager:${Password}:SecretString:password}}'
              Busy:
                Type: AWS::CloudWatch::Alarm
                Properties:
                  Namespace: AWS/RDS
                  MetricName: CPUUtilization
                  Dimensions: [{Name: DBInstanceIdentifier, Value: !Ref Orders}]
                  Statistic: Average
                  Period: 60
                  EvaluationPeriods: 3
                  Threshold: 90
                  ComparisonOperator: GreaterThanThreshold
                  AlarmActions: [!Ref Alerts]
            Outputs:
              Name: {Value: !Ref Orders}
              Address: {Value: !GetAtt Orders.Endpoint.Address, Export: {Name: orders-address}}
              Secret: {Value: !Ref Password}
            """;

    @TempDir Path home;
    private Stage stage;

    @Test
    void aTemplateBecomesADatabaseAndGoesAgainHoweverOftenTheServiceIsKilled() throws Exception {
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            deploysAndIsKilled();
            changesAndIsKilled();
            failsAndLeavesNothing();
            withAProxyFailsAndLeavesNothing();
            goesAndIsKilled();
        }
    }

    private CloudFormationClient stacks() throws Exception {
        return stage.client(CloudFormationClient.builder().region(Region.US_EAST_1));
    }

    private String status(String stack) throws Exception {
        try (CloudFormationClient client = stacks()) {
            return client.describeStacks(r -> r.stackName(stack))
                    .stacks()
                    .getFirst()
                    .stackStatusAsString();
        } catch (CloudFormationException gone) {
            assertThat(gone.awsErrorDetails().errorMessage())
                    .isEqualTo("Stack with id %s does not exist", stack);
            return "gone";
        }
    }

    private void settles(String stack, String status) throws Exception {
        Stage.await(
                stack + " is " + status,
                MAX,
                () -> {
                    String now = status(stack);
                    if (!now.endsWith("_IN_PROGRESS") && !now.equals(status))
                        throw new AssertionError(stack + " is " + now + told(stack));
                    return now.equals(status);
                });
    }

    private List<String> told(String stack) throws Exception {
        try (CloudFormationClient client = stacks()) {
            return client.describeStackEvents(r -> r.stackName(stack)).stackEvents().stream()
                    .map(StackIT::line)
                    .toList();
        }
    }

    private static String line(StackEvent one) {
        String reason = one.resourceStatusReason();
        return one.logicalResourceId()
                + " "
                + one.resourceStatusAsString()
                + (reason == null ? "" : ": " + reason);
    }

    private void begun(String line) throws Exception {
        Stage.await(line, MAX, () -> told("shop").contains(line));
    }

    private void deploysAndIsKilled() throws Exception {
        Path template = Files.writeString(home.resolve("shop.yaml"), TEMPLATE);
        try (CloudFormationClient client = stacks()) {
            client.createStack(r -> r.stackName("shop").templateBody(TEMPLATE));
        }
        begun("Orders CREATE_IN_PROGRESS: Resource creation Initiated");
        stage.killService();
        stage.up();
        settles("shop", "CREATE_COMPLETE");
        assertThat(
                        cli(
                                "cloudformation",
                                "deploy",
                                "--stack-name",
                                "shop",
                                "--template-file",
                                template.toString()))
                .contains("No changes to deploy");
        Map<String, String> outputs = outputs();
        try (RdsClient rds = stage.rds();
                SecretsManagerClient secrets = stage.secrets();
                Connection connection =
                        stage.connect(
                                stage.instance(outputs.get("Name")),
                                "app",
                                password(secrets, outputs.get("Secret")))) {
            assertThat(connection.isValid(5)).isTrue();
            assertThat(rds.describeDBInstances().dbInstances()).hasSize(1);
            assertThat(rds.describeDBInstances().dbInstances().getFirst().endpoint().address())
                    .isEqualTo(outputs.get("Address"));
        }
        assertThat(Files.readString(stage.log())).doesNotContain("Exception");
    }

    private static String password(SecretsManagerClient secrets, String arn) {
        GetSecretValueResponse value = secrets.getSecretValue(r -> r.secretId(arn));
        return JsonMapper.shared().readTree(value.secretString()).get("password").asString();
    }

    private Map<String, String> outputs() throws Exception {
        try (CloudFormationClient client = stacks()) {
            return client
                    .describeStacks(r -> r.stackName("shop"))
                    .stacks()
                    .getFirst()
                    .outputs()
                    .stream()
                    .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
        }
    }

    private void changesAndIsKilled() throws Exception {
        String before = outputs().get("Address");
        Parameter storage =
                Parameter.builder().parameterKey("Storage").parameterValue("30").build();
        try (CloudFormationClient client = stacks()) {
            client.updateStack(
                    r -> r.stackName("shop").usePreviousTemplate(true).parameters(storage));
        }
        begun("Orders UPDATE_IN_PROGRESS");
        stage.killService();
        stage.up();
        settles("shop", "UPDATE_COMPLETE");
        assertThat(outputs()).containsEntry("Address", before);
        assertThat(stage.instance(outputs().get("Name")).allocatedStorage()).isEqualTo(30);
    }

    /** The second resource cannot be made; the first goes again, and the cause is told. */
    private void failsAndLeavesNothing() throws Exception {
        String broken =
                """
                Resources:
                  Group: {Type: AWS::RDS::DBParameterGroup, Properties: {Description: d, Family: postgres16}}
                  Topic: {Type: AWS::SNS::Topic, DependsOn: Group}
                  Bad:
                    Type: AWS::RDS::DBSubnetGroup
                    DependsOn: Topic
                    Properties: {DBSubnetGroupDescription: d, SubnetIds: [subnet-00000000000000000]}
                """;
        try (CloudFormationClient client = stacks()) {
            client.createStack(r -> r.stackName("broken").templateBody(broken));
            settles("broken", "ROLLBACK_COMPLETE");
            assertThat(told("broken"))
                    .anyMatch(line ->
                            line.startsWith("Bad CREATE_FAILED: ")
                                    && line.contains("subnet-00000000000000000"))
                    .contains("Group DELETE_COMPLETE", "Topic DELETE_COMPLETE");
            client.deleteStack(r -> r.stackName("broken"));
            leavesWhatIsSomebodysElse(client);
        }
        assertThat(cli("sns", "list-topics")).doesNotContain("broken");
    }

    private void leavesWhatIsSomebodysElse(CloudFormationClient client) throws Exception {
        cli("iam", "create-group", "--group-name", "devs");
        client.createStack(r ->
                r.stackName("devs")
                        .capabilities(Capability.CAPABILITY_NAMED_IAM)
                        .templateBody(
                                "Resources: {Group: {Type: AWS::IAM::Group, Properties: {GroupName: devs}}}"));
        settles("devs", "ROLLBACK_COMPLETE");
        assertThat(told("devs"))
                .contains(
                        "Group CREATE_FAILED: Resource of type 'AWS::IAM::Group' with identifier 'devs' already exists. (Error Code: AlreadyExists)");
        assertThat(cli("iam", "list-groups")).contains("\"devs\"");
    }

    /** The instance is there by then: once the proxy is refused, once its target. */
    private void withAProxyFailsAndLeavesNothing() throws Exception {
        String template =
                """
                Resources:
                  Secret: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '{"username":"app","password":"not-a-secret"}'}}
                  Orders:
                    Type: AWS::RDS::DBInstance
                    DeletionPolicy: Delete
                    Properties:
                      {Engine: postgres, DBInstanceClass: db.t3.micro, AllocatedStorage: 20, BackupRetentionPeriod: 0,
                       MasterUsername: app, MasterUserPassword: not-a-secret}
                  Proxy:
                    Type: AWS::RDS::DBProxy
                    DependsOn: Orders
                    Properties:
                      DBProxyName: !Ref AWS::StackName
                      EngineFamily: POSTGRESQL
                      RoleArn: !Sub arn:aws:iam::${AWS::AccountId}:role/proxy
                      Auth: [{AuthScheme: SECRETS, SecretArn: !Ref Secret}]
                      VpcSubnetIds: %s
                  Targets:
                    Type: AWS::RDS::DBProxyTargetGroup
                    Properties: {DBProxyName: !Ref Proxy, TargetGroupName: default, DBInstanceIdentifiers: [nobody]}
                """;
        try (CloudFormationClient client = stacks();
                RdsClient rds = stage.rds()) {
            List<String> subnets = subnets();
            String one = template.formatted(subnets.subList(0, 1));
            client.createStack(r -> r.stackName("one-zone").templateBody(one));
            client.createStack(
                    r -> r.stackName("no-target").templateBody(template.formatted(subnets)));
            settles("one-zone", "ROLLBACK_COMPLETE");
            settles("no-target", "ROLLBACK_COMPLETE");
            assertThat(told("one-zone"))
                    .contains("Orders CREATE_COMPLETE", "Orders DELETE_COMPLETE")
                    .anyMatch(
                            line -> line.startsWith("Proxy CREATE_FAILED: A proxy needs subnets"));
            assertThat(told("no-target"))
                    .contains("Proxy DELETE_COMPLETE", "Orders DELETE_COMPLETE")
                    .anyMatch(line ->
                            line.startsWith("Targets CREATE_FAILED: ") && line.contains("nobody"));
            assertThat(rds.describeDBProxies(r -> {}).dbProxies()).isEmpty();
            assertThat(rds.describeDBInstances().dbInstances())
                    .singleElement()
                    .satisfies(left ->
                            assertThat(left.dbInstanceIdentifier())
                                    .isEqualTo(outputs().get("Name")));
        }
        assertThat(cli("secretsmanager", "list-secrets")).doesNotContain("one-zone", "no-target");
    }

    private List<String> subnets() throws Exception {
        return stage.instance(outputs().get("Name")).dbSubnetGroup().subnets().stream()
                .map(Subnet::subnetIdentifier)
                .toList();
    }

    private void goesAndIsKilled() throws Exception {
        try (CloudFormationClient client = stacks()) {
            client.deleteStack(r -> r.stackName("shop"));
        }
        begun("Orders DELETE_IN_PROGRESS");
        stage.killService();
        stage.up();
        Stage.await("the stack is gone", MAX, () -> status("shop").equals("gone"));
        try (RdsClient rds = stage.rds()) {
            assertThat(rds.describeDBInstances().dbInstances()).isEmpty();
        }
        assertThat(cli("sns", "list-topics")).doesNotContain("shop");
        assertThat(cli("secretsmanager", "list-secrets")).doesNotContain("shop");
        assertThat(cli("cloudwatch", "describe-alarms")).doesNotContain("shop");
    }

    private String cli(String... arguments) throws Exception {
        return Commands.aws(stage, arguments);
    }
}
