package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static homeport.it.Databases.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** The logs of a database and of a DB proxy through CloudWatch Logs, as SDK and CLI read them. */
class LogsIT {
    private static final String NAME = "shop";
    private static final String PROXY = "shop-proxy";
    private static final String POSTGRESQL = "/aws/rds/instance/shop/postgresql";
    private static final String TOKEN_ERRORS = "/aws/rds/instance/shop/iam-db-auth-error";
    private static final String OF_PROXY = "/aws/rds/proxy/shop-proxy";
    private static final Duration MAX = Duration.ofSeconds(120);

    /** A CLI of version 2, which has {@code logs tail}. */
    private static final Path CLI = Path.of("/usr/bin/aws");

    @TempDir Path home;

    @Test
    void logsOfDatabasesAndProxiesAreRead() throws Exception {
        try (Stage stage = Stage.in(home);
                RdsClient rds = stage.rds();
                CloudWatchLogsClient logs = logs(stage)) {
            Databases.create(stage, NAME, MAX, r -> r.enableIAMDatabaseAuthentication(true));
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
        return stage.client(CloudWatchLogsClient.builder().region(Region.US_EAST_1));
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
        try (Connection connection = Databases.connect(stage, shop)) {
            assertThatThrownBy(() -> execute(connection, "SELECT 1\nFROM nothing\nWHERE true"))
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
        try (Connection connection = Databases.connect(stage, shop)) {
            execute(connection, "CREATE ROLE jane LOGIN");
            execute(connection, "GRANT rds_iam TO jane");
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
        String endpoint =
                Proxies.create(stage, rds, PROXY, NAME, Proxies.user(stage, USER).build());
        Stage.await(
                "it lets clients in",
                MAX,
                () -> {
                    try (Connection one = Proxies.connect(stage, endpoint, USER, PASSWORD)) {
                        execute(one, "SET search_path = 'shop'");
                        return true;
                    } catch (SQLException notYet) {
                        return false;
                    } finally {
                        assertThat(names(logs)).contains(OF_PROXY);
                    }
                });
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
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
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
