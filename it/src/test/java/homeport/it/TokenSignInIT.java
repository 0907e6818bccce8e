package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static homeport.it.Databases.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * IAM database authentication with the tokens of AWS's own tools, psql and JDBC: on an instance,
 * its read replica, and after its failover. Source: RDS user guide, "IAM database authentication".
 */
class TokenSignInIT {
    private static final String REFUSED = "FATAL: PAM authentication failed for user \"%s\"";
    private static final Duration MAX = Duration.ofSeconds(60);

    /** Makes a token as of so many seconds ago. */
    private static final String BOTO3 =
            """
            import sys, datetime, boto3, botocore.auth as auth
            host, port, user, ago = sys.argv[1:]
            then = datetime.datetime.utcnow() - datetime.timedelta(seconds=int(ago))
            class Then(datetime.datetime):
                @classmethod
                def utcnow(cls):
                    return then
            auth.get_current_datetime = lambda *a, **k: then
            if hasattr(auth, 'datetime'):
                datetime.datetime = Then
            print(boto3.client('rds').generate_db_auth_token(host, int(port), user))
            """;

    @TempDir Path home;

    private Stage stage;

    @Test
    void usersWhoHaveRdsIamComeInByTokenAlone() throws Exception {
        // one failover is asked for: no slow machine shall add one
        try (Stage opened = Stage.in(home, "--failover-after", "30")) {
            stage = opened;
            create();
            roles();
            switchOn();
            everyToolsTokenLetsIn();
            everyOtherTokenIsRefused();
            othersComeInByPassword();
            theMasterToo();
            atAReplica();
            afterAFailover();
            theLogHasTheReasonsAndNoToken();
        }
    }

    private void create() throws Exception {
        Databases.create(stage, "orders", MAX, r -> r.multiAZ(true).backupRetentionPeriod(1));
        assertThat(orders().iamDatabaseAuthenticationEnabled()).isFalse();
    }

    private void roles() throws Exception {
        try (Connection master = Databases.connect(stage, orders());
                Statement sql = master.createStatement()) {
            sql.execute("CREATE ROLE jane LOGIN PASSWORD 'jane'; GRANT rds_iam TO jane");
            sql.execute("CREATE ROLE joe LOGIN PASSWORD 'joe'");
        }
        comesIn(orders(), "jane", "jane");
    }

    private void switchOn() throws Exception {
        try (RdsClient rds = stage.rds()) {
            DBInstance changing =
                    rds.modifyDBInstance(r ->
                                    r.dbInstanceIdentifier("orders")
                                            .enableIAMDatabaseAuthentication(true)
                                            .applyImmediately(true))
                            .dbInstance();
            assertThat(changing.pendingModifiedValues().iamDatabaseAuthenticationEnabled())
                    .isTrue();
        }
        Stage.await(
                "tokens are on",
                MAX,
                () ->
                        orders().iamDatabaseAuthenticationEnabled()
                                && orders().dbInstanceStatus().equals("available"));
        refused(orders(), "jane", "jane");
    }

    private void everyToolsTokenLetsIn() throws Exception {
        DBInstance orders = orders();
        String token = aws(orders, "jane");
        comesIn(orders, "jane", token);
        comesIn(orders, "jane", boto3(orders, "jane", 0));
        comesIn(orders, "jane", java(orders, "jane"));
        assertThat(psql(orders, "jane", token, "SELECT session_user")).isEqualTo("jane");
    }

    private void everyOtherTokenIsRefused() throws Exception {
        DBInstance orders = orders();
        String token = java(orders, "jane");
        refused(orders, "jane", token.substring(0, token.length() - 4) + "0000");
        refused(orders, "jane", token.replace("DBUser=jane", "DBUser=jana"));
        refused(orders, "jane", java(orders, "joe"));
        refused(orders, "jane", boto3(orders, "jane", 901));
        refused(orders, "jane", Tokens.of(stage, "127.0.0.1", orders.endpoint().port(), "jane"));
        assertThat(psql(orders, "jane", "", "SELECT 1")).contains("no password supplied");
        assertThatThrownBy(() -> withoutTls(orders, "jane", token))
                .hasMessageContaining("no pg_hba.conf entry for host")
                .hasMessageContaining("no encryption");
    }

    private void othersComeInByPassword() throws Exception {
        DBInstance orders = orders();
        comesIn(orders, "joe", "joe");
        assertThatThrownBy(() -> withoutTls(orders, "joe", "joe")) // rds.force_ssl
                .hasMessageContaining("no encryption");
        String token = java(orders, "joe");
        assertThatThrownBy(() -> stage.connect(orders, "joe", token))
                .hasMessageContaining("password authentication failed for user \"joe\"");
        assertThatThrownBy(() -> stage.connect(orders, "rdsadmin", token))
                .hasMessageContaining("pg_hba.conf rejects connection");
    }

    /** It may grant the role; when it has it, too, it needs a token like anybody else. */
    private void theMasterToo() throws Exception {
        DBInstance orders = orders();
        try (Connection master = Databases.connect(stage, orders);
                Statement sql = master.createStatement()) {
            sql.execute("GRANT rds_iam TO " + USER);
            Stage.await("the master needs a token", MAX, () -> isRefused(orders, USER));
            comesIn(orders, USER, java(orders, USER));
            sql.execute("REVOKE rds_iam FROM " + USER);
            Stage.await("the master needs none", MAX, () -> !isRefused(orders, USER));
            comesIn(orders, USER, PASSWORD);
        }
    }

    private boolean isRefused(DBInstance instance, String user) throws SQLException {
        try (Connection connection = stage.connect(instance, user, PASSWORD)) {
            return !connection.isValid(5);
        } catch (SQLException refused) {
            if (refused.getMessage().equals(REFUSED.formatted(user))) return true;
            throw refused;
        }
    }

    private void atAReplica() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstanceReadReplica(r ->
                    r.dbInstanceIdentifier("orders-replica")
                            .sourceDBInstanceIdentifier("orders")
                            .enableIAMDatabaseAuthentication(true));
        }
        stage.awaitStatus("orders-replica", "available", MAX);
        DBInstance replica = stage.instance("orders-replica");
        Stage.await("it knows jane", MAX, () -> knowsJane(replica));
        comesIn(replica, "joe", "joe");
        Stage.await("and the master", MAX, () -> !isRefused(replica, USER));
        refused(replica, "jane", java(orders(), "jane"));
    }

    private boolean knowsJane(DBInstance replica) throws Exception {
        comesIn(replica, "jane", java(replica, "jane"));
        return true;
    }

    private void afterAFailover() throws Exception {
        DBInstance orders = orders();
        String token = java(orders, "jane");
        try (RdsClient rds = stage.rds()) {
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier("orders").forceFailover(true));
        }
        stage.awaitStatus("orders", "available", MAX);
        assertThat(orders().availabilityZone()).isNotEqualTo(orders.availabilityZone());
        comesIn(orders, "jane", token);
        comesIn(orders, USER, PASSWORD);
    }

    private void theLogHasTheReasonsAndNoToken() throws IOException {
        StringBuilder all = new StringBuilder(Files.readString(stage.log()));
        try (Stream<Path> files = Files.walk(stage.data().resolve("log"))) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                all.append(Files.readString(file));
        }
        assertThat(all)
                .contains("iam-db-auth-error: orders jane: 400 ExpiredToken: its time is over")
                .contains("400 InvalidToken: its signature is wrong")
                .contains("400 InvalidToken: it is for another user")
                .contains("400 InvalidToken: it is for another endpoint")
                .doesNotContain("X-Amz-");
    }

    private DBInstance orders() throws IOException {
        return stage.instance("orders");
    }

    private void comesIn(DBInstance instance, String user, String password) throws SQLException {
        try (Connection connection = stage.connect(instance, user, password)) {
            assertThat(ask(connection, "SELECT session_user")).isEqualTo(user);
        }
    }

    private void refused(DBInstance instance, String user, String password) {
        assertThatThrownBy(() -> stage.connect(instance, user, password).close())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"))
                .hasMessage(REFUSED.formatted(user));
    }

    private String aws(DBInstance instance, String user) throws Exception {
        return run(
                user,
                "",
                "aws",
                "rds",
                "generate-db-auth-token",
                "--hostname",
                instance.endpoint().address(),
                "--port",
                instance.endpoint().port().toString(),
                "--username",
                user);
    }

    private String boto3(DBInstance instance, String user, int secondsAgo) throws Exception {
        return run(
                user,
                "",
                "python3",
                "-Wignore",
                "-c",
                BOTO3,
                instance.endpoint().address(),
                instance.endpoint().port().toString(),
                user,
                Integer.toString(secondsAgo));
    }

    private String java(DBInstance instance, String user) throws IOException {
        return Tokens.of(stage, instance.endpoint().address(), instance.endpoint().port(), user);
    }

    private String psql(DBInstance instance, String user, String password, String query)
            throws Exception {
        return run(
                user,
                password,
                "psql",
                "-wAt",
                "-h",
                instance.endpoint().address(),
                "-p",
                instance.endpoint().port().toString(),
                "-U",
                user,
                "-c",
                query,
                "postgres");
    }

    private String run(String user, String password, String... command) throws Exception {
        RootKey key = stage.key();
        Process process = program(command, password, key).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS))
                .as("%s for %s", command[0], user)
                .isTrue();
        return said.strip();
    }

    private ProcessBuilder program(String[] command, String password, RootKey key) {
        ProcessBuilder program = new ProcessBuilder(new ArrayList<>(List.of(command)));
        Map<String, String> environment = program.environment();
        environment.put("AWS_ACCESS_KEY_ID", key.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        environment.remove("AWS_SESSION_TOKEN");
        if (!password.isEmpty()) environment.put("PGPASSWORD", password);
        environment.put("PGSSLMODE", "verify-full");
        environment.put("PGSSLROOTCERT", stage.data().resolve("ca").resolve("root.pem").toString());
        return program;
    }

    private static Connection withoutTls(DBInstance instance, String user, String password)
            throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("sslmode", "disable");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres"
                        .formatted(instance.endpoint().address(), instance.endpoint().port()),
                login);
    }
}
