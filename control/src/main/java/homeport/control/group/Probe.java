package homeport.control.group;

import homeport.engine.EngineException;
import homeport.engine.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one node again and again how it stands and keeps the newest answer. A virtual thread of its
 * own, so that a server that hangs holds up nobody; the rest is safe from any thread.
 */
final class Probe {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);

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
     * @param given when the answer came
     */
    record Answer(long pid, Instant asked, Instant given, Node.Report report) {
        /** For how long its receiver has certainly heard nothing; one that never did, just now. */
        Duration heard(Instant now) {
            return report.heard()
                    .map(before -> before.plus(Duration.between(given, now)))
                    .orElse(Duration.ZERO);
        }
    }

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

    /**
     * It has shown otherwise that it lives.
     *
     * @param before how long before {@code now}
     */
    synchronized void heard(Instant now, Duration before) {
        silence = silence.heard(now, before);
    }

    private synchronized void change(UnaryOperator<Silence> to) {
        silence = to.apply(silence);
    }

    /** Asks now; what is newest afterwards was asked after this call. */
    void now() {
        Optional<Node.Running> server = node.running();
        Instant asked = clock.instant();
        if (server.isEmpty()) {
            change(_ -> Silence.none(asked));
            return;
        }
        change(before -> before.asked(asked));
        try {
            Node.Report report = node.report(Silence.ANSWER_MAX);
            Instant given = clock.instant();
            keep(new Answer(server.get().pid(), asked, given, report));
            change(_ -> Silence.none(given));
        } catch (EngineException unanswered) {
            change(before -> before.failed(clock.instant()));
            changed.run();
        }
    }

    private synchronized void keep(Answer answer) {
        Optional<Answer> before = newest;
        if (before.filter(old -> old.asked().isAfter(answer.asked())).isPresent()) return;
        newest = Optional.of(answer);
        if (before.isEmpty() || !before.get().report().saysAs(answer.report())) changed.run();
    }

    private void run() {
        boolean failing = false;
        while (!stopped) {
            try {
                now();
                failing = false;
            } catch (RuntimeException fault) { // of files or memory here, so no word of the server
                change(_ -> Silence.none(clock.instant()));
                if (!failing)
                    LOG.error("{} cannot be asked; trying on", node.place().home(), fault);
                failing = true;
            }
            LockSupport.parkNanos(Silence.PERIOD.toNanos());
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
