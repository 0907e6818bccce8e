package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.Identifier;
import homeport.control.record.Paging;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersResponse;

/** DescribeDBClusters, and how other actions find the cluster that a user names. */
final class DescribeClusters {
    private static final Map<String, Function<Instance, List<String>>> FILTERS =
            Map.of(
                    "db-cluster-id",
                    c -> List.of(c.asked().identifier(), c.arn().toString()),
                    "db-cluster-resource-id",
                    c -> List.of(c.asked().resourceId()),
                    "clone-group-id",
                    _ -> List.of(),
                    "domain",
                    _ -> List.of(),
                    "engine",
                    _ -> List.of("postgres"));

    private final Instances instances;
    private final ShowCluster show;

    DescribeClusters(Instances instances, ShowCluster show) {
        this.instances = instances;
        this.show = show;
    }

    DescribeDbClustersResponse describe(Call call, DescribeDbClustersRequest r) {
        Predicate<Instance> wanted = Filters.of(r.filters(), FILTERS);
        String named = r.dbClusterIdentifier();
        List<Instance> all =
                named == null || named.isEmpty()
                        ? instances.clusters(call.region())
                        : List.of(require(instances, call, named));
        Paging<Instance> page =
                Paging.of(
                        all.stream().filter(wanted).toList(),
                        r.maxRecords(),
                        r.marker(),
                        c -> c.asked().identifier());
        return DescribeDbClustersResponse.builder()
                .dbClusters(
                        page.rows().stream().map(c -> show.of(call, c.asked(), c.seen())).toList())
                .marker(page.markerOrNull())
                .build();
    }

    /**
     * @param named an identifier in any case, or an ARN of this region
     * @throws AwsException {@code DBClusterNotFoundFault}
     */
    static Instance require(Instances instances, Call call, String named) {
        return Arn.idHere(call, "cluster", named)
                .flatMap(identifier -> named(instances, call.region(), identifier))
                .orElseThrow(() -> notFound(named));
    }

    /**
     * @param identifier in any case
     */
    static Optional<Instance> named(Instances instances, String region, String identifier) {
        String name = identifier.toLowerCase(Locale.ROOT);
        return Identifier.fits(name, Identifier.CLUSTER_MAX)
                ? instances.clusterNamed(region, name)
                : Optional.empty();
    }

    static AwsException notFound(String named) {
        return new AwsException("DBClusterNotFoundFault", "DBCluster " + named + " not found.");
    }
}
