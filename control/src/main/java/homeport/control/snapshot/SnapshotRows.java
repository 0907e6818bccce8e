package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.name.Filters;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.Filter;

/** The snapshots of one kind that a describe action asks for, a page at a time. */
record SnapshotRows(Snapshots snapshots, SnapshotKind kind) {
    private static final Set<String> TYPES =
            Set.of("automated", "manual", "shared", "public", "awsbackup");
    private static final Map<String, Function<DbSnapshot, List<String>>> OF_INSTANCES =
            Map.of(
                    "db-instance-id",
                    s -> List.of(s.source().instance()),
                    "db-snapshot-id",
                    s -> List.of(s.identifier()),
                    "dbi-resource-id",
                    s -> List.of(s.source().resourceId()),
                    "snapshot-type",
                    s -> List.of(type(s)),
                    "engine",
                    _ -> List.of("postgres"));
    private static final Map<String, Function<DbSnapshot, List<String>>> OF_CLUSTERS =
            Map.of(
                    "db-cluster-id",
                    s -> List.of(s.source().instance()),
                    "db-cluster-snapshot-id",
                    s -> List.of(s.identifier()),
                    "snapshot-type",
                    s -> List.of(type(s)),
                    "engine",
                    _ -> List.of("postgres"));

    /**
     * Members of the request; each may be null.
     *
     * @param identifier of the only one, or its ARN
     * @param source identifier of the instance or cluster
     * @param resourceId of that
     */
    record Wanted(
            String identifier,
            String type,
            String source,
            String resourceId,
            List<Filter> filters,
            Integer most,
            String marker) {}

    static String type(DbSnapshot snapshot) {
        return snapshot.automated() ? "automated" : "manual";
    }

    Paging<DbSnapshot> page(Call call, Wanted wanted) {
        String type = wanted.type();
        if (type != null && !TYPES.contains(type))
            throw AwsException.invalidValue(
                    "Invalid value for snapshot-type: %s. Allowed: %s"
                            .formatted(type, TYPES.stream().sorted().toList()));
        Predicate<DbSnapshot> passes =
                Filters.of(wanted.filters(), filters())
                        .and(matches(type, SnapshotRows::type))
                        .and(matches(wanted.source(), s -> s.source().instance()))
                        .and(matches(wanted.resourceId(), s -> s.source().resourceId()));
        List<DbSnapshot> all =
                wanted.identifier() == null
                        ? snapshots.list(kind, call.region()).stream().map(Held::value).toList()
                        : List.of(snapshots.require(kind, call, wanted.identifier()).value());
        return Paging.of(
                all.stream().filter(passes).toList(),
                wanted.most(),
                wanted.marker(),
                DbSnapshot::identifier);
    }

    private Map<String, Function<DbSnapshot, List<String>>> filters() {
        return switch (kind) {
            case INSTANCE -> OF_INSTANCES;
            case CLUSTER -> OF_CLUSTERS;
        };
    }

    private static Predicate<DbSnapshot> matches(String wanted, Function<DbSnapshot, String> says) {
        return s -> wanted == null || says.apply(s).equalsIgnoreCase(wanted);
    }
}
