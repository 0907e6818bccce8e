package homeport.proxy.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** What users do, through the door as without it: psql and JDBC on a real PostgreSQL. */
@ExtendWith(World.Given.class)
class DoorIT {
    final World world;
    private World.Orders orders;
    private Door door;
    private Listener listener;

    DoorIT(World world) {
        this.world = world;
    }

    @BeforeEach
    void open() throws Exception {
        orders = world.new Orders();
        orders.target = target();
        door = Door.open(DoorSettings.DEFAULT, World.kind());
        listener = door.listen(world.address, 0, orders);
    }

    /** Where all these clients go; a subclass may send them there another way. */
    Endpoint.Target target() {
        return new Endpoint.Target.Open(world.postgres.socket());
    }

    @AfterEach
    void nobodyIsLeft() {
        World.eventually("sessions " + listener.sessions(), () -> listener.sessions() == 0);
        assertEquals(0, listener.ended().get(Ended.ERROR));
        door.close();
    }

    private Connection connect(boolean tls) throws SQLException {
        return tls ? world.jdbc(listener, world.verifyFull()) : world.jdbc(listener);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "prefer", "verify-full"})
    void psqlComesIn(String sslmode) throws Exception {
        String out = psql(sslmode, Postgres.PASSWORD, "select 6*7");
        assertThat(out).contains("42");
    }

    /** Source: RDS user guide, "Requiring an SSL connection to a PostgreSQL DB instance". */
    @Test
    void whereTlsIsRequiredNobodyComesInWithoutIt() throws Exception {
        orders.requiresTls = true;
        assertThat(psql("disable", Postgres.PASSWORD, "select 6*7"))
                .contains("FATAL:  no pg_hba.conf entry for host \"127.")
                .contains("user \"postgres\", database \"postgres\", no encryption");
        for (String sslmode : List.of("allow", "prefer", "verify-full"))
            assertThat(psql(sslmode, Postgres.PASSWORD, "select 6*7")).contains("42");
    }

    @Test
    void psqlIsToldThatThePasswordIsWrong() throws Exception {
        assertThat(psql("verify-full", "wrong", "select 1"))
                .contains("password authentication failed for user \"postgres\"");
    }

    private String psql(String sslmode, String password, String sql) throws Exception {
        String to =
                "host=%s port=%d user=postgres dbname=postgres sslmode=%s sslrootcert=%s"
                        .formatted(
                                world.address,
                                listener.address().getPort(),
                                sslmode,
                                world.certificate.root());
        ProcessBuilder psql = new ProcessBuilder(World.psql().toString(), to, "-Atc", sql);
        psql.environment().put("PGPASSWORD", password);
        Process process = psql.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return out;
    }

    /**
     * Clients that wait for the socket themselves (pgbench, asynchronous drivers) give libpq at
     * least 8 KiB of room and never ask it whether a TLS record had more. Source: libpq,
     * pqReadData.
     */
    @Test
    void aLargeAnswerBehindTlsDoesNotStayInTheClientsTls() throws Exception {
        Path script = Files.createTempFile("door", ".sql");
        Files.writeString(script, "select repeat('x', 2000) from generate_series(1, 2000);\n");
        ProcessBuilder pgbench =
                new ProcessBuilder(
                        Postgres.BIN.resolve("pgbench").toString(),
                        "-h" + world.address,
                        "-p" + listener.address().getPort(),
                        "-Uopen",
                        "-nt20",
                        "-f" + script,
                        "postgres");
        pgbench.environment().put("PGSSLMODE", "require");
        Path said = Files.createTempFile("door", ".out");
        pgbench.redirectErrorStream(true).redirectOutput(said.toFile());
        Process process = pgbench.start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroy();
        assertThat(said).content().contains("actually processed: 20/20");
        Files.delete(script);
        Files.delete(said);
    }

    @Test
    void directTlsIsAccepted() throws Exception {
        String[] tls =
                Stream.concat(Stream.of(world.verifyFull()), Stream.of("sslNegotiation=direct"))
                        .toArray(String[]::new);
        try (Connection c = world.jdbc(listener, tls)) {
            assertEquals("1", one(c, "select 1"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWrongPasswordIsTheServersWord(boolean tls) {
        assertThatThrownBy(() ->
                        world.jdbc(
                                listener,
                                "password=wrong",
                                "sslmode=" + (tls ? "require" : "disable")))
                .hasFieldOrPropertyWithValue("SQLState", "28P01");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStatementIsCancelledAlsoAfterTheEndpointMoved(boolean tls) throws Exception {
        try (Connection c = connect(tls);
                Statement statement = c.createStatement()) {
            var running =
                    CompletableFuture.supplyAsync(() -> failure(statement, "select pg_sleep(30)"));
            try (Connection other = connect(false)) {
                World.eventually(
                        "it runs", () -> "1".equals(count(other, "wait_event = 'PgSleep'")));
            }
            orders.target =
                    new Endpoint.Target.Closed(
                            "moved away", Optional.empty(), new Endpoint.Sessions.Stay());
            statement.cancel();
            assertEquals("57014", running.get(5, TimeUnit.SECONDS));
            assertEquals("1", one(c, "select 1"));
        }
        World.eventually("counted", () -> listener.ended().get(Ended.CANCEL_REQUEST) == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fiftyMegabytesAreCopiedInAndOutUnchanged(boolean tls) throws Exception {
        byte[] lines = lines(50 << 20);
        CRC32 in = new CRC32();
        in.update(lines);
        CRC32 out = new CRC32();
        try (Connection c = connect(tls);
                Statement statement = c.createStatement()) {
            statement.execute("create temp table t (line text)");
            var copy = c.unwrap(PGConnection.class).getCopyAPI();
            try (InputStream source = new ByteArrayInputStream(lines)) {
                copy.copyIn("copy t from stdin", source, 1 << 16);
            }
            try (OutputStream sink =
                    new CheckedOutputStream(OutputStream.nullOutputStream(), out)) {
                copy.copyOut("copy t to stdout", sink);
            }
        }
        assertEquals(in.getValue(), out.getValue());
    }

    private static byte[] lines(int bytes) {
        byte[] lines = new byte[bytes];
        Random random = new Random(11);
        for (int i = 0; i < bytes; i++) lines[i] = (byte) ('a' + random.nextInt(26));
        for (int i = 199; i < bytes; i += 200) lines[i] = '\n';
        lines[bytes - 1] = '\n';
        return lines;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneRowMayBeThirtyMegabytesBothWays(boolean tls) throws Exception {
        String large = "é0123456789abcdef".repeat(30 << 16);
        try (Connection c = connect(tls);
                PreparedStatement echo = c.prepareStatement("select ?::text")) {
            echo.setString(1, large);
            try (ResultSet row = echo.executeQuery()) {
                row.next();
                assertEquals(large.hashCode(), row.getString(1).hashCode());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyMessagesMayBeUnderwayAtOnce(boolean tls) throws Exception {
        try (Connection c = connect(tls);
                Statement statement = c.createStatement()) {
            statement.execute("create temp table t (id int primary key, note text)");
            try (var insert = c.prepareStatement("insert into t values (?, ?)")) {
                for (int i = 0; i < 20_000; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, "note " + i);
                    insert.addBatch();
                }
                assertEquals(20_000, insert.executeBatch().length);
            }
            assertEquals("199990000", one(c, "select sum(id) from t"));
        }
    }

    @Test
    void anIdleListenerHearsANotification() throws Exception {
        try (Connection listening = connect(true);
                Connection other = connect(false);
                Statement listen = listening.createStatement();
                Statement notify = other.createStatement()) {
            listen.execute("listen news");
            notify.execute("notify news, 'hello'");
            var heard = listening.unwrap(PGConnection.class).getNotifications(5_000);
            assertEquals("hello", heard[0].getParameter());
        }
    }

    @Test
    void aClientThatLeavesTakesItsServerProcessAlong() throws Exception {
        try (Connection watcher = connect(false)) {
            RawClient client = new RawClient(listener.address()).open();
            assertEquals("1", count(watcher, "usename = 'open'"));
            client.close();
            World.eventually(
                    "the server process ends",
                    () -> "0".equals(count(watcher, "usename = 'open'")));
        }
        World.eventually("both have ended", () -> listener.sessions() == 0);
        assertEquals(2, listener.ended().get(Ended.CLIENT_CLOSED));
    }

    private static String failure(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return "no failure";
        } catch (SQLException failed) {
            return failed.getSQLState();
        }
    }

    static String count(Connection c, String where) {
        try {
            return one(c, "select count(*) from pg_stat_activity where " + where);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static String one(Connection c, String sql) throws SQLException {
        try (Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
