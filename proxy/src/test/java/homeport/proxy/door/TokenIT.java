package homeport.proxy.door;

import static homeport.proxy.door.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import homeport.proxy.door.Endpoint.Sessions;
import homeport.proxy.door.Endpoint.Target;
import homeport.wire.Answers;
import homeport.wire.Authentication;
import homeport.wire.Message;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that the server lets in without a question (here {@code open}; members of {@code rds_iam}
 * where there are such) have a token to show to the door.
 */
@ExtendWith(World.Given.class)
class TokenIT {
    private static final String TOKEN = "a token of " + "many ".repeat(3_000) + "bytes";
    private static final byte[] STARTUP =
            RawClient.startup("user\0open\0database\0postgres\0application_name\0tokens\0\0");

    /** How many try a wrong token, together, and how many of them at once. */
    private static final int LOGINS = Integer.getInteger("homeport.logins", 160);

    private static final int GUESSING = 8;

    /** How many say nothing when they are asked. */
    private static final int SILENT = 50;

    private final World world;
    private World.Orders orders;
    private Door door;
    private Listener listener;

    TokenIT(World world) {
        this.world = world;
    }

    @BeforeEach
    void open() throws Exception {
        orders = world.new Orders();
        orders.tokens = Optional.of((user, token) -> user.equals("open") && token.equals(TOKEN));
        door = Door.open(DoorSettings.DEFAULT, World.kind());
        listener = door.listen(world.address, 0, orders);
    }

    @AfterEach
    void nobodyIsLeft() throws Exception {
        eventually("sessions " + listener.sessions(), () -> listener.sessions() == 0);
        assertEquals(0, listener.ended().get(Ended.ERROR));
        noServerProcessIsLeft();
        door.close();
    }

    private void noServerProcessIsLeft() throws Exception {
        try (Connection watcher = world.jdbc(listener)) {
            eventually(
                    "no server process is left",
                    () -> DoorIT.count(watcher, "application_name = 'tokens'").equals("0"));
        }
        eventually("the watcher has left", () -> listener.sessions() == 0);
    }

    private Connection jdbc(String password, String... more) throws SQLException {
        String[] tls = world.verifyFull();
        return world.jdbc(
                listener,
                Stream.of(
                                Stream.of("user=open", "password=" + password),
                                Stream.of(more),
                                Stream.of(tls))
                        .flatMap(all -> all)
                        .toArray(String[]::new));
    }

    private static void answer(RawClient client, String token) throws Exception {
        assertEquals('R', client.next());
        assertEquals(Authentication.CLEARTEXT, ByteBuffer.wrap(client.body).getInt());
        client.send(Answers.ofPassword(token).frame());
    }

    @Test
    void aTokenLetsItsUserIn() throws Exception {
        try (Connection open = jdbc(TOKEN)) {
            assertEquals("open", DoorIT.one(open, "select current_user"));
        }
    }

    @Test
    void anythingElseIsRefusedInTheWordsOfRds() {
        for (String other : new String[] {"wrong", TOKEN + "x", Postgres.PASSWORD})
            assertThatThrownBy(() -> jdbc(other))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertEquals("28000", e.getSQLState()))
                    .hasMessage("FATAL: PAM authentication failed for user \"open\"");
        eventually("three are refused", () -> listener.ended().get(Ended.LOGIN_REFUSED) == 3);
    }

    /** On RDS pg_hba.conf has {@code hostssl} for these users, and nothing else. */
    @Test
    void withoutTlsNobodyIsAskedForAToken() throws Exception {
        try (RawClient client = world.raw(listener, false)) {
            client.send(STARTUP);
            assertEquals('E', client.next());
            assertThat(client.text())
                    .contains("C28000|")
                    .contains(
                            "no pg_hba.conf entry for host \"127.0.0.1\", user \"open\", "
                                    + "database \"postgres\", no encryption");
        }
    }

    /** The server cuts names; whoever may be the long one need not be the role. */
    @Test
    void aTokenForALongerNameIsNoneForTheRole() throws Exception {
        orders.tokens = Optional.of((_, token) -> token.equals(TOKEN));
        String role = Postgres.LONG;
        world.postgres.sql("create role " + role + " login");
        assertThatThrownBy(() -> jdbc(TOKEN, "user=" + role + "x"))
                .hasMessageContaining("PAM authentication failed");
        try (Connection whole = jdbc(TOKEN, "user=" + role)) {
            assertEquals(role, DoorIT.one(whole, "select current_user"));
        }
    }

    @Test
    void aTokenIsNoneForReplication() throws Exception {
        for (String how : new String[] {"database", "true"})
            try (RawClient client = world.raw(listener, true)) {
                client.send(
                        RawClient.startup(
                                "user\0open\0database\0postgres\0replication\0" + how + "\0\0"));
                assertEquals('E', client.next());
                assertThat(client.text()).contains("no pg_hba.conf entry for replication");
            }
        try (RawClient client = world.raw(listener, true)) {
            client.send(RawClient.startup("user\0open\0database\0postgres\0replication\0off\0\0"));
            answer(client, TOKEN);
            client.await('Z');
        }
    }

    @Test
    void aUserWithAPasswordComesInByPasswordOnly() throws Exception {
        try (Connection postgres = world.jdbc(listener, world.verifyFull())) {
            assertEquals("postgres", DoorIT.one(postgres, "select current_user"));
        }
        assertThatThrownBy(() -> jdbc(TOKEN, "user=postgres"))
                .hasMessageContaining("password authentication failed");
    }

    /** What a client says before it has proved who it is, the server never hears. */
    @Test
    void nothingReachesTheServerBeforeTheProof() throws Exception {
        try (RawClient client = world.raw(listener, true)) {
            client.send(STARTUP);
            client.send(Answers.ofPassword("wrong").frame());
            client.send(RawClient.frame("create table stolen (id int)"));
            assertEquals("RE$", client.until("$"));
        }
        noServerProcessIsLeft();
        try (Connection postgres = world.jdbc(listener)) {
            assertEquals("t", DoorIT.one(postgres, "select to_regclass('stolen') is null"));
        }
    }

    @Test
    void anAnswerOverItsBoundIsRefused() throws Exception {
        try (RawClient client = world.raw(listener, true)) {
            client.send(STARTUP);
            client.send(Message.of('p', new byte[Answers.BYTES_MAX + 1]).frame());
            assertEquals("RE", client.until("E"));
            assertThat(client.text()).contains("C08P01|");
        }
    }

    /** A thousand of them, half said, would fill the memory. */
    @Test
    void aProofIsNotAsLongAsATokenMayBe() throws Exception {
        try (RawClient client = world.raw(listener, false)) {
            client.send(RawClient.startup("user\0postgres\0database\0postgres\0\0"));
            client.send(new byte[] {'p', 0, 0, 8, 5});
            assertEquals("RE", client.until("E"));
            assertThat(client.text()).contains("C08P01|");
        }
    }

    @Test
    void somethingElseThanAnAnswerIsRefused() throws Exception {
        try (RawClient client = world.raw(listener, true)) {
            client.send(STARTUP);
            client.query("select 1");
            assertEquals("RE", client.until("E"));
            assertThat(client.text()).contains("C08P01|").contains("expected password response");
        }
    }

    /** The server may go while the client is asked: another takes over, the client asked once. */
    @Test
    void aFailoverWhileTheClientIsAskedIsNotNoticed() throws Exception {
        try (RawClient client = world.raw(listener, true)) {
            client.send(STARTUP);
            assertEquals('R', client.next());
            orders.target =
                    new Target.Waiting(
                            "moving", Optional.empty(), Duration.ofMinutes(1), new Sessions.Cut());
            listener.targetChanged();
            client.send(Answers.ofPassword(TOKEN).frame());
            eventually("it waits for the next server", () -> listener.waiting() == 1);
            orders.target = new Target.Open(world.postgres.socket(), true);
            listener.targetChanged();
            client.await('Z');
        }
    }

    /**
     * Some say nothing when they are asked, others try one wrong token after the other. More of
     * them: {@code -Dhomeport.logins=100000}.
     */
    @Test
    void whoIsHostileKeepsNobodyElseOut() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> guessing = new ArrayList<>();
        try (Connection before = jdbc(TOKEN)) {
            for (int i = 0; i < SILENT; i++) {
                silent.add(world.raw(listener, true));
                silent.getLast().send(STARTUP);
            }
            for (int i = 0; i < GUESSING; i++)
                guessing.add(Thread.startVirtualThread(() -> guess(refused)));
            int others = 0;
            for (boolean guesses = true; guesses || others < 5; others++) {
                long start = System.nanoTime();
                try (Connection good = jdbc(TOKEN)) {
                    assertEquals("open", DoorIT.one(good, "select current_user"));
                }
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(20));
                guesses = guessing.stream().anyMatch(Thread::isAlive);
            }
            assertEquals("open", DoorIT.one(before, "select current_user"));
            assertEquals(LOGINS, refused.get());
        } finally {
            for (RawClient one : silent) one.close();
            for (Thread one : guessing) one.join();
        }
    }

    private void guess(AtomicInteger refused) {
        for (int i = 0; i < LOGINS / GUESSING; i++)
            try (RawClient client = world.raw(listener, true)) {
                client.send(STARTUP);
                answer(client, "wrong " + i);
                if (client.until("E").equals("E")) refused.incrementAndGet();
            } catch (Exception lost) {
                throw new IllegalStateException(lost);
            }
    }

    @Test
    void anEmptyTokenIsRefusedAndWhoIsAskedMayLeave() throws Exception {
        try (RawClient client = world.raw(listener, true)) {
            client.send(STARTUP);
            answer(client, "");
            assertEquals('E', client.next());
            assertThat(client.text()).contains("PAM authentication failed");
        }
        try (RawClient client = world.raw(listener, true)) {
            client.send(STARTUP);
            assertEquals('R', client.next());
        }
        eventually("it has left", () -> listener.ended().get(Ended.CLIENT_CLOSED) == 1);
    }
}
