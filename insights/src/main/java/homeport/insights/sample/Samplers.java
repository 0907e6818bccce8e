package homeport.insights.sample;

import homeport.insights.store.SampleStore;
import homeport.insights.watch.Clients;
import homeport.insights.watch.Fleet;
import homeport.insights.watch.Watched;
import homeport.insights.watch.Watched.Insights;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sampler for each server whose insights are on, and the housekeeping of what they write: one
 * virtual thread looks each second who that is.
 */
public final class Samplers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Samplers.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration PRUNE = Duration.ofMinutes(30);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    /** What a server leaves whose insights were turned off. */
    private static final Duration KEPT_WHEN_OFF = Duration.ofDays(7);

    private static final Path PROC = Path.of("/proc");

    private final Fleet fleet;
    private final Clients clients;
    private final SampleStore store;
    private final InstantSource clock;
    private final Map<String, Sampler> samplers = new HashMap<>();
    private final Map<String, Instant> pruned = new HashMap<>();
    private final Map<String, Insights> retained = new HashMap<>();
    private final Thread thread;
    private Set<String> gone = new HashSet<>();
    private Instant settled = Instant.MIN;
    private volatile boolean closed;

    public Samplers(Fleet fleet, Clients clients, SampleStore store, InstantSource clock) {
        this.fleet = fleet;
        this.clients = clients;
        this.store = store;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("samplers").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                look();
            } catch (IOException failed) {
                LOG.warn("samples cannot be tidied: {}", failed.toString());
            } catch (RuntimeException failed) {
                LOG.warn("servers to be sampled cannot be looked at", failed);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        samplers.values().forEach(Sampler::close);
    }

    private void look() throws IOException {
        List<Watched> servers = fleet.servers();
        Set<String> sampled = new HashSet<>();
        for (Watched one : servers) {
            if (one.insights().isEmpty()) continue;
            sampled.add(one.resourceId());
            samplers.computeIfAbsent(one.resourceId(), _ -> started(one)).now(one);
        }
        for (String id : List.copyOf(samplers.keySet()))
            if (!sampled.contains(id)) samplers.remove(id).close();
        Instant now = clock.instant();
        if (now.isBefore(settled.plus(SETTLE))) return;
        settled = now;
        store.settle(now);
        removeGone(servers);
        for (Watched one : servers) prune(one, now);
    }

    private Sampler started(Watched one) {
        Sampler sampler = new Sampler(one, clients, PROC, clock, this::keep);
        sampler.start();
        return sampler;
    }

    private void keep(Watched of, Tick tick) {
        String id = of.resourceId();
        tick.statements().forEach(statement -> store.keep(id, tick.at(), statement));
        tick.plans().forEach(plan -> store.keep(id, plan));
        tick.locks().ifPresent(tree -> store.keep(id, tick.at(), tree));
        store.add(id, tick.at(), tick.load());
    }

    /** What was there at two looks without its server: one look may have missed it. */
    private void removeGone(List<Watched> servers) throws IOException {
        Set<String> without = new HashSet<>(store.known());
        servers.forEach(one -> without.remove(one.resourceId()));
        for (String id : without) if (gone.contains(id)) store.remove(id);
        gone = without;
    }

    private void prune(Watched one, Instant now) throws IOException {
        String id = one.resourceId();
        Insights insights =
                one.insights().orElse(new Insights((int) KEPT_WHEN_OFF.toDays(), false));
        boolean changed = !insights.equals(retained.put(id, insights));
        if (!changed && now.isBefore(pruned.getOrDefault(id, Instant.MIN).plus(PRUNE))) return;
        store.prune(id, now, Duration.ofDays(insights.retentionDays()));
        pruned.put(id, now);
    }

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
