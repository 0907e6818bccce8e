package homeport.control.backup;

import homeport.aws.Call;
import homeport.control.archive.Archives;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.PointInTime;
import homeport.control.instance.Restorable;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The automated backups of a data folder: of instances and clusters that are there, and of those
 * that are gone. Safe from any thread.
 */
public final class Backups implements Restorable {
    private final Records<AutomatedBackup> retained;
    private final Instances instances;
    private final Snapshots snapshots;
    private final Archives archives;

    public Backups(Store store, Instances instances, Snapshots snapshots, Archives archives) {
        this.retained = new Records<>(store, "automated-backup", AutomatedBackup.class);
        this.instances = instances;
        this.snapshots = snapshots;
        this.archives = archives;
    }

    Archives archives() {
        return archives;
    }

    @Override
    public Optional<Instant> latest(String region, String resourceId) {
        return archives.latest(region, resourceId);
    }

    @Override
    public Optional<Instant> earliest(String region, String resourceId) {
        return archives.earliest(region, resourceId);
    }

    @Override
    public Optional<DbSnapshot> base(String region, String resourceId, Optional<Instant> until) {
        return archives.base(region, resourceId, until);
    }

    @Override
    public Optional<PointInTime.Source> byResourceId(
            SnapshotKind kind, String region, String resourceId) {
        return byResourceId(region, resourceId).flatMap(backup -> restorable(kind, backup));
    }

    @Override
    public Optional<PointInTime.Source> byArn(SnapshotKind kind, Call call, String arn) {
        return Optional.of(Arn.parse(arn))
                .filter(parsed -> parsed.isOf(call))
                .flatMap(this::byArn)
                .flatMap(backup -> restorable(kind, backup));
    }

    private static Optional<PointInTime.Source> restorable(
            SnapshotKind kind, AutomatedBackup backup) {
        DbSnapshot.Source source = backup.source();
        if (backup.deleting() || source.kind() != kind) return Optional.empty();
        return Optional.of(
                new PointInTime.Source(
                        backup.region(),
                        source.resourceId(),
                        source.instance(),
                        source.settings()));
    }

    /** Of one kind and region, by identifier and then by resource id. */
    public List<AutomatedBackup> list(SnapshotKind kind, String region) {
        Stream<AutomatedBackup> active =
                instances.all(region).stream()
                        .filter(instance -> SnapshotKind.of(instance.asked()) == kind)
                        .map(Backups::of)
                        .flatMap(Optional::stream);
        Stream<AutomatedBackup> gone =
                retained.list(region).stream()
                        .map(Held::value)
                        .filter(backup -> backup.source().kind() == kind);
        return Stream.concat(active, gone)
                .sorted(
                        Comparator.comparing((AutomatedBackup b) -> b.source().instance())
                                .thenComparing(AutomatedBackup::resourceId))
                .toList();
    }

    /** Empty: there is no such source, or it has no automated backups. */
    public Optional<AutomatedBackup> byResourceId(String region, String resourceId) {
        return instances
                .byResourceId(region, resourceId)
                .flatMap(Backups::of)
                .or(() -> retained.find(region, resourceId).map(Held::value));
    }

    public Optional<AutomatedBackup> byArn(Arn arn) {
        return Stream.of(SnapshotKind.values())
                .flatMap(kind -> list(kind, arn.region()).stream())
                .filter(backup -> backup.arn().equals(arn))
                .findFirst();
    }

    /** The active one of that identifier, else the one that was retained last. */
    public Optional<AutomatedBackup> named(SnapshotKind kind, String region, String identifier) {
        return list(kind, region).stream()
                .filter(backup -> backup.source().instance().equals(identifier))
                .max(Comparator.comparing(b -> b.retainedUntil().orElse(Instant.MAX)));
    }

    /** Empty while the first automated snapshot is still being taken. */
    public Optional<RestoreWindow> window(AutomatedBackup backup) {
        return snapshots(backup)
                .findFirst()
                .flatMap(DbSnapshot::taken)
                .map(first ->
                        new RestoreWindow(
                                first.at(), archives.latest(backup.region(), backup.resourceId())));
    }

    /** Its snapshots that can be restored, oldest first. */
    public Stream<DbSnapshot> snapshots(AutomatedBackup backup) {
        return snapshots.of(backup.region(), backup.resourceId()).stream()
                .map(Held::value)
                .filter(snapshot -> snapshot.automated() && snapshot.good())
                .sorted(Comparator.comparing(snapshot -> snapshot.taken().orElseThrow().at()));
    }

    /** What keeps the backups of an instance or cluster that goes now until {@code end}. */
    public Op retain(Instance instance, Instant end) {
        DbInstance asked = instance.asked();
        AutomatedBackup kept =
                new AutomatedBackup(
                        instance.region(),
                        asked.account(),
                        source(instance),
                        Optional.of(end),
                        false,
                        asked.tags());
        return retained.put(instance.region(), asked.resourceId(), kept);
    }

    /** Of every region. */
    List<Held<AutomatedBackup>> retained() {
        return retained.listEverywhere();
    }

    Optional<Held<AutomatedBackup>> retained(String region, String resourceId) {
        return retained.find(region, resourceId);
    }

    Op replace(Held<AutomatedBackup> held, AutomatedBackup with) {
        return retained.replace(held, with);
    }

    Op delete(Held<AutomatedBackup> held) {
        return retained.delete(held);
    }

    /** Empty: automated backups are off. */
    static Optional<AutomatedBackup> of(Instance instance) {
        DbSnapshot.Source source = source(instance);
        if (source.settings().upkeep().backupRetentionDays() == 0) return Optional.empty();
        return Optional.of(
                new AutomatedBackup(
                        instance.region(),
                        instance.asked().account(),
                        source,
                        Optional.empty(),
                        false,
                        instance.asked().tags()));
    }

    private static DbSnapshot.Source source(Instance instance) {
        return Snapshots.source(
                instance.asked(), instance.seen(), instance.seen().placement().zone());
    }
}
