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
    private final Node node;
    private final InstantSource clock;
    private final Runnable changed;
    private final Thread thread;
    private volatile Optional<Answer> newest = Optional.empty();
    private volatile Silence silence;
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
        this.silence = Silence.none(clock.instant());
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

    Duration silence(Instant now) {
        return silence.at(now);
    }

    /** It has shown otherwise that it lives. */
    void heard(Instant now) {
        silence = silence.heard(now);
    }

    /** Asks now; what is newest afterwards was asked after this call. */
    void now() {
        Optional<Node.Running> server = node.running();
        Instant asked = clock.instant();
        if (server.isEmpty()) {
            silence = Silence.none(asked);
            return;
        }
        silence = silence.asked(asked);
        try {
            keep(new Answer(server.get().pid(), asked, node.report(Silence.ANSWER_MAX)));
            silence = Silence.none(clock.instant());
        } catch (EngineException unanswered) {
            silence = silence.failed(clock.instant());
            changed.run();
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
            LockSupport.parkNanos(Silence.PERIOD.toNanos());
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
