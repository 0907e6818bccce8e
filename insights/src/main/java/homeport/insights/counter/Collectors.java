package homeport.insights.counter;

import homeport.insights.watch.Access.Server;
import homeport.insights.watch.Fleet;
import homeport.insights.watch.Watched;
import homeport.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the counters of all servers: one virtual thread looks who they are, one for each reads it.
 * Those with insights on are put on record; all are given to whoever wants the newest.
 */
public final class Collectors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collectors.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PRUNE = Duration.ofHours(1);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);
    private static final Path PROC = Path.of("/proc");

    private final Fleet fleet;
    private final CounterStore store;
    private final InstantSource clock;
    private final Consumer<CounterReading> reader;
    private final Map<String, Collector> collectors = new HashMap<>();
    private final Thread thread;
    private Instant pruned = Instant.MIN;
    private volatile boolean closed;

    /**
     * @param reader of each reading, on the thread that made it
     */
    public Collectors(
            Fleet fleet, CounterStore store, InstantSource clock, Consumer<CounterReading> reader) {
        this.fleet = fleet;
        this.store = store;
        this.clock = clock;
        this.reader = reader;
        this.thread = Thread.ofVirtual().name("counters").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                look(fleet.servers(), clock.instant());
            } catch (RuntimeException failed) {
                LOG.warn("servers whose counters are read cannot be looked at", failed);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        collectors.values().forEach(Collector::end);
    }

    private void look(List<Watched> servers, Instant now) {
        Set<String> there = new HashSet<>();
        for (Watched one : servers) {
            there.add(one.resourceId());
            collectors.computeIfAbsent(one.resourceId(), _ -> new Collector(one)).now = one;
        }
        for (String id : List.copyOf(collectors.keySet())) {
            if (there.contains(id)) continue;
            collectors.remove(id).end();
            store.forget(id, now, now);
        }
        store.care(now);
        if (now.isBefore(pruned.plus(PRUNE))) return;
        pruned = now;
        for (Watched one : servers)
            one.insights()
                    .ifPresent(insights ->
                            store.forget(
                                    one.resourceId(),
                                    now.minus(Duration.ofDays(insights.retentionDays())),
                                    now));
    }

    /** Of one server. */
    private final class Collector implements Runnable {
        private final Thread thread;
        private volatile Watched now;
        private volatile boolean ended;
        private Optional<CounterSession> session = Optional.empty();
        private long last;
        private long rounds;
        private boolean failing;

        Collector(Watched server) {
            this.now = server;
            this.thread = Thread.ofVirtual().name("counters of " + server.identifier()).start(this);
        }

        @Override
        public void run() {
            while (!ended) {
                try {
                    round();
                    failing = false;
                } catch (SQLException | StoreException failed) {
                    report(failed);
                    hangUp();
                } catch (RuntimeException failed) {
                    LOG.warn("counters of {} cannot be read", now.identifier(), failed);
                    hangUp();
                }
                LockSupport.parkNanos(Duration.ofSeconds(CounterStore.READING_SECONDS).toNanos());
            }
            hangUp();
        }

        private void round() throws SQLException {
            Watched server = now;
            Optional<Server> running = server.access().server();
            if (running.isEmpty() || session.filter(one -> one.isOf(running.get())).isEmpty())
                hangUp();
            if (running.isEmpty()) return;
            if (session.isEmpty()) {
                session = Optional.of(CounterSession.open(running.get(), server.access(), PROC));
                last = System.nanoTime();
            }
            long begin = System.nanoTime();
            double seconds = Math.max(1e-3, (begin - last) / 1e9);
            last = begin;
            boolean minute =
                    rounds++ % (CounterStore.DIGEST_SECONDS / CounterStore.READING_SECONDS) == 0;
            CounterReading reading =
                    new CounterReading(
                            server,
                            clock.instant(),
                            session.get().read(server.vcpus(), seconds, minute));
            if (server.insights().isPresent()) {
                store.add(reading);
                if (minute)
                    session.get()
                            .digests()
                            .ifPresent(
                                    grown -> store.add(server.resourceId(), grown, reading.at()));
            }
            reader.accept(reading);
        }

        /** Once for a while of failing: a server that is down is no news each time. */
        private void report(Exception failed) {
            if (!failing)
                LOG.info("counters of {} are not read: {}", now.identifier(), failed.getMessage());
            failing = true;
        }

        private void hangUp() {
            session.ifPresent(CounterSession::hangUp);
            session = Optional.empty();
        }

        void end() {
            ended = true;
            LockSupport.unpark(thread);
        }

        void join() throws InterruptedException {
            thread.join(JOIN_MAX);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) thread.join(JOIN_MAX);
            for (Collector one : collectors.values()) one.join();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
