package homeport.server;

import homeport.aws.Dispatcher;
import homeport.aws.http.AwsHandler;
import homeport.engine.EngineException;
import homeport.server.data.ClientSettings;
import homeport.server.data.DataFolder;
import homeport.server.data.RootKey;
import homeport.server.fault.Faults;
import homeport.server.local.LocalRoutes;
import homeport.server.local.ProcessMark;
import homeport.server.local.ServiceFile;
import homeport.server.log.ServiceLog;
import homeport.server.openmetrics.MetricsRoute;
import homeport.server.site.Databases;
import homeport.store.StoreException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Homeport: started on one data folder, closed once. Databases outlive it unless it is
 * told otherwise.
 */
public final class Homeport {
    private static final Logger LOG = LoggerFactory.getLogger(Homeport.class);

    private final Settings settings;
    private final Instant started = Instant.now();
    private final CompletableFuture<Boolean> stopAsked = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What was opened, newest first: closed in this order. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private Databases databases;
    private Faults faults;
    private ApiPort api;

    private Homeport(Settings settings) {
        this.settings = settings;
    }

    /**
     * Returns when clients can be served.
     *
     * @throws StartException it cannot; nothing of the attempt is left running
     */
    public static Homeport start(Settings settings) throws StartException {
        Homeport homeport = new Homeport(settings);
        boolean ready = false;
        try {
            homeport.open();
            ready = true;
            return homeport;
        } catch (IOException failed) {
            throw new StartException(
                    "The data folder %s cannot be used: %s."
                            .formatted(settings.data(), failed.getMessage()),
                    failed);
        } finally {
            if (!ready) homeport.close(false);
        }
    }

    private void open() throws IOException, StartException {
        DataFolder folder =
                keep(DataFolder.hold(settings.data()).orElseThrow(() -> held(settings.data())));
        Path data = folder.path();
        keep(ServiceLog.open(data.resolve("log")));
        RootKey key = RootKey.of(data);
        String token = token();
        databases = keep(databases(data, settings, key));
        faults = Faults.open(data, settings.allowFaults(), databases::targets);
        Dispatcher dispatcher =
                new Dispatcher(
                        databases.services(),
                        databases.identity(),
                        InstantSource.system(),
                        settings.account());
        api =
                keep(
                        ApiPort.open(
                                settings.listen(),
                                settings.port(),
                                new AwsHandler(dispatcher),
                                new LocalRoutes(
                                        token,
                                        this::status,
                                        databases::backups,
                                        databases::records,
                                        stopAsked::complete,
                                        faults::carryOut,
                                        databases::replica,
                                        databases::pins,
                                        databases::load),
                                MetricsRoute.open(settings.metrics(), data, databases::families),
                                databases::certificate));
        databases.listening(apiUrl());
        new ClientSettings(apiUrl(), settings.region()).write(data);
        keep(() -> ServiceFile.remove(data));
        new ServiceFile(ProcessMark.self(), apiUrl(), settings.region(), token).write(data);
        LOG.info("Homeport {} serves {} on {}", Version.text(), data, apiUrl());
    }

    private static Databases databases(Path data, Settings settings, RootKey root)
            throws IOException, StartException {
        Optional<Path> shipped =
                Optional.ofNullable(System.getProperty("homeport.dist"))
                        .map(dist -> Path.of(dist, "engines"))
                        .filter(Files::isDirectory);
        try {
            return Databases.open(
                    new Databases.Options(
                            data,
                            settings.account(),
                            settings.databasePort(),
                            settings.failoverAfter(),
                            settings.backups(),
                            settings.archiveEvery(),
                            url(settings.listen(), settings.port()),
                            settings.enginePath(),
                            shipped,
                            new homeport.cloud.iam.access.RootKey(
                                    root.accessKeyId(), root.secretAccessKey()),
                            settings.proxyIo(),
                            settings.strict(),
                            settings.mail()));
        } catch (EngineException | StoreException refused) {
            throw new StartException(
                    "Homeport cannot start on %s: %s".formatted(data, refused.getMessage()),
                    refused);
        }
    }

    private static StartException held(Path data) {
        String holder;
        try {
            holder = DataFolder.holder(data);
        } catch (IOException starting) {
            holder = "that has just started";
        }
        return new StartException(
                "Homeport already runs on %s (process %s). Use that one, stop it with `./homeport down --data %s`, or start another with its own --data and --port."
                        .formatted(data, holder, data));
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** The API port, also when the settings left the choice to the system. */
    public int port() {
        return api.port();
    }

    /** The URL of every AWS API, as this machine reaches it. */
    public String apiUrl() {
        return url(settings.listen(), port());
    }

    private static String url(InetAddress listen, int port) {
        InetAddress address =
                listen.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listen;
        String host = address.getHostAddress();
        if (address instanceof Inet6Address) host = "[" + host + "]";
        return "http://" + host + ":" + port;
    }

    public Status status() {
        return new Status(
                Version.text(),
                apiUrl(),
                settings.data().toString(),
                ProcessHandle.current().pid(),
                started,
                databases.rows(),
                databases.endpoints(),
                databases.replicas(),
                databases.proxies());
    }

    /** Completes when a command asked for the end; the value: stop the databases too. */
    public CompletableFuture<Boolean> stopAsked() {
        return stopAsked;
    }

    /** Stops serving; a second call does nothing. */
    public void close(boolean stopDatabases) {
        if (!closed.compareAndSet(false, true)) return;
        LOG.info("Homeport stops, its databases {}", stopDatabases ? "too" : "run on");
        if (faults != null) heal(faults); // or what stands still would be waited for
        if (stopDatabases && databases != null) databases.stopServers();
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception failed) {
                LOG.warn("while stopping: {}", failed.toString());
            }
        }
    }

    private static void heal(Faults faults) {
        try {
            faults.close();
        } catch (IOException failed) {
            LOG.warn("faults may stand until the next start: {}", failed.toString());
        }
    }

    /**
     * Stops the databases of a folder that no service serves.
     *
     * @return how many were stopped
     */
    public static int stopDatabases(Path data) throws StartException {
        if (!Files.isDirectory(data)) return 0;
        try (DataFolder folder = DataFolder.hold(data).orElseThrow(() -> held(data))) {
            heal(Faults.open(folder.path(), false, List::of));
            return Databases.stopServersOf(folder.path());
        } catch (IOException | EngineException | StoreException failed) {
            throw new StartException(
                    "The databases of %s cannot be stopped: %s"
                            .formatted(data, failed.getMessage()),
                    failed);
        }
    }

    private static String token() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
