package homeport.bench;

import homeport.bench.CommitLoad.Window;
import homeport.engine.Account;
import homeport.engine.EngineVersion;
import homeport.engine.FileAuthority;
import homeport.engine.LocalEngines;
import homeport.engine.Node;
import homeport.engine.NodePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a new standby costs: the copy of a running primary against {@code cp -r} with a flush of the
 * databases in it to the same disk, without load and while clients commit, and what either does to
 * those clients. In each round everything is measured once; ratios are medians of the ratios within
 * a round. Data and page cache are warm for both.
 *
 * <p>Run:
 *
 * <pre>
 * ./mvnw -q -pl bench -am package -DskipTests
 * java --enable-native-access=ALL-UNNAMED -Dhomeport.dist=$PWD/engine/target \
 *     -cp "bench/target/classes:$(echo server/target/dist/lib/*.jar | tr ' ' ':')" \
 *     homeport.bench.CloneBench 7 1000 4 16.3
 * </pre>
 *
 * <p>Arguments: rounds (default 7), megabytes of data (default 1000), clients (default 4), version
 * (default 16.3). Ends with 1 when a clone is slower than half of {@code cp}, or slows commits by
 * more than 20 %.
 */
final class CloneBench implements AutoCloseable {
    /** Of plain copying's speed. */
    private static final double SPEED_MIN = 0.5;

    /** Of the commits without a clone. */
    private static final double COMMITS_MIN = 0.8;

    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final String DATABASE = "bench";

    /** A row with its place in the index. */
    private static final int ROW_BYTES = 152;

    private final Path root;
    private final LocalEngines engines;
    private final Node primary;
    private final Node standby;
    private final int rows;

    /**
     * One round; speeds in MB/s.
     *
     * @param calm the load around the clone, without it
     */
    private record Round(
            double copyQuiet,
            double cloneQuiet,
            double copyLoaded,
            double cloneLoaded,
            Window calm,
            Window copying,
            Window cloning) {}

    private CloneBench(int megabytes, EngineVersion version) throws IOException {
        this.root = Files.createTempDirectory("homeport-bench");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.engines =
                LocalEngines.open(
                        root.resolve("cache"),
                        Optional.empty(),
                        Optional.of(Path.of(System.getProperty("homeport.dist"), "engines")),
                        FileAuthority.open(root.resolve("ca"), Instant.now()),
                        Account.forEngines());
        this.primary = engines.node(new NodePlace(root.resolve("n1"), "127.91.0.1", 5432));
        this.standby = engines.node(new NodePlace(root.resolve("n2"), "127.91.0.2", 5432));
        this.rows = (int) (megabytes * 1_000_000L / ROW_BYTES);
        primary.create(
                new Node.Creation(
                        version,
                        "chief",
                        new Node.Secret("not-a-secret-1"),
                        Optional.of(DATABASE)));
        primary.configure(Map.of("shared_buffers", "256MB", "max_wal_size", "4GB"));
    }

    /** Prints one table. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        int megabytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        int clients = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4;
        EngineVersion version = EngineVersion.parse(arguments.length > 3 ? arguments[3] : "16.3");
        boolean kept;
        try (CloneBench bench = new CloneBench(megabytes, version)) {
            bench.fill();
            List<Round> all = new ArrayList<>();
            for (int i = 0; i <= rounds; i++) {
                Round round = bench.round(clients);
                if (i > 0) all.add(round); // the first warms the JVM
                System.out.printf(
                        Locale.ROOT,
                        "round %d: cp %.0f, clone %.0f MB/s; under load %.0f, %.0f; commits %.0f, with"
                                + " a clone %.0f /s%n",
                        i,
                        round.copyQuiet(),
                        round.cloneQuiet(),
                        round.copyLoaded(),
                        round.cloneLoaded(),
                        round.calm().perSecond(),
                        round.cloning().perSecond());
            }
            kept = print(all, clients, bench.bytes());
        }
        System.exit(kept ? 0 : 1);
    }

    private void fill() throws SQLException {
        primary.start(START_MAX);
        try (Connection session = connect();
                Statement sql = session.createStatement()) {
            sql.execute(
                    """
                    CREATE TABLE public.accounts AS
                    SELECT i AS id, 0 AS balance, repeat('x', 84) AS filler
                    FROM generate_series(1, %d) i
                    """
                            .formatted(rows));
            sql.execute("ALTER TABLE public.accounts ADD PRIMARY KEY (id)");
            sql.execute("VACUUM ANALYZE public.accounts");
            sql.execute("CHECKPOINT");
        }
    }

    private Round round(int clients) throws Exception {
        double copyQuiet = speed(this::copy);
        double cloneQuiet = speed(this::cloneStandby);
        try (CommitLoad load = CommitLoad.start(clients, rows, this::connect)) {
            load.during(CloneBench::window); // its first pages, its plans
            double[] speeds = new double[2];
            Window before = load.during(CloneBench::window);
            Window cloning = load.during(() -> speeds[0] = speed(this::cloneStandby));
            clean();
            Window between = load.during(CloneBench::window);
            Window copying = load.during(() -> speeds[1] = speed(this::copy));
            clean();
            Window after = load.during(CloneBench::window);
            return new Round(
                    copyQuiet,
                    cloneQuiet,
                    speeds[1],
                    speeds[0],
                    middle(List.of(before, between, after)),
                    copying,
                    cloning);
        }
    }

    private static Window middle(List<Window> three) {
        return three.stream()
                .sorted((a, b) -> Double.compare(a.perSecond(), b.perSecond()))
                .toList()
                .get(1);
    }

    private static void window() throws InterruptedException {
        Thread.sleep(WINDOW);
    }

    /** Megabytes a second; what the one before left is gone and on disk. */
    private double speed(CommitLoad.Work work) throws Exception {
        clean();
        long begin = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        return bytes() / 1e6 / seconds;
    }

    private void clean() throws IOException {
        standby.remove();
        run("rm", "-rf", plain().toString());
        run("sync", "-f", root.toString());
    }

    private void copy() throws IOException {
        run("cp", "-r", primary.place().data().resolve("base").toString(), plain().toString());
        run("sync", "-f", plain().toString());
    }

    private Path plain() {
        return root.resolve("plain");
    }

    private void cloneStandby() {
        standby.cloneFrom(primary);
    }

    /**
     * Of {@code base}, which is all that cp copies; the clone's WAL and catalogues do not count.
     */
    private double bytes() throws IOException {
        try (Stream<Path> files = Files.walk(primary.place().data().resolve("base"))) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }

    private Connection connect() throws SQLException {
        return engines.connect(primary.place(), DATABASE);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        int exit = process.onExit().join().exitValue();
        // Files may vanish under cp; that is not what is measured.
        if (exit != 0 && !command[0].equals("cp"))
            throw new IOException(String.join(" ", command) + " failed");
    }

    private static boolean print(List<Round> all, int clients, double bytes) {
        System.out.printf(
                Locale.ROOT,
                "%.0f MB, %d processors, %d rounds, %d clients; medians (lowest to highest)%n",
                bytes / 1e6,
                Runtime.getRuntime().availableProcessors(),
                all.size(),
                clients);
        row("cp -r and flush, quiet", all, "MB/s", Round::copyQuiet);
        row("clone, quiet", all, "MB/s", Round::cloneQuiet);
        double quiet = row("  of cp", all, "", r -> r.cloneQuiet() / r.copyQuiet());
        row("cp -r and flush, under load", all, "MB/s", Round::copyLoaded);
        row("clone, under load", all, "MB/s", Round::cloneLoaded);
        double loaded = row("  of cp", all, "", r -> r.cloneLoaded() / r.copyLoaded());
        row("commits, neither", all, "/s", r -> r.calm().perSecond());
        row("commits, cp", all, "of that", r -> r.copying().perSecond() / r.calm().perSecond());
        double commits =
                row(
                        "commits, clone",
                        all,
                        "of that",
                        r -> r.cloning().perSecond() / r.calm().perSecond());
        row("p50 of a commit, neither", all, "ms", r -> r.calm().percentile(0.5));
        row("p50 of a commit, clone", all, "ms", r -> r.cloning().percentile(0.5));
        row("p99 of a commit, neither", all, "ms", r -> r.calm().percentile(0.99));
        row("p99 of a commit, cp", all, "ms", r -> r.copying().percentile(0.99));
        row("p99 of a commit, clone", all, "ms", r -> r.cloning().percentile(0.99));
        boolean kept = quiet >= SPEED_MIN && loaded >= SPEED_MIN && commits >= COMMITS_MIN;
        System.out.printf(
                Locale.ROOT,
                "promised: a clone at %.2f of cp's speed or more, commits at %.2f or more: %s%n",
                SPEED_MIN,
                COMMITS_MIN,
                kept ? "kept" : "BROKEN");
        return kept;
    }

    private static double row(
            String name, List<Round> all, String unit, ToDoubleFunction<Round> of) {
        double[] sorted = all.stream().mapToDouble(of).sorted().toArray();
        double median = sorted[sorted.length / 2];
        System.out.printf(
                Locale.ROOT,
                "%-30s %9.2f %-8s (%.2f to %.2f)%n",
                name,
                median,
                unit,
                sorted[0],
                sorted[sorted.length - 1]);
        return median;
    }

    @Override
    public void close() throws IOException {
        primary.kill();
        standby.kill();
        run("rm", "-rf", root.toString());
    }
}
