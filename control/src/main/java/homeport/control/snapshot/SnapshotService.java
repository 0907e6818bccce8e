package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.DescribeInstances;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Keys;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
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
    private static final SnapshotKind KIND = SnapshotKind.INSTANCE;

    private final Snapshots snapshots;
    private final Instances instances;
    private final SnapshotChanges changes;

    public SnapshotService(Store store, Snapshots snapshots, Instances instances) {
        this.snapshots = snapshots;
        this.instances = instances;
        this.changes = new SnapshotChanges(KIND, store, snapshots, instances);
    }

    public void register(Service rds) {
        rds.on("CreateDBSnapshot", CreateDbSnapshotRequest::builder, this::create);
        rds.on("CopyDBSnapshot", CopyDbSnapshotRequest::builder, this::copy);
        rds.on("DeleteDBSnapshot", DeleteDbSnapshotRequest::builder, this::delete);
        new DescribeSnapshots(snapshots, changes).register(rds);
    }

    /** Tags of snapshots. */
    public TagHolder tags() {
        return changes.tags();
    }

    private CreateDbSnapshotResponse create(Call call, CreateDbSnapshotRequest r) {
        DbSnapshot made =
                changes.create(
                        call,
                        "DBSnapshotIdentifier",
                        r.dbSnapshotIdentifier(),
                        () -> available(call, r.dbInstanceIdentifier()),
                        r.tags());
        return CreateDbSnapshotResponse.builder().dbSnapshot(shown(call, made)).build();
    }

    private Instance available(Call call, String named) {
        Instance instance = instance(call, named);
        InstanceStatus status = InstanceStatus.of(instance.asked(), instance.seen());
        if (status != InstanceStatus.AVAILABLE)
            throw new AwsException(
                    "InvalidDBInstanceState",
                    "Cannot create a snapshot because the database instance %s is not currently in the available state: it is %s."
                            .formatted(instance.asked().identifier(), status.word()));
        return instance;
    }

    private CopyDbSnapshotResponse copy(Call call, CopyDbSnapshotRequest r) {
        String name =
                Identifier.of(
                        "TargetDBSnapshotIdentifier",
                        r.targetDBSnapshotIdentifier(),
                        Identifier.SNAPSHOT_MAX);
        DbSnapshot made =
                changes.commits()
                        .run(() -> {
                            Held<DbSnapshot> held = source(call, r.sourceDBSnapshotIdentifier());
                            DbSnapshot source = held.value();
                            snapshots.requireRoom(KIND, call.region(), name);
                            DbSnapshot target = copyOf(call, source, name, r);
                            return new Attempt<>(
                                    List.of(
                                            snapshots.hold(held),
                                            snapshots.create(call.region(), target)),
                                    target);
                        });
        return CopyDbSnapshotResponse.builder().dbSnapshot(shown(call, made)).build();
    }

    /** The source may be of another region of this installation, by its ARN. */
    private Held<DbSnapshot> source(Call call, String named) {
        Call there = call;
        if (Arn.looksLike(named)) {
            String region = Arn.parse(named).region();
            there = new Call(region, call.account(), call.caller(), call.requestId(), call.now());
        }
        return snapshots.available(KIND, there, named);
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
        DbSnapshot gone = changes.delete(call, r.dbSnapshotIdentifier());
        return DeleteDbSnapshotResponse.builder().dbSnapshot(shown(call, gone)).build();
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
}
