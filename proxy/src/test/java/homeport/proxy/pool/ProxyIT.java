package homeport.proxy.pool;

import static homeport.proxy.pool.PoolWorld.ask;
import static homeport.proxy.pool.PoolWorld.eventually;
import static homeport.proxy.pool.PoolWorld.execute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.pool.PoolWorld.Running;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients share the connections of a DB proxy, and each has what it would have alone. */
class ProxyIT {
    private static PoolWorld world;

    @BeforeAll
    static void begin() throws Exception {
        world = new PoolWorld();
    }

    @AfterEach
    void endProxies() {
        world.closeOpened();
    }

    @AfterAll
    static void end() {
        world.close();
    }

    @Test
    void manyClientsShareOneConnection() throws Exception {
        Running shop = world.with(1);
        List<Connection> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) clients.add(shop.jdbc());
        String backend = ask(clients.getFirst(), "SELECT pg_backend_pid()");
        for (Connection client : clients)
            assertEquals(backend, ask(client, "SELECT pg_backend_pid()"));
        Snapshot now = shop.proxy.snapshot();
        assertEquals(20, now.clientConnections());
        assertEquals(1, now.databaseConnections());
        assertEquals(0, now.currentlyBorrowed());
        assertEquals(0, now.currentlySessionPinned(), () -> world.log.toString());
        for (Connection client : clients) client.close();
        eventually("they are gone", () -> shop.proxy.snapshot().clientConnections() == 0);
    }

    @Test
    void aTransactionKeepsItsConnection() throws Exception {
        Running shop = world.with(1);
        try (Connection one = shop.jdbc();
                Connection other = shop.jdbc()) {
            one.setAutoCommit(false);
            ask(one, "SELECT 1");
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            Future<String> waits = threads.submit(() -> ask(other, "SELECT 2"));
            eventually("the other waits", () -> shop.proxy.snapshot().waiting() == 1);
            one.commit();
            assertEquals("2", waits.get());
            threads.shutdown();
        }
    }

    @Test
    void whoWaitsInVainIsTold() throws Exception {
        Running shop =
                world.running(
                        ProxySettings.named("shop")
                                .withPool(
                                        PoolSettings.DEFAULT
                                                .withPercent(1, 1)
                                                .withBorrowTimeout(Duration.ofMillis(300))));
        try (Connection one = shop.jdbc();
                Connection other = shop.jdbc()) {
            one.setAutoCommit(false);
            ask(one, "SELECT 1");
            SQLException told = assertThrows(SQLException.class, () -> ask(other, "SELECT 2"));
            assertEquals("08000", told.getSQLState());
            assertTrue(told.getMessage().contains("Timed-out waiting to acquire"));
            assertEquals(1, shop.proxy.snapshot().borrowRequestsAborted());
        }
    }

    @Test
    void preparedStatementsAreFoundAtWhicheverConnection() throws Exception {
        Running shop = world.with(2);
        try (Connection one = shop.jdbc("prepareThreshold=1");
                Connection other = shop.jdbc("prepareThreshold=1");
                Connection blocker = shop.jdbc();
                PreparedStatement first = one.prepareStatement("SELECT ?::int + 1");
                PreparedStatement second = other.prepareStatement("SELECT ?::int + 2")) {
            for (int i = 0; i < 10; i++) {
                if (i % 3 == 0) {
                    blocker.setAutoCommit(false);
                    ask(blocker, "SELECT 1");
                }
                assertEquals(i + 1, number(first, i));
                assertEquals(i + 2, number(second, i));
                if (i % 3 == 1) {
                    blocker.commit();
                }
            }
            assertEquals(0, shop.proxy.snapshot().currentlySessionPinned());
        }
    }

    private static int number(PreparedStatement statement, int in) throws SQLException {
        statement.setInt(1, in);
        try (ResultSet row = statement.executeQuery()) {
            assertTrue(row.next());
            return row.getInt(1);
        }
    }

    @Test
    void whoChangesItsSessionIsPinnedAndTheOthersAreNot() throws Exception {
        Running shop = world.with(3);
        try (Connection one = shop.jdbc();
                Connection other = shop.jdbc()) {
            execute(one, "SET statement_timeout = 12345");
            assertEquals("12345ms", ask(one, "SHOW statement_timeout"));
            for (int i = 0; i < 5; i++) assertEquals("0", ask(other, "SHOW statement_timeout"));
            assertEquals(1, shop.proxy.snapshot().currentlySessionPinned());
            PinnedClient pinned = shop.proxy.pins().getFirst();
            assertEquals("set statement_timeout = $1", pinned.reasons().getFirst().digest());
            assertTrue(
                    world.log.stream()
                            .anyMatch(line ->
                                    line.contains("The client session was pinned")
                                            && line.contains(
                                                    "Digest: \"set statement_timeout = $1\"")),
                    world.log::toString);
        }
        eventually("nobody is pinned", () -> shop.proxy.snapshot().currentlySessionPinned() == 0);
        try (Connection third = shop.jdbc()) {
            for (int i = 0; i < 5; i++) assertEquals("0", ask(third, "SHOW statement_timeout"));
        }
    }

    @Test
    void aWrongPasswordAndAStrangerAreToldSo() throws Exception {
        Running shop = world.with(1);
        SQLException wrong =
                assertThrows(SQLException.class, () -> shop.jdbc("password=guess").close());
        assertEquals("28P01", wrong.getSQLState());
        assertTrue(
                wrong.getMessage()
                        .contains(
                                "The password that was provided for the role postgres is wrong."));
        SQLException stranger =
                assertThrows(SQLException.class, () -> shop.jdbc("user=nobody").close());
        assertEquals("28000", stranger.getSQLState());
        assertTrue(stranger.getMessage().contains("has no credentials for the role nobody"));
        assertEquals(2, shop.proxy.snapshot().clientConnectionsSetupFailedAuth());
    }
}
