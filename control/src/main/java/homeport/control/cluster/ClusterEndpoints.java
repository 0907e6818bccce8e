package homeport.control.cluster;

import homeport.aws.Call;
import homeport.control.instance.Instances;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.rds.model.DBClusterEndpoint;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterEndpointsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterEndpointsResponse;

/**
 * DescribeDBClusterEndpoints: endpoints of the user's own making, which only Aurora has. Writer and
 * reader endpoint of a Multi-AZ DB cluster are told by DescribeDBClusters.
 */
record ClusterEndpoints(Instances instances) {
    private static final Function<DBClusterEndpoint, List<String>> NONE = _ -> List.of();
    private static final Map<String, Function<DBClusterEndpoint, List<String>>> FILTERS =
            Map.of(
                    "db-cluster-endpoint-type", NONE,
                    "db-cluster-endpoint-custom-type", NONE,
                    "db-cluster-endpoint-id", NONE,
                    "db-cluster-endpoint-status", NONE);

    DescribeDbClusterEndpointsResponse describe(Call call, DescribeDbClusterEndpointsRequest r) {
        Filters.of(r.filters(), FILTERS);
        if (r.dbClusterIdentifier() != null)
            DescribeClusters.require(instances, call, r.dbClusterIdentifier());
        Paging.of(List.<String>of(), r.maxRecords(), r.marker(), key -> key);
        return DescribeDbClusterEndpointsResponse.builder().dbClusterEndpoints(List.of()).build();
    }
}
