package homeport.insights.plan;

import homeport.insights.load.Plan;
import homeport.insights.watch.Access;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans of one server's statements, looked up aside, a few in each round: the sampler never waits
 * for them. Each is asked for as the user who runs the statement. That matters: planning calls
 * functions, those that are declared immutable with constants and stable ones to estimate how many
 * rows there are, and a function is whatever its owner has written. As a superuser it could do
 * anything; like this it can do what its user could at that moment without us. Safe from any
 * thread.
 */
public final class Plans {
    private static final Logger LOG = LoggerFactory.getLogger(Plans.class);

    /** The first that plans a statement without the values of its parameters. */
    private static final int MAJOR_MIN = 16;

    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    /** After what passes: a lock, no connection. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    /** After what does not: a table that only that session had. */
    private static final Duration RETRY_REFUSED = Duration.ofMinutes(10);

    /** That nobody has taken yet. */
    private static final int FRESH_MAX = 100;

    /** As characters; larger ones are as good as none. */
    private static final int JSON_MAX = 512 << 10;

    private static final List<String> LIMITS =
            List.of(
                    "SET statement_timeout = '900ms'",
                    "SET lock_timeout = '100ms'",
                    "SET idle_in_transaction_session_timeout = '5s'",
                    "SET standard_conforming_strings = on");

    private final Access access;
    private final boolean supported;
    private final Candidates candidates = new Candidates();
    private final Queue<Plan> fresh = new ArrayBlockingQueue<>(FRESH_MAX);
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile int pid;
    private Instant next = Instant.MIN; // the sampler's

    /**
     * @param major of the server
     */
    public Plans(Access access, int major) {
        this.access = access;
        this.supported = major >= MAJOR_MIN;
    }

    /**
     * A statement was seen that runs.
     *
     * @param text the whole of it
     */
    public void saw(Subject subject, String text) {
        if (supported) candidates.text(subject, text);
    }

    /** Hundredths of a session that it makes. */
    public void load(Subject subject, int hundredths) {
        if (supported) candidates.load(subject, hundredths);
    }

    /** Id of the plan as of late, if that is known. */
    public Optional<String> of(Subject subject, Instant now) {
        return candidates.plan(subject, now);
    }

    /** Whether this process of the server is our own session, which asks for plans. */
    public boolean isOwn(int process) {
        return pid != 0 && pid == process;
    }

    /** Those that were seen since the last call, new or not. */
    public List<Plan> fresh() {
        List<Plan> all = new ArrayList<>();
        for (Plan one = fresh.poll(); one != null; one = fresh.poll()) all.add(one);
        return all;
    }

    /** Begins a round, in a thread of its own, when one is due. */
    public void lookUp(Instant now) {
        if (!supported || now.isBefore(next) || busy.get()) return;
        next = now.plus(ROUND);
        List<Candidates.Candidate> round = candidates.next(now);
        if (round.isEmpty() || !busy.compareAndSet(false, true)) return;
        Thread.ofVirtual()
                .name("plans of statements")
                .start(() -> {
                    try {
                        all(round, now);
                    } finally {
                        busy.set(false);
                    }
                });
    }

    /** By whom and where: one session for each. */
    private record Place(String user, String database) {}

    private void all(List<Candidates.Candidate> round, Instant now) {
        Map<Place, List<Candidates.Candidate>> places = new LinkedHashMap<>();
        for (Candidates.Candidate one : round)
            places.computeIfAbsent(
                            new Place(one.subject().user(), one.subject().database()),
                            _ -> new ArrayList<>())
                    .add(one);
        places.forEach((place, some) -> at(place, some, now));
    }

    private void at(Place place, List<Candidates.Candidate> some, Instant now) {
        List<Candidates.Candidate> left = new ArrayList<>(some);
        try (Connection session =
                access.openAs(place.user(), place.database(), "plans", ANSWER_MAX)) {
            pid = session.unwrap(PGConnection.class).getBackendPID();
            prepare(session);
            while (!left.isEmpty()) {
                ask(session, left.getFirst(), now);
                left.removeFirst();
            }
        } catch (SQLException unreachable) {
            LOG.debug("no plans as {} in {}", place.user(), place.database(), unreachable);
            for (Candidates.Candidate one : left)
                candidates.failed(one.subject(), now, now.plus(RETRY));
        } finally {
            pid = 0;
        }
    }

    private static void prepare(Connection session) throws SQLException {
        try (Statement sql = session.createStatement()) {
            for (String limit : LIMITS) sql.execute(limit);
            try (ResultSet row =
                    sql.executeQuery(
                            "SELECT rolsuper FROM pg_catalog.pg_roles"
                                    + " WHERE rolname OPERATOR(pg_catalog.=) session_user")) {
                if (!row.next() || row.getBoolean(1))
                    throw new SQLException("nothing is planned as a superuser");
            }
        }
        session.setReadOnly(true);
        session.setAutoCommit(false);
    }

    private void ask(Connection session, Candidates.Candidate candidate, Instant now)
            throws SQLException {
        Subject subject = candidate.subject();
        try {
            Optional<Plan> plan = plan(subject, explain(session, candidate.text()), now);
            if (plan.isPresent()) {
                candidates.planned(subject, plan.get().id(), now);
                fresh.offer(plan.get());
            } else {
                candidates.failed(subject, now, now.plus(RETRY_REFUSED));
            }
        } catch (SQLException refused) {
            if (session.isClosed()) throw refused;
            Duration wait = passes(refused) ? RETRY : RETRY_REFUSED;
            LOG.debug("{} has no plan", subject, refused);
            candidates.failed(subject, now, now.plus(wait));
        } finally {
            if (!session.isClosed()) session.rollback();
        }
    }

    /** A lock was held, or it took too long. */
    private static boolean passes(SQLException refused) {
        String state = String.valueOf(refused.getSQLState());
        return state.equals("55P03") || state.equals("57014");
    }

    /**
     * In a transaction that cannot write. The text is one statement, and the server would take no
     * more of them in the message it comes in.
     */
    private static String explain(Connection session, String text) throws SQLException {
        try (Statement sql = session.createStatement()) {
            sql.setEscapeProcessing(false);
            try (ResultSet row = sql.executeQuery("EXPLAIN (FORMAT JSON, GENERIC_PLAN) " + text)) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    private static Optional<Plan> plan(Subject subject, String json, Instant now) {
        if (json.length() > JSON_MAX) return Optional.empty();
        return Shape.of(json)
                .map(shape ->
                        new Plan(
                                shape.id(subject.digest(), subject.database()),
                                subject.digest(),
                                subject.database(),
                                now,
                                now,
                                shape.cost(),
                                shape.cost(),
                                json));
    }
}
