package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.Identifier;
import homeport.control.record.Paging;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;

/** DescribeDBInstances, and how other actions find the instance that a user names. */
public final class DescribeInstances {
    private static final Map<String, Function<Row, List<String>>> FILTERS =
            Map.of(
                    "db-instance-id",
                    row -> List.of(row.identifier(), row.arn().toString()),
                    "dbi-resource-id",
                    row -> List.of(row.resourceId()),
                    "engine",
                    _ -> List.of("postgres"),
                    "db-cluster-id",
                    Row::clusterNames,
                    "domain",
                    _ -> List.of());

    private final Instances instances;
    private final Show show;

    DescribeInstances(Instances instances, Show show) {
        this.instances = instances;
        this.show = show;
    }

    /**
     * A DB instance, or a member of a cluster.
     *
     * @param node of the member; empty: it is no member
     */
    record Row(Instance instance, Optional<String> node) {
        Optional<Cluster.Member> member() {
            return node.map(name -> instance.asked().cluster().orElseThrow().member(name));
        }

        String identifier() {
            return member().map(Cluster.Member::identifier).orElse(instance.asked().identifier());
        }

        String resourceId() {
            return member().map(Cluster.Member::resourceId).orElse(instance.asked().resourceId());
        }

        Arn arn() {
            return member().map(m -> Instances.arn(instance.region(), instance.asked(), m))
                    .orElseGet(instance::arn);
        }

        List<String> clusterNames() {
            return node.isPresent()
                    ? List.of(instance.asked().identifier(), instance.arn().toString())
                    : List.of();
        }

        static List<Row> of(Instance instance) {
            if (!instance.asked().clustered()) return List.of(new Row(instance, Optional.empty()));
            return instance.asked().cluster().get().members().keySet().stream()
                    .map(node -> new Row(instance, Optional.of(node)))
                    .toList();
        }
    }

    DescribeDbInstancesResponse describe(Call call, DescribeDbInstancesRequest r) {
        Predicate<Row> wanted = Filters.of(r.filters(), FILTERS);
        String named = r.dbInstanceIdentifier();
        List<Row> all =
                named == null || named.isEmpty()
                        ? instances.all(call.region()).stream()
                                .flatMap(instance -> Row.of(instance).stream())
                                .sorted(Comparator.comparing(Row::identifier))
                                .toList()
                        : List.of(row(instances, call, named));
        Paging<Row> page =
                Paging.of(
                        all.stream().filter(wanted).toList(),
                        r.maxRecords(),
                        r.marker(),
                        Row::identifier);
        return DescribeDbInstancesResponse.builder()
                .dbInstances(show.all(call, page.rows()))
                .marker(page.markerOrNull())
                .build();
    }

    /**
     * @param named an identifier in any case, or an ARN of this region
     * @param action what is to be done with it
     * @throws AwsException {@code DBInstanceNotFound}; {@code InvalidParameterCombination}: a
     *     member of a cluster can only be rebooted by itself
     */
    public static Instance require(Instances instances, Call call, String named, String action) {
        Row row = row(instances, call, named);
        if (row.node().isPresent())
            throw notForMembers(action, row.identifier(), row.instance().asked().identifier());
        return row.instance();
    }

    /** Source: RDS user guide, "Modifying a Multi-AZ DB cluster". */
    public static AwsException notForMembers(String action, String member, String cluster) {
        return AwsException.invalidCombination(
                "%s isn't supported for a DB instance in a Multi-AZ DB cluster: %s belongs to %s."
                        .formatted(action, member, cluster));
    }

    /**
     * @param named an identifier in any case, or an ARN of this region; of a cluster's member, too
     * @throws AwsException {@code DBInstanceNotFound}
     */
    static Row row(Instances instances, Call call, String named) {
        return Arn.idHere(call, "db", named)
                .flatMap(identifier -> named(instances, call.region(), identifier))
                .orElseThrow(() -> notFound(named));
    }

    /**
     * @param identifier in any case
     */
    static Optional<Row> named(Instances instances, String region, String identifier) {
        String name = identifier.toLowerCase(Locale.ROOT);
        if (!Identifier.fits(name, Identifier.INSTANCE_MAX)) return Optional.empty();
        return instances
                .clusterWithMember(region, name)
                .map(cluster -> new Row(cluster, cluster.asked().cluster().get().nodeOf(name)))
                .or(() ->
                        instances
                                .named(region, name)
                                .map(instance -> new Row(instance, Optional.empty())));
    }

    static AwsException notFound(String named) {
        return new AwsException("DBInstanceNotFound", "DBInstance " + named + " not found.");
    }
}
