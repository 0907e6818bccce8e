package homeport.control.snapshot;

import homeport.control.instance.Settings;
import homeport.engine.WalSegment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One DB snapshot or DB cluster snapshot. Key: its identifier among those of its kind ({@code
 * rds:<instance>-<time>} for automated ones).
 *
 * @param dataId the folder that holds its data
 * @param copyOf the data folder that it is to be copied from; empty: it is taken from its instance
 * @param taken when the data was whole
 * @param deleting its data is being removed
 * @param until when the retention of an automated one ends whose instance is gone
 * @param check the newest proof that it can be restored, or that it cannot
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
        Optional<Check> check,
        List<String> sharedWith,
        Map<String, String> tags) {
    public DbSnapshot {
        check = check == null ? Optional.empty() : check;
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

    /**
     * A restore on trial.
     *
     * @param failure why it cannot be restored; empty: it was, and all of it could be read
     */
    public record Check(Instant at, Optional<String> failure) {}

    public DbSnapshot takenAt(Instant when, long bytes, Optional<String> firstWal) {
        return change(fields -> {
            fields.taken = Optional.of(new Taken(when, bytes, firstWal));
            fields.failure = Optional.empty();
        });
    }

    public DbSnapshot failed(String why) {
        return change(fields -> fields.failure = Optional.of(why));
    }

    public DbSnapshot ending() {
        return change(fields -> fields.deleting = true);
    }

    /** Its instance goes, it stays until then. */
    public DbSnapshot keptUntil(Instant end) {
        return change(fields -> fields.until = Optional.of(end));
    }

    public DbSnapshot with(Check result) {
        return change(fields -> fields.check = Optional.of(result));
    }

    public DbSnapshot with(Source changed) {
        return change(fields -> fields.source = changed);
    }

    public DbSnapshot with(Map<String, String> changed) {
        return change(fields -> fields.tags = changed);
    }

    public DbSnapshot with(List<String> accounts) {
        return change(fields -> fields.sharedWith = accounts);
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

    /** Its data is there and it is not going. */
    public boolean usable() {
        return taken.isPresent() && !deleting;
    }

    /** Usable, and no trial said otherwise. */
    public boolean good() {
        return usable() && check.flatMap(Check::failure).isEmpty();
    }

    private DbSnapshot change(Consumer<Fields> how) {
        Fields fields = new Fields(this);
        how.accept(fields);
        return fields.made();
    }

    /** What can change in the life of a snapshot. */
    private static final class Fields {
        private final DbSnapshot from;
        private Source source;
        private Optional<Taken> taken;
        private Optional<String> failure;
        private boolean deleting;
        private Optional<Instant> until;
        private Optional<Check> check;
        private List<String> sharedWith;
        private Map<String, String> tags;

        Fields(DbSnapshot from) {
            this.from = from;
            this.source = from.source;
            this.taken = from.taken;
            this.failure = from.failure;
            this.deleting = from.deleting;
            this.until = from.until;
            this.check = from.check;
            this.sharedWith = from.sharedWith;
            this.tags = from.tags;
        }

        DbSnapshot made() {
            return new DbSnapshot(
                    from.identifier,
                    from.dataId,
                    from.automated,
                    from.requested,
                    source,
                    from.copyOf,
                    taken,
                    failure,
                    deleting,
                    until,
                    check,
                    sharedWith,
                    tags);
        }
    }
}
