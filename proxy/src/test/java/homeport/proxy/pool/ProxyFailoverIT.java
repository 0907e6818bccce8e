package homeport.proxy.pool;

import static homeport.proxy.pool.PoolWorld.eventually;
import static homeport.proxy.pool.WireClient.bind;
import static homeport.proxy.pool.WireClient.execute;
import static homeport.proxy.pool.WireClient.parse;
import static homeport.proxy.pool.WireClient.query;
import static homeport.proxy.pool.WireClient.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.door.Postgres;
import homeport.proxy.pool.PoolWorld.Running;
import homeport.proxy.pool.Target.Role;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A DB proxy's clients stay while its servers go. Source: RDS user guide, "Failover". */
class ProxyFailoverIT {
    private static PoolWorld world;
    private static Postgres other;
    private Running shop;

    @BeforeAll
    static void begin() throws Exception {
        world = new PoolWorld();
        other = Postgres.start();
        world.postgres.sql("CREATE FUNCTION here() RETURNS text LANGUAGE sql RETURN 'one'");
        other.sql("CREATE FUNCTION here() RETURNS text LANGUAGE sql RETURN 'other'");
    }

    @AfterAll
    static void end() {
        other.close();
        world.close();
    }

    @BeforeEach
    void open() throws Exception {
        shop = world.with(5);
    }

    @AfterEach
    void close() {
        world.closeOpened();
    }

    private void failOver() {
        shop.proxy.targets(List.of(new Target("other", other.socket(), Role.READ_WRITE, 50, true)));
    }

    private static WireClient at(Running proxy) throws Exception {
        return new WireClient(proxy.at);
    }

    private static final String ONE = "T1 [one] SELECT_1 ZI";
    private static final String OTHER = "T1 [other] SELECT_1 ZI";

    @Test
    void whoIsIdleNoticesNothing() throws Exception {
        try (WireClient client = at(shop);
                WireClient fresh = at(shop)) {
            client.send(parse("s", "SELECT here()"), sync()).heard(1);
            assertEquals(ONE, client.ask("SELECT here()"));
            failOver();
            assertEquals(OTHER, client.ask("SELECT here()"));
            assertEquals(OTHER, fresh.ask("SELECT here()"));
            client.send(bind("", "s"), execute(""), sync());
            assertEquals("2 [other] SELECT_1 ZI", client.heard(1));
        }
    }

    @Test
    void whoIsInATransactionLosesItAndStays() throws Exception {
        try (WireClient client = at(shop)) {
            client.ask("BEGIN");
            failOver();
            assertEquals("E08006 ZI", client.ask("SELECT here()"));
            assertEquals(OTHER, client.ask("SELECT here()"));
            client.ask("BEGIN");
            shop.proxy.targets(List.of(world.target()));
            client.send(parse("", "SELECT 1"), bind("", ""), execute(""), sync());
            assertEquals("E08006 ZI", client.heard(1));
            assertEquals(ONE, client.ask("SELECT here()"));
        }
    }

    @Test
    void whoIsInAStatementIsToldThatItsFateIsUnknown() throws Exception {
        try (WireClient client = at(shop);
                WireClient second = at(shop)) {
            client.send(query("SELECT pg_sleep(30)"), query("SELECT here()"));
            second.send(parse("s", "SELECT pg_sleep(30)"), bind("", "s"), execute(""));
            second.send(sync(), query("SELECT here()"));
            eventually("both run", () -> shop.proxy.snapshot().currentlyBorrowed() == 2);
            failOver();
            assertEquals("E08007 ZI E08007 ZI", client.heard(2));
            assertEquals("E08007 ZI E08007 ZI", second.heard(2));
            assertEquals(OTHER, client.ask("SELECT here()"));
            assertEquals(OTHER, second.ask("SELECT here()"));
        }
    }

    @Test
    void whoWaitsForATargetIsServedByTheNext() throws Exception {
        shop.proxy.targets(List.of());
        try (WireClient first = at(world.with(1))) {
            assertEquals(ONE, first.ask("SELECT here()"));
        }
        failOver();
        try (WireClient client = at(shop)) {
            shop.proxy.targets(List.of());
            client.send(query("SELECT here()"));
            eventually("it waits", () -> shop.proxy.snapshot().waiting() == 1);
            failOver();
            assertEquals(OTHER, client.heard(1));
        }
    }

    @Test
    void whoIsPinnedIsDismissed() throws Exception {
        try (WireClient client = at(shop)) {
            client.ask("SET work_mem = '5MB'");
            failOver();
            assertEquals("E57P01 $", client.heard(1));
        }
    }

    @Test
    void aServerThatIsKilledIdleIsNotMissed() throws Exception {
        try (WireClient client = at(shop);
                WireClient killer = at(shop)) {
            client.ask("SELECT 1");
            client.ask("BEGIN");
            killer.ask("BEGIN");
            client.ask("COMMIT");
            String killed =
                    killer.ask(
                            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                    + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
            assertTrue(killed.startsWith("T1 ["), killed);
            eventually("it is gone", () -> shop.proxy.snapshot().databaseConnections() == 1);
            assertEquals(ONE, client.ask("SELECT here()"));
            client.ask("BEGIN");
            killer.ask("COMMIT"); // else it sees what it saw before
            killer.ask(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                            + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
            eventually("it is gone", () -> shop.proxy.snapshot().currentlyInTransaction() == 0);
            assertEquals("E08006 ZI", client.ask("SELECT here()"));
            assertEquals(ONE, client.ask("SELECT here()"));
        }
    }

    @Test
    void aServerThatIsKilledAndComesAgainIsUsedAgain() throws Exception {
        Postgres brief = Postgres.start();
        try (brief;
                Running own = world.with(5)) {
            own.proxy.targets(
                    List.of(new Target("brief", brief.socket(), Role.READ_WRITE, 50, true)));
            try (WireClient client = at(own)) {
                assertEquals("T1 [1] SELECT_1 ZI", client.ask("SELECT 1"));
                client.send(query("SELECT pg_sleep(30)"));
                eventually("it runs", () -> own.proxy.snapshot().currentlyBorrowed() == 1);
                brief.killAll();
                assertEquals("E08007 ZI", client.heard(1).replaceFirst("^T1 ", ""));
                client.send(query("SELECT 2"));
                eventually("it waits", () -> own.proxy.snapshot().waiting() == 1);
                brief.again();
                assertEquals("T1 [2] SELECT_1 ZI", client.heard(1));
            }
        }
    }
}
