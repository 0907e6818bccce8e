package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.engine.PackKeys;
import homeport.engine.StoredCopy;
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
import java.util.stream.Stream;

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
    private final PackKeys keys;
    private final Readers readers = new Readers();

    public Snapshots(Store store, Path folder) {
        this(store, folder, PackKeys.NONE);
    }

    /**
     * @param keys seal the keys of encrypted data
     */
    public Snapshots(Store store, Path folder, PackKeys keys) {
        for (SnapshotKind kind : SnapshotKind.values())
            records.put(kind, new Records<>(store, kind.word(), DbSnapshot.class));
        this.folder = folder;
        this.keys = keys;
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
        return Arn.idHere(call, kind.word(), named)
                .map(text -> text.toLowerCase(Locale.ROOT))
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
    public List<Held<DbSnapshot>> everywhere() {
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

    /** The folder that its data is copied to; later it may be packed instead. */
    public Path data(DbSnapshot snapshot) {
        return stored(snapshot.dataId()).folder();
    }

    /** Its data as it lies on disk; to be read while {@link #reading} is held. */
    public StoredCopy stored(String dataId) {
        return new StoredCopy(folder.resolve(dataId), keys);
    }

    /** Bytes of its data; empty when it has none. */
    public Optional<Long> size(DbSnapshot snapshot) {
        StoredCopy stored = stored(snapshot.dataId());
        return stored.exists() ? Optional.of(stored.bytes()) : Optional.empty();
    }

    /** Nothing of the data is taken away until this is closed. */
    public Reading reading(String dataId) {
        return readers.read(dataId);
    }

    /**
     * Runs a change of the data unless somebody reads it; see {@link #reading}.
     *
     * @return false: somebody does, and nothing was done
     */
    public boolean alone(String dataId, Runnable change) {
        return readers.alone(dataId, change);
    }

    /** There is a snapshot with this data that is not being deleted. */
    public boolean present(String dataId) {
        return everywhere().stream()
                .map(Held::value)
                .anyMatch(snapshot -> snapshot.dataId().equals(dataId) && !snapshot.deleting());
    }

    /** Copies of data here cost nothing; see {@link StoredCopy#sharesBlocks}. */
    public boolean sharesBlocks() {
        return StoredCopy.sharesBlocks(made());
    }

    /** Bytes that may still be written where the data is. */
    public long freeBytes() {
        return made().toFile().getUsableSpace();
    }

    /**
     * Removes data that no record knows. A record is there before its data, so what is listed first
     * and then not known never will be.
     *
     * @return what was removed
     */
    public Set<String> removeOrphans() {
        Set<String> orphans;
        try (Stream<Path> found = Files.list(made())) {
            orphans = found.map(StoredCopy::nameOf).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        everywhere().forEach(held -> orphans.remove(held.value().dataId()));
        for (String orphan : orphans) stored(orphan).remove();
        return orphans;
    }

    private Path made() {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its record is. */
    public static String region(Held<DbSnapshot> held) {
        return held.key().split("/", 4)[2];
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
