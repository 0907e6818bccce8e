package homeport.control.snapshot;

import homeport.control.instance.Settings;
import homeport.engine.WalSegment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One DB snapshot or DB cluster snapshot. Key: its identifier among those of its kind ({@code
 * rds:<instance>-<time>} for automated ones).
 *
 * @param dataId the folder that holds its data
 * @param copyOf the data folder that it is to be copied from; empty: it is taken from its instance
 * @param taken when the data was whole
 * @param deleting its data is being removed
 * @param until when the retention of an automated one ends whose instance is gone
 * @param sharedWith attribute {@code restore}: accounts, recorded
 */
public record DbSnapshot(
        String identifier,
        String dataId,
        boolean automated,
        Instant requested,
        Source source,
        Optional<CopyOf> copyOf,
        Optional<Taken> taken,
        Optional<String> failure,
        boolean deleting,
        Optional<Instant> until,
        List<String> sharedWith,
        Map<String, String> tags) {
    public DbSnapshot {
        sharedWith = List.copyOf(sharedWith);
        tags = Map.copyOf(tags);
    }

    /**
     * The instance or cluster as it was.
     *
     * @param kind which of the two; records of before there were clusters do not say
     */
    public record Source(
            SnapshotKind kind,
            String instance,
            String resourceId,
            Instant created,
            String zone,
            Settings settings) {
        public Source {
            kind = kind == null ? SnapshotKind.INSTANCE : kind;
        }

        Source encryptedBy(String key) {
            Settings.Storage was = settings.storage();
            Settings.Storage storage =
                    new Settings.Storage(
                            was.allocatedGib(),
                            was.type(),
                            was.iops(),
                            was.throughputMib(),
                            was.maxAllocatedGib(),
                            true,
                            Optional.of(key));
            return new Source(kind, instance, resourceId, created, zone, settings.with(storage));
        }
    }

    /**
     * The snapshot that it is a copy of.
     *
     * @param originally when the data was taken from the instance, however many copies ago
     */
    public record CopyOf(String arn, String dataId, Optional<Instant> originally) {}

    /**
     * @param bytes of the data folder
     * @param firstWal the segment from which on a recovery on it needs WAL; empty: unknown
     */
    public record Taken(Instant at, long bytes, Optional<String> firstWal) {
        public Taken {
            firstWal = firstWal == null ? Optional.empty() : firstWal;
        }
    }

    public DbSnapshot takenAt(Instant when, long bytes, Optional<String> firstWal) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                Optional.of(new Taken(when, bytes, firstWal)),
                Optional.empty(),
                deleting,
                until,
                sharedWith,
                tags);
    }

    public DbSnapshot failed(String why) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                Optional.of(why),
                deleting,
                until,
                sharedWith,
                tags);
    }

    public DbSnapshot ending() {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                failure,
                true,
                until,
                sharedWith,
                tags);
    }

    /** Its instance goes, it stays until then. */
    public DbSnapshot keptUntil(Instant end) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                failure,
                deleting,
                Optional.of(end),
                sharedWith,
                tags);
    }

    public DbSnapshot with(Map<String, String> changed) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                failure,
                deleting,
                until,
                sharedWith,
                changed);
    }

    public DbSnapshot with(List<String> accounts) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                failure,
                deleting,
                until,
                accounts,
                tags);
    }

    /** See {@link Taken}. */
    public Optional<WalSegment> firstWal() {
        return taken.flatMap(Taken::firstWal).flatMap(WalSegment::parse);
    }

    public SnapshotKind kind() {
        return source.kind();
    }

    /** Its data is to be taken from its instance. */
    public boolean due() {
        return copyOf.isEmpty() && !deleting && taken.isEmpty() && failure.isEmpty();
    }

    /** When its data was taken from the instance. */
    public Optional<Instant> originally() {
        return copyOf.isPresent() ? copyOf.get().originally() : taken.map(Taken::at);
    }

    /** {@code Status} in DescribeDBSnapshots and DescribeDBClusterSnapshots. */
    public String awsStatus() {
        if (deleting) return "deleting";
        if (taken.isPresent()) return "available";
        return failure.isPresent() ? "failed" : "creating";
    }
}
