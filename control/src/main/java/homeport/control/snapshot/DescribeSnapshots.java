package homeport.control.snapshot;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.record.Paging;
import software.amazon.awssdk.services.rds.model.DBSnapshotAttribute;
import software.amazon.awssdk.services.rds.model.DBSnapshotAttributesResult;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotAttributesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotAttributesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbSnapshotAttributeRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbSnapshotAttributeResponse;

/** What is said about snapshots: lists and the attribute that names whom they are shared with. */
final class DescribeSnapshots {
    private static final SnapshotKind KIND = SnapshotKind.INSTANCE;

    private final Snapshots snapshots;
    private final SnapshotChanges changes;

    DescribeSnapshots(Snapshots snapshots, SnapshotChanges changes) {
        this.snapshots = snapshots;
        this.changes = changes;
    }

    void register(Service rds) {
        rds.on("DescribeDBSnapshots", DescribeDbSnapshotsRequest::builder, this::describe);
        rds.on(
                "DescribeDBSnapshotAttributes",
                DescribeDbSnapshotAttributesRequest::builder,
                this::attributes);
        rds.on(
                "ModifyDBSnapshotAttribute",
                ModifyDbSnapshotAttributeRequest::builder,
                this::modify);
    }

    private DescribeDbSnapshotsResponse describe(Call call, DescribeDbSnapshotsRequest r) {
        Paging<DbSnapshot> page =
                new SnapshotRows(snapshots, KIND)
                        .page(
                                call,
                                new SnapshotRows.Wanted(
                                        r.dbSnapshotIdentifier(),
                                        r.snapshotType(),
                                        r.dbInstanceIdentifier(),
                                        r.dbiResourceId(),
                                        r.filters(),
                                        r.maxRecords(),
                                        r.marker()));
        return DescribeDbSnapshotsResponse.builder()
                .dbSnapshots(
                        page.rows().stream()
                                .map(s -> SnapshotView.of(call.region(), call.account(), s))
                                .toList())
                .marker(page.markerOrNull())
                .build();
    }

    private DescribeDbSnapshotAttributesResponse attributes(
            Call call, DescribeDbSnapshotAttributesRequest r) {
        DbSnapshot snapshot = snapshots.require(KIND, call, r.dbSnapshotIdentifier()).value();
        return DescribeDbSnapshotAttributesResponse.builder()
                .dbSnapshotAttributesResult(result(snapshot))
                .build();
    }

    private ModifyDbSnapshotAttributeResponse modify(
            Call call, ModifyDbSnapshotAttributeRequest r) {
        DbSnapshot changed =
                changes.share(
                        call,
                        r.dbSnapshotIdentifier(),
                        r.attributeName(),
                        r.valuesToAdd(),
                        r.valuesToRemove());
        return ModifyDbSnapshotAttributeResponse.builder()
                .dbSnapshotAttributesResult(result(changed))
                .build();
    }

    private static DBSnapshotAttributesResult result(DbSnapshot snapshot) {
        return DBSnapshotAttributesResult.builder()
                .dbSnapshotIdentifier(snapshot.identifier())
                .dbSnapshotAttributes(
                        DBSnapshotAttribute.builder()
                                .attributeName("restore")
                                .attributeValues(snapshot.sharedWith())
                                .build())
                .build();
    }
}
