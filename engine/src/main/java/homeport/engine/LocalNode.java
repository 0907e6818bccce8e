package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A node of this machine; see {@link Node} for what it promises and who may call it. */
final class LocalNode implements Node {
    /** The log writer flushes what no commit waits for within 200 ms. */
    private static final Duration CONFIRMED_MAX = Duration.ofMillis(300);

    private final NodePlace place;
    private final Tools tools;
    private final DataFolder folder;
    private final Postmaster postmaster;
    private final Reload reload;
    private final Replication replication;
    private final Promise promise;
    private final LogEnd logEnd;

    /**
     * @param place with real paths: they are compared with what the kernel says
     */
    LocalNode(NodePlace place, Tools tools) {
        this.place = place;
        this.tools = tools;
        this.folder = new DataFolder(place, tools);
        this.postmaster = new Postmaster(place, tools.account(), tools.processes(), tools.exits());
        this.reload = new Reload(place, tools.admin(), postmaster);
        this.replication = new Replication(place, tools, postmaster, reload);
        this.promise = new Promise(place.home(), tools.account());
        this.logEnd = new LogEnd(place, tools.account());
    }

    @Override
    public NodePlace place() {
        return place;
    }

    @Override
    public Optional<EngineVersion> version() {
        return folder.version();
    }

    @Override
    public void create(Creation creation) {
        folder.create(creation);
    }

    @Override
    public void createFrom(StoredCopy copy, Optional<Recovery> recovery) {
        folder.createFrom(copy, recovery, FileCopy.Pace.FULL);
    }

    /** As {@link #createFrom}, so that a server on the same disk goes on. */
    void createBeside(StoredCopy copy) {
        folder.createFrom(copy, Optional.empty(), FileCopy.Pace.BESIDE_A_SERVER);
    }

    @Override
    public void cloneFrom(Node source) {
        if (hasProcesses())
            throw new EngineException("cannot copy to " + place.data() + ": its server runs");
        NodePlace from = source.place();
        EngineVersion version =
                source.version()
                        .orElseThrow(() -> new EngineException("no data folder in " + from.home()));
        // Connected before anything is removed: this may be all that is left of the database.
        try (Connection session = tools.admin().connect(from, Roles.ADMIN_DATABASE)) {
            Backup backup = new Backup(from.data(), tools.account());
            backup.check(session);
            backup.requirePrimary(session);
            folder.cloneOf(version, partial -> backup.take(session, version.major(), partial));
        } catch (SQLException e) {
            throw new EngineException("cannot copy " + from.data() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void configure(Map<String, String> settings, Role role) {
        check(role);
        folder.configure(place.data(), settings, role);
    }

    /** See {@link DataFolder#adjust}. */
    private void adjust(Map<String, String> settings, Role role) {
        check(role);
        folder.adjust(settings, role);
    }

    private void check(Role role) {
        complete();
        if (role instanceof Role.Following && !isStandby() && hasProcesses())
            throw new EngineException(
                    "the server of " + place.home() + " takes writes; stop it before it follows");
        if (!(role instanceof Role.Leading leading) || leading.followers().isEmpty())
            replication.loosened();
    }

    @Override
    public void standBy() {
        complete();
        if (hasProcesses())
            throw new EngineException(
                    "the server of " + place.home() + " runs; stop it before it stands by");
        folder.mark();
    }

    @Override
    public boolean isStandby() {
        return folder.isStandby();
    }

    @Override
    public boolean hasProcesses() {
        return postmaster.hasProcesses();
    }

    @Override
    public long promise() {
        return promise.term();
    }

    @Override
    public void promise(long term) {
        promise.keep(term);
    }

    @Override
    public Report report(Duration max) {
        return replication.report(Deadline.in(max));
    }

    @Override
    public Progress progress(Duration max) {
        return replication.progress(Deadline.in(max));
    }

    @Override
    public Past past(Duration max) {
        return replication.past(Deadline.in(max));
    }

    @Override
    public void keepSlot(String name, Duration max) {
        replication.keepSlot(name, Deadline.in(max));
    }

    @Override
    public Set<String> slots() {
        return Slots.names(place.data());
    }

    @Override
    public List<String> dropSlotsBehind(String prefix, long bytes, Duration max) {
        return replication.dropSlotsBehind(prefix, bytes, Deadline.in(max));
    }

    @Override
    public void dropSlot(String name, Duration max) {
        replication.dropSlot(name, Deadline.in(max));
    }

    @Override
    public void stopReceiving(Map<String, String> settings, Role.Following role, Duration max) {
        Deadline deadline = Deadline.in(max);
        adjust(settings, role.withoutUpstream());
        replication.stopReceiving(deadline);
    }

    @Override
    public void follow(Map<String, String> settings, Role.Following role, Duration max) {
        Deadline deadline = Deadline.in(max);
        adjust(settings, role);
        replication.follow(role.upstream(), deadline);
    }

    @Override
    public void promote(Map<String, String> settings, Role.Leading role, Duration max) {
        Deadline deadline = Deadline.in(max);
        adjust(settings, role);
        if (!role.followers().isEmpty()) {
            replication.reload(deadline);
            replication.makeCommitsWait(deadline);
        }
        replication.promote(deadline);
    }

    @Override
    public Lsn enforce(Map<String, String> settings, Role.Leading role, Duration max) {
        if (isStandby())
            throw new EngineException(place.home() + " is a standby; no commits wait there");
        Deadline deadline = Deadline.in(max);
        adjust(settings, role);
        return replication.enforce(role.followers(), deadline);
    }

    @Override
    public boolean awaitNoUsers(Duration max) {
        return replication.awaitNoUsers(Deadline.in(max));
    }

    @Override
    public void checkpoint(Duration max) {
        replication.checkpoint(Deadline.in(max));
    }

    @Override
    public Optional<Lsn> cleanEnd() {
        if (version().isEmpty() || hasProcesses()) return Optional.empty();
        ControlFile control = ControlFile.read(place.data());
        return control.wasKilled()
                ? logEnd.read().map(end -> new Lsn(end.bytes() - 1))
                : control.cleanEnd();
    }

    @Override
    public void serveWith(EngineVersion version) {
        EngineVersion had = complete();
        if (version.compareTo(had) <= 0) return;
        if (version.major() != had.major())
            throw new EngineException(
                    "PostgreSQL %s cannot serve a data folder of %s".formatted(version, had));
        if (running().isPresent())
            throw new EngineException("the server of " + place.home() + " runs; stop it first");
        tools.binaries().exact(version);
        folder.servedBy(version);
    }

    @Override
    public Running start(Duration max) {
        EngineVersion version = complete();
        folder.checkSocket();
        Installation installation = tools.binaries().serving(version);
        if (running().isEmpty()) logEnd.forget();
        Running running = postmaster.start(installation, max);
        if (!installation.version().equals(version)) folder.servedBy(installation.version());
        return running;
    }

    @Override
    public Optional<Running> running() {
        return postmaster.running();
    }

    @Override
    public void stop(Duration max) {
        postmaster.stop(max);
        replication.ended();
    }

    @Override
    public void handOver(Duration max) {
        Optional<LogEnd.At> end = replication.confirmed(Deadline.in(CONFIRMED_MAX));
        if (end.isEmpty()) {
            stop(max);
            return;
        }
        postmaster.quit();
        replication.ended();
        logEnd.keep(end.get());
    }

    @Override
    public void kill() {
        postmaster.kill();
        replication.ended();
    }

    @Override
    public List<String> reload() {
        return reload.reload();
    }

    @Override
    public List<String> pendingRestart() {
        return reload.pendingRestart();
    }

    @Override
    public void setMasterPassword(String user, Secret password) {
        int major = complete().major();
        try (Connection session = tools.admin().connect(place, Roles.ADMIN_DATABASE);
                Statement sql = session.createStatement()) {
            if (exists(session, user)) {
                sql.execute(Roles.passwordChange(user, password));
                return;
            }
            session.setAutoCommit(false);
            for (String statement : Roles.master(major, user, password)) sql.execute(statement);
            session.commit();
        } catch (SQLException e) {
            throw new EngineException("cannot set the password of " + user + ": " + e.getMessage());
        }
    }

    @Override
    public void keepSignIn(String user, Secret password) {
        complete();
        new SignInUser(place, tools.admin()).keep(user, password);
    }

    @Override
    public void dropSignIn(String user) {
        complete();
        new SignInUser(place, tools.admin()).drop(user);
    }

    @Override
    public void settleTokenUsers(Duration max) {
        if (!TokenAccess.hasExceptions(complete().major())) return;
        Deadline deadline = Deadline.in(max);
        if (!folder.letInByPassword(replication.tokenUsersByPassword(deadline))) return;
        reload.signal();
        reload.settle(deadline);
    }

    @Override
    public void addTopologyTools() {
        complete();
        TopologyTools.add(place, tools.admin());
    }

    @Override
    public long copyTo(Path target) {
        EngineVersion version = complete();
        if (Files.exists(target)) throw new EngineException(target + " is already there");
        Path partial = Durable.partial(target);
        Durable.delete(partial);
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new EngineException("cannot make the folder of " + target, e);
        }
        long bytes = running().isPresent() ? hot(partial, version.major()) : cold(partial);
        Durable.publish(partial, target);
        return bytes;
    }

    @Override
    public void remove() {
        kill();
        DataFolder.killHelpers(place.home(), tools.processes());
        Path removed = Durable.removed(place.home());
        Durable.delete(removed);
        if (!Files.exists(place.home())) return;
        try {
            Durable.move(place.home(), removed);
        } catch (IOException e) {
            throw new EngineException("cannot remove " + place.home(), e);
        }
        Durable.delete(removed);
    }

    @Override
    public Mark mark(Duration max) {
        try (Connection session = tools.admin().connect(place, Roles.ADMIN_DATABASE, max);
                Statement sql = session.createStatement()) {
            Instant at = one(sql, "SELECT clock_timestamp()", OffsetDateTime.class).toInstant();
            // Whoever has a transaction number writes a commit record, also without changes.
            sql.execute("SELECT txid_current()");
            String segment =
                    one(sql, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())", String.class);
            sql.execute("SELECT pg_switch_wal()");
            return new Mark(at, WalSegment.parse(segment).orElseThrow());
        } catch (SQLException e) {
            throw new EngineException("no mark in the log of " + place.home(), e);
        }
    }

    private static <T> T one(Statement sql, String query, Class<T> type) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getObject(1, type);
        }
    }

    @Override
    public Map<String, Path> histories() {
        Path wal = place.data().resolve("pg_wal");
        if (!Files.isDirectory(wal)) return Map.of();
        try (Stream<Path> files = Files.list(wal)) {
            return files.filter(file -> file.toString().endsWith(".history"))
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> file));
        } catch (IOException e) {
            throw new EngineException("cannot list " + wal, e);
        }
    }

    @Override
    public List<Path> finishedWal() {
        if (running().isEmpty() && !hasProcesses()) new WalSpool(place).rescue(tools.account());
        return new WalSpool(place).finished();
    }

    @Override
    public Connection watch(Optional<String> database, String purpose, Duration max)
            throws SQLException {
        return tools.admin().connect(place, database.orElse(Roles.ADMIN_DATABASE), purpose, max);
    }

    @Override
    public Connection watchAs(String user, String database, String purpose, Duration max)
            throws SQLException {
        return tools.admin().connectAs(user, place, database, purpose, max);
    }

    @Override
    public List<Path> logFiles() {
        return ServerLog.files(place);
    }

    @Override
    public int pruneLogs(Instant before) {
        return ServerLog.prune(place, before);
    }

    private long hot(Path partial, int major) {
        try (Connection session = tools.admin().connect(place, Roles.ADMIN_DATABASE)) {
            Backup backup = new Backup(place.data(), tools.account());
            backup.check(session);
            return backup.take(session, major, partial);
        } catch (SQLException e) {
            throw new EngineException("cannot copy " + place.data() + ": " + e.getMessage(), e);
        }
    }

    /** Of a server that does not run; nobody of its tree may still write. */
    private long cold(Path partial) {
        postmaster.kill();
        return Backup.stopped(place.data(), partial, tools.account());
    }

    private static boolean exists(Connection session, String user) throws SQLException {
        try (PreparedStatement sql =
                session.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
            sql.setString(1, user);
            try (ResultSet row = sql.executeQuery()) {
                return row.next();
            }
        }
    }

    private EngineVersion complete() {
        return version()
                .orElseThrow(
                        () -> new EngineException("no complete data folder in " + place.home()));
    }
}
