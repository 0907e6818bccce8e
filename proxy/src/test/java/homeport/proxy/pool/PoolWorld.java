package homeport.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.door.Certificate;
import homeport.proxy.door.Postgres;
import homeport.proxy.loop.Loop.Listening;
import homeport.proxy.loop.LoopKind;
import homeport.proxy.pool.Credentials.Answer;
import homeport.proxy.pool.Credentials.Proof;
import homeport.proxy.pool.Target.Role;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A real PostgreSQL, proxies before it, and an address that nobody else has. */
final class PoolWorld implements AutoCloseable {
    /** Connections of the target, as its proxies are told. */
    static final int MAX_CONNECTIONS = 100;

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    final Postgres postgres;
    final Certificate certificate;
    final String address;
    final DbProxies proxies;
    final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final List<Running> open = new ArrayList<>();

    PoolWorld() throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        address = "127.%d.%d.%d".formatted(random.nextInt(90, 190), random.nextInt(256), 9);
        postgres = Postgres.start();
        certificate = Certificate.of(address, Files.createTempDirectory("pool-certificate"));
        proxies = DbProxies.open(kind());
    }

    /** What proxies run on in tests: {@code -Dhomeport.proxy.io=epoll}, say. */
    static LoopKind kind() {
        return LoopKind.named(System.getProperty("homeport.proxy.io", "auto"));
    }

    /** The password of everybody. */
    static final class OnePassword implements Credentials {
        volatile Answer answer =
                new Answer.Password("1", Postgres.PASSWORD, Optional.empty(), Proof.SCRAM);

        @Override
        public Answer of(String user) {
            return user.equals("nobody") ? new Answer.Unknown() : answer;
        }

        @Override
        public boolean admits(String user, String token) {
            return token.equals("a good token");
        }
    }

    /** A proxy with one endpoint, which leads to the server. */
    final class Running implements AutoCloseable {
        final Proxy proxy;
        final InetSocketAddress at;
        final OnePassword credentials = new OnePassword();

        Running(ProxySettings settings) throws Exception {
            proxy = proxies.add(settings, credentials, log::add);
            Listening listening = proxy.listen(address, 0, endpoint("default", Role.READ_WRITE));
            at = listening.address();
            proxy.targets(List.of(target()));
            open.add(this);
        }

        Connection jdbc(String... properties) throws SQLException {
            return PoolWorld.this.jdbc(at, properties);
        }

        /** URI for libpq. */
        String uri() {
            return "postgresql://postgres:%s@%s:%d/postgres"
                    .formatted(Postgres.PASSWORD.replace(" ", "%20"), address, at.getPort());
        }

        @Override
        public void close() {
            proxy.close();
        }
    }

    ProxyEndpoint endpoint(String name, Role role) {
        return new ProxyEndpoint(name, role, certificate::context, _ -> true);
    }

    Target target() {
        return new Target("orders", postgres.socket(), Role.READ_WRITE, MAX_CONNECTIONS, true);
    }

    Running running(ProxySettings settings) throws Exception {
        return new Running(settings);
    }

    /** A proxy that has so many connections at most. */
    Running with(int connections) throws Exception {
        return running(
                ProxySettings.named("shop")
                        .withPool(PoolSettings.DEFAULT.withPercent(connections, connections)));
    }

    Connection jdbc(InetSocketAddress at, String... properties) throws SQLException {
        Properties all = new Properties();
        all.setProperty("user", "postgres");
        all.setProperty("password", Postgres.PASSWORD);
        all.setProperty("sslmode", "disable");
        all.setProperty("connectTimeout", "10");
        all.setProperty(
                "sslResponseTimeout", "30000"); // its five seconds are few where all is busy
        all.setProperty("socketTimeout", "60");
        // else pgjdbc sends its settings by SET, which pins
        all.setProperty("assumeMinServerVersion", "12");
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.setProperty(property.substring(0, equals), property.substring(equals + 1));
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(address, at.getPort()), all);
    }

    /** A connection without a proxy between. */
    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) { // once is enough: it may come and go
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    static Path psql() {
        return Path.of("/usr/bin/psql");
    }

    /** Ends what a test has begun. */
    void closeOpened() {
        for (Running one : open) one.close();
        open.clear();
        log.clear();
    }

    @Override
    public void close() {
        closeOpened();
        proxies.close();
        postgres.close();
    }
}
