package homeport.server.stage;

import homeport.server.Homeport;
import homeport.server.StartException;
import homeport.server.data.DataFolder;
import homeport.server.data.RootKey;
import homeport.server.local.ServiceFile;
import java.io.IOException;
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
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.pi.PiClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * One service that can be killed and started again. Closing stops it and its databases; the folder
 * is removed when it was made here. Owner: the thread that made it; what only asks may be called
 * from any.
 */
public final class Stage implements AutoCloseable {
    private static final String VERIFY = "--verify-backups";
    private static final Duration READY_MAX = Duration.ofMinutes(3);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(200);

    /** The driver's own five seconds are not enough where all processors are busy. */
    private static final Duration SSL_ANSWER_MAX = Duration.ofSeconds(30);

    /** The first call about a PostgreSQL version unpacks it; a busy machine takes its time. */
    private static final Duration ANSWER_MAX = Duration.ofMinutes(3);

    private final Path home;
    private final List<String> options;
    private final boolean temporary;
    private final Thread hook = new Thread(this::closeAtExit, "clear the stage");
    private Process service;
    private boolean closed;

    private Stage(Path home, List<String> options, boolean temporary) {
        this.home = home;
        this.options = options;
        this.temporary = temporary;
    }

    /** In a new folder that is removed at the end, also when this process is interrupted. */
    public static Stage open(String... options) throws IOException, TimeoutException {
        Path home = Files.createTempDirectory("homeport-");
        Stage stage = new Stage(home, List.of(options), true);
        Runtime.getRuntime().addShutdownHook(stage.hook);
        return started(stage);
    }

    /**
     * @param home an empty folder that stays; as root it is opened to the account of the engines
     */
    public static Stage in(Path home, String... options) throws IOException, TimeoutException {
        return started(new Stage(home, List.of(options), false));
    }

    private static Stage started(Stage stage) throws IOException, TimeoutException {
        if (DataFolder.ofRoot())
            Files.setPosixFilePermissions(stage.home, PosixFilePermissions.fromString("rwx--x--x"));
        try {
            Unpacked.offer(stage.data());
            stage.up();
            return stage;
        } catch (IOException | TimeoutException failed) {
            stage.close();
            throw failed;
        }
    }

    public Path data() {
        return home.resolve("data");
    }

    /** What the service said on its standard output and error, all starts after one another. */
    public Path log() {
        return home.resolve("up.log");
    }

    /**
     * Starts the service and waits until its port answers.
     *
     * @return how long that took
     * @throws IOException it ended instead; the message is what it said
     */
    public Duration up() throws IOException, TimeoutException {
        Instant asked = Instant.now();
        begin(commandOfUp(List.of()));
        await(
                "the service is ready",
                READY_MAX,
                () -> {
                    if (!service.isAlive()) throw new Ended(Files.readString(log()).strip());
                    return ServiceFile.running(data()).isPresent();
                });
        return Duration.between(asked, Instant.now());
    }

    private List<String> commandOfUp(List<String> more) {
        List<String> command = new ArrayList<>(List.of("up", "--data", data().toString()));
        if (!more.contains("--port")) command.addAll(List.of("--port", "0"));
        command.addAll(options);
        // Where backups are not the matter, no server but those that were asked for runs.
        if (!options.contains(VERIFY)) command.addAll(List.of(VERIFY, "0"));
        command.addAll(more);
        return command;
    }

    /**
     * Starts a process that is to take over, and waits for nothing: it is the caller's.
     *
     * @param more options
     */
    public Process rival(String... more) throws IOException {
        List<String> command = commandOfUp(List.of(more));
        command.add("--take-over");
        return launch(command.toArray(String[]::new));
    }

    /**
     * A new process takes over from the service, and is it from now on.
     *
     * @param more options
     * @return the old process, which has sessions yet
     * @throws IOException it ended instead
     */
    public Process takeOver(String... more) throws IOException, TimeoutException {
        Process old = service;
        Process heir = rival(more);
        synchronized (this) {
            service = heir;
        }
        await(
                "the new process has taken over",
                READY_MAX,
                () -> {
                    if (!heir.isAlive()) throw new Ended(Files.readString(log()).strip());
                    return Files.readString(data().resolve("log").resolve("homeport.log"))
                            .contains("taken over from process " + old.pid());
                });
        return old;
    }

    /**
     * As {@link #takeOver}, from a service that is killed as soon as it makes way.
     *
     * @return it
     */
    public Process takeOverFromTheKilled()
            throws IOException, TimeoutException, InterruptedException {
        Process old = service;
        Process heir = rival();
        await(
                "the old process makes way",
                READY_MAX,
                () -> ServiceFile.running(data()).isEmpty() || !heir.isAlive());
        old.destroyForcibly().waitFor();
        synchronized (this) {
            service = heir;
        }
        return old;
    }

    private synchronized void begin(List<String> command) throws IOException {
        service = launch(command.toArray(String[]::new));
    }

    /** Any command of the command line. */
    public synchronized Process launch(String... arguments) throws IOException {
        if (closed) throw new IOException("the stage " + home + " is closed");
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** The launcher where {@code -Dhomeport.launcher} names it, else what this JVM runs. */
    private static List<String> program() throws IOException {
        String launcher = System.getProperty("homeport.launcher", "");
        if (!launcher.isEmpty()) return List.of(launcher);
        return FastStart.command(
                ProcessHandle.current().info().command().orElse("java"), jvmOptions());
    }

    /** Those of this JVM; under a test runner its own, with the folder of PostgreSQL versions. */
    private static List<String> jvmOptions() {
        List<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments();
        if (own.stream().anyMatch(option -> option.startsWith("-Dhomeport.dist="))) return own;
        return List.of(
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dhomeport.dist=" + System.getProperty("homeport.dist", ""));
    }

    public long servicePid() {
        return service.pid();
    }

    /** A signal's name, as {@code kill} knows it; the service may then not answer any more. */
    public void signalService(String signal) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + signal, Long.toString(service.pid())).start();
        if (!kill.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0)
            throw new IOException("kill -" + signal + " of the service failed");
    }

    /** {@code kill -9}, and it is gone. */
    public void killService() throws InterruptedException {
        service.destroyForcibly().waitFor();
    }

    public String api() throws IOException {
        return ServiceFile.running(data()).orElseThrow().api();
    }

    public RootKey key() throws IOException {
        return RootKey.read(data()).orElseThrow();
    }

    /** The official SDK against the running service; a refusal is not tried again. */
    public RdsClient rds() throws IOException {
        return rds(Region.US_EAST_1);
    }

    /** The same for another region of the same service. */
    public RdsClient rds(Region region) throws IOException {
        return client(RdsClient.builder().region(region));
    }

    /** Secrets Manager of the same region. */
    public SecretsManagerClient secrets() throws IOException {
        return client(SecretsManagerClient.builder().region(Region.US_EAST_1));
    }

    /** Performance Insights with the root key. */
    public PiClient insights() throws IOException {
        return client(PiClient.builder().region(Region.US_EAST_1));
    }

    public CloudWatchClient cloudWatch() throws IOException {
        return client(CloudWatchClient.builder().region(Region.US_EAST_1));
    }

    /**
     * A client of any service with the root key.
     *
     * @param builder has a region
     */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder)
            throws IOException {
        RootKey key = key();
        return client(
                builder, AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    /** The same with another key. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, AwsCredentials who) throws IOException {
        return builder.endpointOverride(URI.create(api()))
                .credentialsProvider(StaticCredentialsProvider.create(who))
                .httpClient(UrlConnectionHttpClient.builder().socketTimeout(ANSWER_MAX).build())
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    public DBInstance instance(String identifier) throws IOException {
        try (RdsClient rds = rds()) {
            return rds.describeDBInstances(r -> r.dbInstanceIdentifier(identifier))
                    .dbInstances()
                    .getFirst();
        }
    }

    /** Of an instance's endpoint. */
    public String address(String identifier) throws IOException {
        return instance(identifier).endpoint().address();
    }

    /** {@code gone} when there is no such instance. */
    public String status(String identifier) throws IOException {
        try {
            return instance(identifier).dbInstanceStatus();
        } catch (DbInstanceNotFoundException gone) {
            return "gone";
        }
    }

    public void awaitStatus(String identifier, String wanted, Duration max)
            throws IOException, TimeoutException {
        await(
                "DB instance " + identifier + " is " + wanted,
                max,
                () -> status(identifier).equals(wanted));
    }

    /** Through the endpoint, with its certificate checked. */
    public Connection connect(DBInstance instance, String user, String password)
            throws SQLException {
        return connect(instance, user, password, Map.of());
    }

    /**
     * @param more settings of the driver
     */
    public Connection connect(
            DBInstance instance, String user, String password, Map<String, String> more)
            throws SQLException {
        return connect(
                instance.endpoint().address(),
                instance.endpoint().port(),
                "postgres",
                user,
                password,
                more);
    }

    /** To any endpoint, with its certificate checked. */
    public Connection connect(
            String address, int port, String database, String user, String password)
            throws SQLException {
        return connect(address, port, database, user, password, Map.of());
    }

    /** Also with driver properties of the caller's. */
    public Connection connect(
            String address,
            int port,
            String database,
            String user,
            String password,
            Map<String, String> more)
            throws SQLException {
        Properties login = new Properties();
        login.putAll(more);
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("sslmode", "verify-full");
        login.setProperty("sslrootcert", data().resolve("ca").resolve("root.pem").toString());
        login.setProperty("connectTimeout", "5");
        login.setProperty("sslResponseTimeout", Long.toString(SSL_ANSWER_MAX.toMillis()));
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(address, port, database), login);
    }

    /** The postmaster's pid, as the data folder has it. */
    public long postmaster(DBInstance instance) throws IOException {
        Path pid =
                data().resolve("nodes")
                        .resolve(instance.dbiResourceId())
                        .resolve("data")
                        .resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(pid).getFirst().strip());
    }

    /** {@code 1.2 s}. */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** Something that may not be true yet. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** What was waited for can never come. */
    private static final class Ended extends IOException {
        private static final long serialVersionUID = 1L;

        Ended(String said) {
            super("the service ended: " + said);
        }
    }

    /**
     * Asks every 20 ms, and less often what takes its time: asking shall not hold up what is waited
     * for. A condition that throws does not hold yet.
     *
     * @throws TimeoutException it did not come to hold; the message has the last failure
     * @throws IOException the service ended
     */
    public static void await(String what, Duration max, Condition condition)
            throws IOException, TimeoutException {
        Instant deadline = Instant.now().plus(max);
        String last = "";
        while (Instant.now().isBefore(deadline)) {
            long asked = System.nanoTime();
            try {
                if (condition.holds()) return;
            } catch (Ended ended) {
                throw ended;
            } catch (Exception notYet) {
                last = " (" + notYet.getMessage() + ")";
            }
            long took = System.nanoTime() - asked;
            LockSupport.parkNanos(Math.clamp(2 * took, PAUSE_NANOS_MIN, PAUSE_NANOS_MAX));
        }
        throw new TimeoutException("not within " + seconds(max) + ": " + what + last);
    }

    @Override
    public void close() throws IOException {
        try {
            Unpacked.keep(data());
        } finally {
            clear();
        }
        if (!temporary) return;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            return; // the hook has nothing left to do
        }
    }

    private void closeAtExit() {
        try {
            clear();
        } catch (IOException failed) {
            System.err.println("homeport: something of " + home + " is left: " + failed);
        }
    }

    private synchronized void clear() throws IOException {
        if (closed) return;
        closed = true;
        try {
            if (service != null) {
                service.destroy();
                if (!service.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) killService();
            }
            Homeport.stopDatabases(data());
        } catch (InterruptedException | StartException failed) {
            throw new IOException("something of " + data() + " may run on", failed);
        }
        if (temporary) remove(home);
    }

    /** With everything in it. */
    public static void remove(Path folder) throws IOException {
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
