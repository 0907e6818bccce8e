package homeport.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** PostgreSQL, PgBouncer and DB proxies, each in its own process, on addresses of their own. */
final class ProxyBenchWorld implements AutoCloseable {
    /** Of the server, and of each proxy. */
    static final int CONNECTIONS = 20;

    static final String USER = "postgres";
    static final String PASSWORD = "not-a-secret-1";
    private static final int PORT = 5432;
    private static final String STORE_PASSWORD = "changeit"; // of a throw-away certificate
    private static final Duration START_MAX = Duration.ofSeconds(20);

    final Path folder;
    private final int slice = ThreadLocalRandom.current().nextInt(200, 250);
    private final Path bin;
    private final List<Process> started = new ArrayList<>();
    private int addresses = 1;

    ProxyBenchWorld() throws Exception {
        folder = Files.createTempDirectory("proxybench");
        bin = DoorBenchWorld.newestPostgres();
        if (isRoot()) DoorBenchWorld.run(List.of("chown", USER, folder.toString()));
        startPostgres();
        makeCertificate();
    }

    /** In a key store for us, and in two files for others. */
    private void makeCertificate() throws Exception {
        Path store = folder.resolve("tls.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
        List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", "bench"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", STORE_PASSWORD));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=bench"));
        DoorBenchWorld.run(command);
        char[] password = STORE_PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        pem("key.pem", "PRIVATE KEY", keys.getKey("bench", password).getEncoded());
        pem("certificate.pem", "CERTIFICATE", keys.getCertificate("bench").getEncoded());
    }

    private void pem(String name, String what, byte[] content) throws Exception {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Path file = folder.resolve(name);
        Files.writeString(
                file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines));
        if (isRoot()) DoorBenchWorld.run(List.of("chown", USER, file.toString()));
    }

    /** How a client of PostgreSQL is told where to go. */
    static List<String> address(ProxyTarget target) {
        return List.of("-h", target.address(), "-p", "" + target.port());
    }

    /** The environment of such a client: names and values. */
    String[] environment(ProxyTarget target, boolean tls) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("PGSSLMODE", tls ? "require" : "disable", "PGGSSENCMODE", "disable"));
        if (target.isOurs()) {
            all.addAll(List.of("PGUSER", USER, "PGDATABASE", USER));
            all.addAll(List.of("PGPASSWORD", PASSWORD));
        }
        return all.toArray(String[]::new);
    }

    private void startPostgres() throws Exception {
        String data = folder.resolve("data").toString();
        Path secret = Files.writeString(folder.resolve("secret"), PASSWORD + "\n");
        if (isRoot()) DoorBenchWorld.run(List.of("chown", USER, secret.toString()));
        asOwner(
                "initdb",
                "-D",
                data,
                "-U",
                USER,
                "-N",
                "-A",
                "scram-sha-256",
                "--pwfile=" + secret);
        Files.delete(secret);
        String options =
                "-c unix_socket_directories=%s -c listen_addresses='' -c fsync=off -c"
                        + " max_connections=100";
        asOwner(
                "pg_ctl",
                "-D",
                data,
                "-w",
                "-o",
                options.formatted(folder),
                "-l",
                folder.resolve("postgres.log").toString(),
                "start");
        String pgbench = bin.resolve("pgbench").toString();
        DoorBenchWorld.run(
                List.of(pgbench, "-h", folder.toString(), "-U", USER, "-iq", "-s", "10", USER),
                "PGPASSWORD",
                PASSWORD);
    }

    private String newAddress() {
        return "127." + slice + ".0." + addresses++;
    }

    /** Empty when it is not installed. */
    Optional<ProxyTarget> pgbouncer() throws Exception {
        Optional<Path> program =
                Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst();
        if (program.isEmpty()) return Optional.empty();
        String address = newAddress();
        Path config = folder.resolve("pgbouncer.ini");
        Path users = folder.resolve("users.txt");
        String verifier = verifier();
        Files.writeString(users, "\"%s\" \"%s\"\n".formatted(USER, verifier.strip()));
        Files.writeString(
                config,
                """
                [databases]
                * = host=%s port=5432
                [pgbouncer]
                listen_addr = %s
                listen_port = 5432
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 6000
                listen_backlog = 4096
                log_connections = 0
                log_disconnections = 0
                server_check_delay = 86400
                client_tls_sslmode = allow
                client_tls_key_file = %s
                client_tls_cert_file = %s
                %s
                """
                        .formatted(
                                folder,
                                address,
                                users,
                                CONNECTIONS,
                                folder.resolve("key.pem"),
                                folder.resolve("certificate.pem"),
                                prepares(program.get()) ? "max_prepared_statements = 200" : ""));
        if (isRoot()) {
            DoorBenchWorld.run(List.of("chown", USER, config.toString(), users.toString()));
        }
        List<String> command = new ArrayList<>(owner());
        command.addAll(List.of(program.get().toString(), config.toString()));
        return Optional.of(start("pgbouncer", address, command, prepares(program.get())));
    }

    /** What the server has kept of everybody's password. */
    private String verifier() throws Exception {
        String ask = "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'";
        List<String> command = new ArrayList<>(List.of(program("psql"), "-h", folder.toString()));
        command.addAll(List.of("-U", USER, "-Atc", ask));
        return DoorBenchWorld.run(command, "PGPASSWORD", PASSWORD);
    }

    /** {@code PgBouncer 1.25.2}, and more lines. */
    private static boolean prepares(Path program) throws Exception {
        String said = DoorBenchWorld.run(List.of(program.toString(), "--version"));
        String[] version = said.split("\\s+")[1].split("\\.");
        return Integer.parseInt(version[0]) > 1 || Integer.parseInt(version[1]) >= 21;
    }

    /** A DB proxy on a kind of loop. */
    ProxyTarget proxy(String kind) throws Exception {
        String address = newAddress();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(ProxyProcess.FLAGS);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProxyProcess.class.getName(),
                        kind,
                        address,
                        folder.resolve(".s.PGSQL.5432").toString(),
                        "" + CONNECTIONS,
                        PASSWORD,
                        folder.resolve("tls.p12").toString(),
                        STORE_PASSWORD));
        return start(kind, address, command, true);
    }

    private ProxyTarget start(String name, String address, List<String> command, boolean prepares)
            throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start();
        started.add(process);
        long end = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, 5432), 1000);
                return new ProxyTarget(
                        name, address, PORT, OptionalLong.of(process.pid()), prepares, true);
            } catch (IOException notYet) {
                if (System.nanoTime() > end || !process.isAlive())
                    throw new IOException(
                            name + ": " + Files.readString(folder.resolve(name + ".log")), notYet);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    String program(String name) {
        return bin.resolve(name).toString();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> owner() {
        return isRoot()
                ? List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups")
                : List.of();
    }

    private void asOwner(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(owner());
        command.add(bin.resolve(tool).toString());
        command.addAll(List.of(arguments));
        DoorBenchWorld.run(command);
    }

    /** Ends everything; what of the folder cannot be deleted is left to the system. */
    @Override
    public void close() {
        try {
            for (Process process : started) {
                process.destroy();
                process.waitFor(5, TimeUnit.SECONDS);
            }
            asOwner("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "stop");
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("PostgreSQL in " + folder + " may be left", failed);
        }
    }
}
