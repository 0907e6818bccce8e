package homeport.bench;

import homeport.engine.Account;
import homeport.insights.watch.Access;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the two servers of {@link SamplerBench}, its load, and what both cost. */
final class SamplerTwin implements Access {
    private static final int PORT = 5432;
    private static final double TICKS_PER_SECOND = 100; // Linux: USER_HZ
    private static final Pattern PROGRESS = Pattern.compile("^progress: .*?, ([0-9.]+) tps");

    private final Path bin;
    private final Path root;
    private final String id;
    private final String address;
    private final Account account = Account.forEngines();
    private Process load;
    private BufferedReader told;
    private double server;
    private double session;
    private double transactions;
    private OptionalLong sampler = OptionalLong.empty();

    SamplerTwin(Path bin, Path root, String id, String address) {
        this.bin = bin;
        this.root = root;
        this.id = id;
        this.address = address;
    }

    String id() {
        return id;
    }

    private Path data() {
        return root.resolve(id);
    }

    void start() throws IOException {
        program("initdb", "-D", data().toString(), "-U", "rdsadmin", "-N", "-A", "trust");
        String options =
                "-c listen_addresses=%s -c port=%d -c unix_socket_directories='' -c fsync=off"
                                .formatted(address, PORT)
                        + " -c max_connections=200 -c compute_query_id=on"
                        + " -c shared_buffers=256MB -c autovacuum=off";
        String log = root.resolve(id + ".log").toString();
        program("pg_ctl", "-D", data().toString(), "-w", "-l", log, "-o", options, "start");
        List<String> fill = pgbench();
        fill.addAll(List.of("-i", "-s", "10", "-q", "postgres"));
        HandMadePair.run(fill, Map.of(), root);
    }

    /** Also one that has not started. */
    void stop() throws IOException {
        if (!Files.exists(data().resolve("postmaster.pid"))) return;
        program("pg_ctl", "-D", data().toString(), "-m", "immediate", "-w", "stop");
    }

    void load(int clients, int length, String... kind) throws IOException {
        List<String> command = pgbench();
        command.addAll(List.of("-n", "-c", "" + clients, "-j", "1", "-P", "1", "-T", "" + length));
        command.addAll(Arrays.asList(kind));
        command.add("postgres");
        load =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .directory(root.toFile())
                        .start();
        told = load.errorReader();
    }

    void unload() throws IOException {
        load.destroy();
        told.close();
    }

    /** Waits for pgbench's next second. */
    void second() throws IOException {
        for (String line; (line = told.readLine()) != null; ) {
            Matcher progress = PROGRESS.matcher(line);
            if (!progress.find()) continue;
            transactions += Double.parseDouble(progress.group(1));
            return;
        }
        throw new EOFException("pgbench has ended");
    }

    void begin(boolean isSampled) throws IOException, SQLException {
        sampler = isSampled ? OptionalLong.of(samplersSession()) : OptionalLong.empty();
        session = isSampled ? ranSeconds(sampler.getAsLong()) : 0;
        transactions = 0;
        server = cpuSeconds();
    }

    void end() throws IOException {
        server = cpuSeconds() - server;
        if (sampler.isPresent()) session = ranSeconds(sampler.getAsLong()) - session;
    }

    /** Of the server's processor time for a transaction, between begin and end. */
    double micros() {
        return server * 1e6 / transactions;
    }

    /** Of that, the share of the sampler's session. */
    double own() {
        return session / server;
    }

    private long samplersSession() throws SQLException {
        try (Connection connection = open("postgres", "who");
                Statement sql = connection.createStatement();
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
        return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
    }

    // ---- as the sampler sees it

    @Override
    public Optional<Server> server() {
        try {
            return Optional.of(new Server(pid(), id));
        } catch (IOException stopped) {
            return Optional.empty();
        }
    }

    @Override
    public Connection open(Optional<String> database, String purpose, Duration max)
            throws SQLException {
        return open(database.orElse("postgres"), "homeport " + purpose);
    }

    @Override
    public Connection openAs(String user, String database, String purpose, Duration max)
            throws SQLException {
        throw new SQLException("all of the bench is one superuser, as whom nothing is planned");
    }

    Connection open(String database, String application) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", "rdsadmin");
        p.setProperty("ApplicationName", application);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s?sslmode=disable".formatted(address, PORT, database), p);
    }

    private List<String> pgbench() {
        String program = bin.resolve("pgbench").toString();
        return new ArrayList<>(List.of(program, "-h", address, "-p", "" + PORT, "-U", "rdsadmin"));
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
