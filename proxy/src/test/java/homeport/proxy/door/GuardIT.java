package homeport.proxy.door;

import static homeport.proxy.door.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import homeport.proxy.door.Endpoint.Sessions;
import homeport.proxy.door.Endpoint.Target;
import homeport.wire.Message;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guarded endpoint in front of a server whose synchronous standby is absent: commits wait, unless
 * a session does without.
 */
@ExtendWith(World.Given.class)
class GuardIT {
    private static final String INSERT = "insert into t values (1)";
    private static Postgres primary;

    private final World world;
    private World.Orders orders;
    private Door door;
    private Listener listener;

    GuardIT(World world) {
        this.world = world;
    }

    @BeforeAll
    static void waitForAStandby() throws Exception {
        primary = Postgres.start();
        // The checkpoint makes sure that every process knows of the standby.
        primary.sql(
                "create table t (id int)",
                "alter system set synchronous_standby_names = 'absent'",
                "select pg_reload_conf()",
                "set synchronous_commit = local",
                "checkpoint");
    }

    @AfterAll
    static void stop() {
        primary.close();
    }

    @BeforeEach
    void open() throws Exception {
        orders = world.new Orders();
        door = Door.open(DoorSettings.DEFAULT, World.kind());
        listener = door.listen(world.address, 0, orders);
        lead(new Target.Open(primary.socket(), true));
    }

    @AfterEach
    void nobodyIsLeft() {
        eventually("sessions " + listener.sessions(), () -> listener.sessions() == 0);
        assertEquals(0, listener.ended().get(Ended.ERROR));
        door.close();
    }

    private void lead(Target to) {
        orders.target = to;
        listener.targetChanged();
    }

    private void ended(Ended why, long count) {
        eventually(why + ": " + listener.ended(), () -> listener.ended().get(why) == count);
    }

    private void drain(Duration max) {
        lead(
                new Target.Waiting(
                        "DB instance orders is switching over.",
                        Optional.empty(),
                        Duration.ofMinutes(1),
                        new Sessions.Drain(max)));
    }

    private RawClient raw(boolean tls) throws Exception {
        return world.raw(listener, tls).open();
    }

    /** Until one commit waits for the standby. */
    private void aCommitWaits() throws Exception {
        aServerProcessIsAt("SyncRep");
    }

    private void aServerProcessIsAt(String waitEvent) throws Exception {
        try (Connection watcher = world.jdbc(listener)) {
            eventually(
                    "one is at " + waitEvent,
                    () -> DoorIT.count(watcher, "wait_event = '" + waitEvent + "'").equals("1"));
        }
        eventually("the watcher has left", () -> listener.sessions() == 1);
    }

    /**
     * In the extended protocol the statement is complete before the Sync that commits it, so what
     * says that it is committed is ReadyForQuery. Source: PostgreSQL documentation, "Extended
     * Query".
     */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aCommitWhoseWaitIsCancelledIsNotASuccess(boolean tls, boolean extended) throws Exception {
        try (RawClient client = raw(tls)) {
            if (extended) client.execute(INSERT);
            if (extended) client.sync();
            else client.query(INSERT);
            aCommitWaits();
            client.cancel(listener.address());
            assertEquals(extended ? "12CNE" : "NE", client.until("E"));
            assertThat(client.text())
                    .contains("SFATAL|")
                    .contains("C08007|")
                    .contains("may or may");
            assertEquals("$", client.until(""));
        }
        ended(Ended.UNRESOLVED_COMMIT, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jdbcIsToldThatTheOutcomeIsUnknown(boolean tls) throws Exception {
        try (Connection c = tls ? world.jdbc(listener, world.verifyFull()) : world.jdbc(listener);
                PreparedStatement insert = c.prepareStatement(INSERT)) {
            var outcome = CompletableFuture.supplyAsync(() -> sqlState(insert));
            aCommitWaits();
            insert.cancel();
            assertEquals("08007", outcome.get(30, TimeUnit.SECONDS));
        }
        ended(Ended.UNRESOLVED_COMMIT, 1);
    }

    private static String sqlState(PreparedStatement statement) {
        try {
            return statement.executeUpdate() + " row: a false success";
        } catch (SQLException failed) {
            return failed.getSQLState();
        }
    }

    /** The behaviour of PostgreSQL that the guard is for. Source: syncrep.c, SyncRepWaitForLSN. */
    @Test
    void withoutTheGuardPostgresReportsSuccess() throws Exception {
        lead(new Target.Open(primary.socket()));
        try (RawClient client = raw(false)) {
            client.query(INSERT);
            aCommitWaits();
            client.cancel(listener.address());
            assertEquals("NCZ", client.until("Z"));
        }
    }

    /** A limit, and known: what is not sent cannot be seen. Source: PostgreSQL, elog.c. */
    @Test
    void aClientThatWantsNoWarningsIsNotProtected() throws Exception {
        try (RawClient client = raw(false)) {
            client.query("set client_min_messages = error");
            client.await('Z');
            client.query(INSERT);
            aCommitWaits();
            client.cancel(listener.address());
            assertEquals("CZ", client.until("Z"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasSaidBeforeIsDelivered(boolean tls) throws Exception {
        try (RawClient client = raw(tls)) {
            client.query("select repeat('x', 1000) from generate_series(1, 1000)");
            client.query(INSERT);
            client.query("select 'never heard'");
            aCommitWaits();
            client.cancel(listener.address());
            assertEquals("T" + "D".repeat(1000) + "CZNE", client.until("E"));
            assertEquals("$", client.until(""));
        }
        ended(Ended.UNRESOLVED_COMMIT, 1);
    }

    @Test
    void aTerminatedCommitIsNotASuccessEither() throws Exception {
        try (RawClient client = raw(false)) {
            client.query(INSERT);
            aCommitWaits();
            primary.sql(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where wait_event = 'SyncRep'");
            assertThat(client.until("E")).isEqualTo("NE");
            assertThat(client.text()).contains("C08007|");
        }
        ended(Ended.UNRESOLVED_COMMIT, 1);
    }

    @Test
    void aUsersOwnNoticesPass() throws Exception {
        try (RawClient client = raw(false)) {
            client.query(
                    "do $$ begin raise warning 'SyncRepWaitForLSN'"
                            + " using detail = repeat('RSyncRepWaitForLSN', 100000); end $$");
            assertEquals("NCZ", client.until("Z"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionBetweenTransactionsIsDrainedAtOnce(boolean tls) throws Exception {
        try (RawClient client = raw(tls)) {
            drain(Duration.ofMinutes(10));
            assertEquals("E", client.until("E"));
            assertThat(client.text())
                    .contains("SFATAL|")
                    .contains("C57P01|")
                    .contains("administrator command: DB instance orders is switching over.");
            assertEquals("$", client.until(""));
        }
        ended(Ended.DRAINED, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTransactionIsFinishedFirst(boolean tls) throws Exception {
        try (RawClient client = raw(tls)) {
            client.query("begin");
            client.await('Z');
            drain(Duration.ofMinutes(10));
            client.query("select 1");
            assertEquals("TDCZ", client.until("Z"));
            client.query("commit");
            assertEquals("CZE$", client.until(""));
        }
        ended(Ended.DRAINED, 1);
    }

    @Test
    void aStatementIsFinishedFirst() throws Exception {
        try (RawClient client = raw(false)) {
            ByteArrayOutputStream both = new ByteArrayOutputStream(); // in one read of the door
            both.writeBytes(RawClient.frame("select 1 from pg_sleep(3)"));
            both.writeBytes(RawClient.frame("select 2"));
            client.send(both.toByteArray());
            aServerProcessIsAt("PgSleep");
            drain(Duration.ofMinutes(10));
            assertEquals("TDCZTDCZE$", client.until(""));
        }
        ended(Ended.DRAINED, 1);
    }

    @Test
    void whatIsAskedWithoutASyncIsFinishedFirst() throws Exception {
        try (RawClient client = raw(false)) {
            client.execute("select 1");
            client.send(Message.of('H', new byte[0]).frame());
            assertEquals("12DC", client.until("C"));
            drain(Duration.ofMinutes(10));
            client.sync();
            assertEquals("ZE$", client.until(""));
        }
        ended(Ended.DRAINED, 1);
    }

    @Test
    void whoIsStillInATransactionAtTheEndIsCut() throws Exception {
        try (RawClient client = raw(false)) {
            client.query("begin");
            client.await('Z');
            drain(Duration.ofMillis(50));
            ended(Ended.MOVED, 1);
        }
    }
}
