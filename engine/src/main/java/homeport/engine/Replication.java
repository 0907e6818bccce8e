package homeport.engine;

import homeport.engine.Node.Report;
import homeport.engine.Node.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells a running server to follow, to lead, to wait for followers, and knows when it does. The
 * configuration has been written before. Called by the node's owner, {@link #report} by anybody.
 */
final class Replication {
    private static final long PROMOTE_AGAIN_NANOS = 50_000_000;

    private final NodePlace place;
    private final AdminAccess admin;
    private final Postmaster postmaster;
    private final Reload reload;
    private final Account account;
    private final KeptSession owner;
    private final KeptSession reporter;

    /** The server that is known to make commits wait; see {@link #makeCommitsWait}. */
    private Optional<Running> waits = Optional.empty();

    Replication(NodePlace place, Tools tools, Postmaster postmaster, Reload reload) {
        this.place = place;
        this.admin = tools.admin();
        this.postmaster = postmaster;
        this.reload = reload;
        this.account = tools.account();
        this.owner = new KeptSession(place, admin);
        this.reporter = new KeptSession(place, admin);
    }

    Report report(Deadline deadline) {
        return reporter.use(deadline, ReportQuery::ask);
    }

    /** Nothing runs any more, or is about to end. */
    void end() {
        owner.drop();
        reporter.drop();
    }

    /** A configuration without followers was written: whoever reads it lets commits through. */
    void loosened() {
        waits = Optional.empty();
    }

    void reload(Deadline deadline) {
        owner.use(
                deadline,
                session -> {
                    reload.reload(session, deadline);
                    return true;
                });
    }

    /**
     * The startup process is seen in the pause that it makes after it has read everything there is,
     * received and on disk. It stops its receiver before the pause and reads its configuration
     * after it, so from here on none is started. Source: PostgreSQL, xlogrecovery.c,
     * WaitForWALToBecomeAvailable.
     */
    void stopReceiving(Deadline deadline) {
        reload(deadline);
        try (Connection session = afterSignals(deadline)) {
            deadline.await(
                    "the standby " + place.home() + " did not stop receiving in time",
                    () -> {
                        cutWhoBlocks(session);
                        return is(session, IDLE);
                    });
        } catch (SQLException e) {
            throw failed("stop receiving", e);
        }
    }

    private static final String IDLE =
            "SELECT NOT EXISTS (SELECT FROM pg_stat_get_wal_receiver() WHERE pid IS NOT NULL)"
                    + " AND EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'startup'"
                    + " AND wait_event = 'RecoveryRetrieveRetryInterval')";

    void follow(Optional<NodePlace> upstream, Deadline deadline) {
        String elsewhere =
                "SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE "
                        + upstream.map(Replication::another).orElse("true")
                        + ")";
        reload(deadline);
        owner.use(
                deadline,
                session -> {
                    deadline.await(
                            "the standby " + place.home() + " goes on following another",
                            () -> is(session, elsewhere));
                    return true;
                });
    }

    private static String another(NodePlace upstream) {
        return "sender_host <> %s OR sender_port <> %d"
                .formatted(Sql.literal(upstream.address()), upstream.port());
    }

    /**
     * Source: PostgreSQL, pg_ctl.c, do_promote. The signal is repeated: one that comes while the
     * startup process waits for a receiver to start lets it wait another
     * wal_retrieve_retry_interval.
     */
    void promote(Deadline deadline) {
        Running server = server();
        Path request = place.data().resolve("promote");
        owner.use(
                deadline,
                session -> {
                    long[] next = {System.nanoTime()};
                    deadline.await(
                            "the standby " + place.home() + " was not promoted in time",
                            () -> {
                                if (!is(session, "SELECT pg_is_in_recovery()")) return true;
                                if (System.nanoTime() - next[0] < 0) return false;
                                next[0] += PROMOTE_AGAIN_NANOS;
                                cutWhoBlocks(session);
                                touch(request);
                                if (!Kernel.signal(server.pid(), Kernel.USR1))
                                    throw new EngineException(
                                            "the server of " + place.home() + " ended");
                                return false;
                            });
                    return true;
                });
        try {
            Files.deleteIfExists(request); // of a signal that was not needed any more
        } catch (IOException e) {
            throw new EngineException("cannot remove " + request, e);
        }
    }

    /** See {@link Node#enforce}. */
    Lsn enforce(Set<String> followers, Deadline deadline) {
        reload(deadline);
        if (!followers.isEmpty()) {
            String settled = settled(followers);
            owner.use(
                    deadline,
                    session -> {
                        deadline.await(
                                "a sender of " + place.home() + " did not take the new names",
                                () -> is(session, settled));
                        return true;
                    });
            makeCommitsWait(deadline);
        }
        return owner.use(
                deadline,
                session -> Lsn.parse(text(session, "SELECT pg_current_wal_flush_lsn()::text")));
    }

    /**
     * Each sender shows the priority that the names give it. One that has had no answer yet always
     * shows none, and releases nobody either; only of a follower whose stream begins that is not
     * enough, as its first answer is about to come. Source: PostgreSQL, walsender.c,
     * pg_stat_get_wal_senders, and syncrep.c, SyncRepReleaseWaiters.
     */
    private static String settled(Collection<String> followers) {
        String names =
                new TreeSet<>(followers)
                        .stream()
                                .map(name -> "lower(" + Sql.literal(name) + ")")
                                .collect(Collectors.joining(", "));
        return """
        SELECT coalesce(bool_and(CASE
            WHEN state = 'backup' THEN true
            WHEN flush_lsn IS NULL THEN state = 'streaming' AND lower(application_name) NOT IN (%1$s)
            ELSE (sync_priority > 0) = (lower(application_name) IN (%1$s)) END), true)
        FROM pg_stat_replication
        """
                .formatted(names);
    }

    /**
     * Whether commits wait at all is a flag in shared memory that the checkpointer sets when it
     * reads its configuration, later than everybody else perhaps. It reads before it begins a
     * checkpoint, if it has been told to by then. It has: a session that was accepted after the
     * reload was accepted after every signal was sent. And the second checkpoint begins after the
     * first, which may have been between its look at the signal and its begin. Source: PostgreSQL,
     * checkpointer.c, CheckpointerMain; measured: without it commits were acknowledged that no
     * follower had.
     */
    void makeCommitsWait(Deadline deadline) {
        Running server = server();
        if (waits.filter(known -> same(known, server)).isPresent()) return;
        try (Connection session = afterSignals(deadline);
                Statement sql = session.createStatement()) {
            sql.execute("CHECKPOINT");
            sql.execute("CHECKPOINT");
        } catch (SQLException e) {
            throw failed("make commits wait", e);
        }
        waits = Optional.of(server);
    }

    void checkpoint(Deadline deadline) {
        owner.use(
                deadline,
                session -> {
                    try (Statement sql = session.createStatement()) {
                        return sql.execute("CHECKPOINT");
                    }
                });
    }

    /** The postmaster accepts it after it has passed on the signal of the reload before. */
    private Connection afterSignals(Deadline deadline) throws SQLException {
        return admin.connect(place, Roles.ADMIN_DATABASE, deadline.left());
    }

    /** Replay waits for a reader's transaction, up to max_standby_streaming_delay. */
    private static void cutWhoBlocks(Connection session) throws SQLException {
        try (Statement sql = session.createStatement()) {
            sql.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE backend_type = 'client backend' AND xact_start IS NOT NULL"
                            + " AND pid <> pg_backend_pid() AND usename <> '"
                            + Roles.ADMIN
                            + "' AND EXISTS (SELECT FROM pg_stat_activity"
                            + " WHERE backend_type = 'startup' AND (wait_event_type IN"
                            + " ('Lock', 'BufferPin') OR wait_event LIKE 'RecoveryConflict%'))");
        }
    }

    private void touch(Path request) {
        try {
            Files.write(request, new byte[0]);
            account.own(request);
        } catch (IOException e) {
            throw new EngineException("cannot write " + request, e);
        }
    }

    private Running server() {
        return postmaster
                .running()
                .orElseThrow(() -> new EngineException("no server runs in " + place.data()));
    }

    private static boolean same(Running one, Running other) {
        return one.pid() == other.pid() && one.started().equals(other.started());
    }

    private static boolean is(Connection session, String question) throws SQLException {
        return text(session, question).equals("t");
    }

    private static String text(Connection session, String query) throws SQLException {
        try (Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private EngineException failed(String what, SQLException e) {
        return new EngineException(
                "the server of %s did not %s: %s".formatted(place.home(), what, e.getMessage()), e);
    }
}
