package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Running;
import homeport.engine.Node.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** One real server: who may come in, what it survives, what it says when it does not start. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("versions")
class NodeTest {
    @Parameter EngineVersion version;

    private final Lab lab = new Lab();

    static Stream<EngineVersion> versions() {
        return Lab.versions();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aServerOutlivesHomeportAndIsAdoptedByTheNext() throws Exception {
        Node node = lab.node("n1");
        node.create(Lab.creation(version));
        Running running = node.start(Lab.MAX);
        try (Connection c = Lab.master(node)) {
            assertThat(Lab.one(c, "SELECT 1")).isEqualTo("1");
        }
        assertThat(node.version()).contains(version);

        Node adopted = lab.another().node(node.place());
        Running same = adopted.running().orElseThrow();
        assertThat(same.pid()).isEqualTo(running.pid());
        assertThat(same.started()).isEqualTo(running.started());
        assertThat(adopted.start(Lab.MAX).pid()).isEqualTo(running.pid());

        adopted.stop(Lab.MAX);
        running.exited().get(30, TimeUnit.SECONDS);
        same.exited().get(30, TimeUnit.SECONDS);
        assertThat(node.running()).isEmpty();
        assertThat(lab.processes()).isEmpty();
    }

    @Test
    void aServerHasItsOwnSessionSoThatNoTerminalReachesIt() throws Exception {
        Node node = lab.started("n1", version);
        long pid = node.running().orElseThrow().pid();
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        assertThat(fields[3]).as("session").isEqualTo(Long.toString(pid));
    }

    @Test
    void theMasterUserMayWhatItMayOnRdsAndIsNoSuperuser() throws Exception {
        Node node = lab.started("n1", version);
        try (Connection c = Lab.master(node)) {
            assertThat(Lab.one(c, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            Lab.run(c, "CREATE TABLE public.t (i int)");
            Lab.run(c, "CREATE DATABASE another");
            Lab.run(c, "CREATE EXTENSION pgcrypto");
            Lab.run(c, "CREATE ROLE reader LOGIN");
            Lab.run(c, "GRANT rds_iam, pg_monitor TO reader");
            Lab.run(c, "SELECT count(*) FROM pg_stat_statements");
            assertThat(Lab.one(c, "SELECT pg_has_role('rds_superuser', 'USAGE')")).isEqualTo("t");
            assertThat(Lab.one(c, "SELECT pg_has_role('rds_iam', 'USAGE')")).isEqualTo("f");
            assertRefused(() -> Lab.run(c, "COPY t TO PROGRAM 'id'"), "42501");
            assertRefused(() -> Lab.run(c, "ALTER SYSTEM SET work_mem = '1GB'"), "42501");
        }
        try (Connection c = Lab.client(node, Lab.MASTER, Lab.PASSWORD.text(), "postgres")) {
            Lab.run(c, "CREATE TABLE public.t (i int)");
        }
    }

    @Test
    void nobodyElseComesIn() throws Exception {
        Node node = lab.started("n1", version);
        assertRefused(() -> Lab.client(node, "rdsadmin", "", "postgres"), "28000");
        assertRefused(() -> Lab.client(node, "rdsadmin", "x", "postgres"), "28000");
        assertRefused(() -> Lab.client(node, Lab.MASTER, "wrong", "postgres"), "28P01");
        assertRefused(() -> tcp(node, Lab.MASTER, "disable"), "28000");
        assertRefused(() -> tcp(node, Lab.MASTER, "require"), "28000");
        assertRefused(() -> tcp(node, "rdsadmin", "require"), "28000");
        try (Connection c = lab.engines.connect(node.place(), "postgres")) {
            assertThat(Lab.one(c, "SELECT current_user")).isEqualTo("rdsadmin");
        }
        assertThat(Files.getPosixFilePermissions(node.place().home())).hasSize(3);
        assertThat(Files.getPosixFilePermissions(node.place().socket().getParent())).hasSize(3);
    }

    @Test
    void aStoppedServerBecomesANewerMinorAndNeverAnOlderOne() throws Exception {
        EngineVersion newer = new EngineVersion(16, 15);
        Node node = lab.started("n1", Lab.EMBEDDED);
        assertThatThrownBy(() -> node.serveWith(newer)).hasMessageContaining("stop it first");
        node.stop(Lab.MAX);
        assertThatThrownBy(() -> node.serveWith(new EngineVersion(17, 11)))
                .hasMessageContaining("cannot serve a data folder of 16.3");
        assertThatThrownBy(() -> node.serveWith(new EngineVersion(16, 99)))
                .hasMessageContaining("no PostgreSQL 16.99 here");
        node.serveWith(newer);
        node.serveWith(Lab.EMBEDDED);
        node.start(Lab.MAX);
        try (Connection c = Lab.master(node)) {
            assertThat(Lab.one(c, "SHOW server_version")).isEqualTo("16.15");
        }
        assertThat(node.version()).contains(newer);
    }

    @Test
    void aKilledPostmasterIsNoticedByEventAndNothingOfItIsLeft() throws Exception {
        Node node = lab.started("n1", version);
        Node adopted = lab.another().node(node.place());
        Running first = node.running().orElseThrow();
        Running seen = adopted.running().orElseThrow();
        try (Connection c = Lab.master(node)) {
            Lab.run(c, "CREATE TABLE t AS SELECT 1 AS i");
        }
        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
        first.exited().get(30, TimeUnit.SECONDS);
        seen.exited().get(30, TimeUnit.SECONDS);
        assertThat(adopted.running()).isEmpty();
        Running second = adopted.start(Lab.MAX);
        assertThat(second.pid()).isNotEqualTo(first.pid());
        try (Connection c = Lab.master(node)) {
            assertThat(Lab.one(c, "SELECT i FROM t")).isEqualTo("1");
        }
        adopted.kill();
        assertThat(lab.processes()).isEmpty();
    }

    @Test
    void aPidFileThatNamesAnotherProcessIsNotBelieved() throws Exception {
        Node node = lab.started("n1", version);
        node.kill();
        Path file = node.place().data().resolve("postmaster.pid");
        List<String> lines = Files.readAllLines(file);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(file, lines);
        assertThat(node.running()).isEmpty();
        assertThat(node.start(Lab.MAX).pid()).isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void aWrongSettingFailsTheStartWithWhatTheServerSays() throws Exception {
        Node node = lab.created("n1", version);
        node.configure(Map.of("shared_buffers", "plenty"));
        assertThatThrownBy(() -> node.start(Lab.MAX))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("shared_buffers");
        node.configure(Map.of("shared_preload_libraries", "no_such_library"));
        assertThatThrownBy(() -> node.start(Lab.MAX)).hasMessageContaining("no_such_library");
        assertThat(lab.processes()).isEmpty();
        assertThatThrownBy(() -> node.configure(Map.of("data_directory", "/tmp")))
                .hasMessageContaining("data_directory");
        node.configure(Map.of());
        node.start(Lab.MAX);
    }

    @Test
    void aChangeIsInForceAfterReloadOrWaitsForARestart() throws Exception {
        Node node = lab.started("n1", version);
        node.configure(Map.of("work_mem", "7MB", "listen_addresses", "*"));
        assertThat(node.reload()).isEmpty();
        node.configure(Map.of("work_mem", "8MB", "max_connections", "77"));
        assertThat(node.reload()).containsExactly("max_connections");
        assertThat(node.pendingRestart()).containsExactly("max_connections");
        node.configure(Map.of("work_mem", "a lot"));
        assertThatThrownBy(node::reload).hasMessageContaining("work_mem");
        try (Connection c = Lab.master(node)) {
            assertThat(Lab.one(c, "SHOW work_mem")).isEqualTo("8MB");
        }
        node.configure(Map.of("max_connections", "77", "search_path", "it's, \"a\\b\""));
        node.stop(Lab.MAX);
        node.start(Lab.MAX);
        assertThat(node.pendingRestart()).isEmpty();
        try (Connection c = Lab.master(node)) {
            assertThat(Lab.one(c, "SHOW max_connections")).isEqualTo("77");
            assertThat(Lab.one(c, "SHOW search_path")).isEqualTo("it's, \"a\\b\"");
        }
    }

    @Test
    void aNewPasswordReachesNeitherLogNorStatistics() throws Exception {
        Node node = lab.created("n1", version);
        node.configure(Map.of("log_statement", "all"));
        node.start(Lab.MAX);
        node.setMasterPassword(Lab.MASTER, new Secret("a new one"));
        node.setMasterPassword("second", new Secret("another"));
        assertRefused(() -> Lab.master(node), "28P01");
        try (Connection c = Lab.client(node, "second", "another", "postgres")) {
            assertThat(
                            Lab.one(
                                    c,
                                    "SELECT coalesce(string_agg(query, ';'), '') FROM pg_stat_statements WHERE query ~ 'SCRAM-SHA'"))
                    .isEmpty();
        }
        Lab.client(node, Lab.MASTER, "a new one", "postgres").close();
        assertThat(node.logFiles()).isNotEmpty();
        for (Path file : node.logFiles())
            assertThat(Files.readString(file))
                    .doesNotContain("SCRAM-SHA-256$")
                    .doesNotContain("another'");
    }

    @Test
    void aSignInUserMayOnlySignInAndGoesWithItsSessions() throws Exception {
        Node node = lab.started("n1", version);
        node.keepSignIn("rdsproxyadmin", new Secret("first"));
        try (Connection master = Lab.master(node);
                Statement sql = master.createStatement()) {
            sql.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
            sql.execute("CREATE TABLE t (n int)");
            node.keepSignIn("rdsproxyadmin", new Secret("second"));
            assertRefused(() -> Lab.client(node, "rdsproxyadmin", "first", "postgres"), "28P01");
            Connection own = Lab.client(node, "rdsproxyadmin", "second", "postgres");
            assertThat(
                            Lab.one(
                                    own,
                                    "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication"
                                            + " FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            if (version.major() >= 16)
                assertRefused(() -> sql.execute("DROP ROLE rdsproxyadmin"), "42501");
            node.dropSignIn("rdsproxyadmin");
            // It was hung up on; whether the server's last word is still heard depends on timing.
            assertThatThrownBy(() -> Lab.one(own, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isIn("08006", "57P01"));
            assertRefused(() -> Lab.client(node, "rdsproxyadmin", "second", "postgres"), "28P01");
            node.dropSignIn("rdsproxyadmin"); // it is not there

            node.keepSignIn("rdsproxyadmin", new Secret("third"));
            sql.execute("GRANT SELECT ON t TO rdsproxyadmin");
            node.dropSignIn("rdsproxyadmin");
            assertThat(
                            Lab.one(
                                    master,
                                    "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'rdsproxyadmin'"))
                    .isEqualTo("f");
            node.keepSignIn("rdsproxyadmin", new Secret("fourth"));
            Lab.client(node, "rdsproxyadmin", "fourth", "postgres").close();
        }
    }

    @Test
    void oldLogsGoAndTheNewestStays() throws Exception {
        Node node = lab.started("n1", version);
        Path old = node.place().log().resolve("postgresql.log.2020-01-01-00");
        Files.createFile(old);
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:59:00Z")));
        assertThat(node.pruneLogs(Instant.parse("2020-01-01T00:00:00Z"))).isZero();
        assertThat(node.pruneLogs(Instant.parse("2020-01-02T00:00:00Z"))).isOne();
        assertThat(node.logFiles()).hasSize(1).doesNotContain(old);
        assertThat(node.pruneLogs(Instant.now().plusSeconds(60))).isZero();
    }

    @Test
    void aRemovedNodeLeavesNothing() {
        Node node = lab.started("n1", version);
        node.remove();
        node.remove();
        assertThat(lab.processes()).isEmpty();
        assertThat(node.place().home()).doesNotExist();
        assertThat(node.version()).isEmpty();
    }

    private static Connection tcp(Node node, String user, String sslmode) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", Lab.PASSWORD.text());
        p.setProperty("sslmode", sslmode);
        String url = "jdbc:postgresql://%s:%d/postgres";
        return DriverManager.getConnection(
                url.formatted(node.place().address(), node.place().port()), p);
    }

    private interface Attempt {
        void run() throws SQLException;
    }

    private static void assertRefused(Attempt attempt, String state) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }
}
