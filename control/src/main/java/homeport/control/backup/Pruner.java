package homeport.control.backup;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.Snapshots;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends automated snapshots whose time is over, and whole backups of what is gone. May be stopped
 * anywhere and run again. Owned by one thread.
 */
public final class Pruner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);

    private final Store store;
    private final Backups backups;
    private final Instances instances;
    private final Snapshots snapshots;
    private final InstantSource clock;

    public Pruner(
            Store store,
            Backups backups,
            Instances instances,
            Snapshots snapshots,
            InstantSource clock) {
        this.store = store;
        this.backups = backups;
        this.instances = instances;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    @Override
    public void run() {
        Set<String> read = read();
        for (Instance instance : instances.everywhere())
            if (instance.asked().deletion().isEmpty()) prune(instance, read);
        for (Held<AutomatedBackup> held : backups.retained()) prune(held, read);
        for (Held<DbSnapshot> held : snapshots.everywhere()) endOfKept(held, read);
    }

    /** What stayed when its instance went. */
    private void endOfKept(Held<DbSnapshot> held, Set<String> read) {
        DbSnapshot snapshot = held.value();
        boolean over = snapshot.until().filter(end -> !clock.instant().isBefore(end)).isPresent();
        if (over && !snapshot.deleting() && !read.contains(snapshot.dataId()))
            store.commit(List.of(snapshots.replace(held, snapshot.ending())));
    }

    /** Data that is being restored, or copied, or will be. */
    private Set<String> read() {
        Set<String> read = new HashSet<>(snapshots.copied());
        instances.everywhere().stream()
                .filter(instance -> instance.seen().created().isEmpty())
                .map(Instance::asked)
                .map(DbInstance::origin)
                .flatMap(origin -> origin.snapshotData().stream())
                .forEach(read::add);
        return read;
    }

    private void prune(Instance instance, Set<String> read) {
        int days = instance.asked().settings().upkeep().backupRetentionDays();
        prune(instance.region(), instance.asked().resourceId(), days, read);
    }

    /** Of what is gone nobody else prunes the archived log. */
    private void prune(Held<AutomatedBackup> held, Set<String> read) {
        AutomatedBackup backup = held.value();
        boolean over =
                backup.deleting()
                        || backup.retainedUntil()
                                .filter(end -> !clock.instant().isBefore(end))
                                .isPresent();
        int days = over ? 0 : backup.source().settings().upkeep().backupRetentionDays();
        prune(backup.region(), backup.resourceId(), days, read);
        if (over) end(held);
        else
            backups.snapshots(backup)
                    .findFirst()
                    .flatMap(DbSnapshot::firstWal)
                    .ifPresent(first ->
                            backups.archives().files().keepFrom(backup.resourceId(), first));
    }

    /** Once no restore reads it any more. */
    private void end(Held<AutomatedBackup> held) {
        AutomatedBackup backup = held.value();
        boolean left =
                snapshots.of(backup.region(), backup.resourceId()).stream()
                        .map(Held::value)
                        .anyMatch(snapshot -> snapshot.automated() && !snapshot.deleting());
        if (left || instances.areRestoredFrom(backup.resourceId())) return;
        store.commit(
                List.of(
                        backups.archives().remove(backup.region(), backup.resourceId()),
                        backups.delete(held)));
        LOG.info("the automated backups of {} are gone", backup.source().instance());
    }

    private void prune(String region, String resourceId, int days, Set<String> read) {
        Instant now = clock.instant();
        List<Held<DbSnapshot>> all = snapshots.of(region, resourceId);
        List<DbSnapshot> over =
                Retention.over(
                        all.stream().map(Held::value).toList(),
                        days,
                        now,
                        snapshot -> read.contains(snapshot.dataId()));
        List<Op> ops = new ArrayList<>();
        for (Held<DbSnapshot> held : all)
            if (over.contains(held.value()))
                ops.add(snapshots.replace(held, held.value().ending()));
        if (!ops.isEmpty()) store.commit(ops); // what somebody changed meanwhile is looked at again
    }
}
