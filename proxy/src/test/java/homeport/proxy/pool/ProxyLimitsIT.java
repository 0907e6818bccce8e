package homeport.proxy.pool;

import static homeport.proxy.pool.PoolWorld.eventually;
import static homeport.proxy.pool.WireClient.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.door.Postgres;
import homeport.proxy.pool.Credentials.Answer;
import homeport.proxy.pool.Credentials.Proof;
import homeport.proxy.pool.PoolWorld.Running;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a DB proxy's clients may not do, and what they cannot do to others. */
class ProxyLimitsIT {
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
    void whoDoesNotReadHoldsBackItsServer() throws Exception {
        Running shop = world.with(2);
        try (WireClient slow = new WireClient(shop.at);
                WireClient other = new WireClient(shop.at)) {
            slow.send(query("SELECT repeat('x', 1000) FROM generate_series(1, 40000)"));
            String stuck = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite'";
            eventually("the server waits", () -> heard(other, stuck).contains("[1]"));
            Runtime runtime = Runtime.getRuntime();
            System.gc();
            long before = runtime.totalMemory() - runtime.freeMemory();
            for (int i = 0; i < 20; i++) other.ask("SELECT pg_sleep(0.01)");
            System.gc();
            long after = runtime.totalMemory() - runtime.freeMemory();
            assertTrue(after - before < 20_000_000, () -> before + " grew to " + after);
            String all = slow.heard(1);
            assertTrue(all.endsWith("SELECT_40000 ZI"), "all came");
        }
    }

    private static String heard(WireClient client, String sql) {
        try {
            return client.ask(sql);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void whoAsksMuchAndReadsNothingIsNotHeardAnyMore() throws Exception {
        Running shop = world.with(2);
        try (WireClient slow = new WireClient(shop.at)) {
            slow.socket.setSoTimeout(20_000);
            byte[] asks = query("SELECT repeat('x', 60000)");
            Thread sends =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < 2000; i++) slow.send(asks);
                                } catch (java.io.IOException gone) {
                                    throw new IllegalStateException(gone);
                                }
                            });
            for (int i = 0; i < 2000; i++) assertTrue(slow.heard(1).endsWith("ZI"));
            sends.join();
        }
    }

    @Test
    void whoWaitsIsCancelledAtOnce() throws Exception {
        Running shop = world.with(1);
        try (WireClient first = new WireClient(shop.at);
                WireClient waits = new WireClient(shop.at)) {
            first.ask("BEGIN");
            waits.send(query("SELECT 1"));
            eventually("it waits", () -> shop.proxy.snapshot().waiting() == 1);
            waits.cancel();
            assertEquals("E57014 ZI", waits.heard(1));
            first.ask("COMMIT");
            assertEquals("T1 [2] SELECT_1 ZI", waits.ask("SELECT 2"));
        }
    }

    @Test
    void whoMayNotWaitIsRefusedAtOnceAndStays() throws Exception {
        ProxySettings settings =
                ProxySettings.named("shop")
                        .withPool(
                                PoolSettings.DEFAULT
                                        .withPercent(1, 1)
                                        .withBorrowTimeout(Duration.ofMillis(500)));
        Running shop = world.running(settings);
        try (WireClient first = new WireClient(shop.at);
                WireClient refused = new WireClient(shop.at)) {
            first.ask("BEGIN");
            shop.proxy.settings(
                    settings.withPool(settings.pool().withBorrowTimeout(Duration.ZERO)));
            assertEquals("E08000 ZI", refused.ask("SELECT 1"));
            first.ask("COMMIT");
            assertEquals("T1 [1] SELECT_1 ZI", refused.ask("SELECT 1"));
        }
    }

    @Test
    void whoIsIdleForLongIsDismissed() throws Exception {
        Running shop =
                world.running(
                        ProxySettings.named("shop").withIdleClientTimeout(Duration.ofSeconds(1)));
        try (WireClient client = new WireClient(shop.at)) {
            assertTrue(client.ask("SELECT pg_sleep(2.5)").endsWith("ZI"));
            assertEquals("T1 [1] SELECT_1 ZI", client.ask("SELECT 1"));
            assertEquals("E57P05 $", client.heard(1));
        }
    }

    /** And who came in elsewhere stays. Source: RDS user guide, "Deleting a proxy endpoint". */
    @Test
    void whoCameInByAnEndpointThatIsGoneIsEnded() throws Exception {
        Running shop = world.with(5);
        ProxyEndpoint more = world.endpoint("more", Target.Role.READ_WRITE);
        var listening = shop.proxy.listen(shop.at.getHostString(), 0, more);
        try (WireClient stays = new WireClient(shop.at);
                WireClient idle = new WireClient(listening.address());
                WireClient busy = new WireClient(listening.address())) {
            busy.ask("BEGIN");
            shop.proxy.end(Set.of(more), "its endpoint is gone");
            assertEquals("E57P01 $", idle.heard(1));
            assertEquals("E57P01 $", busy.heard(1));
            assertEquals("T1 [1] SELECT_1 ZI", stays.ask("SELECT 1"));
            eventually(
                    "its transaction is over",
                    () -> shop.proxy.snapshot().clientConnections() == 1);
        }
    }

    @Test
    void whoNeverSignsInMakesRoomForOthers() throws Exception {
        Running shop = world.with(2);
        List<WireClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < SignIns.MAX; i++) silent.add(new WireClient(shop.at, "silent"));
            eventually(
                    "all are in",
                    () -> shop.proxy.snapshot().clientConnectionsInSetup() == SignIns.MAX);
            eventually("one more gets in", () -> getsIn(shop));
            shop.jdbc().close();
        } finally {
            for (WireClient one : silent) one.close();
        }
        eventually("none is left", () -> shop.proxy.snapshot().clientConnectionsInSetup() == 0);
    }

    private static boolean getsIn(Running shop) {
        try {
            shop.jdbc().close();
            return true;
        } catch (SQLException refused) {
            assertEquals("53300", refused.getSQLState());
            return false;
        }
    }

    @Test
    void aPasswordThatWasRotatedAtOneSideOnlyStillWorks() throws Exception {
        Running shop = world.with(2);
        shop.credentials.answer =
                new Answer.Password(
                        "2", "the next one", Optional.of(Postgres.PASSWORD), Proof.SCRAM);
        assertThrows(SQLException.class, () -> shop.jdbc().close());
        try (var client = shop.jdbc("password=the next one")) {
            assertEquals("1", PoolWorld.ask(client, "SELECT 1"));
        }
    }

    @Test
    void aTokenIsTakenOverTlsOnly() throws Exception {
        Running shop = world.with(2);
        shop.credentials.answer = new Answer.Tokens();
        String[] properties = {"user=open", "password=a good token", "sslmode=require"};
        try (var client = shop.jdbc(properties)) {
            assertEquals("open", PoolWorld.ask(client, "SELECT current_user"));
        }
        assertThrows(
                SQLException.class,
                () -> shop.jdbc("user=open", "password=bad", "sslmode=require").close());
        SQLException plain =
                assertThrows(
                        SQLException.class,
                        () -> shop.jdbc("user=open", "password=a good token").close());
        assertEquals("28000", plain.getSQLState());
    }

    @Test
    void bytesBehindARequestForTlsAreRefused() throws Exception {
        Running shop = world.with(1);
        try (WireClient client = new WireClient(shop.at, "raw")) {
            client.send(
                    ByteBuffer.allocate(8).putInt(8).putInt(1234 << 16 | 5679).array(),
                    WireClient.startup("user\0postgres\0\0"));
            assertEquals("E08P01 $", client.until('$', 1));
        }
    }

    @Test
    void aNewerProtocolIsTalkedDown() throws Exception {
        Running shop = world.with(1);
        try (WireClient client = new WireClient(shop.at, "raw")) {
            byte[] startup = WireClient.startup("user\0postgres\0_pq_.much\0yes\0\0");
            ByteBuffer.wrap(startup).putInt(4, 3 << 16 | 2);
            client.send(startup);
            assertEquals('v', client.next());
            assertEquals("_pq_.much|", client.text().substring(8));
            assertEquals('R', client.next());
        }
    }

    @Test
    void aStrictProxyRefusesWhatAwsRefuses() throws Exception {
        Running shop = world.running(ProxySettings.named("shop").asStrict());
        SQLException refused =
                assertThrows(
                        SQLException.class,
                        () -> shop.jdbc("options=-c statement_timeout=5").close());
        assertEquals("0A000", refused.getSQLState());
        assertTrue(refused.getMessage().contains("doesn't support the option options"));
    }

    @Test
    void aMessageThatLiesAboutItsLengthEndsItsClientOnly() throws Exception {
        Running shop = world.with(1);
        for (byte[] lie :
                List.of(
                        new byte[] {'Q', 0, 0, 0, 4},
                        new byte[] {'Q', 0, 0, 0, 3},
                        new byte[] {'Q', -1, 0, 0, 0},
                        new byte[] {'S', 0x10, 0, 0, 0},
                        new byte[] {'D', 0, 0, 0, 4},
                        new byte[] {'P', 0, 0, 0, 4},
                        new byte[] {'B', 0, 0, 0, 5, 'x'},
                        "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
            try (WireClient client = new WireClient(shop.at)) {
                assertEquals("E08P01 $", client.send(lie).until('$', 1));
            }
        }
        try (WireClient client = new WireClient(shop.at)) {
            assertEquals("T1 [1] SELECT_1 ZI", client.ask("SELECT 1"));
        }
    }
}
