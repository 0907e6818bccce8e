package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.DbInstance;
import homeport.control.instance.DescribeInstances;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Keys;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.tag.RecordTags;
import homeport.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.services.rds.model.CopyDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CopyDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotResponse;

/** The API actions that make and end manual snapshots. */
public final class SnapshotService {
    private final Snapshots snapshots;
    private final Instances instances;
    private final Commits commits;

    public SnapshotService(Store store, Snapshots snapshots, Instances instances) {
        this.snapshots = snapshots;
        this.instances = instances;
        this.commits = new Commits(store);
    }

    public void register(Service rds) {
        rds.on("CreateDBSnapshot", CreateDbSnapshotRequest::builder, this::create);
        rds.on("CopyDBSnapshot", CopyDbSnapshotRequest::builder, this::copy);
        rds.on("DeleteDBSnapshot", DeleteDbSnapshotRequest::builder, this::delete);
        new DescribeSnapshots(snapshots, commits).register(rds);
    }

    private CreateDbSnapshotResponse create(Call call, CreateDbSnapshotRequest r) {
        String name =
                Identifier.of(
                        "DBSnapshotIdentifier", r.dbSnapshotIdentifier(), Identifier.SNAPSHOT_MAX);
        DbSnapshot made =
                commits.run(() -> {
                    Instance instance = instance(call, r.dbInstanceIdentifier());
                    snapshots.requireRoom(call.region(), name);
                    DbInstance asked = instance.asked();
                    InstanceStatus status = InstanceStatus.of(asked, instance.seen());
                    if (status != InstanceStatus.AVAILABLE)
                        throw new AwsException(
                                "InvalidDBInstanceState",
                                "Cannot create a snapshot because the database instance %s is not currently in the available state: it is %s."
                                        .formatted(asked.identifier(), status.word()));
                    DbSnapshot snapshot =
                            Snapshots.asked(
                                    name,
                                    false,
                                    asked,
                                    instance.seen(),
                                    call.now(),
                                    tags(asked, r));
                    return new Attempt<>(
                            List.of(
                                    instances.check(instance),
                                    snapshots.create(call.region(), snapshot)),
                            snapshot);
                });
        return CreateDbSnapshotResponse.builder().dbSnapshot(shown(call, made)).build();
    }

    private static Map<String, String> tags(DbInstance instance, CreateDbSnapshotRequest r) {
        boolean copies = instance.settings().upkeep().copyTagsToSnapshot();
        return Tags.merged(copies ? instance.tags() : Map.of(), r.tags());
    }

    private CopyDbSnapshotResponse copy(Call call, CopyDbSnapshotRequest r) {
        String name =
                Identifier.of(
                        "TargetDBSnapshotIdentifier",
                        r.targetDBSnapshotIdentifier(),
                        Identifier.SNAPSHOT_MAX);
        DbSnapshot made =
                commits.run(() -> {
                    DbSnapshot source = source(call, r.sourceDBSnapshotIdentifier());
                    snapshots.requireRoom(call.region(), name);
                    DbSnapshot target = copyOf(call, source, name, r);
                    return new Attempt<>(List.of(snapshots.create(call.region(), target)), target);
                });
        return CopyDbSnapshotResponse.builder().dbSnapshot(shown(call, made)).build();
    }

    /** The source may be of another region of this installation, by its ARN. */
    private DbSnapshot source(Call call, String named) {
        Call there = call;
        if (Arn.looksLike(named)) {
            String region = Arn.parse(named).region();
            there = new Call(region, call.account(), call.caller(), call.requestId(), call.now());
        }
        DbSnapshot source = require(snapshots, there, named).value();
        if (source.taken().isEmpty() || source.deleting())
            throw new AwsException(
                    "InvalidDBSnapshotState",
                    "Snapshot %s is %s, not available.".formatted(named, source.awsStatus()));
        return source;
    }

    private static DbSnapshot copyOf(
            Call call, DbSnapshot source, String name, CopyDbSnapshotRequest r) {
        Map<String, String> kept =
                Boolean.TRUE.equals(r.copyTags()) ? source.tags() : Map.<String, String>of();
        Arn arn = Snapshots.arn(call.region(), call.account(), source);
        return new DbSnapshot(
                name,
                UUID.randomUUID().toString(),
                false,
                call.now(),
                encrypted(call, source.source(), r.kmsKeyId()),
                Optional.of(
                        new DbSnapshot.CopyOf(
                                arn.toString(), source.dataId(), source.originally())),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(),
                Tags.merged(new TreeMap<>(kept), r.tags()));
    }

    /** With another key; a copy of what was not encrypted then is. */
    private static DbSnapshot.Source encrypted(Call call, DbSnapshot.Source source, String key) {
        if (key == null) return source;
        String arn = Keys.arn(key, "rds", call.region(), call.account());
        return source.encryptedBy(arn);
    }

    private DeleteDbSnapshotResponse delete(Call call, DeleteDbSnapshotRequest r) {
        DbSnapshot gone =
                commits.run(() -> {
                    Held<DbSnapshot> held = require(snapshots, call, r.dbSnapshotIdentifier());
                    DbSnapshot snapshot = held.value();
                    boolean settled =
                            snapshot.taken().isPresent() || snapshot.failure().isPresent();
                    if (snapshot.automated() || !settled || snapshot.deleting())
                        throw new AwsException(
                                "InvalidDBSnapshotState",
                                "Snapshot %s can't be deleted: it is %s and %s."
                                        .formatted(
                                                snapshot.identifier(),
                                                snapshot.automated() ? "automated" : "manual",
                                                snapshot.awsStatus()));
                    refuseWhileRestoring(call, snapshot);
                    return new Attempt<>(
                            List.of(snapshots.replace(held, snapshot.ending())), snapshot.ending());
                });
        return DeleteDbSnapshotResponse.builder().dbSnapshot(shown(call, gone)).build();
    }

    private void refuseWhileRestoring(Call call, DbSnapshot snapshot) {
        Optional<Instance> reader =
                instances.list(call.region()).stream()
                        .filter(i -> i.seen().created().isEmpty())
                        .filter(i ->
                                i.asked()
                                        .origin()
                                        .snapshotData()
                                        .filter(snapshot.dataId()::equals)
                                        .isPresent())
                        .findFirst();
        if (reader.isPresent())
            throw new AwsException(
                    "InvalidDBSnapshotState",
                    "Snapshot %s can't be deleted: DB instance %s is being restored from it."
                            .formatted(snapshot.identifier(), reader.get().asked().identifier()));
    }

    private Instance instance(Call call, String named) {
        Optional<String> id =
                Optional.of(named.toLowerCase(Locale.ROOT))
                        .filter(name -> Identifier.fits(name, Identifier.INSTANCE_MAX));
        id.flatMap(name -> instances.clusterWithMember(call.region(), name))
                .ifPresent(cluster -> {
                    throw DescribeInstances.notForMembers(
                            "CreateDBSnapshot", id.get(), cluster.asked().identifier());
                });
        return id.flatMap(name -> instances.named(call.region(), name))
                .orElseThrow(() ->
                        new AwsException(
                                "DBInstanceNotFound", "DBInstance " + named + " not found."));
    }

    private static DBSnapshot shown(Call call, DbSnapshot snapshot) {
        return SnapshotView.of(call.region(), call.account(), snapshot);
    }

    /**
     * @param named an identifier in any case, or an ARN of the call's region
     * @throws AwsException {@code DBSnapshotNotFound}
     */
    public static Held<DbSnapshot> require(Snapshots snapshots, Call call, String named) {
        Optional<String> name = Optional.of(named);
        if (Arn.looksLike(named))
            name =
                    Optional.of(Arn.parse(named))
                            .filter(arn -> arn.kind().equals("snapshot"))
                            .filter(arn -> arn.region().equals(call.region()))
                            .filter(arn -> arn.account().equals(call.account()))
                            .map(Arn::id);
        return name.map(text -> text.toLowerCase(Locale.ROOT))
                .filter(SnapshotService::canExist)
                .flatMap(text -> snapshots.find(call.region(), text))
                .orElseThrow(() -> notFound(named));
    }

    private static boolean canExist(String name) {
        String own = name.startsWith("rds:") ? name.substring("rds:".length()) : name;
        return Identifier.fits(own, Identifier.SNAPSHOT_MAX);
    }

    /** Tags of snapshots. */
    public TagHolder tags() {
        return new RecordTags<>(
                "snapshot",
                snapshots.records(),
                commits,
                arn -> snapshots.find(arn.region(), arn.id()).orElseThrow(() -> notFound(arn.id())),
                DbSnapshot::tags,
                DbSnapshot::with);
    }

    private static AwsException notFound(String named) {
        return new AwsException("DBSnapshotNotFound", "DBSnapshot " + named + " not found.");
    }
}
