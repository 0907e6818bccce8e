package homeport.proxy.door;

import static homeport.proxy.door.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is turned away and how, and what one client can cost. */
@ExtendWith(World.Given.class)
class DoorLimitsIT {
    private static final byte[] SSL_REQUEST = HexFormat.of().parseHex("0000000804d2162f");
    private static final byte[] GSS_REQUEST = HexFormat.of().parseHex("0000000804d21630");

    private final World world;
    private World.Orders orders;
    private Door door;
    private Listener listener;

    DoorLimitsIT(World world) {
        this.world = world;
    }

    @BeforeEach
    void open() throws Exception {
        open(DoorSettings.DEFAULT);
    }

    private void open(DoorSettings settings) throws Exception {
        if (door != null) door.close();
        orders = world.new Orders();
        door = Door.open(settings, World.kind());
        listener = door.listen(world.address, 0, orders);
    }

    @AfterEach
    void nobodyIsLeft() {
        eventually("sessions " + listener.sessions(), () -> listener.sessions() == 0);
        assertEquals(0, listener.ended().get(Ended.ERROR));
        door.close();
    }

    private RawClient raw() throws IOException {
        return new RawClient(listener.address());
    }

    /** What the door says to a first packet, zeros as bars; nothing when it only closes. */
    private String answer(byte[] first) throws IOException {
        try (RawClient client = raw()) {
            client.send(first);
            return new String(client.in.readAllBytes(), StandardCharsets.UTF_8).replace('\0', '|');
        }
    }

    @Test
    void aClosedTargetSaysWhyAndWhatToDo() {
        orders.target =
                new Endpoint.Target.Closed(
                        "DB instance orders is stopped.",
                        Optional.of("Start the DB instance."),
                        new Endpoint.Sessions.Cut());
        assertThatThrownBy(() -> world.jdbc(listener, world.verifyFull()))
                .hasMessageContaining("DB instance orders is stopped.")
                .hasMessageContaining("Start the DB instance.")
                .hasFieldOrPropertyWithValue("SQLState", "57P03");
    }

    @Test
    void aServerThatDoesNotListenIsNotAcceptingConnections() {
        orders.target = new Endpoint.Target.Open(Path.of("/nowhere/.s.PGSQL.5432"));
        assertThatThrownBy(() -> world.jdbc(listener))
                .hasMessageContaining("orders is not accepting connections")
                .hasFieldOrPropertyWithValue("SQLState", "57P03");
    }

    @Test
    void whomNoRuleAdmitsIsToldSo() {
        orders.admits = false;
        assertThatThrownBy(() -> world.jdbc(listener))
                .hasMessageContaining("no security group rule admits 127.0.0.1 to orders")
                .hasFieldOrPropertyWithValue("SQLState", "28000");
    }

    @Test
    void oneClientTooManyIsToldSo() throws Exception {
        open(DoorSettings.DEFAULT.withMax(1, 10));
        try (RawClient first = raw().open()) {
            assertThatThrownBy(() -> world.jdbc(listener, world.verifyFull()))
                    .hasMessageContaining("sorry, too many clients already")
                    .hasFieldOrPropertyWithValue("SQLState", "53300");
            first.query("select 1");
            first.await('Z');
        }
    }

    @Test
    void oneSignInTooManyIsToldSo() throws Exception {
        open(DoorSettings.DEFAULT.withMax(100, 1));
        try (RawClient first = raw()) {
            eventually("the first is signing in", () -> listener.sessions() == 1);
            assertThat(answer(new byte[0])).contains("C53300|");
            first.open();
        }
    }

    @Test
    void halfASignInIsCutInTime() throws Exception {
        open(DoorSettings.DEFAULT.withLoginTime(Duration.ofSeconds(2)));
        try (RawClient silent = raw();
                RawClient slow = raw()) {
            slow.send(SSL_REQUEST);
            assertEquals('S', slow.in.read());
            assertEquals(-1, slow.in.read());
            assertEquals(-1, silent.in.read());
        }
        eventually("both cut", () -> listener.ended().get(Ended.LOGIN_TIMEOUT) == 2);
    }

    @Test
    void whoIsInIsNotCutByTheSignInClock() throws Exception {
        open(DoorSettings.DEFAULT.withLoginTime(Duration.ofSeconds(2)));
        try (RawClient client = raw().open()) {
            client.query("select pg_sleep(2.5)");
            client.await('Z');
        }
    }

    @Test
    void gssIsDeclinedAndTlsOffered() throws Exception {
        try (RawClient client = raw()) {
            client.send(GSS_REQUEST);
            assertEquals('N', client.in.read());
            client.send(SSL_REQUEST);
            assertEquals('S', client.in.read());
        }
    }

    @Test
    void brokenFirstPacketsAreAnsweredWith08P01() throws Exception {
        byte[] http = "GET / HTTP/1.1\r\nHost: orders\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(answer(http)).contains("C08P01|");
        assertThat(answer(HexFormat.of().parseHex("7fffffff00030000"))).contains("C08P01|");
        assertThat(answer(HexFormat.of().parseHex("0000000900020000" + "00"))).contains("C0A000|");
        byte[] stuffed = ByteBuffer.allocate(9).put(SSL_REQUEST).put((byte) 0x16).array();
        assertThat(answer(stuffed)).contains("C08P01|Mreceived unencrypted data after SSL request");
        eventually("all four", () -> listener.ended().get(Ended.TURNED_AWAY) == 4);
    }

    @Test
    void directTlsMustNameItsProtocol() throws Exception {
        InetSocketAddress to = listener.address();
        try (SSLSocket socket =
                        (SSLSocket)
                                world.certificate
                                        .trusted()
                                        .getSocketFactory()
                                        .createSocket(to.getAddress(), to.getPort());
                RawClient client = new RawClient(socket)) {
            assertEquals('E', client.next());
            assertThat(client.text()).contains("C08P01|Mdirect TLS without");
        }
    }

    @Test
    void noGarbageHangsOrStays() throws Exception {
        open(DoorSettings.DEFAULT.withLoginTime(Duration.ofSeconds(2)));
        Random random = new Random(20260); // the seed that replays it
        for (int round = 0; round < 300; round++) {
            try (RawClient client = raw()) {
                client.send(garbage(random));
                boolean halfClosed = random.nextBoolean();
                if (halfClosed) client.socket.shutdownOutput();
                if (halfClosed && random.nextBoolean()) client.in.readAllBytes();
            } catch (IOException resetByTheDoor) {
                assertThat(resetByTheDoor).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
            }
        }
        eventually("all are gone", () -> listener.sessions() == 0);
        raw().open().close();
    }

    private static byte[] garbage(Random random) {
        byte[] bytes = new byte[random.nextInt(1, 300)];
        random.nextBytes(bytes);
        ByteBuffer start = ByteBuffer.wrap(bytes);
        byte[] open = RawClient.startup("user\0open\0database\0postgres\0\0");
        return switch (random.nextInt(6)) {
            case 0 -> bytes;
            case 1 -> bytes.length < 8 ? bytes : start.putInt(bytes.length).putInt(3 << 16).array();
            case 2 -> SSL_REQUEST;
            case 3 -> bytes.length < 5 ? bytes : start.put((byte) 0x16).putInt(0x03010100).array();
            case 4 -> ByteBuffer.allocate(open.length + bytes.length).put(open).put(bytes).array();
            default -> ByteBuffer.wrap(open).slice(0, random.nextInt(1, open.length)).array();
        };
    }

    @Test
    void slowReadersKeepTheServerWaitingAndLittleMemory() throws Exception {
        int readers = 8;
        long before = used();
        List<RawClient> slow = new ArrayList<>();
        try (Connection watcher = world.jdbc(listener)) {
            for (int i = 0; i < readers; i++) {
                slow.add(raw().open());
                slow.getLast().query("select repeat('x', 10000) from generate_series(1, 10000)");
            }
            eventually(
                    "every server process waits for its client",
                    () -> DoorIT.count(watcher, "wait_event = 'ClientWrite'").equals("8"));
            assertTrue(used() - before < 16 << 20, "grew by " + (used() - before) + " bytes");
            for (RawClient client : slow) {
                long bytes = 0;
                for (char type = client.next(); type != 'Z'; type = client.next())
                    bytes += client.body.length;
                assertTrue(bytes > 100_000_000, "the rest came: " + bytes);
            }
        }
        for (RawClient client : slow) client.close();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void fiveHundredIdleClientsAreCountedAndCut() throws Exception {
        List<RawClient> idle = new ArrayList<>();
        for (int i = 0; i < 500; i++) idle.add(raw().open());
        assertEquals(500, listener.sessions());
        listener.closeSessions();
        for (RawClient client : idle) {
            assertEquals(-1, client.in.read());
            client.close();
        }
        eventually("all are counted", () -> listener.ended().get(Ended.CUT) == 500);
    }

    @Test
    void aClosedListenerMayLeaveItsClients() throws Exception {
        try (RawClient client = raw().open()) {
            InetSocketAddress address = listener.address();
            listener.closeToNewClients();
            assertThatThrownBy(() -> new RawClient(address)).isInstanceOf(IOException.class);
            client.query("select 1");
            client.await('Z');
            Listener again = door.listen(world.address, address.getPort(), orders);
            new RawClient(again.address()).open().close();
            listener.close();
            assertEquals(-1, client.in.read());
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        int port = listener.address().getPort();
        assertThatThrownBy(() -> door.listen(world.address, port, orders))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("cannot listen on " + world.address + " port " + port)
                .hasMessageContaining("in use");
    }

    @Test
    void aServerThatIsKilledEndsItsClients() throws Exception {
        try (Postgres mortal = Postgres.start()) {
            orders.target = new Endpoint.Target.Open(mortal.socket());
            RawClient idle = raw().open();
            RawClient busy = raw().open();
            busy.query("select pg_sleep(60)");
            mortal.killAll();
            // Long before the query's end; a client that hears nothing fails by its own timeout.
            assertThatThrownBy(() -> busy.await('Z'))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            idle.in.readAllBytes(); // perhaps a last word, then the end
            assertThatThrownBy(() -> world.jdbc(listener))
                    .hasFieldOrPropertyWithValue("SQLState", "57P03");
            idle.close();
            busy.close();
        }
        eventually("both", () -> listener.ended().get(Ended.SERVER_CLOSED) == 2);
    }
}
