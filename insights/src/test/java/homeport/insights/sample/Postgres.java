package homeport.insights.sample;

import homeport.insights.watch.Access;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL on a loopback address of its own, that lets everybody in. Users: {@code
 * rdsadmin}, the superuser as whom samplers come, and {@code app}, a superuser too.
 */
final class Postgres implements Access, AutoCloseable {
    private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
    private static final String ADDRESS = "127.94.15.1";
    private static final int PORT = 5432;

    private final Path folder;

    private Postgres(Path folder) {
        this.folder = folder;
    }

    static Postgres start() throws Exception {
        Path folder = Files.createTempDirectory("samples");
        Postgres postgres = new Postgres(folder);
        if (isRoot()) run(List.of("chown", "-R", "postgres", folder.toString()));
        String data = postgres.data().toString();
        asOwner("initdb", "-D", data, "-U", "rdsadmin", "-N", "-A", "trust");
        postgres.again();
        try (Connection session = postgres.open(Optional.empty(), "setup", Duration.ofSeconds(5));
                Statement sql = session.createStatement()) {
            sql.execute("CREATE ROLE app LOGIN SUPERUSER");
            sql.execute("CREATE DATABASE shop OWNER app");
        }
        return postgres;
    }

    private void again() throws Exception {
        asOwner(
                "pg_ctl",
                "-D",
                data().toString(),
                "-w",
                "-o",
                "-c unix_socket_directories="
                        + folder
                        + " -c listen_addresses="
                        + ADDRESS
                        + " -c port="
                        + PORT
                        + " -c fsync=off -c max_connections=300 -c compute_query_id=on"
                        + " -c max_prepared_transactions=20 -c wal_level=logical"
                        + " -c deadlock_timeout=10s -c max_wal_senders=4",
                "-l",
                folder.resolve("log").toString(),
                "start");
    }

    private Path data() {
        return folder.resolve("data");
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
    }

    @Override
    public Optional<Server> server() {
        try {
            return Optional.of(new Server(pid(), "this"));
        } catch (IOException stopped) {
            return Optional.empty();
        }
    }

    @Override
    public Connection open(Optional<String> database, String purpose, Duration max)
            throws SQLException {
        return openAs("rdsadmin", database.orElse("postgres"), purpose, max);
    }

    @Override
    public Connection openAs(String user, String database, String purpose, Duration max)
            throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("ApplicationName", "homeport " + purpose);
        p.setProperty("loginTimeout", "2");
        Connection session = DriverManager.getConnection(url(database), p);
        session.setNetworkTimeout(Runnable::run, (int) max.toMillis());
        return session;
    }

    private static String url(String database) {
        return "jdbc:postgresql://%s:%d/%s?sslmode=disable".formatted(ADDRESS, PORT, database);
    }

    /** A session of an application. */
    Connection client(String application) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", "app");
        p.setProperty("ApplicationName", application);
        return DriverManager.getConnection(url("shop"), p);
    }

    /** Runs a statement in a session of its own. */
    void sql(String... statements) throws SQLException {
        try (Connection session = client("setup");
                Statement sql = session.createStatement()) {
            for (String statement : statements) sql.execute(statement);
        }
    }

    /** A process that streams the log, as a replica does. */
    Process receiver() throws Exception {
        List<String> command =
                owned(
                        BIN.resolve("pg_receivewal").toString(),
                        "-h",
                        ADDRESS,
                        "-p",
                        Integer.toString(PORT),
                        "-U",
                        "app",
                        "-D",
                        Files.createDirectory(folder.resolve("received")).toString());
        if (isRoot()) run(List.of("chown", "-R", "postgres", folder.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(new File("/tmp"))
                .start();
    }

    /** Stops, or lets go on, all its processes. */
    void signal(String signal) throws Exception {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        command.add(Long.toString(pid()));
        postmaster.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        run(command);
    }

    @Override
    public void close() {
        try {
            asOwner("pg_ctl", "-D", data().toString(), "-m", "immediate", "stop");
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("PostgreSQL in " + folder + " may be left", failed);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> owned(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot())
            all.addAll(
                    List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        all.addAll(List.of(command));
        return all;
    }

    private static void asOwner(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(owned(BIN.resolve(tool).toString()));
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws Exception {
        Path said = Files.createTempFile("samples", ".out");
        Process process =
                new ProcessBuilder(command)
                        .directory(new File("/tmp"))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        boolean done = process.waitFor(60, TimeUnit.SECONDS);
        String output = Files.readString(said);
        Files.delete(said);
        if (!done || process.exitValue() != 0) throw new IOException(command + ": " + output);
    }
}
