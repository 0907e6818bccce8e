package homeport.proxy.door;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL that listens on a unix socket in a temporary folder only. Users: {@code
 * postgres} with {@link #PASSWORD} by SCRAM, {@code open} without; {@code old}, if made, by MD5.
 */
public final class Postgres implements AutoCloseable {
    /** The longest name that a role can have; like {@code open}, if made. */
    static final String LONG = "r".repeat(63);

    /** Of the superuser. */
    public static final String PASSWORD = "correct horse";

    /** Where its programs are. */
    public static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

    private final Path folder;
    private boolean stopped;

    private Postgres(Path folder) {
        this.folder = folder;
    }

    /** A new one. */
    public static Postgres start() throws Exception {
        Path folder = Files.createTempDirectory("door");
        Postgres postgres = new Postgres(folder);
        Path secret = Files.writeString(folder.resolve("secret"), PASSWORD + "\n");
        if (isRoot()) run(List.of("chown", "-R", "postgres", folder.toString()));
        String data = postgres.data().toString();
        asOwner(
                "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-N",
                "-A",
                "scram-sha-256",
                "--pwfile=" + secret);
        Path hba = postgres.data().resolve("pg_hba.conf");
        Files.writeString(
                hba,
                "local all open,"
                        + LONG
                        + " trust\nlocal all old md5\nlocal all all scram-sha-256\n");
        postgres.again();
        postgres.sql("create role open login superuser");
        return postgres;
    }

    /** Starts it, also after it was killed. */
    public void again() throws Exception {
        String options =
                "-c unix_socket_directories="
                        + folder
                        + " -c listen_addresses='' -c fsync=off -c max_connections=600";
        asOwner(
                "pg_ctl",
                "-D",
                data().toString(),
                "-w",
                "-o",
                options,
                "-l",
                folder.resolve("log").toString(),
                "start");
        stopped = false;
    }

    /** Runs commands as the superuser, each in its own transaction. */
    public void sql(String... commands) throws Exception {
        List<String> psql =
                new ArrayList<>(
                        List.of(
                                BIN.resolve("psql").toString(),
                                "-qh",
                                folder.toString(),
                                "-U",
                                "postgres"));
        for (String command : commands) psql.addAll(List.of("-c", command));
        run(psql);
    }

    /** Where it listens. */
    public Path socket() {
        return folder.resolve(".s.PGSQL.5432");
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** SIGKILL to the postmaster and to every child, as a machine that loses its power. */
    public void killAll() throws Exception {
        long pid = Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().get(5, TimeUnit.SECONDS);
        stopped = true;
    }

    @Override
    public void close() {
        try {
            if (!stopped) asOwner("pg_ctl", "-D", data().toString(), "-m", "immediate", "stop");
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

    private static void asOwner(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot())
            command.addAll(
                    List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        command.add(BIN.resolve(tool).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws Exception {
        Path said = Files.createTempFile("door", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(new File("/tmp"))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().put("PGPASSWORD", PASSWORD);
        Process process = builder.start();
        boolean done = process.waitFor(30, TimeUnit.SECONDS);
        String output = Files.readString(said);
        Files.delete(said);
        if (!done || process.exitValue() != 0) throw new IOException(command + ": " + output);
    }
}
