package homeport.engine;

import homeport.engine.Node.Past;
import homeport.engine.Node.Report;
import homeport.engine.Node.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells a running server to follow, to lead, to wait for followers, and knows when it does. The
 * files have been written before. Called by the node's owner, {@link #report} from any thread.
 */
final class Replication {
    private static final Duration PROMOTE_AGAIN = Duration.ofMillis(50);

    private final NodePlace place;
    private final Account account;
    private final Postmaster postmaster;
    private final Reload reload;
    private final KeptSession owner;
    private final Reporter reporter;

    /**
     * For roles, and for slots, which are on disk: who asks how the server stands does not wait.
     */
    private final Reporter keeper;

    /** The server of which it is known; see {@link #makeCommitsWait}. */
    private Optional<Running> waits = Optional.empty();

    Replication(NodePlace place, Tools tools, Postmaster postmaster, Reload reload) {
        this.place = place;
        this.account = tools.account();
        this.postmaster = postmaster;
        this.reload = reload;
        this.owner = new KeptSession(place, tools.admin());
        this.reporter = new Reporter(place, tools.admin());
        this.keeper = new Reporter(place, tools.admin());
    }

    Report report(Deadline deadline) {
        return reporter.report(deadline);
    }

    /** See {@link Node#progress}. */
    Progress progress(Deadline deadline) {
        return reporter.ask(deadline, ProgressQuery::ask);
    }

    /** See {@link Node#past}. */
    Past past(Deadline deadline) {
        return reporter.ask(deadline, session -> PastQuery.ask(session, place));
    }

    /** See {@link Node#keepSlot}. */
    void keepSlot(String name, Deadline deadline) {
        keeper.ask(deadline, session -> Slots.keep(session, name));
    }

    /** See {@link Node#dropSlot}. */
    void dropSlot(String name, Deadline deadline) {
        keeper.ask(deadline, session -> Slots.drop(session, name));
    }

    /** See {@link Node#dropSlotsBehind}. */
    List<String> dropSlotsBehind(String prefix, long bytes, Deadline deadline) {
        return keeper.ask(deadline, session -> Slots.dropBehind(session, prefix, bytes));
    }

    /** See {@link TokenAccess#byPassword}. */
    List<String> tokenUsersByPassword(Deadline deadline) {
        return keeper.ask(deadline, TokenAccess::byPassword);
    }

    /** The server has ended. */
    void ended() {
        owner.drop();
        reporter.ended();
        keeper.ended();
    }

    /** A configuration without followers was written: whoever reads it lets commits through. */
    void loosened() {
        waits = Optional.empty();
    }

    /** See {@link Reload#signal}. */
    void reload(Deadline deadline) {
        owner.run(deadline, session -> reload.signal(session, deadline));
    }

    /** See {@link Node#stopReceiving}. */
    void stopReceiving(Deadline deadline) {
        reload.signal();
        reload.settle(deadline);
        String never = "the standby " + place.home() + " did not stop receiving in time";
        owner.run(deadline, session -> deadline.await(never, () -> isIdle(session)));
    }

    private boolean isIdle(Connection session) throws SQLException {
        if (is(session, IDLE)) return true;
        if (!is(session, FOLLOWS_NOBODY)) reload.check(session);
        resume(session);
        cutWhoBlocks(session);
        return false;
    }

    /** A pause that somebody asked for ends: it would never be idle. */
    private static void resume(Connection session) throws SQLException {
        if (is(session, "SELECT pg_is_wal_replay_paused()"))
            text(session, "SELECT pg_wal_replay_resume()::text");
    }

    /** Each process reads the files for itself, this session too: what it has read they have. */
    private static final String FOLLOWS_NOBODY = "SELECT current_setting('primary_conninfo') = ''";

    /**
     * The files were good. The startup process is seen in the pause that it makes when it has read
     * all there is, received and on disk. It stops the receiver before that pause, and after it
     * reads its configuration before all else; it has been told to. So none is started from here
     * on. Source: PostgreSQL, xlogrecovery.c, WaitForWALToBecomeAvailable.
     */
    private static final String IDLE =
            """
            SELECT current_setting('primary_conninfo') = ''
                AND NOT EXISTS (SELECT FROM pg_stat_get_wal_receiver() WHERE pid IS NOT NULL)
                AND EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'startup'
                    AND wait_event = 'RecoveryRetrieveRetryInterval')
            """;

    /** See {@link Node#follow}. */
    void follow(Optional<NodePlace> upstream, Deadline deadline) {
        reload(deadline);
        String another =
                upstream.map(u ->
                                "sender_host <> %s OR sender_port <> %d"
                                        .formatted(Sql.literal(u.address()), u.port()))
                        .orElse("true");
        String done = "SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE " + another + ")";
        String never = "the standby " + place.home() + " goes on receiving from another";
        owner.run(deadline, session -> deadline.await(never, () -> is(session, done)));
    }

    /**
     * See {@link Node#promote}. The files are read while it goes on: without followers to wait for
     * they say nothing that its first commit depends on. The request is repeated: one that comes
     * while the startup process believes a receiver is starting makes it wait
     * wal_retrieve_retry_interval once more. Source: PostgreSQL, pg_ctl.c, do_promote.
     */
    void promote(Deadline deadline) {
        Running server = server();
        Path request = place.data().resolve("promote");
        reload.signal();
        owner.run(
                deadline,
                session -> {
                    for (boolean again = false; isStandby(session); again = true) {
                        if (deadline.passed())
                            throw new EngineException(
                                    "the standby " + place.home() + " was not promoted in time");
                        if (again) cutWhoBlocks(session);
                        request(request, server);
                        awaitPromotion(session, Deadline.in(PROMOTE_AGAIN));
                    }
                });
        reload.settle(deadline);
        try {
            Files.deleteIfExists(request); // the last one may not have been needed any more
        } catch (IOException e) {
            throw new EngineException("cannot remove " + request, e);
        }
    }

    private static void awaitPromotion(Connection session, Deadline again) throws SQLException {
        while (!again.passed() && isStandby(session)) Deadline.pause();
    }

    private static boolean isStandby(Connection session) throws SQLException {
        return is(session, "SELECT pg_is_in_recovery()");
    }

    private void request(Path request, Running server) {
        try {
            Files.write(request, new byte[0]);
            account.own(request);
        } catch (IOException e) {
            throw new EngineException("cannot write " + request, e);
        }
        if (!Kernel.signal(server.pid(), Kernel.USR1))
            throw new EngineException("the server of " + place.home() + " ended");
    }

    /** See {@link Node#enforce}. */
    Lsn enforce(Set<String> followers, Deadline deadline) {
        reload(deadline);
        if (!followers.isEmpty()) {
            String settled = settled(followers);
            String never = "a sender of " + place.home() + " did not take the new names in time";
            owner.run(deadline, session -> deadline.await(never, () -> is(session, settled)));
            makeCommitsWait(deadline);
        }
        return owner.use(
                deadline,
                session -> Lsn.parse(text(session, "SELECT pg_current_wal_flush_lsn()::text")));
    }

    /**
     * Each sender shows the priority that the names give it, and releases commits by the same. One
     * that has had no answer shows none and releases nobody; while its stream begins, that can
     * change any moment. Names are compared as PostgreSQL does. Source: PostgreSQL, walsender.c,
     * pg_stat_get_wal_senders; syncrep.c, SyncRepReleaseWaiters, SyncRepGetStandbyPriority.
     */
    private static String settled(Set<String> followers) {
        String names =
                new TreeSet<>(followers)
                        .stream()
                                .map(name -> "lower(" + Sql.literal(name) + ")")
                                .collect(Collectors.joining(", "));
        return """
        SELECT coalesce(bool_and(CASE
            WHEN state = 'backup' THEN true
            WHEN flush_lsn IS NULL THEN state = 'streaming' AND NOT named
            ELSE (sync_priority > 0) = named END), true)
        FROM (SELECT *, lower(application_name) IN (%s) AS named FROM pg_stat_replication) s
        """
                .formatted(names);
    }

    /**
     * Whether commits wait at all is a flag in shared memory. The checkpointer sets it when it
     * reads its configuration, which may be later than everybody else; it looks whether it has been
     * told to before it begins a checkpoint, and it has been told. The second checkpoint begins
     * after the first, which may have begun between that look and the signal. Without this, commits
     * were seen acknowledged that no follower had. Source: PostgreSQL, checkpointer.c,
     * CheckpointerMain.
     *
     * <p>A server that was made to wait goes on waiting until it is loosened: it does not restart
     * by itself.
     */
    void makeCommitsWait(Deadline deadline) {
        Running server = server();
        if (waits.filter(known -> same(known, server)).isPresent()) return;
        checkpoint(deadline);
        checkpoint(deadline);
        waits = Optional.of(server);
    }

    /** See {@link Node#awaitNoUsers}. A server that hangs has them still. */
    boolean awaitNoUsers(Deadline deadline) {
        try {
            return owner.use(
                    deadline,
                    session -> {
                        boolean none = is(session, NO_USERS);
                        while (!none && !deadline.passed()) {
                            Deadline.pause();
                            none = is(session, NO_USERS);
                        }
                        return none;
                    });
        } catch (EngineException hangs) {
            return false;
        }
    }

    private static final String NO_USERS =
            """
            SELECT NOT EXISTS (SELECT FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND usename IS DISTINCT FROM '%s')
            """
                    .formatted(Roles.ADMIN);

    void checkpoint(Deadline deadline) {
        owner.run(
                deadline,
                session -> {
                    try (Statement sql = session.createStatement()) {
                        sql.execute("CHECKPOINT");
                    }
                });
    }

    /**
     * A reader's transaction may hold up replay for max_standby_streaming_delay, and with it the
     * whole startup process. Nobody's reading is worth an outage.
     */
    private static void cutWhoBlocks(Connection session) throws SQLException {
        try (Statement sql = session.createStatement()) {
            sql.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND xact_start IS NOT NULL
                        AND usename <> '%s'
                        AND EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'startup'
                            AND (wait_event_type IN ('Lock', 'BufferPin')
                                OR wait_event LIKE 'RecoveryConflict%%'))
                    """
                            .formatted(Roles.ADMIN));
        }
    }

    /**
     * Of a primary: where its log ends, once every follower that its commits wait for has all of it
     * on disk; empty when that does not come in time. At the beginning of a page nobody could tell
     * later whether something follows.
     */
    Optional<LogEnd.At> confirmed(Deadline deadline) {
        try {
            return owner.use(
                    deadline,
                    session -> {
                        String end = text(session, END);
                        while (end.isEmpty() && !deadline.passed()) {
                            Deadline.pause();
                            end = text(session, END);
                        }
                        return end.isEmpty() ? Optional.empty() : Optional.of(LogEnd.At.parse(end));
                    });
        } catch (EngineException silent) {
            return Optional.empty();
        }
    }

    private static final String END =
            """
            SELECT CASE WHEN count(*) > 0 AND bool_and(flush_lsn >= at)
                    AND (min(at) - '0/0') % current_setting('wal_block_size')::int <> 0
                THEN pg_walfile_name(min(at)) || ' ' || min(at) ELSE '' END
            FROM (SELECT pg_current_wal_insert_lsn() AS at OFFSET 0) w, pg_stat_replication
            WHERE sync_priority > 0
            """;

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
}
