package homeport.proxy.door;

import static homeport.proxy.door.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.door.Endpoint.Sessions;
import homeport.proxy.door.Endpoint.Target;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients while the endpoint's server changes: they wait, are cut, or find the next one. */
@ExtendWith(World.Given.class)
class FailoverIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Path NOWHERE = Path.of("/nowhere/.s.PGSQL.5432");
    private static Postgres other;

    private final World world;
    private World.Orders orders;
    private Door door;
    private Listener listener;

    FailoverIT(World world) {
        this.world = world;
    }

    @BeforeAll
    static void startAnother() throws Exception {
        other = Postgres.start();
    }

    @AfterAll
    static void stop() {
        other.close();
    }

    @BeforeEach
    void open() throws Exception {
        open(DoorSettings.DEFAULT.withNotice(Duration.ofSeconds(60)));
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
        assertEquals(0, listener.waiting());
        door.close();
    }

    private void lead(Target to) {
        orders.target = to;
        listener.targetChanged();
    }

    private static Target waiting(Duration max, Sessions sessions) {
        return new Target.Waiting(
                "DB instance orders is failing over.", Optional.of("Try again."), max, sessions);
    }

    private CompletableFuture<Connection> connecting(String... properties) {
        CompletableFuture<Connection> connection = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        connection.complete(world.jdbc(listener, properties));
                    } catch (Exception failed) {
                        connection.completeExceptionally(failed);
                    }
                });
        return connection;
    }

    private void ended(Ended why, long count) {
        eventually(why + ": " + listener.ended(), () -> listener.ended().get(why) == count);
    }

    private void oneWaits() {
        eventually("one waits", () -> listener.waiting() == 1);
    }

    private RawClient raw() throws IOException {
        return new RawClient(listener.address());
    }

    private static void isAt(Postgres server, Connection c) throws Exception {
        String folders = DoorIT.one(c, "select current_setting('unix_socket_directories')");
        assertEquals(server.socket().getParent().toString(), folders);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNewClientWaitsForTheServer(boolean tls) throws Exception {
        lead(waiting(LONG, new Sessions.Cut()));
        var connection = connecting(tls ? world.verifyFull() : new String[0]);
        oneWaits();
        lead(waiting(LONG.plusSeconds(1), new Sessions.Cut()));
        lead(new Target.Open(other.socket()));
        try (Connection c = connection.get(30, TimeUnit.SECONDS)) {
            isAt(other, c);
        }
    }

    @Test
    void whoHasWaitedInVainIsToldWhy() throws Exception {
        lead(waiting(Duration.ofMillis(50), new Sessions.Cut()));
        assertThatThrownBy(() -> world.jdbc(listener, world.verifyFull()))
                .hasMessageContaining("DB instance orders is failing over.")
                .hasMessageContaining("Try again.")
                .hasFieldOrPropertyWithValue("SQLState", "57P03");
        ended(Ended.WAIT_TIMEOUT, 1);
    }

    @Test
    void whoWaitsIsToldWhenTheEndpointCloses() throws Exception {
        lead(waiting(LONG, new Sessions.Cut()));
        var connection = connecting();
        oneWaits();
        lead(
                new Target.Closed(
                        "DB instance orders is stopped.", Optional.empty(), new Sessions.Cut()));
        assertThatThrownBy(() -> connection.get(30, TimeUnit.SECONDS))
                .hasMessageContaining("DB instance orders is stopped.");
        ended(Ended.TURNED_AWAY, 1);
    }

    @Test
    void waitingIsNotTimeToSignIn() throws Exception {
        open(DoorSettings.DEFAULT.withLoginTime(Duration.ofSeconds(2)));
        lead(waiting(Duration.ofMillis(2500), new Sessions.Cut()));
        assertThatThrownBy(() -> world.jdbc(listener))
                .hasFieldOrPropertyWithValue("SQLState", "57P03");
    }

    @Test
    void aClientThatLeavesWhileItWaitsFreesItsPlace() throws Exception {
        open(DoorSettings.DEFAULT.withMax(1, 1));
        lead(waiting(LONG, new Sessions.Cut()));
        try (RawClient client = raw()) {
            client.send(RawClient.startup("user\0open\0database\0postgres\0\0"));
            oneWaits();
        }
        ended(Ended.CLIENT_CLOSED, 1);
        var next = connecting();
        oneWaits();
        lead(new Target.Open(other.socket()));
        next.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void aClientBehindTlsMayLeaveToo() throws Exception {
        lead(waiting(LONG, new Sessions.Cut()));
        String to =
                "host=%s port=%d user=open dbname=postgres sslmode=require"
                        .formatted(world.address, listener.address().getPort());
        Process psql = new ProcessBuilder(World.psql().toString(), to, "-c", "select 1").start();
        oneWaits();
        psql.destroy();
        ended(Ended.CLIENT_CLOSED, 1);
    }

    @Test
    void whatAClientSaysWhileItWaitsIsHeard() throws Exception {
        lead(waiting(LONG, new Sessions.Cut()));
        try (RawClient client = raw()) {
            client.send(RawClient.startup("user\0open\0database\0postgres\0\0"));
            oneWaits();
            client.query("select 'ahead'");
            client.query("select '" + "x".repeat(100_000) + "'"); // more than is kept
            lead(new Target.Open(other.socket()));
            client.await('Z');
            client.await('D');
            assertThat(client.text()).contains("ahead");
            client.await('Z');
            client.await('D');
            assertTrue(client.text().contains("xxxx"));
            client.await('Z');
        }
    }

    @Test
    void aSignInAtADeadServerWaitsForTheNext() throws Exception {
        orders.target = new Target.Open(NOWHERE);
        var connection = connecting();
        oneWaits();
        lead(waiting(LONG, new Sessions.Cut()));
        lead(new Target.Open(other.socket()));
        try (Connection c = connection.get(30, TimeUnit.SECONDS)) {
            isAt(other, c);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSignInAtAServerThatClosesOrIsSilentWaitsForTheNext(boolean closes) throws Exception {
        Path socket = Files.createTempDirectory("silent").resolve(".s.PGSQL.5432");
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            orders.target = new Target.Open(socket);
            var connection = connecting();
            var arrived = silent.accept();
            assertTrue(arrived.read(ByteBuffer.allocate(1000)) > 0, "the startup packet");
            if (closes) arrived.close();
            lead(waiting(LONG, new Sessions.Cut()));
            oneWaits();
            lead(new Target.Open(other.socket()));
            try (Connection c = connection.get(30, TimeUnit.SECONDS)) {
                isAt(other, c);
            }
            arrived.close();
        }
    }

    @Test
    void aServerThatStaysDeadIsSaidToBe() throws Exception {
        open(DoorSettings.DEFAULT.withNotice(Duration.ofMillis(50)));
        orders.target = new Target.Open(NOWHERE);
        assertThatThrownBy(() -> world.jdbc(listener))
                .hasMessageContaining("orders is not accepting connections")
                .hasFieldOrPropertyWithValue("SQLState", "57P03");
    }

    @Test
    void aSignInThatIsUnderwayAtTheOldServerIsCut() throws Exception {
        try (RawClient client = raw()) {
            client.send(RawClient.startup("user\0postgres\0database\0postgres\0\0"));
            client.await('R'); // the server's challenge: another server could not know the answer
            lead(new Target.Open(other.socket()));
            assertEnds(client);
        }
        ended(Ended.MOVED, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingOfTheOldServerComesAfterTheChange(boolean waits) throws Exception {
        try (RawClient idle = raw().open();
                RawClient busy = raw().open()) {
            busy.query(
                    "select (extract(epoch from clock_timestamp()) * 1e6)::bigint,"
                            + " generate_series(1, 1000000000)");
            for (int row = 0; row < 1000; row++) busy.await('D');
            lead(waits ? waiting(LONG, new Sessions.Cut()) : new Target.Open(other.socket()));
            long returned = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            assertEquals(0, listener.sessions());
            assertEnds(idle);
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    busy.await('D');
                                    assertThat(at(busy)).isLessThanOrEqualTo(returned);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
        ended(Ended.MOVED, 2);
    }

    /** A row's first column as a number. Shape: columns; for each its length and its text. */
    private static long at(RawClient row) {
        int length = ByteBuffer.wrap(row.body).getInt(2);
        return Long.parseLong(new String(row.body, 6, length, StandardCharsets.US_ASCII));
    }

    private static void assertEnds(RawClient client) {
        try {
            assertEquals(-1, client.in.read());
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void aSignInThatSeesTheNewServerFirstCutsForAll() throws Exception {
        try (RawClient old = raw().open()) {
            orders.target = new Target.Open(other.socket()); // and nobody has said so
            try (RawClient next = raw().open()) {
                assertEnds(old);
                next.query("select 1");
                next.await('Z');
                listener.targetChanged();
                next.query("select 1");
                next.await('Z');
            }
        }
        ended(Ended.MOVED, 1);
    }

    @Test
    void sessionsMayStayWhileNewOnesWait() throws Exception {
        try (RawClient old = raw().open()) {
            lead(waiting(LONG, new Sessions.Stay()));
            var next = connecting();
            oneWaits();
            old.query("select 1");
            old.await('Z');
            lead(new Target.Open(world.postgres.socket()));
            next.get(30, TimeUnit.SECONDS).close();
            old.query("select 1");
            old.await('Z');
        }
    }

    @Test
    void aSessionThatNobodyCanLookIntoHasUntilTheEndOfTheDrain() throws Exception {
        try (RawClient old = raw().open()) {
            lead(waiting(LONG, new Sessions.Drain(Duration.ofMillis(100))));
            assertEnds(old);
        }
        ended(Ended.MOVED, 1);
    }

    @Test
    void aDrainThatIsTakenBackEndsNobody() throws Exception {
        try (RawClient old = raw().open()) {
            lead(waiting(LONG, new Sessions.Drain(Duration.ofSeconds(2))));
            lead(new Target.Open(world.postgres.socket()));
            old.query("select pg_sleep(2.5)");
            old.await('Z');
        }
        assertEquals(0, listener.ended().get(Ended.MOVED));
    }
}
