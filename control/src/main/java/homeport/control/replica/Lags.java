package homeport.control.replica;

import homeport.control.group.Group;
import homeport.control.group.Groups;
import homeport.control.instance.DbInstance.ReplicaOf;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.engine.EngineException;
import homeport.engine.Lsn;
import homeport.engine.Node;
import homeport.engine.Progress;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ReplicaLag}: how old the first change is that a replica, or a reader of a Multi-AZ DB
 * cluster, does not show yet; 0 when it shows all that its source has. AWS's own definition, the
 * age of the last commit that was replayed, says on an idle source only how long it has been idle;
 * it serves here where the history does not reach back, which begins when the service starts. One
 * virtual thread looks four times a second; what it knows is safe to read from any.
 */
public final class Lags implements AutoCloseable {
    /** Of the metric. Source: RDS user guide, "Amazon CloudWatch instance-level metrics". */
    public static final String METRIC = "ReplicaLag";

    public static final String UNIT = "Seconds";
    public static final String DIMENSION = "DBInstanceIdentifier";

    private static final Logger LOG = LoggerFactory.getLogger(Lags.class);
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final Duration JOIN_MAX = Duration.ofSeconds(5);
    private static final double NANOS = 1e9;

    private final Instances instances;
    private final Groups groups;
    private final InstantSource clock;
    private final Map<ReplicaOf, LagHistory> histories = new HashMap<>(); // under this
    private final Map<String, LagSeries> series = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    public Lags(Instances instances, Groups groups, InstantSource clock) {
        this.instances = instances;
        this.groups = groups;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("replica lag").unstarted(this::run);
    }

    /**
     * One look at a replica and at what takes the writes that reach it.
     *
     * @param sourceAt how far the source's log goes; empty: it did not say
     * @param shown up to where the replica shows everything; empty: it did not say
     * @param seconds see {@link LagSeries#UNKNOWN}
     */
    public record Reading(Optional<Lsn> sourceAt, Optional<Lsn> shown, double seconds) {
        static final Reading NONE =
                new Reading(Optional.empty(), Optional.empty(), LagSeries.UNKNOWN);
    }

    /** A server that shows what another writes. */
    private record Subject(String resourceId, Instance root, Node node) {}

    public void start() {
        thread.start();
    }

    /**
     * @param resourceId of a replica, or of a cluster's member
     */
    public Optional<LagSeries> of(String resourceId) {
        return Optional.ofNullable(series.get(resourceId));
    }

    /** Asks both now. */
    public Reading ask(Instance replica) {
        return Replicas.of(instances)
                .root(replica.asked())
                .map(root -> {
                    Subject subject =
                            new Subject(replica.asked().resourceId(), root, primary(replica));
                    return look(root, List.of(subject)).get(subject);
                })
                .orElse(Reading.NONE);
    }

    private void run() {
        while (!closed) {
            try {
                Replicas replicas = Replicas.of(instances);
                Map<ReplicaOf, List<Subject>> subjects = subjects(replicas);
                forget(subjects);
                List<CompletableFuture<Void>> looks = new ArrayList<>();
                for (List<Subject> ofOne : subjects.values()) looks.add(beside(() -> note(ofOne)));
                looks.forEach(CompletableFuture::join);
            } catch (StoreException unreachable) {
                LOG.warn("replicas cannot be looked at", unreachable);
            } catch (RuntimeException bug) {
                LOG.error("a bug while looking at replicas", bug);
            }
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    private void note(List<Subject> ofOne) {
        Map<Subject, Reading> readings = look(ofOne.getFirst().root(), ofOne);
        Instant now = clock.instant();
        readings.forEach((subject, reading) ->
                series.computeIfAbsent(subject.resourceId(), _ -> new LagSeries())
                        .add(now, reading.seconds()));
    }

    /** By what takes the writes: replicas of all levels, and the readers of clusters. */
    private Map<ReplicaOf, List<Subject>> subjects(Replicas replicas) {
        Map<ReplicaOf, List<Subject>> subjects = new HashMap<>();
        for (Instance replica : replicas.all()) {
            Optional<Instance> root = replicas.root(replica.asked());
            if (root.isEmpty()) continue;
            subjects.computeIfAbsent(Replicas.key(root.get()), _ -> new ArrayList<>())
                    .add(new Subject(replica.asked().resourceId(), root.get(), primary(replica)));
        }
        for (Instance cluster : replicas.clusters()) {
            Instance root = replicas.root(cluster.asked()).orElse(cluster);
            for (Subject reader : readers(cluster, root))
                subjects.computeIfAbsent(Replicas.key(root), _ -> new ArrayList<>()).add(reader);
        }
        return subjects;
    }

    /**
     * @param root what takes the writes: the cluster itself, unless it is a replica
     */
    private List<Subject> readers(Instance cluster, Instance root) {
        Group group = groups.of(cluster.region(), cluster.asked());
        return group.topology().followers().stream()
                .filter(group.spots()::containsKey)
                .filter(cluster.asked().cluster().orElseThrow().members()::containsKey)
                .map(name ->
                        new Subject(
                                cluster.asked().cluster().orElseThrow().member(name).resourceId(),
                                root,
                                groups.node(cluster.asked(), group, name, cluster.port())))
                .toList();
    }

    /** What is no replica any more has no lag. */
    private void forget(Map<ReplicaOf, List<Subject>> subjects) {
        Set<String> known = new HashSet<>();
        subjects.values().forEach(all -> all.forEach(s -> known.add(s.resourceId())));
        series.keySet().retainAll(known);
        synchronized (this) {
            histories.keySet().retainAll(subjects.keySet());
        }
    }

    /** The source is asked first: what a replica shows then is not older than what it lacks. */
    private Map<Subject, Reading> look(Instance root, List<Subject> subjects) {
        Optional<Progress> source = ask(primary(root)).filter(p -> !p.standby());
        source.ifPresent(p -> sample(root, p.at()));
        Map<Subject, CompletableFuture<Optional<Progress>>> asked = new HashMap<>();
        for (Subject subject : subjects) {
            CompletableFuture<Optional<Progress>> answer = new CompletableFuture<>();
            beside(() -> answer.complete(ask(subject.node())));
            asked.put(subject, answer);
        }
        Map<Subject, Reading> readings = new HashMap<>();
        asked.forEach(
                (subject, answer) -> readings.put(subject, reading(root, source, answer.join())));
        return readings;
    }

    private synchronized void sample(Instance root, Lsn at) {
        histories
                .computeIfAbsent(Replicas.key(root), _ -> new LagHistory())
                .sample(at, clock.instant());
    }

    private synchronized Reading reading(
            Instance root, Optional<Progress> source, Optional<Progress> replica) {
        Optional<Lsn> at = source.map(Progress::at);
        if (replica.isEmpty() || !replica.get().standby())
            return new Reading(at, Optional.empty(), LagSeries.UNKNOWN);
        Progress seen = replica.get();
        Reading unknown = new Reading(at, Optional.of(seen.shown()), LagSeries.UNKNOWN);
        // Neither its source nor its own stream tells what it may lack.
        if (source.isEmpty() && seen.sender().isEmpty()) return unknown;
        LagHistory history = histories.getOrDefault(Replicas.key(root), new LagHistory());
        return history.behind(seen.shown(), clock.instant())
                .or(seen::sinceCommit)
                .map(lag -> new Reading(at, Optional.of(seen.shown()), lag.toNanos() / NANOS))
                .orElse(unknown);
    }

    private static Optional<Progress> ask(Node node) {
        try {
            if (node.running().isEmpty()) return Optional.empty();
            return Optional.of(node.progress(ANSWER_MAX));
        } catch (EngineException | IllegalStateException silent) {
            LOG.debug("{} does not say how far it is", node.place().home(), silent);
            return Optional.empty();
        } catch (RuntimeException bug) { // whoever waits for the answer must not wait for ever
            LOG.error("{} cannot be asked how far it is", node.place().home(), bug);
            return Optional.empty();
        }
    }

    private Node primary(Instance instance) {
        return groups.primary(instance.region(), instance.asked(), instance.port());
    }

    private static CompletableFuture<Void> beside(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("lag")
                .start(() -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (RuntimeException failed) {
                        done.completeExceptionally(failed);
                    }
                });
        return done;
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
