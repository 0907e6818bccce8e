package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The records of snapshots, by identifier, and the folder where their data is. */
public final class Snapshots {
    /**
     * Source: RDS user guide, "Quotas and constraints": manual DB instance snapshots for each
     * Region, and as many manual DB cluster snapshots.
     */
    public static final int QUOTA = 100;

    private static final DateTimeFormatter AUTOMATED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

    private final Map<SnapshotKind, Records<DbSnapshot>> records =
            new EnumMap<>(SnapshotKind.class);
    private final Path folder;

    public Snapshots(Store store, Path folder) {
        for (SnapshotKind kind : SnapshotKind.values())
            records.put(kind, new Records<>(store, kind.word(), DbSnapshot.class));
        this.folder = folder;
    }

    /**
     * @throws AwsException {@code DBSnapshotAlreadyExists} and its like, {@code
     *     SnapshotQuotaExceeded}
     */
    public void requireRoom(SnapshotKind kind, String region, String name) {
        if (find(kind, region, name).isPresent()) throw kind.alreadyExists(name);
        long manual = manual(kind, region);
        if (manual >= QUOTA)
            throw new AwsException(
                    "SnapshotQuotaExceeded",
                    "%d manual snapshots in %s, allowed %d.".formatted(manual, region, QUOTA));
    }

    /** How many of the kind users made. */
    public long manual(SnapshotKind kind, String region) {
        return list(kind, region).stream().filter(held -> !held.value().automated()).count();
    }

    Records<DbSnapshot> records(SnapshotKind kind) {
        return records.get(kind);
    }

    public Optional<Held<DbSnapshot>> find(SnapshotKind kind, String region, String identifier) {
        return records.get(kind).find(region, identifier);
    }

    /**
     * @param named an identifier in any case, or an ARN of the call's region
     * @throws AwsException the kind's own NotFound code
     */
    public Held<DbSnapshot> require(SnapshotKind kind, Call call, String named) {
        Optional<String> name = Optional.of(named);
        if (Arn.looksLike(named))
            name =
                    Optional.of(Arn.parse(named))
                            .filter(arn -> arn.kind().equals(kind.word()))
                            .filter(arn -> arn.region().equals(call.region()))
                            .filter(arn -> arn.account().equals(call.account()))
                            .map(Arn::id);
        return name.map(text -> text.toLowerCase(Locale.ROOT))
                .filter(Snapshots::canExist)
                .flatMap(text -> find(kind, call.region(), text))
                .orElseThrow(() -> kind.notFound(named));
    }

    /**
     * One that can be restored.
     *
     * @throws AwsException the kind's own codes for one that is not there or not available
     */
    public Held<DbSnapshot> available(SnapshotKind kind, Call call, String named) {
        Held<DbSnapshot> held = require(kind, call, named);
        DbSnapshot snapshot = held.value();
        if (snapshot.taken().isEmpty() || snapshot.deleting())
            throw kind.invalidState(
                    "Snapshot %s is %s, not available."
                            .formatted(snapshot.identifier(), snapshot.awsStatus()));
        return held;
    }

    private static boolean canExist(String name) {
        String own = name.startsWith("rds:") ? name.substring("rds:".length()) : name;
        return Identifier.fits(own, Identifier.SNAPSHOT_MAX);
    }

    public List<Held<DbSnapshot>> list(SnapshotKind kind, String region) {
        return records.get(kind).list(region);
    }

    /** Of both kinds. */
    List<Held<DbSnapshot>> everywhere() {
        return records.values().stream().flatMap(all -> all.listEverywhere().stream()).toList();
    }

    /** The data that copies are still to be made of. */
    public Set<String> copied() {
        return everywhere().stream()
                .map(Held::value)
                .filter(snapshot -> snapshot.taken().isEmpty() && snapshot.failure().isEmpty())
                .flatMap(snapshot -> snapshot.copyOf().stream())
                .map(DbSnapshot.CopyOf::dataId)
                .collect(Collectors.toSet());
    }

    /** Those of one instance or cluster, oldest first. */
    public List<Held<DbSnapshot>> of(String region, String resourceId) {
        return records.values().stream()
                .flatMap(all -> all.list(region).stream())
                .filter(held -> held.value().source().resourceId().equals(resourceId))
                .sorted(Comparator.comparing((Held<DbSnapshot> held) -> held.value().requested()))
                .toList();
    }

    public Op create(String region, DbSnapshot snapshot) {
        return records.get(snapshot.kind()).create(region, snapshot.identifier(), snapshot);
    }

    public Op replace(Held<DbSnapshot> held, DbSnapshot with) {
        return records.get(with.kind()).replace(held, with);
    }

    /** Writes it as it is, so that of this and a removal only one commits. */
    public Op hold(Held<DbSnapshot> held) {
        return replace(held, held.value());
    }

    public Op delete(Held<DbSnapshot> held) {
        return records.get(held.value().kind()).delete(held);
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

    /** A snapshot of the instance or cluster that is yet to be taken. */
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
                source(instance, seen, instance.place().zone()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                tags);
    }

    /** What a snapshot or a backup says of the instance or cluster that it is of. */
    public static DbSnapshot.Source source(DbInstance instance, Observed seen, String zone) {
        return new DbSnapshot.Source(
                SnapshotKind.of(instance),
                instance.identifier(),
                instance.resourceId(),
                seen.available().orElse(instance.requested()),
                zone,
                seen.applied().orElse(instance.settings()));
    }

    /** {@code rds:<instance>-<yyyy-MM-dd-HH-mm>}. */
    public static String automatedName(String instance, Instant now) {
        return "rds:" + instance + "-" + AUTOMATED.format(now);
    }

    public static Arn arn(String region, String account, DbSnapshot snapshot) {
        return new Arn(region, account, snapshot.kind().word(), snapshot.identifier());
    }
}
