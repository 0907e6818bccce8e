package homeport.control.group;

import homeport.engine.EngineException;
import homeport.engine.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks one node again and again how it stands and keeps the newest answer. A virtual thread of its
 * own, so that a server that hangs holds up nobody; the rest is safe from any thread.
 */
final class Probe {
    static final Duration PERIOD = Duration.ofMillis(200);

    /** Longer than a busy server needs, shorter than the shortest failover limit. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(900);

    private final Node node;
    private final InstantSource clock;
    private final Runnable changed;
    private final Thread thread;
    private volatile Optional<Answer> newest = Optional.empty();
    private volatile Optional<Instant> asking = Optional.empty();
    private volatile Duration unanswered = Duration.ZERO;
    private volatile boolean stopped;

    /**
     * @param pid of the server that answered
     * @param asked when it was asked
     */
    record Answer(long pid, Instant asked, Node.Report report) {}

    /**
     * @param changed is called when an answer differs from the one before
     */
    Probe(Node node, InstantSource clock, Runnable changed) {
        this.node = node;
        this.clock = clock;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("probe " + node.place().home()).start(this::run);
    }

    Node node() {
        return node;
    }

    /** The newest answer of the server that runs now. */
    Optional<Answer> newest(long pid) {
        return newest.filter(answer -> answer.pid() == pid);
    }

    /** The newest answer of whatever server it was. */
    Optional<Answer> last() {
        return newest;
    }

    /**
     * For how long the server has owed an answer, without the time in which we did not ask: a
     * Homeport that stood still must not take its servers for dead.
     */
    Duration silence(Instant now) {
        Duration waiting =
                asking.map(since -> atMost(Duration.between(since, now))).orElse(Duration.ZERO);
        return unanswered.plus(waiting);
    }

    private static Duration atMost(Duration time) {
        return time.compareTo(ANSWER_MAX) < 0 ? time : ANSWER_MAX;
    }

    /** Asks now; what is newest afterwards was asked after this call. */
    void now() {
        Optional<Node.Running> server = node.running();
        Instant asked = clock.instant();
        if (server.isEmpty()) {
            unanswered = Duration.ZERO;
            return;
        }
        asking = Optional.of(asked);
        try {
            keep(new Answer(server.get().pid(), asked, node.report(ANSWER_MAX)));
            unanswered = Duration.ZERO;
        } catch (EngineException silent) {
            Duration took = atMost(Duration.between(asked, clock.instant()));
            unanswered = unanswered.plus(took).plus(PERIOD);
            changed.run();
        } finally {
            asking = Optional.empty();
        }
    }

    private synchronized void keep(Answer answer) {
        Optional<Answer> before = newest;
        if (before.filter(old -> old.asked().isAfter(answer.asked())).isPresent()) return;
        newest = Optional.of(answer);
        if (before.isEmpty() || !before.get().report().equals(answer.report())) changed.run();
    }

    private void run() {
        while (!stopped) {
            now();
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
