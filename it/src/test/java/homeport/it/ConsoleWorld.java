package homeport.it;

import homeport.server.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.TargetState;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * What the console is shown with: a Multi-AZ instance {@code shop} with a replica, a DB proxy, an
 * alarm and a parameter group, and clients that come back after a failover: two sleep, two wait for
 * a row that a third has changed and not committed, one is pinned, and one has a hostile name.
 */
final class ConsoleWorld implements AutoCloseable {
    static final String NAME = "shop";
    private static final String REPLICA = "shop-replica";
    private static final String PROXY = "shop-proxy";
    private static final String GROUP = "shop-settings";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final String HOSTILE = "<img src=x onerror=window.broken=1>";
    private static final Duration MAX = Duration.ofSeconds(120);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final String TAKE = "UPDATE stock SET quantity = quantity - 1 WHERE id = 1";

    private final Stage stage;
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    private ConsoleWorld(Stage stage) {
        this.stage = stage;
    }

    static ConsoleWorld open(Stage stage) throws Exception {
        ConsoleWorld world = new ConsoleWorld(stage);
        try (RdsClient rds = stage.rds()) {
            world.create(rds);
            world.surround(rds);
        }
        world.alarm();
        world.stacks();
        world.work();
        return world;
    }

    private void create(RdsClient rds) throws Exception {
        String family =
                rds.describeDBEngineVersions(r -> r.engine("postgres").defaultOnly(true))
                        .dbEngineVersions()
                        .getFirst()
                        .dbParameterGroupFamily();
        rds.createDBParameterGroup(r ->
                r.dbParameterGroupName(GROUP)
                        .dbParameterGroupFamily(family)
                        .description("for the shop"));
        Parameter memory =
                Parameter.builder()
                        .parameterName("work_mem")
                        .parameterValue("65536")
                        .applyMethod(ApplyMethod.IMMEDIATE)
                        .build();
        rds.modifyDBParameterGroup(r -> r.dbParameterGroupName(GROUP).parameters(memory));
        rds.createDBInstance(r ->
                r.dbInstanceIdentifier(NAME)
                        .engine("postgres")
                        .dbInstanceClass("db.t3.medium")
                        .allocatedStorage(20)
                        .multiAZ(true)
                        .dbParameterGroupName(GROUP)
                        .enableIAMDatabaseAuthentication(true)
                        .enablePerformanceInsights(true)
                        .performanceInsightsRetentionPeriod(465)
                        .databaseInsightsMode("advanced")
                        .backupRetentionPeriod(1)
                        .masterUsername(USER)
                        .masterUserPassword(PASSWORD));
        stage.awaitStatus(NAME, "available", MAX);
        try (Connection session = connect("setup", stage.address(NAME));
                Statement sql = session.createStatement()) {
            sql.execute("CREATE TABLE stock (id int PRIMARY KEY, quantity int)");
            sql.execute("INSERT INTO stock VALUES (1, 100)");
            sql.execute("CREATE ROLE app LOGIN");
            sql.execute("GRANT rds_iam TO app");
        }
    }

    private void surround(RdsClient rds) throws Exception {
        rds.createDBInstanceReadReplica(
                r -> r.dbInstanceIdentifier(REPLICA).sourceDBInstanceIdentifier(NAME));
        String secret;
        try (SecretsManagerClient secrets = stage.secrets()) {
            String json = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(USER, PASSWORD);
            secret = secrets.createSecret(r -> r.name(NAME).secretString(json)).arn();
        }
        List<String> subnets =
                stage.instance(NAME).dbSubnetGroup().subnets().stream()
                        .map(Subnet::subnetIdentifier)
                        .toList();
        rds.createDBProxy(r ->
                r.dbProxyName(PROXY)
                        .engineFamily("POSTGRESQL")
                        .roleArn("arn:aws:iam::000000000000:role/proxy")
                        .vpcSubnetIds(subnets)
                        .auth(
                                UserAuthConfig.builder()
                                        .authScheme("SECRETS")
                                        .secretArn(secret)
                                        .build()));
        rds.registerDBProxyTargets(r -> r.dbProxyName(PROXY).dbInstanceIdentifiers(NAME));
    }

    private void alarm() throws Exception {
        try (CloudWatchClient client = stage.cloudWatch()) {
            client.putMetricAlarm(r ->
                    r.alarmName(HOSTILE)
                            .namespace("AWS/RDS")
                            .metricName("DBLoad")
                            .dimensions(
                                    Dimension.builder()
                                            .name("DBInstanceIdentifier")
                                            .value(NAME)
                                            .build())
                            .statistic("Average")
                            .period(60)
                            .evaluationPeriods(1)
                            .threshold(2.0)
                            .comparisonOperator("GreaterThanThreshold"));
        }
    }

    /** One that is well, and one that could not be made. */
    private void stacks() throws Exception {
        String topic =
                """
                Resources: {Topic: {Type: AWS::SNS::Topic}}
                Outputs: {Topic: {Value: !Ref Topic, Description: who is told, Export: {Name: notices}}}
                """;
        String mistaken =
                """
                Resources:
                  Group:
                    Type: AWS::RDS::DBSubnetGroup
                    Properties: {DBSubnetGroupDescription: d, SubnetIds: [subnet-00000000000000000]}
                """;
        try (CloudFormationClient client =
                stage.client(CloudFormationClient.builder().region(Region.US_EAST_1))) {
            client.createStack(r -> r.stackName("notices").templateBody(topic));
            client.createStack(r -> r.stackName("mistaken").templateBody(mistaken));
        }
    }

    private void work() throws Exception {
        String address = stage.address(NAME);
        client("holder", address, false, TAKE);
        for (int i = 0; i < 2; i++) {
            client("sleeper", address, true, "SELECT pg_sleep(60)");
            client("waiter", address, true, "UPDATE stock SET quantity = 7 WHERE id = 1");
        }
        client(HOSTILE, address, true, "SELECT '" + HOSTILE + "', pg_sleep(0.5)");
        client("mistaken", address, true, "SELECT '" + HOSTILE + "' FROM nothing");
        try (RdsClient rds = stage.rds()) {
            String proxy =
                    rds.describeDBProxies(r -> r.dbProxyName(PROXY))
                            .dbProxies()
                            .getFirst()
                            .endpoint();
            client("pinned", proxy, true, "SET search_path TO shop, public");
        }
    }

    /** Runs a statement again and again; each second, for the sake of whoever else is here. */
    private void client(String application, String address, boolean commits, String statement) {
        clients.add(
                Thread.ofVirtual()
                        .name(application)
                        .start(() -> {
                            while (!over) visit(application, address, commits, statement);
                        }));
    }

    private void visit(String application, String address, boolean commits, String statement) {
        try (Connection session = connect(application, address);
                Statement sql = session.createStatement()) {
            session.setAutoCommit(commits);
            while (!over) {
                sql.execute(statement);
                Thread.sleep(AGAIN);
            }
        } catch (SQLException away) {
            pause(); // it fails over, or the statement is mistaken
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException end) {
            over = true;
        }
    }

    private Connection connect(String application, String address) throws SQLException {
        return stage.connect(
                address,
                5432,
                "postgres",
                USER,
                PASSWORD,
                Map.of("ApplicationName", application, "assumeMinServerVersion", "12"));
    }

    /** Everything that the pages are to show is there. */
    void awaitReady() throws Exception {
        stage.awaitStatus(REPLICA, "available", MAX);
        try (RdsClient rds = stage.rds()) {
            Stage.await(
                    "the proxy's target is available",
                    MAX,
                    () ->
                            rds.describeDBProxyTargets(r -> r.dbProxyName(PROXY))
                                            .targets()
                                            .getFirst()
                                            .targetHealth()
                                            .state()
                                    == TargetState.AVAILABLE);
            Stage.await(
                    "the shop is redundant",
                    MAX,
                    () -> stage.instance(NAME).secondaryAvailabilityZone() != null);
        }
    }

    @Override
    public void close() {
        over = true;
        clients.forEach(Thread::interrupt);
    }
}
