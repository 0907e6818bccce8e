package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.cli.CommandLineTool;
import homeport.server.drill.Servers;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.RdsUtilities;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.EngineFamily;
import software.amazon.awssdk.services.rds.model.IAMAuthMode;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.TargetState;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Clients of a DB proxy: by password and by token, through failovers, and told why they are pinned.
 * Source: RDS user guide, "Amazon RDS Proxy".
 */
class DbProxyIT {
    private static final String NAME = "shop";
    private static final String PROXY = "shop-proxy";
    private static final String USER = "pgadmin";
    private static final String APP = "app";
    private static final String PASSWORD = "not-a-secret-1";
    private static final Duration MAX = Duration.ofSeconds(90);
    private static final Map<String, String> QUIET = Map.of("assumeMinServerVersion", "12");

    @TempDir Path home;

    @Test
    void clientsOfAProxyComeInByPasswordOrTokenAndStayThroughFailovers() throws Exception {
        try (Stage stage = Stage.in(home);
                RdsClient rds = stage.rds()) {
            create(stage, rds);
            DBInstance shop = stage.instance(NAME);
            execute(
                    stage.connect(shop, USER, PASSWORD),
                    "CREATE TABLE visits (n int)",
                    "CREATE ROLE app LOGIN PASSWORD 'not-a-secret-1'",
                    "GRANT ALL ON visits TO app");
            String proxy = proxy(stage, rds);
            byToken(stage, proxy);
            pinned(stage, proxy);
            throughFailovers(stage, rds, shop, proxy);
            comesBackAfterAKill(stage, proxy);
        }
    }

    private static void create(Stage stage, RdsClient rds) throws Exception {
        rds.createDBInstance(r ->
                r.dbInstanceIdentifier(NAME)
                        .engine("postgres")
                        .dbInstanceClass("db.t3.micro")
                        .allocatedStorage(20)
                        .multiAZ(true)
                        .backupRetentionPeriod(0)
                        .masterUsername(USER)
                        .masterUserPassword(PASSWORD));
        stage.awaitStatus(NAME, "available", MAX);
    }

    private static String proxy(Stage stage, RdsClient rds) throws Exception {
        UserAuthConfig admin = entry(stage, USER, IAMAuthMode.DISABLED);
        UserAuthConfig app = entry(stage, APP, IAMAuthMode.REQUIRED);
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
                                        .auth(admin, app))
                        .dbProxy()
                        .endpoint();
        rds.registerDBProxyTargets(r -> r.dbProxyName(PROXY).dbInstanceIdentifiers(NAME));
        Stage.await("its target is available", MAX, () -> isAvailable(rds));
        return endpoint;
    }

    private static UserAuthConfig entry(Stage stage, String user, IAMAuthMode iam)
            throws IOException {
        try (SecretsManagerClient secrets = stage.secrets()) {
            String json = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, PASSWORD);
            String arn = secrets.createSecret(r -> r.name(user).secretString(json)).arn();
            return UserAuthConfig.builder()
                    .authScheme("SECRETS")
                    .secretArn(arn)
                    .iamAuth(iam)
                    .build();
        }
    }

    private static boolean isAvailable(RdsClient rds) {
        List<DBProxyTarget> targets =
                rds.describeDBProxyTargets(r -> r.dbProxyName(PROXY)).targets();
        return !targets.isEmpty()
                && targets.getFirst().targetHealth().state() == TargetState.AVAILABLE;
    }

    private static Connection connect(Stage stage, String proxy, String user, String password)
            throws SQLException {
        return stage.connect(proxy, 5432, "postgres", user, password, QUIET);
    }

    private static void byToken(Stage stage, String proxy) throws Exception {
        String token = token(stage, proxy, APP);
        try (Connection connection = connect(stage, proxy, APP, token)) {
            assertThat(ask(connection, "SELECT current_user")).isEqualTo(APP);
        }
        assertThatThrownBy(() -> connect(stage, proxy, APP, PASSWORD).close())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"))
                .hasMessageContaining("The IAM authentication failed for the role app.");
        assertThatThrownBy(() -> connect(stage, proxy, APP, token(stage, proxy, USER)).close())
                .hasMessageContaining("The IAM authentication failed for the role app.");
        assertThatThrownBy(() -> connect(stage, proxy, USER, "guess").close())
                .hasMessageContaining("The password that was provided for the role pgadmin is");
        assertThatThrownBy(() -> connect(stage, proxy, "stranger", PASSWORD).close())
                .hasMessageContaining("has no credentials for the role stranger");
    }

    private static String token(Stage stage, String proxy, String user) throws IOException {
        AwsBasicCredentials key =
                AwsBasicCredentials.create(
                        stage.key().accessKeyId(), stage.key().secretAccessKey());
        return RdsUtilities.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(key))
                .build()
                .generateAuthenticationToken(r -> r.hostname(proxy).port(5432).username(user));
    }

    private static void pinned(Stage stage, String proxy) throws Exception {
        try (Connection connection = connect(stage, proxy, USER, PASSWORD)) {
            execute(connection.createStatement(), "SET search_path = 'shop'");
            assertThat(run("proxy", "pins", PROXY, "--data", stage.data().toString()))
                    .contains("pgadmin@postgres", "1 x set search_path = $1", "Instead: Move");
        }
        Stage.await(
                "nobody is pinned",
                MAX,
                () ->
                        run("proxy", "pins", PROXY, "--data", stage.data().toString())
                                .contains("No session of shop-proxy is pinned"));
    }

    private static String run(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLineTool.run(new PrintWriter(said), List.of(arguments));
        return said.toString();
    }

    private static void throughFailovers(Stage stage, RdsClient rds, DBInstance shop, String proxy)
            throws Exception {
        try (Connection idle = connect(stage, proxy, USER, PASSWORD);
                Connection busy = connect(stage, proxy, USER, PASSWORD)) {
            String before = timeline(idle);
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true));
            Stage.await(
                    "idle clients are at the new primary",
                    MAX,
                    () -> timeline(idle).compareTo(before) > 0);
            stage.awaitStatus(NAME, "available", MAX);
            Stage.await("every commit is on two nodes", MAX, () -> followers(stage, shop) > 0);
            busy.setAutoCommit(false);
            execute(busy.createStatement(), "INSERT INTO visits VALUES (1)");
            Servers.primary(stage, shop.dbiResourceId()).killPostmaster();
            // what outlives its postmaster may answer until it is found
            Stage.await("its transaction is lost", MAX, () -> isLost(busy));
            Stage.await("idle clients are served", MAX, () -> ask(idle, "SELECT 1").equals("1"));
            assertThat(ask(idle, "SELECT count(*) FROM visits")).isEqualTo("0");
        }
    }

    private static boolean isLost(Connection busy) {
        try {
            execute(busy.createStatement(), "SELECT 1");
            return false;
        } catch (SQLException lost) {
            assertThat(lost.getSQLState()).startsWith("08");
            return true;
        }
    }

    private static int followers(Stage stage, DBInstance shop) throws SQLException {
        try (Connection connection = stage.connect(shop, USER, PASSWORD)) {
            return Servers.followers(connection);
        }
    }

    private static String timeline(Connection connection) throws SQLException {
        return ask(connection, "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)");
    }

    private static void comesBackAfterAKill(Stage stage, String proxy) throws Exception {
        stage.killService();
        stage.up();
        Stage.await(
                "the proxy listens again",
                MAX,
                () -> {
                    try (Connection connection = connect(stage, proxy, USER, PASSWORD)) {
                        return ask(connection, "SELECT 1").equals("1");
                    }
                });
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    private static void execute(Statement statement, String sql) throws SQLException {
        try (statement) {
            statement.execute(sql);
        }
    }
}
