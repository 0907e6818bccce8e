package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Who comes in without a question while tokens are on: who has rds_iam, and nobody else. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("homeport.engine.Lab#versions")
class TokenAccessTest {
    private static final Duration MAX = Duration.ofSeconds(10);

    @Parameter EngineVersion version;
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void whoHasTheRoleComesInUnaskedAndWhoMayGrantItByPassword() throws Exception {
        Node node = tokens("on");
        try (Connection master = Lab.master(node);
                Connection ops = created(node, master, "ops")) {
            Lab.run(master, "CREATE ROLE reader LOGIN; GRANT rds_iam TO reader");
            Lab.run(master, "CREATE ROLE crew; GRANT rds_iam TO crew");
            Lab.run(ops, "CREATE ROLE jim LOGIN PASSWORD 'jim'; CREATE ROLE jane LOGIN");
            Lab.run(master, "GRANT rds_iam TO jane");
            node.settleTokenUsers(MAX);

            unasked(node, "reader");
            unasked(node, "jane");
            byPassword(node, Lab.MASTER, Lab.PASSWORD.text());
            byPassword(node, "ops", "ops");
            byPassword(node, "jim", "jim");
            assertRefused(node, "rdsadmin", "28000");
            assertRefused(node, "rdsrepladmin", "28000");

            Lab.run(master, "GRANT rds_iam TO " + Lab.MASTER + "; GRANT crew TO jim");
            node.settleTokenUsers(MAX);
            unasked(node, Lab.MASTER);
            unasked(node, "jim");
            byPassword(node, "ops", "ops");

            Lab.run(master, "REVOKE rds_iam FROM " + Lab.MASTER);
            node.settleTokenUsers(MAX);
            byPassword(node, Lab.MASTER, Lab.PASSWORD.text());

            node.configure(Map.of(Node.TOKENS, "off"), Node.Role.Leading.ALONE);
            node.reload();
            assertRefused(node, "reader", "28P01");
        }
    }

    /** The folder of the socket keeps all but the owner out; the owner's account is not enough. */
    @Test
    void whatTheServersOwnAccountRunsIsNotLetIn() throws Exception {
        assumeTrue(lab.account.switched() && TokenAccess.hasExceptions(version.major()));
        Node node = tokens("on");
        try (Connection master = Lab.master(node)) {
            Lab.run(master, "CREATE ROLE reader LOGIN; GRANT rds_iam TO reader");
        }
        unasked(node, "reader");
        List<String> psql =
                lab.account.command(
                        List.of(
                                "psql",
                                "-wh",
                                node.place().socket().getParent().toString(),
                                "-p",
                                Integer.toString(node.place().port()),
                                "-U",
                                "reader",
                                "-c",
                                "select 1",
                                "postgres"));
        Process process = new ProcessBuilder(psql).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("Peer authentication failed for user \"reader\"");
    }

    @Test
    void aNameThatTheFileWouldTakeForMoreIsLeftOut() {
        assertThat(TokenAccess.text(List.of())).isEqualTo("\"rdsadmin\"\n");
        assertThat(
                        TokenAccess.text(
                                List.of("a b", "+c", "all", "@d", "/.*", "e\nf", "g\"h", "i\\")))
                .isEqualTo("\"rdsadmin\"\n\"a b\"\n\"+c\"\n\"all\"\n\"@d\"\n");
    }

    private Node tokens(String on) {
        Node node = lab.started("n1", version);
        node.configure(Map.of(Node.TOKENS, on), Node.Role.Leading.ALONE);
        node.reload();
        return node;
    }

    /** One that may create roles, as the master may; its password is its name. */
    private static Connection created(Node node, Connection master, String name)
            throws SQLException {
        Lab.run(master, "CREATE ROLE %1$s LOGIN CREATEROLE PASSWORD '%1$s'".formatted(name));
        return Lab.client(node, name, name, "postgres");
    }

    private static void unasked(Node node, String user) throws SQLException {
        try (Connection c = Lab.client(node, user, "not its password", "postgres")) {
            assertEquals(user, Lab.one(c, "SELECT session_user"));
        }
    }

    private static void byPassword(Node node, String user, String password) {
        assertThatCode(() -> Lab.client(node, user, password, "postgres").close())
                .doesNotThrowAnyException();
        assertRefused(node, user, "28P01");
    }

    private static void assertRefused(Node node, String user, String sqlState) {
        assertThatThrownBy(() -> Lab.client(node, user, "not its password", "postgres").close())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertEquals(sqlState, e.getSQLState()));
    }
}
