package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static homeport.it.Databases.ask;
import static homeport.it.Databases.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.cli.CommandLineTool;
import homeport.server.drill.Servers;
import homeport.server.stage.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.IAMAuthMode;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;

/**
 * Clients of a DB proxy: by password and by token, through failovers, and told why they are pinned.
 * Source: RDS user guide, "Amazon RDS Proxy".
 */
class DbProxyIT {
    private static final String NAME = "shop";
    private static final String PROXY = "shop-proxy";
    private static final String APP = "app";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    @Test
    void clientsOfAProxyComeInByPasswordOrTokenAndStayThroughFailovers() throws Exception {
        // who dies is replaced at once; who is only late on a slow machine is not
        try (Stage stage = Stage.in(home, "--failover-after", "30");
                RdsClient rds = stage.rds()) {
            Databases.create(stage, NAME, MAX, r -> r.multiAZ(true));
            DBInstance shop = stage.instance(NAME);
            try (Connection admin = Databases.connect(stage, shop)) {
                execute(admin, "CREATE TABLE visits (n int)");
                execute(admin, "CREATE ROLE app LOGIN PASSWORD 'not-a-secret-1'");
                execute(admin, "GRANT ALL ON visits TO app");
            }
            String proxy = proxy(stage, rds);
            byToken(stage, proxy);
            pinned(stage, proxy);
            throughFailovers(stage, rds, shop, proxy);
            comesBackAfterAKill(stage, proxy);
        }
    }

    private static String proxy(Stage stage, RdsClient rds) throws Exception {
        UserAuthConfig admin = Proxies.user(stage, USER).iamAuth(IAMAuthMode.DISABLED).build();
        UserAuthConfig app = Proxies.user(stage, APP).iamAuth(IAMAuthMode.REQUIRED).build();
        String endpoint = Proxies.create(stage, rds, PROXY, NAME, admin, app);
        Proxies.awaitTarget(rds, PROXY, MAX);
        return endpoint;
    }

    private static void byToken(Stage stage, String proxy) throws Exception {
        String token = Tokens.of(stage, proxy, 5432, APP);
        try (Connection connection = Proxies.connect(stage, proxy, APP, token)) {
            assertThat(ask(connection, "SELECT current_user")).isEqualTo(APP);
        }
        assertThatThrownBy(() -> Proxies.connect(stage, proxy, APP, PASSWORD).close())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"))
                .hasMessageContaining("The IAM authentication failed for the role app.");
        assertThatThrownBy(() ->
                        Proxies.connect(stage, proxy, APP, Tokens.of(stage, proxy, 5432, USER))
                                .close())
                .hasMessageContaining("The IAM authentication failed for the role app.");
        assertThatThrownBy(() -> Proxies.connect(stage, proxy, USER, "guess").close())
                .hasMessageContaining("The password that was provided for the role pgadmin is");
        assertThatThrownBy(() -> Proxies.connect(stage, proxy, "stranger", PASSWORD).close())
                .hasMessageContaining("has no credentials for the role stranger");
    }

    private static void pinned(Stage stage, String proxy) throws Exception {
        try (Connection connection = Proxies.connect(stage, proxy, USER, PASSWORD)) {
            execute(connection, "SET search_path = 'shop'");
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
        try (Connection idle = Proxies.connect(stage, proxy, USER, PASSWORD);
                Connection busy = Proxies.connect(stage, proxy, USER, PASSWORD)) {
            String before = timeline(idle);
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true));
            Stage.await(
                    "idle clients are at the new primary",
                    MAX,
                    () -> timeline(idle).compareTo(before) > 0);
            stage.awaitStatus(NAME, "available", MAX);
            Stage.await("every commit is on two nodes", MAX, () -> followers(stage, shop) > 0);
            busy.setAutoCommit(false);
            execute(busy, "INSERT INTO visits VALUES (1)");
            Servers.primary(stage, shop.dbiResourceId()).killPostmaster();
            // what outlives its postmaster may answer until it is found
            Stage.await("its transaction is lost", MAX, () -> isLost(busy));
            Stage.await("idle clients are served", MAX, () -> ask(idle, "SELECT 1").equals("1"));
            assertThat(ask(idle, "SELECT count(*) FROM visits")).isEqualTo("0");
        }
    }

    private static boolean isLost(Connection busy) {
        try {
            execute(busy, "SELECT 1");
            return false;
        } catch (SQLException lost) {
            assertThat(lost.getSQLState()).startsWith("08");
            return true;
        }
    }

    private static int followers(Stage stage, DBInstance shop) throws SQLException {
        try (Connection connection = Databases.connect(stage, shop)) {
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
                    try (Connection connection = Proxies.connect(stage, proxy, USER, PASSWORD)) {
                        return ask(connection, "SELECT 1").equals("1");
                    }
                });
    }
}
