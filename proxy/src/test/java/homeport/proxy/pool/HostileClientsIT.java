package homeport.proxy.pool;

import static homeport.proxy.pool.PoolWorld.eventually;
import static homeport.proxy.pool.WireClient.query;
import static homeport.proxy.pool.WireClient.startup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.pool.PoolWorld.Running;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that want harm, and others beside them that go on. Their number is for each build; the
 * nightly form is {@code -Dhomeport.hostile.logins=100000 -Dhomeport.hostile.seconds=60}.
 */
class HostileClientsIT {
    private static final int LOGINS = Integer.getInteger("homeport.hostile.logins", 4_000);

    /** How long a client may take to sign in. */
    private static final int SECONDS = Integer.getInteger("homeport.hostile.seconds", 2);

    private static final int LOGINS_AT_ONCE = 16;
    private static final long HEAP_GROWTH_MAX = 16_000_000;

    /** Longest that a bystander waits for a sign-in and an answer, on a busy machine. */
    private static final long BYSTANDER_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

    /** A ClientHello's beginning: a handshake record of 512 bytes, of which this is not all. */
    private static final byte[] HELLO =
            HexFormat.of().parseHex("1603010200010001fc0303" + "00".repeat(32));

    private static final byte[] SSL_REQUEST = HexFormat.of().parseHex("0000000804d2162f");

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

    // ---- sign-ins that fail

    @Test
    void manyFailedSignInsCostOthersNothing() throws Exception {
        Running shop = world.with(2);
        try (Bystander others = new Bystander(shop)) {
            fail(shop, LOGINS / 4);
            long before = heapInUse();
            fail(shop, LOGINS - LOGINS / 4);
            world.log.clear();
            long after = heapInUse();
            assertTrue(
                    after - before < HEAP_GROWTH_MAX,
                    () ->
                            "%d failed sign-ins: heap from %d to %d"
                                    .formatted(LOGINS, before, after));
            others.wentOn();
        }
        Snapshot now = shop.proxy.snapshot();
        assertEquals(LOGINS, now.clientConnectionsSetupFailedAuth());
        eventually("none is left", () -> shop.proxy.snapshot().clientConnectionsInSetup() == 0);
    }

    /** Half with a wrong proof, half for users that nobody has. */
    private static void fail(Running shop, int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        AtomicInteger surprises = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < LOGINS_AT_ONCE; i++)
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int n = left.decrementAndGet();
                                        n >= 0;
                                        n = left.decrementAndGet())
                                    if (!isRefused(shop, n)) surprises.incrementAndGet();
                            }));
        for (Thread thread : threads) thread.join();
        assertEquals(0, surprises.get());
        world.log.clear();
    }

    private static boolean isRefused(Running shop, int n) {
        try (WireClient client = new WireClient(shop.at, "signs in itself")) {
            if (n % 2 == 0) {
                client.send(startup("user\0nobody\0database\0db" + n + "\0\0"));
                return client.until('E', 1).endsWith("E28000");
            }
            client.send(startup("user\0postgres\0\0"));
            if (client.next() != 'R') return false;
            client.send(saslFirst("n,,n=,r=guess"));
            if (client.next() != 'R') return false;
            String challenge = client.text().substring(4);
            String nonce = challenge.substring(2, challenge.indexOf(','));
            String proof = "c=biws,r=" + nonce + ",p=" + "A".repeat(43) + "=";
            client.send(WireClient.message('p', proof));
            return client.until('E', 1).equals("E28P01");
        } catch (IOException broken) {
            return false;
        }
    }

    private static byte[] saslFirst(String first) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("SCRAM-SHA-256\0".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(ByteBuffer.allocate(4).putInt(first.length()).array());
        body.writeBytes(first.getBytes(StandardCharsets.US_ASCII));
        byte[] all = body.toByteArray();
        return ByteBuffer.allocate(5 + all.length)
                .put((byte) 'p')
                .putInt(4 + all.length)
                .put(all)
                .array();
    }

    private static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    // ---- a byte now and then

    @Test
    void whoSaysAByteNowAndThenIsEndedByTheTimeForSigningIn() throws Exception {
        Running shop =
                world.running(
                        ProxySettings.named("shop")
                                .withSignInMax(Duration.ofSeconds(SECONDS))
                                .withPool(PoolSettings.DEFAULT.withPercent(2, 2)));
        byte[] opening = startup("user\0postgres\0application_name\0" + "x".repeat(9000) + "\0\0");
        byte[] hello = WireClient.join(HELLO, new byte[500]);
        byte[] answer = saslFirst("n,,n=,r=" + "x".repeat(900));
        long began = System.nanoTime();
        List<Thread> slow = new ArrayList<>();
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            slow.add(dribble(shop.at, new byte[0], opening, ended));
            slow.add(dribble(shop.at, new byte[0], hello, ended));
            slow.add(dribble(shop.at, SSL_REQUEST, hello, ended));
            slow.add(dribble(shop.at, startup("user\0postgres\0\0"), answer, ended));
        }
        try (Bystander others = new Bystander(shop)) {
            for (Thread one : slow) one.join();
            others.wentOn();
        }
        assertEquals(slow.size(), ended.get());
        long took = System.nanoTime() - began;
        assertTrue(took > TimeUnit.SECONDS.toNanos(SECONDS), "none is ended early");
        assertTrue(took < TimeUnit.SECONDS.toNanos(SECONDS + 15L), "all are ended in time");
        eventually("none is left", () -> shop.proxy.snapshot().clientConnectionsInSetup() == 0);
    }

    /** Says {@code first} at once and {@code rest} by the byte, until it is shown the door. */
    private static Thread dribble(
            InetSocketAddress at, byte[] first, byte[] rest, AtomicInteger ended) {
        long pause = TimeUnit.SECONDS.toNanos(SECONDS) / 40;
        return Thread.ofVirtual()
                .start(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(at, 5_000);
                        socket.setTcpNoDelay(true);
                        socket.getOutputStream().write(first);
                        for (int i = 0; i < rest.length - 1; i++) {
                            socket.getOutputStream().write(rest[i]);
                            LockSupport.parkNanos(pause);
                        }
                    } catch (IOException shown) {
                        ended.incrementAndGet();
                    }
                });
    }

    @Test
    void whoFallsSilentInAMessageOrATransactionIsEndedByTheIdleTimeout() throws Exception {
        Running shop =
                world.running(
                        ProxySettings.named("shop")
                                .withIdleClientTimeout(Duration.ofSeconds(1))
                                .withPool(PoolSettings.DEFAULT.withPercent(1, 1)));
        byte[] half = ByteBuffer.allocate(9).put((byte) 'Q').putInt(1000).putInt(0).array();
        try (WireClient silent = new WireClient(shop.at);
                WireClient inTransaction = new WireClient(shop.at)) {
            silent.send(half);
            inTransaction.ask("BEGIN");
            inTransaction.send(half);
            eventually("both are gone", () -> shop.proxy.snapshot().clientConnections() == 0);
            try (WireClient next = new WireClient(shop.at)) {
                assertEquals("T1 [1] SELECT_1 ZI", next.ask("SELECT 1"));
            }
            assertTrue(silent.until('$', 1).endsWith("$"));
            assertTrue(inTransaction.until('$', 1).endsWith("$"));
        }
    }

    // ---- lies before the sign-in

    @Test
    void aFirstPacketThatLiesIsRefused() throws Exception {
        Running shop = world.with(1);
        byte[] cut = startup("user\0postgres");
        ByteBuffer.wrap(cut).putInt(0, cut.length);
        for (byte[] lie :
                List.of(
                        first(0, 3 << 16),
                        first(3, 3 << 16),
                        first(7, 3 << 16),
                        first(8, 3 << 16),
                        first(-1, 3 << 16),
                        first(10_001, 3 << 16),
                        first(Integer.MAX_VALUE, 3 << 16),
                        first(8, 2 << 16),
                        first(8, 4 << 16),
                        first(8, 1234 << 16 | 1),
                        startup("user\0postgres\0options"),
                        startup("database\0postgres\0\0"),
                        cut)) {
            String heard = said(shop, lie);
            assertTrue(heard.startsWith("E"), heard);
        }
        eventually("none is left", () -> shop.proxy.snapshot().clientConnectionsInSetup() == 0);
        shop.jdbc().close();
    }

    @Test
    void anAnswerThatLiesIsRefused() throws Exception {
        Running shop = world.with(1);
        byte[] good = saslFirst("n,,n=,r=guess");
        byte[] longer = good.clone();
        ByteBuffer.wrap(longer).putInt(19, 1000);
        byte[] negative = good.clone();
        ByteBuffer.wrap(negative).putInt(19, -1);
        byte[] unknown = good.clone();
        unknown[5] = 'X';
        for (byte[] lie :
                List.of(
                        longer,
                        negative,
                        unknown,
                        saslFirst(""),
                        saslFirst("y"),
                        saslFirst("p=tls-server-end-point,,n=,r=x"),
                        saslFirst("n,a=admin,n=,r=x"),
                        saslFirst("n,,m=x,n=,r=x"),
                        saslFirst("n,,n=,r=" + "x".repeat(2000)),
                        WireClient.message('p', ""),
                        new byte[] {'p', 0, 0, 0, 3},
                        new byte[] {'p', 0, 0, 8, 5}, // one byte more than a proof has
                        new byte[] {'p', -1, 0, 0, 0},
                        query("SELECT 1"))) {
            String heard = said(shop, WireClient.join(startup("user\0postgres\0\0"), lie));
            assertTrue(heard.startsWith("R E"), heard);
        }
        shop.jdbc().close();
    }

    private static byte[] first(int length, int code) {
        return ByteBuffer.allocate(8).putInt(length).putInt(code).array();
    }

    private static String said(Running shop, byte[] lie) throws IOException {
        try (WireClient client = new WireClient(shop.at, "signs in itself")) {
            client.send(lie);
            return client.until('$', 1);
        }
    }

    @Test
    void whatIsNoTlsIsAnsweredByAnAlertAndNobodyElseIsHarmed() throws Exception {
        Running shop = world.with(1);
        for (String bytes :
                List.of(
                        "16030000050100000100", // SSL 3.0
                        "160301003101" + "00002d0301" + "00".repeat(33) + "0002002f0100", // TLS 1.0
                        "16ffffffff", // no version, no length
                        "16030300040100fffff0", // a handshake message of 16 MB
                        "1603030000160303000016030300001603030000", // empty records
                        "1503030002022816030300")) // an alert first
        try (Socket socket = new Socket()) {
                socket.connect(shop.at, 5_000);
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(SSL_REQUEST);
                assertEquals('S', socket.getInputStream().read());
                socket.getOutputStream().write(HexFormat.of().parseHex(bytes));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException reset) {
                assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
            }
        eventually("none is left", () -> shop.proxy.snapshot().clientConnectionsInSetup() == 0);
        shop.jdbc("sslmode=require").close();
    }

    /** Signs in and asks all the time, in one session that stays and in new ones. */
    private static final class Bystander implements AutoCloseable {
        private final Running shop;
        private final Thread thread;
        private final AtomicBoolean stops = new AtomicBoolean();
        private final AtomicInteger rounds = new AtomicInteger();
        private volatile String trouble = "";
        private volatile long slowestNanos;

        Bystander(Running shop) {
            this.shop = shop;
            thread = Thread.ofPlatform().name("bystander").start(this::run);
        }

        private void run() {
            try (WireClient stays = new WireClient(shop.at)) {
                while (!stops.get()) {
                    long began = System.nanoTime();
                    assertEquals("T1 [1] SELECT_1 ZI", stays.ask("SELECT 1"));
                    try (WireClient comes = new WireClient(shop.at)) {
                        assertEquals("T1 [2] SELECT_1 ZI", comes.ask("SELECT 2"));
                    }
                    slowestNanos = Math.max(slowestNanos, System.nanoTime() - began);
                    rounds.incrementAndGet();
                    LockSupport.parkNanos(5_000_000);
                }
            } catch (IOException | AssertionError failed) {
                trouble = failed.toString();
            }
        }

        void wentOn() {
            int before = rounds.get();
            eventually("they go on: " + trouble, () -> rounds.get() > before + 1);
            assertEquals("", trouble);
            assertTrue(slowestNanos < BYSTANDER_NANOS_MAX, () -> "slowest: " + slowestNanos);
        }

        @Override
        public void close() {
            stops.set(true);
            try {
                thread.join();
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
