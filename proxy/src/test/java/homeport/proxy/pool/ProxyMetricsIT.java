package homeport.proxy.pool;

import static homeport.proxy.pool.PoolWorld.ask;
import static homeport.proxy.pool.PoolWorld.eventually;
import static homeport.proxy.pool.PoolWorld.execute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.pool.PoolWorld.Running;
import homeport.proxy.pool.ProxyMetrics.Endpoint;
import homeport.proxy.pool.ProxyMetrics.Latency;
import homeport.proxy.pool.Target.Role;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is measured of a DB proxy is what was done to it. */
class ProxyMetricsIT {
    private static final String SIMPLE = "preferQueryMode=simple";
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

    private static Endpoint endpoint(Running of, String name) {
        return of.proxy.metrics().endpoints().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ProxyMetrics.Target target(Running of) {
        return of.proxy.metrics().targets().getFirst();
    }

    private static ProxyMetrics.Role role(Running of) {
        return of.proxy.metrics().roles().getFirst();
    }

    @Test
    void clientsAndQueriesAreCountedWhereTheyComeIn() throws Exception {
        Running shop = world.with(4);
        InetSocketAddress reports =
                shop.proxy
                        .listen(world.address, 0, world.endpoint("reports", Role.READ_WRITE))
                        .address();
        List<Connection> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) clients.add(shop.jdbc(SIMPLE));
        for (int i = 0; i < 2; i++) clients.add(world.jdbc(reports, SIMPLE, "sslmode=require"));
        Endpoint plain = endpoint(shop, "default");
        Endpoint secure = endpoint(shop, "reports");
        for (Connection client : clients) for (int i = 0; i < 10; i++) ask(client, "SELECT 1");
        Endpoint plainNow = endpoint(shop, "default");
        Endpoint secureNow = endpoint(shop, "reports");
        assertEquals(3, plainNow.clients());
        assertEquals(0, plainNow.clientsTls());
        assertEquals(3, plainNow.received());
        assertEquals(3, plainNow.setupSucceeded());
        assertEquals(30, plainNow.queries() - plain.queries());
        assertEquals(0, plainNow.queriesTls());
        assertEquals(30, plainNow.borrow().since(plain.borrow()).count());
        assertEquals(30, plainNow.query().since(plain.query()).count());
        assertEquals(30, plainNow.database().since(plain.database()).count());
        assertEquals(2, secureNow.clients());
        assertEquals(2, secureNow.clientsTls());
        assertEquals(20, secureNow.queriesTls() - secure.queriesTls());
        ProxyMetrics.Target target = target(shop);
        assertEquals("orders", target.id());
        assertEquals(
                plainNow.database().count() + secureNow.database().count(),
                target.database().count());
        assertEquals(
                plainNow.borrow().count() + secureNow.borrow().count(),
                role(shop).borrowRequests());
        for (Connection client : clients) client.close();
        eventually("they are gone", () -> endpoint(shop, "default").clients() == 0);
        eventually("they are gone too", () -> endpoint(shop, "reports").clients() == 0);
        assertEquals(3, endpoint(shop, "default").closed());
        assertEquals(2, endpoint(shop, "reports").closed());
        assertEquals(0, endpoint(shop, "reports").clientsTls());
    }

    @Test
    void theExtendedProtocolCountsByItsExecutions() throws Exception {
        Running shop = world.with(2);
        try (Connection client = shop.jdbc("prepareThreshold=1");
                PreparedStatement statement = client.prepareStatement("SELECT ?::int")) {
            Endpoint before = endpoint(shop, "default");
            for (int i = 0; i < 12; i++) {
                statement.setInt(1, i);
                statement.executeQuery().close();
            }
            Endpoint now = endpoint(shop, "default");
            assertEquals(12, now.queries() - before.queries());
            assertEquals(12, now.query().count() - before.query().count());
        }
    }

    @Test
    void failedSignInsAreCountedAndEveryClientIsSomewhere() throws Exception {
        Running shop = world.with(2);
        for (int i = 0; i < 3; i++)
            assertThrows(SQLException.class, () -> shop.jdbc("password=guess").close());
        assertThrows(SQLException.class, () -> shop.jdbc("user=nobody").close());
        try (Connection one = shop.jdbc()) {
            ask(one, "SELECT 1");
            eventually("the others have ended", () -> endpoint(shop, "default").closed() == 4);
            Endpoint now = endpoint(shop, "default");
            assertEquals(5, now.received());
            assertEquals(4, now.setupFailedAuth());
            assertEquals(1, now.setupSucceeded());
            assertEquals(now.received(), now.closed() + now.clients() + now.inSetup());
        }
    }

    @Test
    void connectionsAreCountedByWhatTheyAreUpTo() throws Exception {
        Running shop = world.with(5);
        try (Connection pinned = shop.jdbc(SIMPLE);
                Connection other = shop.jdbc(SIMPLE);
                Connection busy = shop.jdbc(SIMPLE)) {
            execute(pinned, "SET statement_timeout = 12345");
            execute(other, "LISTEN nothing");
            busy.setAutoCommit(false);
            ask(busy, "SELECT 1");
            ProxyMetrics.Target now = target(shop);
            assertTrue(now.isTarget());
            assertEquals(2, now.pinned());
            assertEquals(3, now.borrowed());
            assertEquals(1, now.inTransaction());
            assertEquals(3, now.open());
            assertEquals(shop.proxy.snapshot().maxDatabaseConnectionsAllowed(), now.openMax());
            assertEquals(now.requests(), now.succeeded() + now.failed());
            assertEquals(0, now.failed());
            busy.rollback();
        }
        eventually("nobody is pinned", () -> target(shop).pinned() == 0);
    }

    @Test
    void whatTakesTimeIsMeasuredWhereItIsSpent() throws Exception {
        Running shop = world.with(1);
        try (Connection one = shop.jdbc(SIMPLE);
                Connection other = shop.jdbc(SIMPLE)) {
            Endpoint before = endpoint(shop, "default");
            ask(one, "SELECT pg_sleep(0.2)");
            Endpoint slept = endpoint(shop, "default");
            Latency took = slept.database().since(before.database());
            assertEquals(1, took.count());
            assertTrue(took.sumMicros() >= 200_000, () -> took.sumMicros() + " us");
            one.setAutoCommit(false);
            ask(one, "SELECT 1");
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            Endpoint held = endpoint(shop, "default");
            Future<String> waits = threads.submit(() -> ask(other, "SELECT 2"));
            eventually("it waits", () -> shop.proxy.snapshot().waiting() == 1);
            LockSupport.parkNanos(1_300_000_000L);
            one.commit();
            assertEquals("2", waits.get());
            threads.shutdown();
            Endpoint now = endpoint(shop, "default");
            Latency waited = now.borrow().since(held.borrow());
            assertEquals(1, waited.count());
            assertTrue(waited.sumMicros() >= 1_300_000, () -> waited.sumMicros() + " us");
            Latency all = now.query().since(held.query());
            Latency database = now.database().since(held.database());
            assertEquals(2, all.count(), "the commit, and who waited");
            // The longest is known to an eighth.
            assertTrue(all.maxMicros() >= 1_300_000 * 7 / 8, () -> all.maxMicros() + " us");
            assertTrue(
                    all.sumMicros() - database.sumMicros() >= 1_300_000,
                    "the database has no part in the wait");
        }
    }

    @Test
    void whoWaitsInVainIsCounted() throws Exception {
        Running shop =
                world.running(
                        ProxySettings.named("shop")
                                .withPool(
                                        PoolSettings.DEFAULT
                                                .withPercent(1, 1)
                                                .withBorrowTimeout(Duration.ofMillis(300))));
        try (Connection one = shop.jdbc(SIMPLE);
                Connection other = shop.jdbc(SIMPLE)) {
            one.setAutoCommit(false);
            ask(one, "SELECT 1");
            ProxyMetrics.Role before = role(shop);
            for (int i = 0; i < 2; i++)
                assertThrows(SQLException.class, () -> ask(other, "SELECT 2"));
            ProxyMetrics.Role now = role(shop);
            assertEquals(2, now.borrowRequests() - before.borrowRequests());
            assertEquals(2, now.borrowsAborted() - before.borrowsAborted());
        }
    }

    @Test
    void availabilityIsTheShareOfLooksWithATargetThatAnswers() throws Exception {
        Running shop = world.with(1);
        eventually("it was looked", () -> role(shop).looks() >= 2);
        ProxyMetrics.Role good = role(shop);
        assertEquals(good.looks(), good.looksAvailable());
        shop.proxy.targets(List.of());
        long looks = role(shop).looks();
        eventually("it was looked again", () -> role(shop).looks() >= looks + 2);
        assertTrue(role(shop).looksAvailable() <= looks);
        ProxyMetrics.Target gone = target(shop);
        assertEquals(0, gone.openMax());
        assertEquals(0, gone.open());
    }
}
