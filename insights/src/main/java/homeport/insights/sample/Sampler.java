package homeport.insights.sample;

import homeport.insights.watch.Access.Server;
import homeport.insights.watch.Clients;
import homeport.insights.watch.Watched;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples one server, each second, in a thread of its own. While nobody answers there is no sample,
 * and nothing stands in for it.
 */
final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    /** After a failure, so long until the next attempt to connect. */
    private static final Duration RETRY = Duration.ofMillis(700);

    private static final Duration JOIN_MAX = Duration.ofSeconds(5);

    /** Classes of errors after which the session is as good as before. */
    private static final String CANCELLED = "57014";

    private static final String LOCK_TIMEOUT = "55P03";

    private final Path proc;
    private final Clients clients;
    private final BiConsumer<Watched, Tick> taken;
    private final InstantSource clock;
    private final Schedule schedule;
    private final Thread thread;
    private volatile Watched watched;
    private volatile boolean closed;

    private Optional<ServerSession> session = Optional.empty();
    private Instant retry = Instant.MIN;
    private boolean silent;

    /**
     * @param taken is given each sample, in this sampler's thread
     */
    Sampler(
            Watched watched,
            Clients clients,
            Path proc,
            InstantSource clock,
            BiConsumer<Watched, Tick> taken) {
        this.watched = watched;
        this.clients = clients;
        this.proc = proc;
        this.clock = clock;
        this.taken = taken;
        this.schedule = new Schedule(watched.resourceId().hashCode());
        this.thread =
                Thread.ofVirtual().name("sampler " + watched.resourceId()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** It is called, or set, otherwise now. */
    void now(Watched changed) {
        watched = changed;
    }

    private void run() {
        long last = Long.MIN_VALUE;
        while (!closed) {
            Instant due = schedule.next(clock.instant(), last);
            if (!slept(due)) continue;
            last = due.getEpochSecond();
            try {
                sample();
            } catch (RuntimeException bug) {
                LOG.error("a bug while {} is sampled", watched.resourceId(), bug);
                drop();
            }
        }
        drop();
    }

    /** False: it was woken, or the clock was set, and it is not due. */
    private boolean slept(Instant due) {
        Duration left = Duration.between(clock.instant(), due);
        if (left.isPositive()) LockSupport.parkNanos(left.toNanos());
        return !closed && !clock.instant().isBefore(due);
    }

    private void sample() {
        Watched of = watched;
        Optional<Server> server = of.access().server();
        if (server.isEmpty() || session.filter(s -> !s.isOf(server.get())).isPresent()) drop();
        if (server.isEmpty()) return;
        try {
            if (session.isEmpty() && !connected(of, server.get())) return;
            boolean advanced = of.insights().filter(Watched.Insights::advanced).isPresent();
            taken.accept(of, session.orElseThrow().tick(clock.instant(), advanced));
            if (silent) LOG.info("{} is sampled again", of.resourceId());
            silent = false;
        } catch (SQLException failed) {
            missed(of, failed);
        }
    }

    private boolean connected(Watched of, Server server) throws SQLException {
        if (clock.instant().isBefore(retry)) return false;
        session =
                Optional.of(
                        ServerSession.open(server, of.access(), of.resourceId(), clients, proc));
        return true;
    }

    private void missed(Watched of, SQLException failed) {
        if (CANCELLED.equals(failed.getSQLState()) || LOCK_TIMEOUT.equals(failed.getSQLState())) {
            LOG.debug("{}: a sample took too long", of.resourceId(), failed);
            return;
        }
        if (!silent) LOG.info("{} cannot be sampled: {}", of.resourceId(), failed.getMessage());
        silent = true;
        drop();
        retry = clock.instant().plus(RETRY);
    }

    private void drop() {
        session.ifPresent(ServerSession::hangUp);
        session = Optional.empty();
    }

    /** Returns when no sample is given any more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) thread.join(JOIN_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
