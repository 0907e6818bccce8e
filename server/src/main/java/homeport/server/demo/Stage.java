package homeport.server.demo;

import homeport.server.Homeport;
import homeport.server.StartException;
import homeport.server.data.DataFolder;
import homeport.server.data.RootKey;
import homeport.server.demo.Demo.Broken;
import homeport.server.local.ServiceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * A data folder of its own with a service in a process of its own, as {@code up} starts it, and the
 * tools of a user: the AWS SDK and a PostgreSQL driver. Owner: the thread that plays.
 */
final class Stage implements AutoCloseable {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final int DOTS = 52;

    private final PrintWriter out;
    private final Path home;
    private Process service;

    private Stage(PrintWriter out, Path home) {
        this.out = out;
        this.home = home;
    }

    static Stage open(PrintWriter out) throws IOException, Broken {
        Path home = Files.createTempDirectory("homeport-demo-");
        if (DataFolder.ofRoot())
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        Stage stage = new Stage(out, home);
        try {
            stage.up();
            return stage;
        } catch (IOException | Broken failed) {
            stage.close();
            throw failed;
        }
    }

    Path data() {
        return home.resolve("data");
    }

    /** Starts the service and waits until its port answers. */
    Duration up() throws IOException, Broken {
        Instant asked = Instant.now();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("homeport.server.Main", "up", "--port", "0"));
        command.addAll(List.of("--data", data().toString()));
        service =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("up.log").toFile())
                        .start();
        await("the service is ready", READY_MAX, () -> ServiceFile.running(data()).isPresent());
        return Duration.between(asked, Instant.now());
    }

    long servicePid() {
        return service.pid();
    }

    /** {@code kill -9}. */
    void killService() throws InterruptedException {
        service.destroyForcibly();
        service.waitFor();
    }

    /** The official SDK against the running service. */
    RdsClient rds() throws IOException {
        ServiceFile running = ServiceFile.running(data()).orElseThrow();
        RootKey key = RootKey.read(data()).orElseThrow();
        return RdsClient.builder()
                .endpointOverride(URI.create(running.api()))
                .region(Region.of(running.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        key.accessKeyId(), key.secretAccessKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    DBInstance instance(String identifier) throws IOException {
        try (RdsClient rds = rds()) {
            return rds.describeDBInstances(r -> r.dbInstanceIdentifier(identifier))
                    .dbInstances()
                    .getFirst();
        }
    }

    /** Through the endpoint, with its certificate checked. */
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

    /** The postmaster's pid, as the data folder has it. */
    long postmaster(DBInstance instance) throws IOException {
        Path pid =
                data().resolve("nodes")
                        .resolve(instance.dbiResourceId())
                        .resolve("data")
                        .resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(pid).getFirst().strip());
    }

    /** One line: what was done and what came of it. */
    void say(String done, String result) {
        String dots = " " + ".".repeat(Math.max(2, DOTS - done.length())) + " ";
        out.println("   " + done + dots + result);
        out.flush();
    }

    void print(List<String> lines) {
        lines.forEach(line -> out.println("      " + line));
        out.flush();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** Something that may not be true yet. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * @throws Broken it was not so within {@code max}; the last failure is told
     */
    void await(String what, Duration max, Condition condition) throws Broken {
        Instant deadline = Instant.now().plus(max);
        Optional<Exception> last = Optional.empty();
        while (Instant.now().isBefore(deadline)) {
            try {
                if (condition.holds()) return;
            } catch (Exception notYet) {
                last = Optional.of(notYet);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new Broken(
                "not within %s: %s%s"
                        .formatted(
                                seconds(max),
                                what,
                                last.map(failure -> " (" + failure.getMessage() + ")").orElse("")));
    }

    /** Stops everything and removes the folder. */
    @Override
    public void close() throws IOException {
        if (service != null && service.isAlive()) {
            service.destroy();
            waitOrKill();
        }
        try {
            Homeport.stopDatabases(data());
        } catch (StartException stillThere) {
            throw new IOException(stillThere.getMessage(), stillThere);
        }
        remove(home);
    }

    private void waitOrKill() {
        try {
            if (!service.waitFor(30, TimeUnit.SECONDS)) service.destroyForcibly().waitFor();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, IOException failed)
                            throws IOException {
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
