package homeport.engine;

import homeport.engine.Node.Creation;
import homeport.engine.Node.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Real engines in a temporary folder; every node gets a loopback address and ends with the lab. */
final class Lab implements AutoCloseable {
    static final Duration MAX = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(2);
    static final Path SHIPPED = Path.of("target", "engines").toAbsolutePath();
    static final String MASTER = "chief";
    static final Secret PASSWORD = new Secret("correct horse 'battery' \\ staple");
    static final String DATABASE = "app";

    static final EngineVersion EMBEDDED = new EngineVersion(16, 3);
    private static final EngineVersion NEWEST = new EngineVersion(18, 6);
    private static final int STOP = 19;
    private static final int CONTINUE = 18;
    private static final Path CACHE = sharedCache();

    private static final Map<EngineVersion, Path> TEMPLATES = new ConcurrentHashMap<>();

    final Path root = temporary("homeport-lab");
    final Account account = Account.forEngines();
    final FileAuthority authority = FileAuthority.open(root.resolve("ca"), Instant.now());
    final LocalEngines engines = another();
    private final List<Node> nodes = new ArrayList<>();

    /** What the distribution installed, if anything, and what Homeport ships. */
    static Stream<EngineVersion> versions() {
        List<Installation> installed = new SystemInstalls(Optional.empty()).list();
        return Stream.concat(
                        installed.stream().map(Installation::version).limit(1), Stream.of(EMBEDDED))
                .distinct();
    }

    /** The default and the newest of what Homeport ships. */
    static Stream<EngineVersion> shipped() {
        return Stream.of(EMBEDDED, NEWEST);
    }

    /** As a Homeport that was started again sees the same folders. */
    LocalEngines another() {
        return LocalEngines.open(CACHE, Optional.empty(), Optional.of(SHIPPED), authority, account);
    }

    NodePlace place(String name) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String address =
                "127.%d.%d.%d"
                        .formatted(
                                random.nextInt(20, 250),
                                random.nextInt(256),
                                random.nextInt(1, 255));
        return new NodePlace(root.resolve(name), address, 5432);
    }

    Node node(String name) {
        return track(engines.node(place(name)));
    }

    Node track(Node node) {
        nodes.add(node);
        return node;
    }

    /** From a copy of a folder that is made once: initdb is half of what a short test costs. */
    Node created(String name, EngineVersion version) {
        Node node = node(name);
        node.createFrom(
                TEMPLATES.computeIfAbsent(
                        version,
                        _ -> {
                            Path copy = CACHE.resolve("template-" + version);
                            Node first = node("template");
                            first.create(creation(version));
                            first.copyTo(copy);
                            return copy;
                        }));
        return node;
    }

    Node started(String name, EngineVersion version) {
        Node node = created(name, version);
        node.start(MAX);
        return node;
    }

    static Creation creation(EngineVersion version) {
        return new Creation(version, MASTER, PASSWORD, Optional.of(DATABASE));
    }

    /** As the door does: through the socket, with a password. */
    static Connection client(Node node, String user, String password, String database)
            throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", password);
        p.setProperty("sslmode", "disable");
        p.setProperty("socketFactory", UnixSockets.class.getName());
        p.setProperty("socketFactoryArg", node.place().socket().toString());
        return DriverManager.getConnection("jdbc:postgresql://localhost/" + database, p);
    }

    static Connection master(Node node) throws SQLException {
        return client(node, MASTER, PASSWORD.text(), DATABASE);
    }

    static String one(Connection session, String query) throws SQLException {
        try (var sql = session.createStatement();
                var row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    static void run(Connection session, String statement) throws SQLException {
        try (var sql = session.createStatement()) {
            sql.execute(statement);
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(MAX);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) throw new AssertionError("never came: " + what);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Every process of the node stands still, as if its machine did. */
    void freeze(Node node) {
        signal(node, STOP);
    }

    /** Only the process by which commits learn that they have to wait. */
    void freezeCheckpointer(Node node) throws SQLException {
        String pid = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
        try (Connection c = engines.connect(node.place(), "postgres")) {
            Kernel.signal(Long.parseLong(one(c, pid)), STOP);
        }
    }

    void thaw(Node node) {
        signal(node, CONTINUE);
    }

    private void signal(Node node, int signal) {
        node.running().ifPresent(postmaster -> Kernel.signal(postmaster.pid(), signal));
        for (ProcessTable.Entry process :
                new ProcessTable(account).inside(real(node.place().home())))
            Kernel.signal(process.pid(), signal);
    }

    List<ProcessTable.Entry> processes() {
        return new ProcessTable(account).inside(real(root));
    }

    @Override
    public void close() {
        nodes.forEach(Node::kill);
        engines.sweep(root);
        Durable.delete(root);
    }

    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path temporary(String name) {
        try {
            var open = PosixFilePermissions.fromString("rwxr-xr-x");
            Path folder = Files.createTempDirectory(name);
            Files.setPosixFilePermissions(folder, open);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path sharedCache() {
        Path cache = temporary("homeport-engines");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Durable.delete(cache)));
        return cache;
    }
}
