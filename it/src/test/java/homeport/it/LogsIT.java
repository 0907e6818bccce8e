package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.EngineFamily;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The logs of a database and of a DB proxy through CloudWatch Logs, as SDK and CLI read them. */
class LogsIT {
    private static final String NAME = "shop";
    private static final String PROXY = "shop-proxy";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final String POSTGRESQL = "/aws/rds/instance/shop/postgresql";
    private static final String TOKEN_ERRORS = "/aws/rds/instance/shop/iam-db-auth-error";
    private static final String OF_PROXY = "/aws/rds/proxy/shop-proxy";
    private static final Duration MAX = Duration.ofSeconds(90);

    /** A CLI of version 2, which has {@code logs tail}. */
    private static final Path CLI = Path.of("/usr/bin/aws");

    @TempDir Path home;

    @Test
    void logsOfDatabasesAndProxiesAreRead() throws Exception {
        try (Stage stage = Stage.in(home);
                RdsClient rds = stage.rds();
                CloudWatchLogsClient logs = logs(stage)) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(0)
                            .enableIAMDatabaseAuthentication(true)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
            stage.awaitStatus(NAME, "available", MAX);
            assertThat(names(logs)).as("no export is on").isEmpty();
            rds.modifyDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .cloudwatchLogsExportConfiguration(
                                    c -> c.enableLogTypes("postgresql", "iam-db-auth-error")));
            Stage.await("its log is there", MAX, () -> names(logs).contains(POSTGRESQL));
            DBInstance shop = stage.instance(NAME);
            ofDatabase(stage, shop, logs);
            tokenErrors(stage, shop, logs);
            ofProxy(stage, rds, logs);
            tail(stage);
            disabled(rds, logs);
        }
    }

    private static CloudWatchLogsClient logs(Stage stage) throws IOException {
        AwsBasicCredentials key =
                AwsBasicCredentials.create(
                        stage.key().accessKeyId(), stage.key().secretAccessKey());
        return CloudWatchLogsClient.builder()
                .endpointOverride(URI.create(stage.api()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(key))
                .build();
    }

    private static List<String> names(CloudWatchLogsClient logs) {
        return logs.describeLogGroups(r -> r.logGroupNamePrefix("/aws/rds/")).logGroups().stream()
                .map(LogGroup::logGroupName)
                .toList();
    }

    private static List<String> found(CloudWatchLogsClient logs, String group, String pattern) {
        return logs
                .filterLogEventsPaginator(r -> r.logGroupName(group).filterPattern(pattern))
                .events()
                .stream()
                .map(FilteredLogEvent::message)
                .toList();
    }

    private static void ofDatabase(Stage stage, DBInstance shop, CloudWatchLogsClient logs)
            throws Exception {
        try (Connection connection = stage.connect(shop, USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT 1\nFROM nothing\nWHERE true"))
                    .isInstanceOf(SQLException.class);
        }
        String told = "\"relation \\\"nothing\\\" does not exist\"";
        Stage.await("it was told", MAX, () -> found(logs, POSTGRESQL, told).size() == 1);
        assertThat(found(logs, POSTGRESQL, "STATEMENT \"FROM nothing\""))
                .as("its lines are one event")
                .hasSize(1)
                .first()
                .asString()
                .endsWith("STATEMENT:  SELECT 1\n\tFROM nothing\n\tWHERE true");
        GetLogEventsResponse first =
                logs.getLogEvents(r ->
                        r.logGroupName(POSTGRESQL)
                                .logStreamName("shop.0")
                                .limit(1)
                                .startFromHead(true));
        assertThat(first.events()).hasSize(1);
        assertThat(first.events().getFirst().timestamp())
                .isCloseTo(System.currentTimeMillis(), within(600_000L));
    }

    private static void tokenErrors(Stage stage, DBInstance shop, CloudWatchLogsClient logs)
            throws Exception {
        try (Connection connection = stage.connect(shop, USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE jane LOGIN");
            statement.execute("GRANT rds_iam TO jane");
        }
        Stage.await(
                "a wrong token was told of",
                MAX,
                () -> {
                    assertThatThrownBy(() -> stage.connect(shop, "jane", "no-token").close())
                            .isInstanceOf(SQLException.class);
                    return names(logs).contains(TOKEN_ERRORS)
                            && !found(logs, TOKEN_ERRORS, "InvalidToken").isEmpty();
                });
    }

    private static void ofProxy(Stage stage, RdsClient rds, CloudWatchLogsClient logs)
            throws Exception {
        String arn;
        try (SecretsManagerClient secrets = stage.secrets()) {
            String json = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(USER, PASSWORD);
            arn = secrets.createSecret(r -> r.name(USER).secretString(json)).arn();
        }
        List<String> subnets =
                stage.instance(NAME).dbSubnetGroup().subnets().stream()
                        .map(Subnet::subnetIdentifier)
                        .toList();
        String endpoint =
                rds.createDBProxy(r ->
                                r.dbProxyName(PROXY)
                                        .engineFamily(EngineFamily.POSTGRESQL)
                                        .roleArn("arn:aws:iam::000000000000:role/proxy")
                                        .vpcSubnetIds(subnets)
                                        .auth(
                                                UserAuthConfig.builder()
                                                        .authScheme("SECRETS")
                                                        .secretArn(arn)
                                                        .build()))
                        .dbProxy()
                        .endpoint();
        rds.registerDBProxyTargets(r -> r.dbProxyName(PROXY).dbInstanceIdentifiers(NAME));
        Stage.await(
                "it lets clients in",
                MAX,
                () -> {
                    try (Connection one = proxied(stage, endpoint, PASSWORD);
                            Statement statement = one.createStatement()) {
                        statement.execute("SET search_path = 'shop'");
                        return true;
                    } catch (SQLException notYet) {
                        return false;
                    } finally {
                        assertThat(names(logs)).contains(OF_PROXY);
                    }
                });
    }

    private static Connection proxied(Stage stage, String endpoint, String password)
            throws SQLException {
        Map<String, String> quiet = Map.of("assumeMinServerVersion", "12");
        return stage.connect(endpoint, 5432, "postgres", USER, password, quiet);
    }

    private static void tail(Stage stage) throws Exception {
        List<String> proxy = cli(stage, "logs", "tail", OF_PROXY, "--since", "1h");
        assertThat(proxy).anyMatch(line -> line.contains("The client session was pinned"));
        List<String> database =
                cli(stage, "logs", "tail", POSTGRESQL, "--format", "short", "--since", "1h");
        assertThat(database).anyMatch(line -> line.contains("relation \"nothing\""));
    }

    private static List<String> cli(Stage stage, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(CLI.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--endpoint-url", stage.api(), "--region", "us-east-1"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        RootKey key = stage.key();
        builder.environment().put("AWS_ACCESS_KEY_ID", key.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
        Path said = Files.createTempFile("logs-cli", ".txt");
        Process process = builder.redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(said, StandardCharsets.UTF_8);
        Files.delete(said);
        assertThat(process.exitValue()).as(lines.toString()).isZero();
        return lines;
    }

    private static void disabled(RdsClient rds, CloudWatchLogsClient logs) throws Exception {
        rds.modifyDBInstance(r ->
                r.dbInstanceIdentifier(NAME)
                        .cloudwatchLogsExportConfiguration(
                                c -> c.disableLogTypes("postgresql", "iam-db-auth-error")));
        Stage.await("the export is off", MAX, () -> names(logs).equals(List.of(OF_PROXY)));
        assertThatThrownBy(() -> found(logs, POSTGRESQL, ""))
                .isInstanceOf(ResourceNotFoundException.class);
    }
}
