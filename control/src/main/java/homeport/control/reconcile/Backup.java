package homeport.control.reconcile;

import homeport.control.event.EventKind;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Activity;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.engine.EngineException;
import homeport.engine.WalSegment;
import homeport.store.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the data of snapshots of one running instance. Owned by its reconciler's thread. */
final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    private final Site site;
    private final Instance instance;
    private final CopySource source;
    private final BiConsumer<Observed, List<Op>> save;

    /**
     * @param port on which the instance's servers listen now
     */
    Backup(Site site, Instance instance, int port, BiConsumer<Observed, List<Op>> save) {
        this.site = site;
        this.instance = instance;
        this.source = new CopySource(site, instance, port);
        this.save = save;
    }

    /** The record of the automated snapshot that an instance with backups begins with. */
    void requestFirst(Observed seen, Instant now) {
        site.store().commit(List.of(first(seen, now)));
    }

    /** To be committed with what it follows. */
    Op first(Observed seen, Instant now) {
        return record(automatedName(now), true, seen, now);
    }

    /** An automated snapshot: its record, and its data at once. */
    void takeDaily(Observed seen, Instant now) {
        String name = automatedName(now);
        request(name, true, seen, now);
        take(name, seen);
    }

    /** Of the minute, or of the next that no snapshot of before is called for. */
    private String automatedName(Instant now) {
        Instant minute = now;
        while (true) {
            String name = Snapshots.automatedName(instance.asked().identifier(), minute);
            if (find(name).isEmpty()) return name;
            minute = minute.plus(Duration.ofMinutes(1));
        }
    }

    /**
     * The record of the final snapshot where it is gone, or anew where it failed; a snapshot of
     * another instance is left alone.
     */
    void requestFinal(String name, Observed seen, Instant now) {
        Optional<Held<DbSnapshot>> held = find(name);
        if (held.isEmpty()) {
            request(name, false, seen, now);
            return;
        }
        DbSnapshot old = held.get().value();
        boolean ours = old.source().resourceId().equals(instance.asked().resourceId());
        if (!ours || old.failure().isEmpty())
            throw new EngineException(
                    "the final snapshot cannot be taken: %s is another snapshot's name"
                            .formatted(name));
        DbSnapshot again = Snapshots.asked(name, false, instance.asked(), seen, now, old.tags());
        site.store().commit(List.of(site.snapshots().replace(held.get(), again)));
    }

    private Optional<Held<DbSnapshot>> find(String name) {
        return site.snapshots().find(SnapshotKind.of(instance.asked()), instance.region(), name);
    }

    private void request(String name, boolean automated, Observed seen, Instant now) {
        site.store().commit(List.of(record(name, automated, seen, now)));
    }

    private Op record(String name, boolean automated, Observed seen, Instant now) {
        boolean tagged = instance.asked().settings().upkeep().copyTagsToSnapshot();
        DbSnapshot snapshot =
                Snapshots.asked(
                        name,
                        automated,
                        instance.asked(),
                        seen,
                        now,
                        tagged ? instance.asked().tags() : Map.of());
        return site.snapshots().create(instance.region(), snapshot);
    }

    /** Copies the data; a failed copy fails the snapshot, and the deletion that waits for it. */
    void take(String name, Observed seen) {
        Held<DbSnapshot> held = find(name).orElseThrow();
        DbSnapshot snapshot = held.value();
        Instant now = site.clock().instant();
        boolean automated = snapshot.automated();
        if (seen.activity() != Activity.BACKING_UP)
            save.accept(
                    seen.with(Activity.BACKING_UP),
                    events(
                            EventKind.BACKUP_STARTED,
                            automated
                                    ? EventKind.AUTOMATED_SNAPSHOT_STARTED
                                    : EventKind.SNAPSHOT_STARTED,
                            snapshot,
                            now));
        long bytes;
        try {
            bytes = site.snapshots().size(snapshot).orElseGet(() -> copy(snapshot));
        } catch (EngineException failure) {
            if (instance.asked().deletion().isPresent()) throw failure;
            fail(held, seen, failure);
            return;
        }
        Instant done = site.clock().instant();
        // A replica's log is its source's and not archived: nothing can be replayed on this.
        Optional<String> firstWal =
                instance.replicates()
                        ? Optional.empty()
                        : WalSegment.neededBy(site.snapshots().data(snapshot))
                                .map(WalSegment::name);
        List<Op> ops = new ArrayList<>();
        ops.add(site.snapshots().replace(held, snapshot.takenAt(done, bytes, firstWal)));
        ops.addAll(
                events(
                        EventKind.BACKUP_FINISHED,
                        automated
                                ? EventKind.AUTOMATED_SNAPSHOT_CREATED
                                : EventKind.SNAPSHOT_CREATED,
                        snapshot,
                        done));
        save.accept(after(seen), ops);
    }

    /**
     * Not there yet: a folder that is there was made whole by an attempt that could not note it.
     */
    private long copy(DbSnapshot snapshot) {
        return source.copyTo(site.snapshots().data(snapshot));
    }

    private void fail(Held<DbSnapshot> held, Observed seen, EngineException failure) {
        DbSnapshot failed = held.value().failed(String.valueOf(failure.getMessage()));
        LOG.warn(
                "{}: snapshot {} failed",
                instance.asked().identifier(),
                failed.identifier(),
                failure);
        List<Op> ops = new ArrayList<>();
        ops.add(site.snapshots().replace(held, failed));
        if (failed.automated())
            ops.addAll(site.tell(instance, EventKind.BACKUP_FAILED, failed.failure().get()));
        save.accept(after(seen), ops);
    }

    /** A new instance stays in {@code backing-up} until it opens. */
    private static Observed after(Observed seen) {
        return seen.with(seen.available().isPresent() ? Activity.NONE : Activity.BACKING_UP);
    }

    /** Of the instance, and of the snapshot. */
    private List<Op> events(EventKind own, EventKind its, DbSnapshot snapshot, Instant now) {
        Arn arn = Snapshots.arn(instance.region(), instance.asked().account(), snapshot);
        EventKind kind = instance.asked().clustered() ? its.ofCluster().orElseThrow() : its;
        List<Op> ops = new ArrayList<>(site.tell(instance, own));
        ops.add(site.events().record(instance.region(), kind.on(arn, now)));
        return ops;
    }
}
