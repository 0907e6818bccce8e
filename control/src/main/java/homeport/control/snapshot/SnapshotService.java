package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
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
    /**
     * Source: RDS user guide, "Quotas and constraints": manual DB instance snapshots for each
     * Region.
     */
    public static final int QUOTA = 100;

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
        String name = Identifier.of("DBSnapshotIdentifier", r.dbSnapshotIdentifier(), 255);
        DbSnapshot made =
                commits.run(() -> {
                    Instance instance = instance(call, r.dbInstanceIdentifier());
                    refuse(call, name);
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
                            List.of(snapshots.create(call.region(), snapshot)), snapshot);
                });
        return CreateDbSnapshotResponse.builder().dbSnapshot(shown(call, made)).build();
    }

    private static Map<String, String> tags(DbInstance instance, CreateDbSnapshotRequest r) {
        boolean copies = instance.settings().upkeep().copyTagsToSnapshot();
        return Tags.merged(copies ? instance.tags() : Map.of(), r.tags());
    }

    private CopyDbSnapshotResponse copy(Call call, CopyDbSnapshotRequest r) {
        String name =
                Identifier.of("TargetDBSnapshotIdentifier", r.targetDBSnapshotIdentifier(), 255);
        DbSnapshot made =
                commits.run(() -> {
                    DbSnapshot source = source(call, r.sourceDBSnapshotIdentifier());
                    refuse(call, name);
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
                source.source(),
                Optional.of(new DbSnapshot.CopyOf(arn.toString(), source.dataId())),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                Tags.merged(new TreeMap<>(kept), r.tags()));
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
                    return new Attempt<>(
                            List.of(snapshots.replace(held, snapshot.ending())), snapshot.ending());
                });
        return DeleteDbSnapshotResponse.builder().dbSnapshot(shown(call, gone)).build();
    }

    private Instance instance(Call call, String named) {
        return instances
                .named(call.region(), named.toLowerCase(Locale.ROOT))
                .orElseThrow(() ->
                        new AwsException(
                                "DBInstanceNotFound", "DBInstance " + named + " not found."));
    }

    private void refuse(Call call, String name) {
        if (snapshots.find(call.region(), name).isPresent())
            throw new AwsException(
                    "DBSnapshotAlreadyExists",
                    "Cannot create the snapshot because a snapshot with the identifier %s already exists."
                            .formatted(name));
        long manual =
                snapshots.list(call.region()).stream()
                        .filter(held -> !held.value().automated())
                        .count();
        if (manual >= QUOTA)
            throw new AwsException(
                    "SnapshotQuotaExceeded",
                    "%d manual snapshots in %s, allowed %d."
                            .formatted(manual, call.region(), QUOTA));
    }

    private static DBSnapshot shown(Call call, DbSnapshot snapshot) {
        return SnapshotView.of(call.region(), call.account(), snapshot);
    }

    /**
     * @param named an identifier in any case, or an ARN of the call's region
     * @throws AwsException {@code DBSnapshotNotFound}
     */
    public static Held<DbSnapshot> require(Snapshots snapshots, Call call, String named) {
        String name = Arn.looksLike(named) ? Arn.parse(named).id() : named;
        boolean elsewhere =
                Arn.looksLike(named) && !Arn.parse(named).region().equals(call.region());
        Optional<Held<DbSnapshot>> found =
                elsewhere
                        ? Optional.empty()
                        : snapshots.find(call.region(), name.toLowerCase(Locale.ROOT));
        return found.orElseThrow(() -> notFound(named));
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
