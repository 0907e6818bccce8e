package homeport.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** PostgreSQL, HAProxy and a door, each in its own process, on loopback addresses of their own. */
final class DoorBenchWorld implements AutoCloseable {
    private static final String STORE_PASSWORD = "changeit"; // of a throw-away certificate
    private static final Duration START_MAX = Duration.ofSeconds(20);

    final String server;
    final String haproxyAddress;
    final String doorAddress;
    final String guardedAddress;
    final Process haproxy;
    final Process door;
    private final Path folder;
    private final Path bin;

    DoorBenchWorld() throws Exception {
        int slice = ThreadLocalRandom.current().nextInt(200, 250);
        server = "127." + slice + ".0.1";
        haproxyAddress = "127." + slice + ".0.2";
        doorAddress = "127." + slice + ".0.3";
        guardedAddress = "127." + slice + ".0.4";
        folder = Files.createTempDirectory("doorbench");
        bin = newestPostgres();
        if (isRoot()) run(List.of("chown", "postgres", folder.toString()));
        startPostgres();
        haproxy = spawn("haproxy", List.of("haproxy", "-db", "-f", haproxyConfig().toString()));
        door = spawn("door", doorCommand());
        awaitPort(haproxyAddress);
        awaitPort(doorAddress);
        awaitPort(guardedAddress);
    }

    /** The folder of the server's unix socket, as libpq takes it for a host. */
    String socketFolder() {
        return folder.toString();
    }

    static Path newestPostgres() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(v -> v.resolve("bin"))
                    .filter(b -> Files.isExecutable(b.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("no PostgreSQL in /usr/lib/postgresql"));
        }
    }

    private void startPostgres() throws Exception {
        String data = folder.resolve("data").toString();
        asOwner("initdb", "-D", data, "-U", "postgres", "-N", "-A", "trust");
        Files.writeString(
                folder.resolve("data/pg_hba.conf"),
                "local all all trust\nhost all all 127.0.0.0/8 trust\n");
        String options =
                "-c unix_socket_directories=%s -c listen_addresses=%s -c fsync=off"
                        .formatted(folder, server);
        String log = folder.resolve("postgres.log").toString();
        asOwner("pg_ctl", "-D", data, "-w", "-o", options, "-l", log, "start");
        run(List.of("pgbench", "-h", server, "-U", "postgres", "-iq", "-s", "10", "postgres"));
    }

    private Path haproxyConfig() throws IOException {
        return Files.writeString(
                folder.resolve("haproxy.cfg"),
                """
                global
                    nbthread 1
                    maxconn 1000
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 1h
                    timeout server 1h
                listen postgres
                    bind %s:5432
                    server primary %s:5432
                """
                        .formatted(haproxyAddress, server));
    }

    private List<String> doorCommand() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin");
        Path store = folder.resolve("door.p12");
        run(
                List.of(
                        java.resolve("keytool").toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "door",
                        "-dname",
                        "CN=door"));
        List<String> command = new ArrayList<>(List.of(java.resolve("java").toString()));
        command.addAll(List.of(DoorProcess.FLAGS));
        String socket = folder.resolve(".s.PGSQL.5432").toString();
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoorProcess.class.getName(),
                        doorAddress,
                        socket,
                        store.toString(),
                        STORE_PASSWORD,
                        guardedAddress));
        return command;
    }

    private Process spawn(String name, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    private static void awaitPort(String address) throws IOException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, 5432), 1000);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end) throw notYet;
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Ends everything; what of the folder cannot be deleted is left to the system. */
    @Override
    public void close() {
        door.destroy();
        haproxy.destroy();
        try {
            asOwner("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "fast", "stop");
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("PostgreSQL in " + folder + " may be left", failed);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void asOwner(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot())
            command.addAll(
                    List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        command.add(bin.resolve(tool).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    /** Runs to the end and gives what was printed. */
    static String run(List<String> command, String... environment) throws Exception {
        Path said = Files.createTempFile("doorbench", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(new File("/tmp"))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        for (int i = 0; i < environment.length; i += 2)
            builder.environment().put(environment[i], environment[i + 1]);
        Process process = builder.start();
        boolean done = process.waitFor(120, TimeUnit.SECONDS);
        if (!done) process.destroy();
        String output = Files.readString(said);
        Files.delete(said);
        if (!done || process.exitValue() != 0) throw new IOException(command + ": " + output);
        return output;
    }
}
