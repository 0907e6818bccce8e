package homeport.it;

import homeport.server.Homeport;
import homeport.server.StartException;
import homeport.server.data.DataFolder;
import homeport.server.data.RootKey;
import homeport.server.local.ServiceFile;
import java.io.IOException;
import java.net.URI;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;

/**
 * Homeport as users run it: {@code up} in a process of its own on a data folder of its own, which
 * can be killed and started again. Closing stops everything and fails when a process of the folder
 * is left.
 */
final class Service implements AutoCloseable {
    private static final Duration READY_MAX = Duration.ofSeconds(90);

    private final Path home;
    private final List<String> options;
    private Process process;

    private Service(Path home, List<String> options) {
        this.home = home;
        this.options = options;
    }

    /**
     * @param home an empty folder; opened to the account of the engines
     */
    static Service up(Path home, String... options) throws Exception {
        if (DataFolder.ofRoot())
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        Service service = new Service(home, List.of(options));
        service.start();
        return service;
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("up.log");
    }

    void start() throws Exception {
        process = launch(List.of("up", "--port", "0", "--data", data().toString()), options);
        await(
                "the service is ready: " + log(),
                READY_MAX,
                () -> {
                    if (!process.isAlive())
                        throw new IllegalStateException(Files.readString(log()));
                    return ServiceFile.running(data()).isPresent();
                });
    }

    /** Any command of the command line. */
    Process launch(List<String> command, List<String> more) throws IOException {
        List<String> java = new ArrayList<>();
        java.add(ProcessHandle.current().info().command().orElse("java"));
        java.addAll(List.of("-XX:+UseSerialGC", "-Xmx96m", "-XX:TieredStopAtLevel=1"));
        java.add("--enable-native-access=ALL-UNNAMED");
        java.add("-Dhomeport.dist=" + System.getProperty("homeport.dist"));
        java.addAll(List.of("-cp", System.getProperty("java.class.path")));
        java.add("homeport.server.Main");
        java.addAll(command);
        java.addAll(more);
        return new ProcessBuilder(java)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** {@code kill -9}, and it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String endpoint() throws IOException {
        return ServiceFile.running(data()).orElseThrow().api();
    }

    RootKey key() throws IOException {
        return RootKey.read(data()).orElseThrow();
    }

    RdsClient rds() throws IOException {
        return RdsClient.builder()
                .endpointOverride(URI.create(endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        key().accessKeyId(), key().secretAccessKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    DBInstance instance(String identifier) throws IOException {
        try (RdsClient rds = rds()) {
            return rds.describeDBInstances(r -> r.dbInstanceIdentifier(identifier))
                    .dbInstances()
                    .getFirst();
        }
    }

    /** {@code gone} when there is no such instance. */
    String status(String identifier) throws IOException {
        try {
            return instance(identifier).dbInstanceStatus();
        } catch (DbInstanceNotFoundException gone) {
            return "gone";
        }
    }

    void awaitStatus(String identifier, String wanted) throws Exception {
        await(
                identifier + " is " + wanted,
                Duration.ofSeconds(120),
                () -> status(identifier).equals(wanted));
    }

    Connection connect(DBInstance instance, String user, String password) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("sslmode", "verify-full");
        login.setProperty("sslrootcert", data().resolve("ca").resolve("root.pem").toString());
        login.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres"
                        .formatted(instance.endpoint().address(), instance.endpoint().port()),
                login);
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) return "";
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    static void await(String what, Duration max, Callable<Boolean> condition) throws Exception {
        Instant deadline = Instant.now().plus(max);
        Exception last = null;
        while (Instant.now().isBefore(deadline)) {
            try {
                if (condition.call()) return;
            } catch (IllegalStateException unready) {
                throw unready;
            } catch (Exception notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
        }
        throw new AssertionError("not within " + max + ": " + what, last);
    }

    /**
     * Commands of all processes that have the data folder as working folder or in their arguments.
     */
    List<String> processes() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path one : all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
                String command = text(one.resolve("cmdline"));
                String folder = link(one.resolve("cwd"));
                boolean ours = folder.startsWith(data() + "/") || command.contains(data() + "/");
                if (ours) found.add(one.getFileName() + " " + command.strip());
            }
        }
        return found;
    }

    /** Postmasters by the data folder that they serve. */
    List<String> postmasterFolders() throws IOException {
        List<String> folders = new ArrayList<>();
        for (String process : processes()) {
            Path proc = Path.of("/proc", process.substring(0, process.indexOf(' ')));
            boolean postmaster = process.matches("\\d+ \\S*/postgres .*-D.*");
            if (postmaster) folders.add(link(proc.resolve("cwd")));
        }
        return folders;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) kill();
            Homeport.stopDatabases(data());
        } catch (InterruptedException | StartException failed) {
            throw new IOException("something of " + data() + " may run on", failed);
        }
        List<String> left = processes();
        if (!left.isEmpty()) throw new AssertionError("processes are left: " + left);
    }
}
