package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
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
    private static final Set<String> TYPES =
            Set.of("automated", "manual", "shared", "public", "awsbackup");
    private static final Map<String, Function<DbSnapshot, List<String>>> FILTERS =
            Map.of(
                    "db-instance-id",
                    s -> List.of(s.source().instance()),
                    "db-snapshot-id",
                    s -> List.of(s.identifier()),
                    "dbi-resource-id",
                    s -> List.of(s.source().resourceId()),
                    "snapshot-type",
                    s -> List.of(s.automated() ? "automated" : "manual"),
                    "engine",
                    _ -> List.of("postgres"));

    private final Snapshots snapshots;
    private final Commits commits;

    DescribeSnapshots(Snapshots snapshots, Commits commits) {
        this.snapshots = snapshots;
        this.commits = commits;
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
        String type = r.snapshotType();
        if (type != null && !TYPES.contains(type))
            throw AwsException.invalidValue(
                    "Invalid value for snapshot-type: %s. Allowed: %s"
                            .formatted(type, TYPES.stream().sorted().toList()));
        Predicate<DbSnapshot> wanted =
                Filters.of(r.filters(), FILTERS)
                        .and(s ->
                                type == null || type.equals(s.automated() ? "automated" : "manual"))
                        .and(matches(r.dbInstanceIdentifier(), s -> s.source().instance()))
                        .and(matches(r.dbiResourceId(), s -> s.source().resourceId()));
        List<DbSnapshot> all =
                r.dbSnapshotIdentifier() == null
                        ? snapshots.list(call.region()).stream().map(Held::value).toList()
                        : List.of(
                                SnapshotService.require(snapshots, call, r.dbSnapshotIdentifier())
                                        .value());
        Paging<DbSnapshot> page =
                Paging.of(
                        all.stream().filter(wanted).toList(),
                        r.maxRecords(),
                        r.marker(),
                        DbSnapshot::identifier);
        return DescribeDbSnapshotsResponse.builder()
                .dbSnapshots(
                        page.rows().stream()
                                .map(s -> SnapshotView.of(call.region(), call.account(), s))
                                .toList())
                .marker(page.markerOrNull())
                .build();
    }

    private static Predicate<DbSnapshot> matches(String wanted, Function<DbSnapshot, String> says) {
        return s -> wanted == null || says.apply(s).equalsIgnoreCase(wanted);
    }

    private DescribeDbSnapshotAttributesResponse attributes(
            Call call, DescribeDbSnapshotAttributesRequest r) {
        DbSnapshot snapshot =
                SnapshotService.require(snapshots, call, r.dbSnapshotIdentifier()).value();
        return DescribeDbSnapshotAttributesResponse.builder()
                .dbSnapshotAttributesResult(result(snapshot))
                .build();
    }

    private ModifyDbSnapshotAttributeResponse modify(
            Call call, ModifyDbSnapshotAttributeRequest r) {
        if (!r.attributeName().equals("restore"))
            throw AwsException.invalidValue(
                    "Invalid attribute name: %s. Allowed: restore.".formatted(r.attributeName()));
        DbSnapshot changed =
                commits.run(() -> {
                    Held<DbSnapshot> held =
                            SnapshotService.require(snapshots, call, r.dbSnapshotIdentifier());
                    if (held.value().automated())
                        throw new AwsException(
                                "InvalidDBSnapshotState",
                                "Automated snapshots can't be shared; copy it first.");
                    List<String> accounts = new ArrayList<>(held.value().sharedWith());
                    accounts.removeAll(r.valuesToRemove());
                    for (String account : r.valuesToAdd())
                        if (!accounts.contains(account)) accounts.add(account);
                    DbSnapshot with = held.value().with(List.copyOf(accounts));
                    return new Attempt<>(List.of(snapshots.replace(held, with)), with);
                });
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
