package homeport.control.backup;

import homeport.control.event.EventKind;
import homeport.control.event.Events;
import homeport.control.name.Arn;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.Reading;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.engine.EngineException;
import homeport.engine.Engines;
import homeport.engine.StoredCopy;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.file.Path;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the data of snapshots when nobody waits for it: packs it, then restores it on trial.
 * One virtual thread, one snapshot at a time; a crash repeats the one at hand.
 */
public final class Caretaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    /** What was just taken is often restored at once, for which a folder is faster. */
    private static final Duration PACK_AFTER = Duration.ofSeconds(30);

    /** Until it is looked again whether a restore still reads the folder. */
    private static final Duration PUBLISH_PAUSE = Duration.ofSeconds(1);

    /** After a pack that did not come to be, or a trial without an outcome. */
    private static final Duration AGAIN_AFTER = Duration.ofHours(24);

    private final Store store;
    private final Snapshots snapshots;
    private final Events events;
    private final Engines engines;
    private final Path scratch;
    private final String account;
    private final CheckSchedule schedule;
    private final InstantSource clock;
    private final Map<String, Instant> postponed = new HashMap<>();
    private final Set<String> sealed = new HashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private boolean folders;

    /**
     * @param scratch the folder of trials
     */
    public Caretaker(
            Store store,
            Snapshots snapshots,
            Events events,
            Engines engines,
            Path scratch,
            String account,
            BackupLimits limits,
            InstantSource clock) {
        this.store = store;
        this.snapshots = snapshots;
        this.events = events;
        this.engines = engines;
        this.scratch = scratch;
        this.account = account;
        this.schedule = new CheckSchedule(limits.checksADay());
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("backup caretaker").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        boolean cleared = false;
        try {
            do {
                try {
                    if (!cleared) clear();
                    cleared = true;
                    look();
                } catch (RuntimeException failure) { // of the disk, the store, or ours
                    LOG.warn("backups cannot be looked after; again soon", failure);
                }
            } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a killed Homeport left, and data of which there is no record any more. */
    private void clear() {
        engines.clearTrials(scratch);
        for (String gone : snapshots.removeOrphans()) LOG.info("removed the data {}", gone);
        folders = snapshots.sharesBlocks();
    }

    private void look() throws InterruptedException {
        List<Held<DbSnapshot>> all = snapshots.everywhere();
        for (Held<DbSnapshot> held : all) {
            if (closed.getCount() == 0) return;
            if (held.value().usable() && !waits(held.value())) pack(held.value());
        }
        Instant now = clock.instant();
        Optional<DbSnapshot> next =
                schedule.next(
                        all.stream().map(Held::value).toList(),
                        now,
                        snapshot -> !waits(snapshot) && settled(snapshot));
        if (next.isEmpty() || closed.getCount() == 0) return;
        all.stream().filter(held -> held.value() == next.get()).findFirst().ifPresent(this::check);
    }

    private boolean waits(DbSnapshot snapshot) {
        Instant until = postponed.get(snapshot.dataId());
        return until != null && clock.instant().isBefore(until);
    }

    private void postpone(DbSnapshot snapshot, Duration time) {
        postponed.put(snapshot.dataId(), clock.instant().plus(time));
    }

    /** It is in the form in which it stays. */
    private boolean settled(DbSnapshot snapshot) {
        return sealed.contains(snapshot.dataId()) || !packs(snapshot);
    }

    private boolean packs(DbSnapshot snapshot) {
        return encrypts(snapshot) || !folders;
    }

    private static boolean encrypts(DbSnapshot snapshot) {
        return snapshot.source().settings().storage().encrypted();
    }

    private void pack(DbSnapshot snapshot) throws InterruptedException {
        String dataId = snapshot.dataId();
        if (sealed.contains(dataId) || !packs(snapshot)) return;
        StoredCopy stored = snapshots.stored(dataId);
        Instant taken = snapshot.taken().orElseThrow().at();
        boolean young = clock.instant().isBefore(taken.plus(PACK_AFTER));
        if (!stored.packed() && young && !encrypts(snapshot)) return;
        try {
            if (!stored.packed()) prepare(snapshot, stored);
            // Also what a crash left between the two: a pack with its folder still beside it.
            while (!snapshots.alone(dataId, () -> publish(dataId, stored)))
                if (closed.await(PUBLISH_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) return;
            sealed.add(dataId);
        } catch (EngineException failure) {
            stored.discard();
            if (!snapshots.present(dataId)) return; // deleted meanwhile
            LOG.warn("snapshot {} stays unpacked", snapshot.identifier(), failure);
            postpone(snapshot, AGAIN_AFTER);
        }
    }

    private void prepare(DbSnapshot snapshot, StoredCopy stored) {
        try (Reading _ = snapshots.reading(snapshot.dataId())) {
            long before = stored.bytes();
            stored.prepare(encrypts(snapshot));
            LOG.info("snapshot {} is packed, {} MB before", snapshot.identifier(), before >> 20);
        }
    }

    /** Somebody may have deleted it while it was packed. */
    private void publish(String dataId, StoredCopy stored) {
        if (snapshots.present(dataId)) stored.publish();
        else stored.discard();
    }

    private void check(Held<DbSnapshot> held) {
        DbSnapshot snapshot = held.value();
        Instant begin = clock.instant();
        Engines.Outcome outcome = outcome(snapshot);
        if (closed.getCount() == 0) return; // it was ended
        Instant end = clock.instant();
        String took = Duration.between(begin, end).toSeconds() + " s";
        switch (outcome) {
            case Engines.Proven _ -> {
                LOG.info("snapshot {} was restored on trial in {}", snapshot.identifier(), took);
                note(held, new DbSnapshot.Check(end, Optional.empty()));
            }
            case Engines.Damaged(String why) -> {
                if (!snapshots.present(snapshot.dataId())) return; // deleted meanwhile
                LOG.error("snapshot {} cannot be restored: {}", snapshot.identifier(), why);
                note(held, new DbSnapshot.Check(end, Optional.of(why)));
            }
            case Engines.Undecided(String why) -> {
                LOG.info("snapshot {} could not be tried: {}", snapshot.identifier(), why);
                postpone(snapshot, AGAIN_AFTER);
            }
        }
    }

    private Engines.Outcome outcome(DbSnapshot snapshot) {
        long bytes = snapshot.taken().orElseThrow().bytes();
        Optional<String> refused = schedule.refused(bytes, snapshots.freeBytes());
        if (refused.isPresent()) return new Engines.Undecided(refused.get());
        try (Reading reading = snapshots.reading(snapshot.dataId())) {
            return engines.tryOut(
                    snapshots.stored(snapshot.dataId()),
                    scratch.resolve(snapshot.dataId().substring(0, 8)),
                    CheckSchedule.TIME_MAX,
                    reading::close);
        } catch (EngineException ours) {
            return new Engines.Undecided(ours.getMessage());
        }
    }

    private void note(Held<DbSnapshot> tried, DbSnapshot.Check result) {
        String region = Snapshots.region(tried);
        SnapshotKind kind = tried.value().kind();
        new Commits(store)
                .run(() -> {
                    List<Op> ops = new ArrayList<>();
                    snapshots
                            .find(kind, region, tried.value().identifier())
                            .filter(now -> now.value().dataId().equals(tried.value().dataId()))
                            .ifPresent(now -> {
                                ops.add(snapshots.replace(now, now.value().with(result)));
                                result.failure().ifPresent(why -> ops.add(event(now, why)));
                            });
                    return new Attempt<>(ops, result);
                });
    }

    private Op event(Held<DbSnapshot> held, String why) {
        String region = Snapshots.region(held);
        Arn arn = Snapshots.arn(region, account, held.value());
        EventKind kind =
                held.value().kind() == SnapshotKind.CLUSTER
                        ? EventKind.CLUSTER_SNAPSHOT_NOT_RESTORABLE
                        : EventKind.SNAPSHOT_NOT_RESTORABLE;
        return events.record(region, kind.on(arn, clock.instant(), why));
    }

    /**
     * Ends a trial at once and the thread soon; what is at hand is done again after the next start.
     */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread.join(SOON)) return;
            engines.clearTrials(scratch); // the trial fails, and is not counted
            if (!thread.join(JOIN_MAX)) LOG.info("a snapshot is still being packed");
        } catch (EngineException failure) {
            LOG.warn("a trial could not be ended; the next start removes it", failure);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
