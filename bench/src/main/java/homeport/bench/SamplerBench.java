package homeport.bench;

import com.sun.management.OperatingSystemMXBean;
import homeport.engine.Account;
import homeport.insights.load.Grain;
import homeport.insights.sample.Samplers;
import homeport.insights.store.SampleStore;
import homeport.insights.watch.Access;
import homeport.insights.watch.Clients;
import homeport.insights.watch.Watched;
import homeport.insights.watch.Watched.Insights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it costs to be sampled: the processor time of all of a server's processes for each
 * transaction, while it is sampled and while it is not, in turns; and what the sampler itself
 * takes, as a share of one core, with 100 sessions.
 *
 * <p>Arguments: PostgreSQL's programs (default {@code /usr/lib/postgresql/15/bin}), pairs of runs
 * (default 12), seconds of each (default 4).
 */
final class SamplerBench {
    private static final String ADDRESS = "127.94.16.1";
    private static final int PORT = 5432;
    private static final int SESSIONS = 100;
    private static final int CLIENTS = 8;
    private static final double TICKS_PER_SECOND = 100; // Linux: USER_HZ
    private static final Duration SETTLE = Duration.ofMillis(2500);

    /** By then the postmaster has counted the sessions that have ended. */
    private static final Duration REAPED = Duration.ofMillis(700);

    private static final Pattern TRANSACTIONS =
            Pattern.compile("transactions actually processed: ([0-9]+)");
    private static final OperatingSystemMXBean SELF =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Path bin;
    private final int pairs;
    private final int seconds;
    private final Path root = Files.createTempDirectory("sampler");
    private final Account account = Account.forEngines();
    private volatile boolean on;

    private SamplerBench(Path bin, int pairs, int seconds) throws IOException {
        this.bin = bin;
        this.pairs = pairs;
        this.seconds = seconds;
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** Prints a line for each kind of work. */
    public static void main(String[] arguments) throws Exception {
        Path bin = Path.of(arguments.length > 0 ? arguments[0] : "/usr/lib/postgresql/15/bin");
        int pairs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4;
        new SamplerBench(bin, pairs, seconds).run();
    }

    private void run() throws Exception {
        String data = root.resolve("data").toString();
        program("initdb", "-D", data, "-U", "rdsadmin", "-N", "-A", "trust");
        String options =
                "-c listen_addresses=%s -c port=%d -c unix_socket_directories='' -c fsync=off"
                                .formatted(ADDRESS, PORT)
                        + " -c max_connections=200 -c compute_query_id=on"
                        + " -c shared_buffers=256MB -c autovacuum=off";
        String log = root.resolve("log").toString();
        program("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start");
        List<Connection> idle = new ArrayList<>();
        try (SampleStore store = new SampleStore(root.resolve("insights"));
                Samplers samplers =
                        new Samplers(this::fleet, Clients.NONE, store, InstantSource.system())) {
            samplers.start();
            pgbench("-i", "-s", "10", "-q");
            for (int i = 0; i < SESSIONS - CLIENTS; i++) idle.add(open("postgres", "idle"));
            measure("select only, prepared", "-S", "-M", "prepared");
            measure("TPC-B, simple", "-M", "simple");
            long[] ticks = {0};
            store.of("db-BENCH")
                    .ifPresent(h ->
                            h.read(
                                    Instant.EPOCH,
                                    Instant.now().plusSeconds(1),
                                    Grain.TICK,
                                    chunk -> ticks[0] += chunk.points()));
            System.out.printf("%d samples were taken%n", ticks[0]);
        } finally {
            for (Connection one : idle) one.close();
            program("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
            HandMadePair.run(List.of("rm", "-rf", root.toString()), Map.of(), Path.of("/"));
        }
    }

    private List<Watched> fleet() {
        Optional<Insights> insights = on ? Optional.of(new Insights(7, true)) : Optional.empty();
        return List.of(new Watched("us-east-1", "db-BENCH", "bench", 2, insights, new Direct()));
    }

    /** One run's processor time: of the server for a transaction, and of this process. */
    private record Cost(double microseconds, double selfShare) {}

    private void measure(String name, String... kind) throws Exception {
        cost(true, kind); // warms up
        List<Double> ratios = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        double[] micros = new double[2];
        for (int i = 0; i < pairs; i++) {
            boolean onFirst = i % 2 == 0;
            Cost first = cost(onFirst, kind);
            Cost second = cost(!onFirst, kind);
            Cost with = onFirst ? first : second;
            Cost without = onFirst ? second : first;
            ratios.add(with.microseconds() / without.microseconds());
            shares.add(with.selfShare() - without.selfShare());
            micros[0] += without.microseconds() / pairs;
            micros[1] += with.microseconds() / pairs;
        }
        System.out.printf(
                "%-24s %7.1f us a transaction, sampled %7.1f: ratio %.4f (median of pairs, %.4f to"
                        + " %.4f), mean %.4f; sampler %.2f %% of a core%n",
                name,
                micros[0],
                micros[1],
                median(ratios),
                quantile(ratios, 0.25),
                quantile(ratios, 0.75),
                micros[1] / micros[0],
                100 * median(shares));
    }

    private Cost cost(boolean sampled, String... kind) throws Exception {
        on = sampled;
        LockSupport.parkNanos(SETTLE.toNanos());
        double before = cpuSeconds();
        long self = SELF.getProcessCpuTime();
        long from = System.nanoTime();
        List<String> arguments =
                new ArrayList<>(List.of("-n", "-c", "" + CLIENTS, "-j", "2", "-T", "" + seconds));
        arguments.addAll(Arrays.asList(kind));
        Matcher said = TRANSACTIONS.matcher(pgbench(arguments.toArray(String[]::new)));
        if (!said.find()) throw new IOException("pgbench did not say how many transactions");
        LockSupport.parkNanos(REAPED.toNanos());
        double share = (SELF.getProcessCpuTime() - self) / (double) (System.nanoTime() - from);
        double used = cpuSeconds() - before;
        return new Cost(used * 1e6 / Long.parseLong(said.group(1)), share);
    }

    /** Of the postmaster, the children it has, and those it had. */
    private double cpuSeconds() throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        long ticks = ticks(postmaster.pid(), 4);
        for (ProcessHandle child : postmaster.children().toList()) ticks += ticks(child.pid(), 2);
        return ticks / TICKS_PER_SECOND;
    }

    /** The first so many of utime, stime, cutime, cstime. Source: proc(5). */
    private static long ticks(long pid, int fields) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) return 0;
        String text = Files.readString(stat);
        String[] after = text.substring(text.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = 0; i < fields; i++) ticks += Long.parseLong(after[11 + i]);
        return ticks;
    }

    private long pid() throws IOException {
        Path file = root.resolve("data").resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).getFirst());
    }

    private static double median(List<Double> all) {
        return quantile(all, 0.5);
    }

    private static double quantile(List<Double> all, double part) {
        List<Double> sorted = all.stream().sorted().toList();
        double at = part * (sorted.size() - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.size() - 1);
        return sorted.get(low) + (sorted.get(high) - sorted.get(low)) * (at - low);
    }

    private final class Direct implements Access {
        @Override
        public Optional<Server> server() {
            try {
                return Optional.of(new Server(pid(), "bench"));
            } catch (IOException stopped) {
                return Optional.empty();
            }
        }

        @Override
        public Connection open(Optional<String> database, String purpose, Duration max)
                throws SQLException {
            return SamplerBench.open(database.orElse("postgres"), "homeport " + purpose);
        }

        @Override
        public Connection openAs(String user, String database, String purpose, Duration max)
                throws SQLException {
            throw new SQLException("all of the bench is one superuser, as whom nothing is planned");
        }
    }

    private static Connection open(String database, String application) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", "rdsadmin");
        p.setProperty("ApplicationName", application);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s?sslmode=disable".formatted(ADDRESS, PORT, database), p);
    }

    private String pgbench(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                bin.resolve("pgbench").toString(),
                                "-h",
                                ADDRESS,
                                "-p",
                                "" + PORT,
                                "-U",
                                "rdsadmin"));
        command.addAll(Arrays.asList(arguments));
        command.add("postgres");
        return HandMadePair.run(command, Map.of(), root);
    }

    private void program(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (account.switched())
            command.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + account.uid(),
                            "--regid=" + account.gid(),
                            "--clear-groups",
                            "--"));
        command.add(bin.resolve(name).toString());
        command.addAll(Arrays.asList(arguments));
        HandMadePair.run(command, Map.of(), root);
    }
}
