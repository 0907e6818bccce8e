package homeport.server;

import homeport.aws.Dispatcher;
import homeport.aws.Front;
import homeport.aws.http.AwsHandler;
import homeport.aws.sign.SigV4;
import homeport.engine.EngineException;
import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.ListeningFile;
import homeport.server.data.ClientSettings;
import homeport.server.data.DataFolder;
import homeport.server.data.RootKey;
import homeport.server.fault.Faults;
import homeport.server.forward.Forward;
import homeport.server.forward.Onward;
import homeport.server.forward.SignedAnew;
import homeport.server.local.LocalRoutes;
import homeport.server.local.ProcessMark;
import homeport.server.local.ServiceFile;
import homeport.server.log.ServiceLog;
import homeport.server.openmetrics.MetricsRoute;
import homeport.server.site.DataPath;
import homeport.server.site.Databases;
import homeport.store.StoreException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/**
 * Everything of a running Homeport save what carries clients: the folder's lock, the store, the
 * loops, the API port. Closed once. Owner: the thread that has {@link Homeport}'s lock.
 */
final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    /** A service is ready when its databases answer, unless those take long to start. */
    private static final Duration LOOK_MAX = Duration.ofSeconds(10);

    private final Around around;

    /** What was opened, newest first: closed in this order. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private Databases databases;
    private Faults faults;
    private ApiPort api;

    /**
     * What it needs.
     *
     * @param port of every AWS API, 0 takes a free one
     * @param inheritance sockets to listen at
     * @param path opens what carries clients, or has it
     * @param stop told whether the databases stop too; returns at once
     */
    record Around(
            Settings settings,
            int port,
            Instant started,
            Inheritance inheritance,
            PathOpening path,
            Consumer<Boolean> stop) {}

    /** Opens what carries clients of a folder that is held. */
    interface PathOpening {
        DataPath of(Path data) throws IOException;
    }

    private ControlPlane(Around around) {
        this.around = around;
    }

    /**
     * Returns when clients can be served.
     *
     * @throws StartException it cannot; nothing of the attempt is left running, save the path
     * @throws IOException the data folder cannot be used
     */
    static ControlPlane open(Around around) throws IOException, StartException {
        ControlPlane plane = new ControlPlane(around);
        boolean ready = false;
        try {
            plane.open();
            ready = true;
            return plane;
        } finally {
            if (!ready) plane.close();
        }
    }

    private void open() throws IOException, StartException {
        Settings settings = around.settings();
        DataFolder folder =
                keep(DataFolder.hold(settings.data()).orElseThrow(() -> held(settings.data())));
        Path data = folder.path();
        keep(ServiceLog.open(data.resolve("log")));
        RootKey key = RootKey.of(data);
        String token = token();
        databases = keep(databases(data, settings, key));
        faults = Faults.open(data, settings.allowFaults(), databases::targets);
        keep(this::heal); // or what stands still would be waited for
        Dispatcher dispatcher =
                new Dispatcher(
                        databases.services(),
                        databases.identity(),
                        InstantSource.system(),
                        settings.account());
        MetricsRoute metrics = MetricsRoute.open(settings.metrics(), data, databases::families);
        AwsHandler aws = new AwsHandler(dispatcher, fronts(settings, dispatcher));
        api = keep(api(aws, routes(token), metrics));
        databases.listening(apiUrl());
        new ClientSettings(apiUrl(), settings.region()).write(data);
        if (!databases.haveLooked(LOOK_MAX))
            LOG.info("some databases are not started yet; it goes on with them");
        keep(() -> ServiceFile.remove(data));
        new ServiceFile(ProcessMark.self(), apiUrl(), settings.region(), token).write(data);
        LOG.info("Homeport {} serves {} on {}", Version.text(), data, apiUrl());
        LOG.info(
                settings.admitLoopback()
                        ? "clients on loopback are admitted to every endpoint, whatever security groups say (--admit-loopback=false lets the groups decide)"
                        : "security groups decide who is admitted to an endpoint, on loopback too");
    }

    private List<Front> fronts(Settings settings, Dispatcher dispatcher) {
        Stream<Front> away =
                settings.forward().stream()
                        .map(this::onward)
                        .map(to -> new Forward(to, dispatcher.signingNames(), dispatcher::refuse));
        return Stream.concat(databases.fronts().stream(), away).toList();
    }

    private Onward onward(Settings.Forwarding to) {
        if (to.profile().isEmpty()) return Onward.asItCame(to.endpoint().orElseThrow());
        return new SignedAnew(
                to.endpoint(),
                new SigV4(databases.identity()),
                ProfileCredentialsProvider.create(to.profile().get()),
                InstantSource.system());
    }

    private ApiPort api(AwsHandler aws, LocalRoutes routes, MetricsRoute metrics)
            throws StartException {
        InetAddress listen = around.settings().listen();
        Optional<ListeningFile> inherited =
                around.inheritance().take(new InetSocketAddress(listen, around.port()));
        return inherited.isPresent()
                ? ApiPort.open(inherited.get(), aws, routes, metrics, databases::certificate)
                : ApiPort.open(listen, around.port(), aws, routes, metrics, databases::certificate);
    }

    private LocalRoutes routes(String token) {
        return new LocalRoutes(
                token,
                this::status,
                databases::backups,
                databases::records,
                around.stop(),
                faults::carryOut,
                databases::replica,
                databases::pins,
                databases::load);
    }

    private Databases databases(Path data, Settings settings, RootKey root)
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
                            url(settings.listen(), around.port()),
                            settings.enginePath(),
                            shipped,
                            new homeport.cloud.iam.access.RootKey(
                                    root.accessKeyId(), root.secretAccessKey()),
                            settings.proxyIo(),
                            settings.strict(),
                            settings.mail()),
                    around.path().of(data));
        } catch (EngineException | StoreException refused) {
            throw new StartException(
                    "Homeport cannot start on %s: %s".formatted(data, refused.getMessage()),
                    refused);
        }
    }

    static StartException held(Path data) {
        String holder;
        try {
            holder = DataFolder.holder(data);
        } catch (IOException starting) {
            holder = "that has just started";
        }
        return new StartException(
                "Homeport already runs on %s (process %s). Use that one, take it over with --take-over, stop it with `./homeport down --data %s`, or start another with its own --data and --port."
                        .formatted(data, holder, data));
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** The API port, also when the settings left the choice to the system. */
    int port() {
        return api.port();
    }

    /** The URL of every AWS API, as this machine reaches it. */
    String apiUrl() {
        return url(around.settings().listen(), port());
    }

    private static String url(InetAddress listen, int port) {
        InetAddress address =
                listen.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listen;
        String host = address.getHostAddress();
        if (address instanceof Inet6Address) host = "[" + host + "]";
        return "http://" + host + ":" + port;
    }

    Status status() {
        return new Status(
                Version.text(),
                apiUrl(),
                around.settings().data().toString(),
                ProcessHandle.current().pid(),
                around.started(),
                databases.rows(),
                databases.endpoints(),
                databases.replicas(),
                databases.proxies());
    }

    /** Undoes faults and ends the loops, then stops every server. */
    void stopServers() {
        heal();
        databases.stopServers();
    }

    private void heal() {
        try {
            faults.close();
        } catch (IOException failed) {
            LOG.warn("faults may stand until the next start: {}", failed.toString());
        }
    }

    @Override
    public void close() {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception failed) {
                LOG.warn("while stopping: {}", failed.toString());
            }
        }
        opened.clear();
    }

    private static String token() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
