package homeport.server;

import homeport.control.reconcile.Doors.Route;
import homeport.engine.EngineException;
import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.ListeningFile;
import homeport.server.data.DataFolder;
import homeport.server.fault.Faults;
import homeport.server.log.ServiceLog;
import homeport.server.site.DataPath;
import homeport.server.site.Databases;
import homeport.server.site.Follower;
import homeport.server.takeover.Predecessor;
import homeport.server.takeover.TakeoverPort;
import homeport.server.takeover.Takeovers;
import homeport.store.StoreException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Homeport: started on one data folder, or taking it over from the process that serves
 * it; closed once. Databases outlive it unless it is told otherwise.
 */
public final class Homeport {
    /** For the endpoints of a new process to lead where those of the old one do. */
    private static final Duration SETTLE_MAX = Duration.ofSeconds(15);

    /** An address that the new process does not listen at by then is refused to clients. */
    private static final Duration UNUSED_MAX = Duration.ofSeconds(60);

    /** For another process, which has failed, to let go of the folder. */
    private static final Duration RESUME_MAX = Duration.ofSeconds(30);

    /** For sessions to be told that they end. */
    private static final Duration FAREWELL_MAX = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Homeport.class);

    private final Settings settings;
    private final int port;
    private final Instant started = Instant.now();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<Boolean> sessionsEnd = new CompletableFuture<>();

    /** Of everything below. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean closed;

    /** Sockets to listen at. */
    private Inheritance inheritance = Inheritance.none();

    private Optional<Predecessor> predecessor = Optional.empty();
    private Optional<DataPath> path = Optional.empty();
    private Optional<TakeoverPort> takeovers = Optional.empty();
    private Optional<ServiceLog> lastLog = Optional.empty();

    /** Empty while another process has the folder. */
    private volatile Optional<ControlPlane> control = Optional.empty();

    private Homeport(Settings settings, int port) {
        this.settings = settings;
        this.port = port;
    }

    /**
     * Returns when clients can be served.
     *
     * @throws StartException it cannot; nothing of the attempt is left running
     */
    public static Homeport start(Settings settings) throws StartException {
        Homeport homeport = new Homeport(settings, settings.port());
        return homeport.started(() -> {
            homeport.open();
            homeport.letOthersTakeOver();
        });
    }

    /**
     * As {@link #start}; where another process serves the folder, takes it over from that one,
     * which loses no connection: neither those that come meanwhile nor, for a time, those it has.
     *
     * @param sessionsMax how long they may go on there
     * @throws StartException it cannot; the other process then goes on as before
     */
    public static Homeport takeOver(Settings settings, Duration sessionsMax) throws StartException {
        Optional<Predecessor> found;
        try {
            found =
                    Files.isDirectory(settings.data())
                            ? Predecessor.of(settings.data().toRealPath())
                            : Optional.empty();
        } catch (IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
        if (found.isEmpty()) return start(settings);
        Predecessor old = found.get();
        int port = settings.port() > 0 ? settings.port() : URI.create(old.api()).getPort();
        Homeport homeport = new Homeport(settings, port);
        homeport.predecessor = found;
        return homeport.started(() -> homeport.takeOver(old, sessionsMax));
    }

    /** What may fail at a start. */
    private interface Opening {
        void run() throws IOException, StartException;
    }

    private Homeport started(Opening opening) throws StartException {
        boolean ready = false;
        try {
            opening.run();
            ready = true;
            return this;
        } catch (Predecessor.Refusal refused) {
            throw new StartException(refused.getMessage(), refused);
        } catch (IOException failed) {
            throw new StartException(
                    "The data folder %s cannot be used: %s."
                            .formatted(settings.data(), failed.getMessage()),
                    failed);
        } finally {
            if (!ready) close(false);
        }
    }

    private void open() throws IOException, StartException {
        control =
                Optional.of(
                        ControlPlane.open(
                                new ControlPlane.Around(
                                        settings,
                                        port,
                                        started,
                                        inheritance,
                                        this::path,
                                        too -> ending.complete(new Ending.Stop(too)))));
    }

    /** Opened once, and goes on while the control plane is closed. */
    private DataPath path(Path data) throws IOException {
        if (path.isEmpty()) {
            path =
                    Optional.of(
                            DataPath.open(
                                    data,
                                    settings.proxyIo(),
                                    settings.strict(),
                                    settings.admitLoopback(),
                                    inheritance));
            predecessor.ifPresent(path.get()::follow);
        }
        return path.get();
    }

    // ---- taking over

    private void takeOver(Predecessor old, Duration sessionsMax)
            throws IOException, StartException {
        Instant asked = Instant.now();
        Map<String, Route> before = Map.of();
        try {
            before = old.begin();
            inheritance = old.sockets();
        } catch (EOFException gone) {
            LOG.warn("the process that was to be taken over from is gone");
        }
        Instant suspended = Instant.now();
        open();
        dropApiSocket(URI.create(old.api()).getPort());
        boolean settled = Takeovers.settle(path.orElseThrow(), before, inheritance, SETTLE_MAX);
        Instant opened = Instant.now();
        int sessions = old.commit(sessionsMax);
        inheritance.begin();
        path.get().tellAll();
        closeUnusedLater(inheritance);
        letOthersTakeOver();
        LOG.info(
                "taken over from process {}: its control plane closed in {} ms, this one opened in {} ms{}; {} sessions go on there for {} s at most",
                old.process().pid(),
                Duration.between(asked, suspended).toMillis(),
                Duration.between(suspended, opened).toMillis(),
                settled ? "" : " (not all endpoints lead where they led)",
                sessions,
                sessionsMax.toSeconds());
    }

    /** It is left when the API moves to another port. */
    private void dropApiSocket(int oldPort) {
        for (InetSocketAddress at : inheritance.left())
            if (at.getPort() == oldPort) inheritance.take(at).ifPresent(ListeningFile::close);
    }

    private static void closeUnusedLater(Inheritance sockets) {
        Thread.ofVirtual()
                .name("unused sockets")
                .start(() -> {
                    Takeovers.await(UNUSED_MAX, () -> sockets.left().isEmpty());
                    sockets.close();
                });
    }

    /** The API port, also when the settings left the choice to the system. */
    public int port() {
        return control.orElseThrow().port();
    }

    /** The URL of every AWS API, as this machine reaches it. */
    public String apiUrl() {
        return control.orElseThrow().apiUrl();
    }

    /** How everything stands. */
    public Status status() {
        return control.orElseThrow().status();
    }

    /** Completes when this process is to end. */
    public CompletableFuture<Ending> ending() {
        return ending;
    }

    /** Stops serving; a second call does nothing. */
    public void close(boolean stopDatabases) {
        lock.lock();
        try {
            if (closed) return;
            closed = true;
            if (control.isPresent()) {
                LOG.info("Homeport stops, its databases {}", stopDatabases ? "too" : "run on");
                predecessor.ifPresent(Predecessor::end);
                if (stopDatabases) control.get().stopServers();
            }
            takeovers.ifPresent(Homeport::close);
            control.ifPresent(ControlPlane::close);
            path.ifPresent(DataPath::close);
            inheritance.close();
            predecessor.ifPresent(Predecessor::close);
            lastLog.ifPresent(ServiceLog::close);
        } finally {
            lock.unlock();
        }
    }

    private static void close(TakeoverPort port) {
        try {
            port.close();
        } catch (IOException late) {
            LOG.warn("while stopping: {}", late.toString());
        }
    }

    // ---- making way

    private void letOthersTakeOver() {
        try {
            takeovers =
                    Optional.of(TakeoverPort.open(settings.data().toRealPath(), new MakingWay()));
        } catch (IOException | IllegalArgumentException refused) {
            LOG.warn("no other process can take over from this one: {}", refused.getMessage());
        }
    }

    /** What another process asks for that takes over. */
    private final class MakingWay implements TakeoverPort.Incumbent {
        @Override
        public Map<String, Route> suspend() throws IOException {
            lock.lock();
            try {
                if (closed || control.isEmpty() || ending.isDone())
                    throw new IOException("this process is ending");
                LOG.info("another process takes over");
                inheritance = Inheritance.none();
                inheritance.keep(new InetSocketAddress(settings.listen(), port()));
                inheritance.begin();
                control.get().close();
                control = Optional.empty();
                lastLog = Optional.of(ServiceLog.ofLast(settings.data().resolve("log")));
                return path.orElseThrow().routes();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int send(Path letterbox) throws IOException {
            return Inheritance.send(letterbox);
        }

        @Override
        public int makeWay(Duration sessionsMax) {
            lock.lock();
            try {
                path.orElseThrow().leave();
                return path.get().sessions();
            } finally {
                inheritance.close();
                takeovers.ifPresent(Homeport::close);
                ending.complete(new Ending.TakenOver(sessionsMax));
                lock.unlock();
            }
        }

        @Override
        public void resume() {
            lock.lock();
            try {
                if (closed || control.isPresent()) return;
                lastLog.ifPresent(ServiceLog::close);
                lastLog = Optional.empty();
                String because = Takeovers.untilDone(Homeport.this::open, RESUME_MAX);
                if (because.isEmpty()) LOG.warn("the other process has failed; this one goes on");
                else ending.complete(new Ending.Failed(because));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void forsaken() {
            LOG.warn("the new process is gone: sessions at Multi-AZ databases end");
            path.orElseThrow().cutGuarded();
        }

        @Override
        public void end() {
            sessionsEnd.complete(true);
        }

        @Override
        public Follower follower() {
            return path.orElseThrow().follower();
        }
    }

    /**
     * After {@link Ending.TakenOver}: returns when the last session has ended, here and in the
     * process before this one, or when their time is over and they have been told.
     */
    public void serveOut(Duration sessionsMax) {
        DataPath last = path.orElseThrow();
        LOG.info("{} sessions go on for {} at most", last.sessions(), sessionsMax);
        Takeovers.await(
                sessionsMax,
                () -> sessionsEnd.isDone() || closed || last.sessions() == 0 && isLast());
        predecessor.ifPresent(Predecessor::end);
        int left = closed ? 0 : last.sessions();
        if (left > 0) {
            LOG.info("{} sessions are ended", left);
            last.dismiss(FAREWELL_MAX);
            Takeovers.await(FAREWELL_MAX.plus(FAREWELL_MAX), () -> last.sessions() == 0);
        }
        close(false);
    }

    private boolean isLast() {
        return predecessor.filter(old -> !old.isGone()).isEmpty();
    }

    /**
     * Stops the databases of a folder that no service serves.
     *
     * @return how many were stopped
     */
    public static int stopDatabases(Path data) throws StartException {
        if (!Files.isDirectory(data)) return 0;
        try (DataFolder folder = DataFolder.hold(data).orElseThrow(() -> ControlPlane.held(data))) {
            Faults.open(folder.path(), false, List::of).close();
            return Databases.stopServersOf(folder.path());
        } catch (IOException | EngineException | StoreException failed) {
            throw new StartException(
                    "The databases of %s cannot be stopped: %s"
                            .formatted(data, failed.getMessage()),
                    failed);
        }
    }
}
