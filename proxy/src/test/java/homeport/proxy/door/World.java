package homeport.proxy.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.loop.LoopKind;
import homeport.proxy.tls.TlsContext;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One PostgreSQL and one certificate for all tests, and a loopback address that nobody else has.
 */
final class World implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Postgres postgres;
    final Certificate certificate;
    final String address;

    private World() throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        address = "127.%d.%d.%d".formatted(random.nextInt(90, 190), random.nextInt(256), 7);
        postgres = Postgres.start();
        certificate = Certificate.of(address, Files.createTempDirectory("door-certificate"));
    }

    @Override
    public void close() {
        postgres.close();
    }

    /** What doors wait for their sockets with: {@code -Dhomeport.proxy.io}, or the best here. */
    static LoopKind kind() {
        return LoopKind.named(System.getProperty("homeport.proxy.io", "auto"));
    }

    /** Gives the one world to every test that asks; it ends with the whole run. */
    static final class Given implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == World.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Store store = context.getRoot().getStore(Namespace.GLOBAL);
            return store.computeIfAbsent(World.class, _ -> create(), World.class);
        }

        private static World create() {
            try {
                return new World();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    /** An endpoint whose answers a test may change. */
    final class Orders implements Endpoint {
        volatile Target target = new Target.Open(postgres.socket());
        volatile boolean admits = true;
        volatile boolean requiresTls;
        volatile Optional<Tokens> tokens = Optional.empty();

        @Override
        public String name() {
            return "orders";
        }

        @Override
        public TlsContext tls() {
            return certificate.context();
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public boolean requiresTls() {
            return requiresTls;
        }

        @Override
        public boolean admits(InetAddress client) {
            return admits;
        }

        @Override
        public Optional<Tokens> tokens() {
            return tokens;
        }
    }

    Connection jdbc(Listener listener, String... properties) throws SQLException {
        Properties all = new Properties();
        all.setProperty("user", "postgres");
        all.setProperty("password", Postgres.PASSWORD);
        all.setProperty("sslmode", "disable");
        all.setProperty("connectTimeout", "10");
        all.setProperty(
                "sslResponseTimeout", "30000"); // its five seconds are few where all is busy
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.setProperty(property.substring(0, equals), property.substring(equals + 1));
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(address, listener.address().getPort()),
                all);
    }

    /** A client that has not said anything but, perhaps, that it wants TLS. */
    RawClient raw(Listener listener, boolean tls) throws Exception {
        RawClient plain = new RawClient(listener.address());
        if (!tls) return plain;
        plain.send(HexFormat.of().parseHex("0000000804d2162f"));
        assertEquals('S', plain.in.read());
        return new RawClient(
                certificate
                        .trusted()
                        .getSocketFactory()
                        .createSocket(plain.socket, address, listener.address().getPort(), true));
    }

    /** Properties for {@link #jdbc} that ask for TLS and check the certificate and its address. */
    String[] verifyFull() {
        return new String[] {"sslmode=verify-full", "sslrootcert=" + certificate.root()};
    }

    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) { // once is enough: it may come and go
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    static Path psql() {
        return Path.of("/usr/bin/psql");
    }
}
