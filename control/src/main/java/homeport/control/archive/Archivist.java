package homeport.control.archive;

import homeport.control.archive.Archived.Marked;
import homeport.control.group.Groups;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.snapshot.DbSnapshot;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.engine.WalSegment;
import homeport.store.Store;
import homeport.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives the WAL of every instance with backups and keeps account of how far it goes: takes what
 * servers have left, has primaries end their segment now and then so that there is something to
 * take, and drops what no backup needs. One virtual thread for all; what a crash leaves undone is
 * done by the next turn.
 */
public final class Archivist implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Archivist.class);
    private static final Duration TURN = Duration.ofSeconds(1);

    /** Files of one node in one turn. */
    private static final int TURN_MAX = 32;

    private static final Duration MARK_MAX = Duration.ofSeconds(2);

    /** After a primary did not answer. */
    private static final Duration MARK_PAUSE = Duration.ofSeconds(10);

    private static final Duration FRESH_MAX = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration STOP_MAX = Duration.ofSeconds(60);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private final Store store;
    private final Instances instances;
    private final Groups groups;
    private final Archives archives;
    private final Duration every;
    private final InstantSource clock;
    private final Map<String, Instant> nextMark = new ConcurrentHashMap<>();
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param every how far {@code LatestRestorableTime} may lie back; AWS's is about 5 min
     */
    public Archivist(
            Store store,
            Instances instances,
            Groups groups,
            Archives archives,
            Duration every,
            InstantSource clock) {
        this.store = store;
        this.instances = instances;
        this.groups = groups;
        this.archives = archives;
        this.every = every;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("archivist").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                for (Instance instance : instances.everywhere()) {
                    if (closed) return;
                    keep(instance);
                }
                if (bell.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) bell.drainPermits();
            } catch (InterruptedException asked) {
                return;
            } catch (StoreException unreachable) {
                LOG.warn("nothing is archived: the store cannot be used", unreachable);
                LockSupport.parkNanos(TURN.toNanos());
            } catch (RuntimeException bug) {
                LOG.error("a bug while WAL is archived, again soon", bug);
                LockSupport.parkNanos(TURN.toNanos());
            }
        }
    }

    private void keep(Instance instance) {
        String id = instance.asked().resourceId();
        boolean ends = instance.asked().deletion().isPresent();
        if (instance.seen().created().isEmpty() || ends) return; // its reconciler sees to the rest
        try {
            if (!archives(instance)) {
                drop(instance);
                return;
            }
            take(instance, nodes(instance));
            if (markIsDue(instance)) mark(instance);
            advance(instance.region(), id);
            prune(instance.region(), id);
        } catch (EngineException | UncheckedIOException | IllegalStateException failure) {
            LOG.warn("the archive of {}: {}", instance.asked().identifier(), failure.toString());
        } catch (StoreException unreachable) {
            throw unreachable;
        } catch (RuntimeException bug) { // without its archive a server's disk fills up
            LOG.error("the archive of {}: a bug", instance.asked().identifier(), bug);
        }
    }

    /** Backups are off: nothing is kept, save for a restore that reads it. */
    private void drop(Instance instance) {
        String id = instance.asked().resourceId();
        for (Node node : nodes(instance)) {
            for (Path file : node.finishedWal()) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        if (archives.knows(instance.region(), id) && !instances.areRestoredFrom(id))
            store.commit(List.of(archives.remove(instance.region(), id)));
    }

    /** Its WAL is archived. A read replica's is its source's. */
    public static boolean archives(Instance instance) {
        DbInstance asked = instance.asked();
        return asked.settings().upkeep().backupRetentionDays() > 0 && asked.replicaOf().isEmpty();
    }

    private List<Node> nodes(Instance instance) {
        return groups.all(instance.region(), instance.asked(), instance.port());
    }

    /** A part of what there is, so that no instance waits for another's backlog. */
    private void take(Instance instance, List<Node> nodes) {
        String id = instance.asked().resourceId();
        boolean encrypted = instance.asked().settings().storage().encrypted();
        for (Node node : nodes) {
            List<Path> finished = node.finishedWal();
            for (Path file : finished.subList(0, Math.min(finished.size(), TURN_MAX))) {
                if (closed) return;
                try {
                    archives.files().take(id, file, encrypted);
                } catch (IOException damaged) {
                    // Nothing is lost by waiting: another node may have it, or a person helps.
                    LOG.error("{} cannot be archived: {}", file, damaged.toString());
                }
            }
        }
    }

    private boolean markIsDue(Instance instance) {
        String id = instance.asked().resourceId();
        if (archives.bases(instance.region(), id).isEmpty()) return false;
        Archived archived = archives.of(instance.region(), id);
        Instant now = clock.instant();
        if (now.isBefore(nextMark.getOrDefault(id, Instant.MIN))) return false;
        Optional<Instant> last =
                archived.marks().isEmpty()
                        ? archived.latest()
                        : Optional.of(archived.marks().getLast().at());
        return last.isEmpty() || !now.isBefore(last.get().plus(every));
    }

    private void mark(Instance instance) {
        String id = instance.asked().resourceId();
        Node primary = groups.primary(instance.region(), instance.asked(), instance.port());
        if (primary.running().isEmpty() || primary.isStandby()) return;
        nextMark.put(id, clock.instant().plus(MARK_PAUSE));
        Node.Mark mark = primary.mark(MARK_MAX);
        histories(instance, primary);
        Archived archived = archives.of(instance.region(), id);
        store.commit(List.of(archives.put(instance.region(), id, archived.with(mark))));
    }

    /** PostgreSQL archives a history once, which may have been before there were backups. */
    private void histories(Instance instance, Node primary) {
        String id = instance.asked().resourceId();
        boolean encrypted = instance.asked().settings().storage().encrypted();
        primary.histories()
                .forEach((name, file) -> {
                    try {
                        archives.files().copy(id, name, file, encrypted);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Notes the newest mark up to which the archive has everything since a backup. */
    private void advance(String region, String resourceId) {
        Archived archived = archives.of(region, resourceId);
        if (archived.marks().isEmpty()) return;
        List<DbSnapshot> bases = archives.bases(region, resourceId);
        if (bases.isEmpty()) return;
        long newest = bases.getLast().firstWal().orElseThrow().number();
        long from =
                Math.max(newest, archived.reachedSegment().map(WalSegment::number).orElse(newest));
        Optional<Marked> last = Optional.empty();
        for (Marked mark : archived.marks()) {
            WalSegment to = WalSegment.parse(mark.segment()).orElseThrow();
            // What a primary wrote before it died may never come; later ones do not need it.
            if (archives.reach(resourceId, Math.min(from, to.number()), to) >= to.number())
                last = Optional.of(mark);
        }
        if (last.isEmpty()) return;
        store.commit(List.of(archives.put(region, resourceId, archived.past(last.get()))));
    }

    /** What comes before the oldest automated backup cannot be restored any more. */
    private void prune(String region, String resourceId) {
        archives.bases(region, resourceId).stream()
                .filter(DbSnapshot::automated)
                .findFirst()
                .flatMap(DbSnapshot::firstWal)
                .ifPresent(first -> archives.files().keepFrom(resourceId, first));
    }

    /**
     * Has everything archived that was committed until now.
     *
     * @return that moment; empty for an instance that is stopped, whose WAL is archived to its end
     * @throws EngineException it runs, or should, and that cannot be done in half a minute
     */
    public Optional<Instant> freshen(Instance instance) {
        if (!instance.asked().power().on()) return Optional.empty();
        Node primary = groups.primary(instance.region(), instance.asked(), instance.port());
        if (primary.running().isEmpty() || primary.isStandby())
            throw new EngineException(
                    instance.asked().identifier() + " does not run; its last WAL is not archived");
        Node.Mark mark = primary.mark(MARK_MAX);
        String segment = mark.segment().name();
        long begin = System.nanoTime();
        while (!archives.files().has(instance.asked().resourceId(), segment)) {
            if (System.nanoTime() - begin > FRESH_MAX.toNanos())
                throw new EngineException(
                        "WAL file %s of %s is not archived after %s"
                                .formatted(segment, instance.asked().identifier(), FRESH_MAX));
            take(instance, nodes(instance));
            LockSupport.parkNanos(POLL.toNanos());
        }
        return Optional.of(mark.at());
    }

    /**
     * For an instance that is deleted and whose backups stay: archives the last of its WAL and
     * stops its servers.
     */
    public void settle(Instance instance) {
        String region = instance.region();
        String id = instance.asked().resourceId();
        Node primary = groups.primary(region, instance.asked(), instance.port());
        if (primary.running().isPresent() && !primary.isStandby()) {
            try {
                mark(instance);
            } catch (EngineException silent) {
                LOG.warn(
                        "the last WAL of {}: {}", instance.asked().identifier(), silent.toString());
            }
        }
        for (Node node : nodes(instance)) node.stop(STOP_MAX); // archives what is left
        drain(instance);
        advance(region, id);
    }

    /** Damaged files stay, and are lost with their node. */
    private void drain(Instance instance) {
        for (int left = spooled(instance), before = left + 1; left > 0 && left < before; ) {
            take(instance, nodes(instance));
            before = left;
            left = spooled(instance);
        }
    }

    private int spooled(Instance instance) {
        return nodes(instance).stream().mapToInt(node -> node.finishedWal().size()).sum();
    }

    @Override
    public void close() {
        closed = true;
        bell.release();
        try {
            thread.join(JOIN_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
