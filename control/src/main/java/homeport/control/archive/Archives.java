package homeport.control.archive;

import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.Snapshots;
import homeport.engine.WalSegment;
import homeport.engine.WalSource;
import homeport.store.Op;
import homeport.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What can be restored to a point in time: the backups of each database with the archive that
 * continues them. Any thread may call; the records, {@code wal} by resource id, are written by the
 * archivist.
 */
public final class Archives {
    private final Records<Archived> records;
    private final Snapshots snapshots;
    private final WalArchive files;

    public Archives(Store store, Snapshots snapshots, WalArchive files) {
        this.records = new Records<>(store, "wal", Archived.class);
        this.snapshots = snapshots;
        this.files = files;
    }

    public WalArchive files() {
        return files;
    }

    /** {@code LatestRestorableTime}. */
    public Optional<Instant> latest(String region, String resourceId) {
        return earliest(region, resourceId)
                .flatMap(first ->
                        of(region, resourceId).latest().filter(latest -> !latest.isBefore(first)));
    }

    /** When the oldest backup was complete that the archive continues. */
    public Optional<Instant> earliest(String region, String resourceId) {
        return bases(region, resourceId).stream()
                .filter(base -> files.has(resourceId, base.firstWal().orElseThrow().name()))
                .findFirst()
                .flatMap(DbSnapshot::taken)
                .map(DbSnapshot.Taken::at);
    }

    /**
     * The backup that a recovery to a moment begins with: the newest that was complete then and
     * that the archive continues without a gap.
     *
     * @param until empty: as late as can be
     */
    public Optional<DbSnapshot> base(String region, String resourceId, Optional<Instant> until) {
        return bases(region, resourceId).reversed().stream()
                .filter(base ->
                        until.isEmpty() || !base.taken().orElseThrow().at().isAfter(until.get()))
                .filter(base -> continues(region, resourceId, base, until))
                .findFirst();
    }

    /** As far as a restore to the moment may read: to the next backup after it, or to the end. */
    private boolean continues(
            String region, String resourceId, DbSnapshot base, Optional<Instant> until) {
        Optional<WalSegment> reached = of(region, resourceId).reachedSegment();
        if (reached.isEmpty()) return false;
        Optional<WalSegment> next =
                until.flatMap(moment ->
                        bases(region, resourceId).stream()
                                .filter(later -> later.taken().orElseThrow().at().isAfter(moment))
                                .findFirst()
                                .flatMap(DbSnapshot::firstWal));
        long to = Math.min(reached.get().number(), next.orElse(reached.get()).number());
        long from = base.firstWal().orElseThrow().number();
        WalSegment end = new WalSegment(reached.get().timeline(), to);
        return reach(resourceId, from, end) >= to;
    }

    /** For a recovery, which must not end before what is on record as archived. */
    public WalSource source(String region, String resourceId) {
        WalSource all = files.source(resourceId);
        return (name, to) -> {
            if (all.fetch(name, to)) return true;
            Optional<WalSegment> reached = of(region, resourceId).reachedSegment();
            Optional<WalSegment> wanted = WalSegment.parse(name);
            if (wanted.isPresent()
                    && reached.filter(end -> wanted.get().number() <= end.number()).isPresent())
                throw new IOException("WAL file " + name + " is missing in the archive");
            return false;
        };
    }

    /** As {@link Timelines#reach} for the way to a segment; less than {@code from} when unknown. */
    long reach(String resourceId, long from, WalSegment to) {
        try {
            return files.timelines(resourceId, to.timeline())
                    .map(way -> way.reach(from, to.number(), name -> files.has(resourceId, name)))
                    .orElse(from - 1);
        } catch (IOException unreadable) {
            throw new IllegalStateException("the archive of " + resourceId, unreadable);
        }
    }

    /** There is an automated backup that the archive is to continue. */
    public boolean hasBase(String region, String resourceId) {
        return bases(region, resourceId).stream().anyMatch(DbSnapshot::automated);
    }

    /** Whole backups from which a recovery can begin, oldest first. */
    List<DbSnapshot> bases(String region, String resourceId) {
        return snapshots.of(region, resourceId).stream()
                .map(Held::value)
                .filter(snapshot -> snapshot.good())
                .filter(snapshot -> snapshot.copyOf().isEmpty() && snapshot.firstWal().isPresent())
                .sorted(Comparator.comparing((DbSnapshot base) -> base.taken().orElseThrow().at()))
                .toList();
    }

    Archived of(String region, String resourceId) {
        return records.find(region, resourceId).map(Held::value).orElse(Archived.NOTHING);
    }

    boolean knows(String region, String resourceId) {
        return records.find(region, resourceId).isPresent();
    }

    Op put(String region, String resourceId, Archived archived) {
        return records.put(region, resourceId, archived);
    }

    /** Removes the files; the record goes with the commit of what is returned. */
    public Op remove(String region, String resourceId) {
        files.remove(resourceId);
        return Op.delete(records.key(region, resourceId));
    }
}
