package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.store.Op;
import homeport.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The records of snapshots, by identifier, and the folder where their data is. */
public final class Snapshots {
    /**
     * Source: RDS user guide, "Quotas and constraints": manual DB instance snapshots for each
     * Region.
     */
    public static final int QUOTA = 100;

    private static final DateTimeFormatter AUTOMATED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

    private final Records<DbSnapshot> records;
    private final Path folder;

    public Snapshots(Store store, Path folder) {
        this.records = new Records<>(store, "snapshot", DbSnapshot.class);
        this.folder = folder;
    }

    /**
     * @throws AwsException {@code DBSnapshotAlreadyExists}, {@code SnapshotQuotaExceeded}
     */
    public void requireRoom(String region, String name) {
        if (find(region, name).isPresent())
            throw new AwsException(
                    "DBSnapshotAlreadyExists",
                    "Cannot create the snapshot because a snapshot with the identifier %s already exists."
                            .formatted(name));
        long manual = list(region).stream().filter(held -> !held.value().automated()).count();
        if (manual >= QUOTA)
            throw new AwsException(
                    "SnapshotQuotaExceeded",
                    "%d manual snapshots in %s, allowed %d.".formatted(manual, region, QUOTA));
    }

    Records<DbSnapshot> records() {
        return records;
    }

    public Optional<Held<DbSnapshot>> find(String region, String identifier) {
        return records.find(region, identifier);
    }

    public List<Held<DbSnapshot>> list(String region) {
        return records.list(region);
    }

    public List<Held<DbSnapshot>> everywhere() {
        return records.listEverywhere();
    }

    /** Those of one instance, oldest first. */
    public List<Held<DbSnapshot>> of(String region, String resourceId) {
        return records.list(region).stream()
                .filter(held -> held.value().source().resourceId().equals(resourceId))
                .sorted(Comparator.comparing((Held<DbSnapshot> held) -> held.value().requested()))
                .toList();
    }

    public Op create(String region, DbSnapshot snapshot) {
        return records.create(region, snapshot.identifier(), snapshot);
    }

    public Op replace(Held<DbSnapshot> held, DbSnapshot with) {
        return records.replace(held, with);
    }

    public Op delete(Held<DbSnapshot> held) {
        return records.delete(held);
    }

    public Path data(DbSnapshot snapshot) {
        return data(snapshot.dataId());
    }

    /** Bytes of its data; empty when it has none. */
    public Optional<Long> size(DbSnapshot snapshot) {
        try {
            Path data = data(snapshot);
            return Files.isDirectory(data) ? Optional.of(Folders.size(data)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path data(String dataId) {
        return folder.resolve(dataId);
    }

    /** A snapshot of the instance that is yet to be taken. */
    public static DbSnapshot asked(
            String identifier,
            boolean automated,
            DbInstance instance,
            Observed seen,
            Instant now,
            Map<String, String> tags) {
        return new DbSnapshot(
                identifier,
                UUID.randomUUID().toString(),
                automated,
                now,
                new DbSnapshot.Source(
                        instance.identifier(),
                        instance.resourceId(),
                        seen.available().orElse(now),
                        instance.place().zone(),
                        seen.applied().orElse(instance.settings())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(),
                tags);
    }

    /** {@code rds:<instance>-<yyyy-MM-dd-HH-mm>}. */
    public static String automatedName(String instance, Instant now) {
        return "rds:" + instance + "-" + AUTOMATED.format(now);
    }

    public static Arn arn(String region, String account, DbSnapshot snapshot) {
        return new Arn(region, account, "snapshot", snapshot.identifier());
    }
}
