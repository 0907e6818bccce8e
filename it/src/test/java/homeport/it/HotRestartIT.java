package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static homeport.it.Databases.USER;
import static homeport.it.Databases.ask;
import static homeport.it.Databases.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.local.ServiceFile;
import homeport.server.stage.Stage;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;

/** A new process takes the folder over while clients come, work and go. */
class HotRestartIT {
    private static final String NAME = "shop";
    private static final String PROXY = "shop-proxy";
    private static final Duration MAX = Duration.ofSeconds(90);
    private static final Duration SESSIONS_MAX = Duration.ofSeconds(15);

    @TempDir static Path home;

    private static Stage stage;
    private static Visitors.Place proxy;
    private static Visitors.Place instance;

    @BeforeAll
    static void open() throws Exception {
        // A machine that does other things, too, must not take its own pauses for the server's.
        stage = Stage.in(home, "--failover-after", "30");
        Databases.create(stage, NAME, MAX, r -> r.multiAZ(true));
        try (RdsClient rds = stage.rds()) {
            String address = stage.address(NAME);
            instance = () -> stage.connect(address, 5432, "postgres", USER, PASSWORD);
            String endpoint =
                    Proxies.create(stage, rds, PROXY, NAME, Proxies.user(stage, USER).build());
            Proxies.awaitTarget(rds, PROXY, MAX);
            proxy = () -> Proxies.connect(stage, endpoint, USER, PASSWORD);
        }
        try (Connection admin = instance.connect()) {
            execute(admin, "CREATE TABLE sales (n int)");
        }
    }

    @AfterAll
    static void close() throws Exception {
        if (stage != null) stage.close();
    }

    @Test
    void clientsThatComeDuringThreeTakeoversAreServedAndSessionsFinish() throws Exception {
        List<Process> old = new ArrayList<>();
        try (Visitors atProxy = Visitors.at("the proxy", proxy);
                Visitors atInstance = Visitors.at("the instance", instance);
                Connection longAtProxy = proxy.connect();
                Connection longAtInstance = instance.connect();
                Connection idleAtProxy = proxy.connect();
                Connection idleAtInstance = instance.connect()) {
            begin(longAtProxy, 1);
            begin(longAtInstance, 2);
            assertThat(ask(idleAtProxy, "SELECT 1")).isEqualTo("1");
            assertThat(ask(idleAtInstance, "SELECT 1")).isEqualTo("1");
            for (int i = 0; i < 3; i++) {
                atProxy.awaitMore(20);
                old.add(stage.takeOver("--sessions-max", "600"));
                atProxy.awaitMore(20);
                atInstance.awaitMore(20);
                assertThat(stage.status(NAME)).isEqualTo("available");
            }
            longAtProxy.commit();
            longAtInstance.commit();
            assertThat(ask(longAtProxy, "SELECT count(*) FROM sales WHERE n IN (1, 2)"))
                    .isEqualTo("2");
            longAtProxy.rollback();
            assertThat(ask(idleAtProxy, "SELECT 2")).isEqualTo("2");
            assertThat(ask(idleAtInstance, "SELECT 2")).isEqualTo("2");
            atProxy.assertServed();
            atInstance.assertServed();
            assertThat(old.getFirst().isAlive()).isTrue();
            Files.readAllLines(stage.data().resolve("log").resolve("homeport.log")).stream()
                    .filter(line -> line.contains("taken over"))
                    .forEach(System.out::println);
        }
        for (Process one : old) assertThat(exit(one)).isZero();
    }

    @Test
    void sessionsThatDoNotEndAreEndedWhenTheirTimeIsOver() throws Exception {
        try (Connection idleAtProxy = proxy.connect();
                Connection idleAtInstance = instance.connect()) {
            assertThat(ask(idleAtProxy, "SELECT 1")).isEqualTo("1");
            assertThat(ask(idleAtInstance, "SELECT 1")).isEqualTo("1");
            // The old process counts from somewhere between these two.
            Instant asked = Instant.now();
            Process old = stage.takeOver("--sessions-max", "" + SESSIONS_MAX.toSeconds());
            Instant done = Instant.now();
            assertThat(ask(idleAtProxy, "SELECT 1")).isEqualTo("1");
            assertThat(ask(idleAtInstance, "SELECT 1")).isEqualTo("1");
            assertThat(exit(old)).isZero();
            Instant ended = Instant.now();
            assertThat(Duration.between(asked, ended)).isGreaterThanOrEqualTo(SESSIONS_MAX);
            assertThat(Duration.between(done, ended)).isLessThan(SESSIONS_MAX.plusSeconds(45));
            assertEnded(idleAtProxy);
            // A door without a guard does not know where a session's protocol is: it may only cut.
            assertThatThrownBy(() -> ask(idleAtInstance, "SELECT 3"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isIn("57P01", "08006"));
        }
    }

    private static void assertEnded(Connection idle) {
        assertThatThrownBy(() -> ask(idle, "SELECT 3"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
    }

    @Test
    void aProcessThatFailsToTakeOverLeavesTheOldOneAsItWas() throws Exception {
        long serving = stage.servicePid();
        try (Visitors atProxy = Visitors.at("the proxy", proxy);
                Visitors atInstance = Visitors.at("the instance", instance);
                Connection before = proxy.connect();
                Connection beside = instance.connect();
                ServerSocket taken = new ServerSocket(0)) {
            begin(before, 3);
            begin(beside, 4);
            assertThat(exit(stage.rival("--sessions-max", "3601"))).isEqualTo(2);
            assertThat(exit(stage.rival("--port", "" + taken.getLocalPort()))).isEqualTo(1);
            awaitServing(serving);
            for (boolean late : new boolean[] {false, true}) {
                Process rival = stage.rival();
                Path pid = stage.data().resolve("run").resolve("pid");
                Stage.await(
                        "the old process makes way",
                        MAX,
                        () ->
                                late
                                        ? Files.readString(pid).strip().equals("" + rival.pid())
                                        : ServiceFile.running(stage.data()).isEmpty());
                rival.destroyForcibly().waitFor();
                awaitServing(serving);
            }
            atProxy.awaitMore(20);
            atInstance.awaitMore(20);
            before.commit();
            beside.commit();
            atProxy.assertServed();
            atInstance.assertServed();
        }
    }

    @Test
    void theDeathOfTheOldProcessIsNoObstacle() throws Exception {
        long old = stage.servicePid();
        Process killed = stage.takeOverFromTheKilled();
        assertThat(killed.pid()).isEqualTo(old);
        awaitServing(stage.servicePid());
        Stage.await("the proxy listens again", MAX, HotRestartIT::proxyServes);
    }

    @Test
    void sessionsOfTheOldProcessAreFencedAndThoseOfItsProxyFollow() throws Exception {
        try (Connection atProxy = proxy.connect();
                Connection atInstance = instance.connect();
                RdsClient rds = stage.rds()) {
            String before = ask(atProxy, "SELECT pg_backend_pid()");
            assertThat(ask(atInstance, "SELECT 1")).isEqualTo("1");
            Process old = stage.takeOver();
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true));
            Stage.await(
                    "the session at the old primary is cut",
                    MAX,
                    () -> {
                        try {
                            ask(atInstance, "SELECT 1");
                            return false;
                        } catch (SQLException cut) {
                            return true;
                        }
                    });
            Stage.await("the failover is over", MAX, () -> stage.status(NAME).equals("available"));
            assertThat(old.isAlive()).isTrue();
            assertThat(ask(atProxy, "SELECT pg_backend_pid()")).isNotEqualTo(before);
            execute(atProxy, "INSERT INTO sales VALUES (9)");
        }
    }

    private static boolean proxyServes() {
        try (Connection now = proxy.connect()) {
            return ask(now, "SELECT 1").equals("1");
        } catch (SQLException opening) {
            return false;
        }
    }

    private static void awaitServing(long pid) throws Exception {
        Stage.await(
                "process " + pid + " serves",
                MAX,
                () ->
                        ServiceFile.running(stage.data()).orElseThrow().process().pid() == pid
                                && stage.status(NAME).equals("available"));
    }

    private static int exit(Process process) throws Exception {
        assertThat(process.waitFor(MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void begin(Connection connection, int n) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO sales VALUES (" + n + ")");
    }
}
