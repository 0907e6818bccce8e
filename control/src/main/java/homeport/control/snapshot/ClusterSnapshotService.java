package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Surroundings;
import homeport.control.name.Identifier;
import homeport.control.name.TagHolder;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Paging;
import homeport.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

/** The API actions on DB cluster snapshots. */
public final class ClusterSnapshotService {
    private static final SnapshotKind KIND = SnapshotKind.CLUSTER;

    private final Snapshots snapshots;
    private final Instances instances;
    private final Failovers failovers;
    private final Surroundings around;
    private final SnapshotChanges changes;

    public ClusterSnapshotService(
            Store store,
            Snapshots snapshots,
            Instances instances,
            Failovers failovers,
            Surroundings around) {
        this.snapshots = snapshots;
        this.instances = instances;
        this.failovers = failovers;
        this.around = around;
        this.changes = new SnapshotChanges(KIND, store, snapshots, instances);
    }

    public void register(Service rds) {
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

    /** Tags of DB cluster snapshots. */
    public TagHolder tags() {
        return changes.tags();
    }

    private CreateDbClusterSnapshotResponse create(Call call, CreateDbClusterSnapshotRequest r) {
        DbSnapshot made =
                changes.create(
                        call,
                        "DBClusterSnapshotIdentifier",
                        r.dbClusterSnapshotIdentifier(),
                        () -> available(call, r.dbClusterIdentifier()),
                        r.tags());
        return CreateDbClusterSnapshotResponse.builder()
                .dbClusterSnapshot(shown(call, made))
                .build();
    }

    private Instance available(Call call, String named) {
        Instance cluster =
                Optional.of(named.toLowerCase(Locale.ROOT))
                        .filter(name -> Identifier.fits(name, Identifier.CLUSTER_MAX))
                        .flatMap(name -> instances.clusterNamed(call.region(), name))
                        .orElseThrow(() ->
                                new AwsException(
                                        "DBClusterNotFoundFault",
                                        "DBCluster " + named + " not found."));
        DbInstance asked = cluster.asked();
        InstanceStatus status = InstanceStatus.of(asked, cluster.seen());
        boolean moving = failovers.standing(call.region(), asked).moving();
        if (status != InstanceStatus.AVAILABLE || moving)
            throw new AwsException(
                    "InvalidDBClusterStateFault",
                    "Cannot create a snapshot because the DB cluster %s is not currently in the available state: it is %s."
                            .formatted(
                                    asked.identifier(), moving ? "failing-over" : status.word()));
        return cluster;
    }

    /** Source: RDS user guide, "Limitations of Multi-AZ DB clusters": copying is not supported. */
    private CopyDbClusterSnapshotResponse copy(Call call, CopyDbClusterSnapshotRequest r) {
        DbSnapshot source =
                snapshots.require(KIND, call, r.sourceDBClusterSnapshotIdentifier()).value();
        throw KIND.invalidState(
                "Copying %s is not supported: it is of a Multi-AZ DB cluster. Restore it and create a snapshot of the new DB cluster instead."
                        .formatted(source.identifier()));
    }

    private DeleteDbClusterSnapshotResponse delete(Call call, DeleteDbClusterSnapshotRequest r) {
        DbSnapshot gone = changes.delete(call, r.dbClusterSnapshotIdentifier());
        return DeleteDbClusterSnapshotResponse.builder()
                .dbClusterSnapshot(shown(call, gone))
                .build();
    }

    private DescribeDbClusterSnapshotsResponse describe(
            Call call, DescribeDbClusterSnapshotsRequest r) {
        Paging<DbSnapshot> page =
                new SnapshotRows(snapshots, KIND)
                        .page(
                                call,
                                new SnapshotRows.Wanted(
                                        r.dbClusterSnapshotIdentifier(),
                                        r.snapshotType(),
                                        r.dbClusterIdentifier(),
                                        r.dbClusterResourceId(),
                                        r.filters(),
                                        r.maxRecords(),
                                        r.marker()));
        return DescribeDbClusterSnapshotsResponse.builder()
                .dbClusterSnapshots(page.rows().stream().map(s -> shown(call, s)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private DescribeDbClusterSnapshotAttributesResponse attributes(
            Call call, DescribeDbClusterSnapshotAttributesRequest r) {
        DbSnapshot snapshot =
                snapshots.require(KIND, call, r.dbClusterSnapshotIdentifier()).value();
        return DescribeDbClusterSnapshotAttributesResponse.builder()
                .dbClusterSnapshotAttributesResult(result(snapshot))
                .build();
    }

    private ModifyDbClusterSnapshotAttributeResponse modify(
            Call call, ModifyDbClusterSnapshotAttributeRequest r) {
        DbSnapshot changed =
                changes.share(
                        call,
                        r.dbClusterSnapshotIdentifier(),
                        r.attributeName(),
                        r.valuesToAdd(),
                        r.valuesToRemove());
        return ModifyDbClusterSnapshotAttributeResponse.builder()
                .dbClusterSnapshotAttributesResult(result(changed))
                .build();
    }

    private static DBClusterSnapshotAttributesResult result(DbSnapshot snapshot) {
        return DBClusterSnapshotAttributesResult.builder()
                .dbClusterSnapshotIdentifier(snapshot.identifier())
                .dbClusterSnapshotAttributes(
                        List.of(
                                DBClusterSnapshotAttribute.builder()
                                        .attributeName("restore")
                                        .attributeValues(snapshot.sharedWith())
                                        .build()))
                .build();
    }

    private DBClusterSnapshot shown(Call call, DbSnapshot snapshot) {
        return SnapshotView.ofCluster(
                call.region(),
                call.account(),
                snapshot,
                around.restorePlace(call, snapshot.source().settings()));
    }
}
