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
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it costs to be sampled: the processor time of all of a server's processes for each
 * transaction, while it is sampled and while it is not, in turns within one run of the load; of
 * that, what the sampler's session takes by itself, which the noise of a machine does not hide; and
 * what this process takes, as a share of one core, with 100 sessions.
 *
 * <p>Arguments: PostgreSQL's programs (default {@code /usr/lib/postgresql/15/bin}), pairs of
 * stretches (default 12), seconds of each (default 5).
 */
final class SamplerBench {
    private static final String ADDRESS = "127.94.16.1";
    private static final int PORT = 5432;
    private static final int SESSIONS = 100;
    private static final int CLIENTS = 8;
    private static final double TICKS_PER_SECOND = 100; // Linux: USER_HZ

    /** Until it is sampled, or no more. */
    private static final int SETTLE_SECONDS = 3;

    private static final Pattern PROGRESS = Pattern.compile("^progress: .*?, ([0-9.]+) tps");
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
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
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
            fill();
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

    /**
     * A stretch of the load.
     *
     * @param micros of the server's processor time for a transaction
     * @param own of that, the share of the sampler's own session
     * @param self of a core, what this process takes
     */
    private record Stretch(double micros, double own, double self) {}

    /** One load all the time; it is sampled in every second stretch: on, off, off, on. */
    private void measure(String name, String... kind) throws Exception {
        int slot = SETTLE_SECONDS + seconds;
        Process load = load(slot * (2 * pairs + 1) + 2, kind);
        List<Double> ratios = new ArrayList<>();
        List<Stretch> with = new ArrayList<>();
        List<Stretch> without = new ArrayList<>();
        try (BufferedReader told = load.errorReader()) {
            stretch(told, true); // warms up
            for (int i = 0; i < pairs; i++) {
                boolean onFirst = i % 2 == 0;
                Stretch first = stretch(told, onFirst);
                Stretch second = stretch(told, !onFirst);
                with.add(onFirst ? first : second);
                without.add(onFirst ? second : first);
                ratios.add(with.getLast().micros() / without.getLast().micros());
            }
        } finally {
            load.destroy();
        }
        double error = 1.2533 * deviation(ratios) / Math.sqrt(pairs); // of a median, if normal
        System.out.printf(
                Locale.ROOT,
                "%-24s %7.1f us a transaction; sampled: ratio %.4f +- %.4f (median of %d pairs);"
                        + " its own session %.4f of the server's time; sampler %.2f %% of a core%n",
                name,
                middle(without, Stretch::micros),
                median(ratios),
                error,
                pairs,
                middle(with, Stretch::own),
                100 * (middle(with, Stretch::self) - middle(without, Stretch::self)));
    }

    private Process load(int length, String... kind) throws IOException {
        List<String> command = pgbench();
        command.addAll(List.of("-n", "-c", "" + CLIENTS, "-j", "2", "-P", "1", "-T", "" + length));
        command.addAll(Arrays.asList(kind));
        command.add("postgres");
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .directory(root.toFile())
                .start();
    }

    private Stretch stretch(BufferedReader told, boolean sampled) throws Exception {
        on = sampled;
        for (int i = 0; i < SETTLE_SECONDS; i++) second(told);
        OptionalLong session = sampled ? OptionalLong.of(samplersSession()) : OptionalLong.empty();
        double server = cpuSeconds();
        double own = session.isPresent() ? ranSeconds(session.getAsLong()) : 0;
        long self = SELF.getProcessCpuTime();
        long from = System.nanoTime();
        double transactions = 0;
        for (int i = 0; i < seconds; i++) transactions += second(told);
        server = cpuSeconds() - server;
        if (session.isPresent()) own = ranSeconds(session.getAsLong()) - own;
        return new Stretch(
                server * 1e6 / transactions,
                own / server,
                (SELF.getProcessCpuTime() - self) / (double) (System.nanoTime() - from));
    }

    /** Transactions in the second that has just gone by, as pgbench says. */
    private static double second(BufferedReader told) throws IOException {
        for (String line; (line = told.readLine()) != null; ) {
            Matcher progress = PROGRESS.matcher(line);
            if (progress.find()) return Double.parseDouble(progress.group(1));
        }
        throw new EOFException("pgbench has ended");
    }

    private static long samplersSession() throws SQLException {
        try (Connection session = open("postgres", "who");
                Statement sql = session.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'homeport %'")) {
            if (!row.next()) throw new SQLException("nobody samples");
            return row.getLong(1);
        }
    }

    /** On a processor. Source: Linux, sched-stats. */
    private static double ranSeconds(long pid) throws IOException {
        String text = Files.readString(Path.of("/proc", Long.toString(pid), "schedstat"));
        return Long.parseLong(text.split(" ")[0]) / 1e9;
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

    private static double deviation(List<Double> all) {
        double mean = all.stream().mapToDouble(d -> d).average().orElseThrow();
        double squares = all.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
        return Math.sqrt(squares / Math.max(1, all.size() - 1));
    }

    private static double middle(List<Stretch> all, Function<Stretch, Double> figure) {
        return median(all.stream().map(figure).toList());
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

    private List<String> pgbench() {
        String program = bin.resolve("pgbench").toString();
        return new ArrayList<>(List.of(program, "-h", ADDRESS, "-p", "" + PORT, "-U", "rdsadmin"));
    }

    private void fill() throws IOException {
        List<String> command = pgbench();
        command.addAll(List.of("-i", "-s", "10", "-q", "postgres"));
        HandMadePair.run(command, Map.of(), root);
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
