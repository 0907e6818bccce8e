package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Settings;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.CopyDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CopyDbClusterSnapshotResponse;
import software.amazon.awssdk.services.rds.model.CreateDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshotAttribute;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshotAttributesResult;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotAttributesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotAttributesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterSnapshotAttributeRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterSnapshotAttributeResponse;

/** The API actions on DB cluster snapshots. Their data is taken as that of DB snapshots is. */
public final class ClusterSnapshots {
    private static final Set<String> TYPES =
            Set.of("automated", "manual", "shared", "public", "awsbackup");
    private static final Map<String, Function<DbSnapshot, List<String>>> FILTERS =
            Map.of(
                    "db-cluster-id",
                    s -> List.of(s.source().instance()),
                    "db-cluster-snapshot-id",
                    s -> List.of(s.identifier()),
                    "snapshot-type",
                    s -> List.of(type(s)),
                    "engine",
                    _ -> List.of("postgres"));

    private final Snapshots snapshots;
    private final Instances instances;
    private final Commits commits;

    ClusterSnapshots(Snapshots snapshots, Instances instances, Commits commits) {
        this.snapshots = snapshots;
        this.instances = instances;
        this.commits = commits;
    }

    void register(Service rds) {
        rds.on("CreateDBClusterSnapshot", CreateDbClusterSnapshotRequest::builder, this::create)
                .on("CopyDBClusterSnapshot", CopyDbClusterSnapshotRequest::builder, this::copy)
                .on(
                        "DeleteDBClusterSnapshot",
                        DeleteDbClusterSnapshotRequest::builder,
                        this::delete)
                .on(
                        "DescribeDBClusterSnapshots",
                        DescribeDbClusterSnapshotsRequest::builder,
                        this::describe)
                .on(
                        "DescribeDBClusterSnapshotAttributes",
                        DescribeDbClusterSnapshotAttributesRequest::builder,
                        this::attributes)
                .on(
                        "ModifyDBClusterSnapshotAttribute",
                        ModifyDbClusterSnapshotAttributeRequest::builder,
                        this::modify);
    }

    private CreateDbClusterSnapshotResponse create(Call call, CreateDbClusterSnapshotRequest r) {
        String name =
                Identifier.of(
                        "DBClusterSnapshotIdentifier",
                        r.dbClusterSnapshotIdentifier(),
                        Identifier.SNAPSHOT_MAX);
        DbSnapshot made =
                commits.run(() -> {
                    Instance cluster = cluster(call, r.dbClusterIdentifier());
                    snapshots.requireRoomOfCluster(call.region(), name);
                    DbInstance asked = cluster.asked();
                    InstanceStatus status = InstanceStatus.of(asked, cluster.seen());
                    if (status != InstanceStatus.AVAILABLE)
                        throw new AwsException(
                                "InvalidDBClusterStateFault",
                                "Cannot create a snapshot because the DB cluster %s is not currently in the available state: it is %s."
                                        .formatted(asked.identifier(), status.word()));
                    boolean copies = asked.settings().upkeep().copyTagsToSnapshot();
                    DbSnapshot snapshot =
                            Snapshots.asked(
                                    name,
                                    false,
                                    asked,
                                    cluster.seen(),
                                    call.now(),
                                    Tags.merged(copies ? asked.tags() : Map.of(), r.tags()));
                    return new Attempt<>(
                            List.of(
                                    instances.check(cluster),
                                    snapshots.create(call.region(), snapshot)),
                            snapshot);
                });
        return CreateDbClusterSnapshotResponse.builder()
                .dbClusterSnapshot(view(call, made))
                .build();
    }

    /** Source: RDS user guide, "Limitations of Multi-AZ DB clusters". */
    private CopyDbClusterSnapshotResponse copy(Call call, CopyDbClusterSnapshotRequest r) {
        DbSnapshot source = require(snapshots, call, r.sourceDBClusterSnapshotIdentifier()).value();
        throw AwsException.invalidCombination(
                "DB cluster snapshot %s can't be copied: copying is not supported for snapshots of Multi-AZ DB clusters."
                        .formatted(source.identifier()));
    }

    private DeleteDbClusterSnapshotResponse delete(Call call, DeleteDbClusterSnapshotRequest r) {
        DbSnapshot gone =
                commits.run(() -> {
                    Held<DbSnapshot> held =
                            require(snapshots, call, r.dbClusterSnapshotIdentifier());
                    DbSnapshot snapshot = held.value();
                    boolean settled =
                            snapshot.taken().isPresent() || snapshot.failure().isPresent();
                    if (snapshot.automated() || !settled || snapshot.deleting())
                        throw state(
                                "Snapshot %s can't be deleted: it is %s and %s."
                                        .formatted(
                                                snapshot.identifier(),
                                                type(snapshot),
                                                snapshot.awsStatus()));
                    Optional<Instance> reader =
                            SnapshotService.restoring(instances, call, snapshot);
                    if (reader.isPresent())
                        throw state(
                                "Snapshot %s can't be deleted: %s is being restored from it."
                                        .formatted(
                                                snapshot.identifier(),
                                                reader.get().asked().identifier()));
                    return new Attempt<>(
                            List.of(snapshots.replace(held, snapshot.ending())), snapshot.ending());
                });
        return DeleteDbClusterSnapshotResponse.builder()
                .dbClusterSnapshot(view(call, gone))
                .build();
    }

    private DescribeDbClusterSnapshotsResponse describe(
            Call call, DescribeDbClusterSnapshotsRequest r) {
        String type = r.snapshotType();
        if (type != null && !TYPES.contains(type))
            throw AwsException.invalidValue(
                    "Invalid value for snapshot-type: %s. Allowed: %s"
                            .formatted(type, TYPES.stream().sorted().toList()));
        Predicate<DbSnapshot> wanted =
                Filters.of(r.filters(), FILTERS)
                        .and(s -> type == null || type.equals(type(s)))
                        .and(matches(r.dbClusterIdentifier(), s -> s.source().instance()))
                        .and(matches(r.dbClusterResourceId(), s -> s.source().resourceId()));
        List<DbSnapshot> all =
                r.dbClusterSnapshotIdentifier() == null
                        ? snapshots.listOfClusters(call.region()).stream().map(Held::value).toList()
                        : List.of(
                                require(snapshots, call, r.dbClusterSnapshotIdentifier()).value());
        Paging<DbSnapshot> page =
                Paging.of(
                        all.stream().filter(wanted).toList(),
                        r.maxRecords(),
                        r.marker(),
                        DbSnapshot::identifier);
        return DescribeDbClusterSnapshotsResponse.builder()
                .dbClusterSnapshots(page.rows().stream().map(s -> view(call, s)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private static Predicate<DbSnapshot> matches(String wanted, Function<DbSnapshot, String> says) {
        return s -> wanted == null || says.apply(s).equalsIgnoreCase(wanted);
    }

    private DescribeDbClusterSnapshotAttributesResponse attributes(
            Call call, DescribeDbClusterSnapshotAttributesRequest r) {
        DbSnapshot snapshot = require(snapshots, call, r.dbClusterSnapshotIdentifier()).value();
        return DescribeDbClusterSnapshotAttributesResponse.builder()
                .dbClusterSnapshotAttributesResult(shared(snapshot))
                .build();
    }

    private ModifyDbClusterSnapshotAttributeResponse modify(
            Call call, ModifyDbClusterSnapshotAttributeRequest r) {
        if (!r.attributeName().equals("restore"))
            throw AwsException.invalidValue(
                    "Invalid attribute name: %s. Allowed: restore.".formatted(r.attributeName()));
        DbSnapshot changed =
                commits.run(() -> {
                    Held<DbSnapshot> held =
                            require(snapshots, call, r.dbClusterSnapshotIdentifier());
                    if (held.value().automated())
                        throw state("Automated snapshots can't be shared.");
                    List<String> accounts = new ArrayList<>(held.value().sharedWith());
                    accounts.removeAll(r.valuesToRemove());
                    for (String account : r.valuesToAdd())
                        if (!accounts.contains(account)) accounts.add(account);
                    DbSnapshot with = held.value().with(List.copyOf(accounts));
                    return new Attempt<>(List.of(snapshots.replace(held, with)), with);
                });
        return ModifyDbClusterSnapshotAttributeResponse.builder()
                .dbClusterSnapshotAttributesResult(shared(changed))
                .build();
    }

    private static DBClusterSnapshotAttributesResult shared(DbSnapshot snapshot) {
        return DBClusterSnapshotAttributesResult.builder()
                .dbClusterSnapshotIdentifier(snapshot.identifier())
                .dbClusterSnapshotAttributes(
                        DBClusterSnapshotAttribute.builder()
                                .attributeName("restore")
                                .attributeValues(snapshot.sharedWith())
                                .build())
                .build();
    }

    private Instance cluster(Call call, String named) {
        return Optional.of(named.toLowerCase(Locale.ROOT))
                .filter(name -> Identifier.fits(name, Identifier.CLUSTER_MAX))
                .flatMap(name -> instances.clusterNamed(call.region(), name))
                .orElseThrow(() ->
                        new AwsException(
                                "DBClusterNotFoundFault", "DBCluster " + named + " not found."));
    }

    static DBClusterSnapshot view(Call call, DbSnapshot snapshot) {
        Settings settings = snapshot.source().settings();
        Settings.Storage storage = settings.storage();
        return DBClusterSnapshot.builder()
                .dbClusterSnapshotIdentifier(snapshot.identifier())
                .dbClusterSnapshotArn(
                        Snapshots.arn(call.region(), call.account(), snapshot).toString())
                .dbClusterIdentifier(snapshot.source().instance())
                .dbClusterResourceId(snapshot.source().resourceId())
                .snapshotType(type(snapshot))
                .status(snapshot.awsStatus())
                .percentProgress(snapshot.taken().isPresent() ? 100 : 0)
                .snapshotCreateTime(
                        snapshot.taken().map(DbSnapshot.Taken::at).orElse(snapshot.requested()))
                .clusterCreateTime(snapshot.source().created())
                .availabilityZones(snapshot.source().zone())
                .engine("postgres")
                .engineMode("provisioned")
                .engineVersion(settings.version())
                .licenseModel("postgresql-license")
                .allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .storageEncrypted(storage.encrypted())
                .kmsKeyId(storage.kmsKeyId().orElse(null))
                .port(settings.access().port())
                .masterUsername(settings.access().masterUser())
                .iamDatabaseAuthenticationEnabled(settings.access().iam())
                .tagList(Tags.list(snapshot.tags()))
                .build();
    }

    private static String type(DbSnapshot snapshot) {
        return snapshot.automated() ? "automated" : "manual";
    }

    /**
     * @param named an identifier in any case, or an ARN of the call's region
     * @throws AwsException {@code DBClusterSnapshotNotFoundFault}
     */
    public static Held<DbSnapshot> require(Snapshots snapshots, Call call, String named) {
        Optional<String> name = Optional.of(named);
        if (Arn.looksLike(named))
            name =
                    Optional.of(Arn.parse(named))
                            .filter(arn -> arn.kind().equals("cluster-snapshot"))
                            .filter(arn -> arn.region().equals(call.region()))
                            .filter(arn -> arn.account().equals(call.account()))
                            .map(Arn::id);
        return name.map(text -> text.toLowerCase(Locale.ROOT))
                .filter(SnapshotService::canExist)
                .flatMap(text -> snapshots.findOfCluster(call.region(), text))
                .orElseThrow(() -> notFound(named));
    }

    /**
     * @throws AwsException {@code DBClusterSnapshotNotFoundFault}, {@code
     *     InvalidDBClusterSnapshotStateFault}
     */
    public static Held<DbSnapshot> available(Snapshots snapshots, Call call, String named) {
        Held<DbSnapshot> held = require(snapshots, call, named);
        DbSnapshot snapshot = held.value();
        if (snapshot.taken().isPresent() && !snapshot.deleting()) return held;
        throw state(
                "Snapshot %s is %s, not available."
                        .formatted(snapshot.identifier(), snapshot.awsStatus()));
    }

    private static AwsException state(String message) {
        return new AwsException("InvalidDBClusterSnapshotStateFault", message);
    }

    static AwsException notFound(String named) {
        return new AwsException(
                "DBClusterSnapshotNotFoundFault", "DBClusterSnapshot " + named + " not found.");
    }
}
