package homeport.insights.sample;

import homeport.insights.load.LoadChunk;
import homeport.insights.lock.LockForest;
import homeport.insights.lock.LockRow;
import homeport.insights.lock.LockTree;
import homeport.insights.plan.Plans;
import homeport.insights.plan.Subject;
import homeport.insights.watch.Access;
import homeport.insights.watch.Access.Server;
import homeport.insights.watch.Clients;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one session that a sampler has with a server, and what is remembered of that server. */
final class ServerSession {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSession.class);

    /** To connect, and then for an answer: a server that hangs is let go. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    private static final String CLIENT = "client backend";

    private final Server server;
    private final Access access;
    private final String resourceId;
    private final Clients clients;
    private final Connection session;
    private final ActivityQuery activity;
    private final LockQuery locks;
    private final Statements statements;
    private final Names names = new Names();
    private final Relations relations = new Relations();
    private final Plans plans;
    private final CpuShares cpu;
    private boolean hidden;

    private ServerSession(
            Server server, Access access, String resourceId, Clients clients, Path proc)
            throws SQLException {
        this.server = server;
        this.access = access;
        this.resourceId = resourceId;
        this.clients = clients;
        this.cpu = new CpuShares(proc);
        this.session = access.open(Optional.empty(), "insights", ANSWER_MAX);
        try {
            Limits.set(session);
            session.unwrap(PGConnection.class).setPrepareThreshold(1);
            activity = new ActivityQuery(session);
            locks = new LockQuery(session);
            statements = new Statements(textBytes(session));
            plans = new Plans(access, session.getMetaData().getDatabaseMajorVersion());
        } catch (SQLException failed) {
            hangUp();
            throw failed;
        }
    }

    /**
     * @param proc {@code /proc}
     * @throws SQLException nobody answers there, yet
     */
    static ServerSession open(
            Server server, Access access, String resourceId, Clients clients, Path proc)
            throws SQLException {
        return new ServerSession(server, access, resourceId, clients, proc);
    }

    private static int textBytes(Connection session) throws SQLException {
        try (PreparedStatement sql =
                        session.prepareStatement(
                                "SELECT setting::int FROM pg_settings"
                                        + " WHERE name = 'track_activity_query_size'");
                ResultSet row = sql.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    boolean isOf(Server other) {
        return server.equals(other);
    }

    /**
     * Takes a sample.
     *
     * @param planned whether plans of statements are wanted, too
     */
    Tick tick(Instant now, boolean planned) throws SQLException {
        List<Activity> rows = activity.read(statements.known(now));
        rows.removeIf(row -> plans.isOwn(row.pid()));
        names.refresh(session, rows, now);
        report(rows.stream().anyMatch(Activity::isHidden));
        Map<Activity.Id, Known> runs = new HashMap<>();
        for (Activity row : rows) runs.put(row.id(), statements.of(row, now));
        Optional<LockTrees> trees =
                rows.stream().anyMatch(Activity::waitsForLock)
                        ? Optional.of(trees(rows, runs, now))
                        : Optional.empty();
        if (planned) plan(rows, runs);
        Reading reading =
                new Reading(facts(runs, trees, planned ? Optional.of(now) : Optional.empty()));
        var load = reading.load(rows);
        forget(rows);
        if (statements.lacksTexts()) activity.readAllTexts();
        relations.lookUp(access, now);
        if (planned) plans.lookUp(now);
        Optional<LockTree> tree =
                trees.map(LockTrees::tree).filter(found -> !found.roots().isEmpty());
        return new Tick(now, load, tree, statements.fresh(), plans.fresh());
    }

    private void plan(List<Activity> rows, Map<Activity.Id, Known> runs) {
        for (Activity row : rows) {
            if (!row.isActive() || !row.type().equals(CLIENT)) continue;
            Subject subject =
                    new Subject(
                            runs.getOrDefault(row.id(), Known.NOTHING).digest(),
                            names.database(row.database()),
                            names.role(row.user()));
            if (subject.user().equals(Names.UNKNOWN) || subject.database().equals(Names.UNKNOWN))
                continue;
            row.text().filter(statements::isWhole).ifPresent(text -> plans.saw(subject, text));
            plans.load(subject, LoadChunk.SESSION);
        }
    }

    private Reading.Facts facts(
            Map<Activity.Id, Known> runs, Optional<LockTrees> trees, Optional<Instant> planned) {
        return new Reading.Facts(
                row -> runs.getOrDefault(row.id(), Known.NOTHING),
                names::database,
                names::role,
                this::host,
                row -> cpu.running(row.id()),
                row -> trees.flatMap(all -> all.blocking(leader(row))),
                subject -> planned.flatMap(now -> plans.of(subject, now)));
    }

    private static long leader(Activity row) {
        return row.leader() == 0 ? row.pid() : row.leader();
    }

    private Reading.Host host(Activity row) {
        if (!row.type().equals(CLIENT) && row.host().isEmpty()) return Reading.Host.NONE;
        return clients.of(resourceId, row.pid())
                .map(client -> new Reading.Host(client.address(), client.proxy().orElse("")))
                .orElseGet(() ->
                        row.host().isEmpty()
                                ? Reading.Host.SOCKET
                                : new Reading.Host(row.host(), ""));
    }

    private LockTrees trees(List<Activity> rows, Map<Activity.Id, Known> runs, Instant now)
            throws SQLException {
        List<LockRow> held = locks.locks();
        Map<Integer, Activity> byPid = new HashMap<>();
        for (Activity row : rows) byPid.put(row.pid(), row);
        LockForest forest =
                LockForest.of(
                        held,
                        holder -> {
                            Activity row = holder > 0 ? byPid.get((int) holder) : null;
                            return row == null ? holder : leader(row);
                        });
        addIdle(forest, byPid, runs, now);
        boolean prepared = forest.roots().stream().anyMatch(root -> root < 0);
        return new LockTrees(
                forest,
                held,
                byPid,
                prepared ? locks.prepared() : Map.of(),
                new LockTrees.Words(
                        names::database,
                        names::role,
                        one -> relations.name(one, now).orElseGet(() -> "relation " + one.oid()),
                        row -> runs.getOrDefault(row.id(), Known.NOTHING).sql(),
                        row -> host(row).address()));
    }

    /** An idle session may hold an advisory lock; it was not among those that are busy. */
    private void addIdle(
            LockForest forest,
            Map<Integer, Activity> byPid,
            Map<Activity.Id, Known> runs,
            Instant now)
            throws SQLException {
        List<Integer> missing = new ArrayList<>();
        for (long root : forest.roots())
            if (root > 0 && !byPid.containsKey((int) root)) missing.add((int) root);
        if (missing.isEmpty()) return;
        List<Activity> idle = activity.read(missing);
        names.refresh(session, idle, now);
        for (Activity row : idle) {
            byPid.put(row.pid(), row);
            runs.put(row.id(), statements.of(row, now));
        }
    }

    private void forget(List<Activity> rows) {
        Set<Activity.Id> alive = new HashSet<>();
        for (Activity row : rows) alive.add(row.id());
        statements.retain(alive);
        cpu.retain(alive);
    }

    private void report(boolean nowHidden) {
        if (nowHidden && !hidden)
            LOG.warn("{}: sessions with track_activities=off are not sampled", resourceId);
        hidden = nowHidden;
    }

    /** In a thread of its own: a server that hangs does not say goodbye either. */
    void hangUp() {
        try {
            session.abort(task -> Thread.ofVirtual().name("hang up").start(task));
        } catch (SQLException gone) {
            return; // which is what was wanted
        }
    }
}
