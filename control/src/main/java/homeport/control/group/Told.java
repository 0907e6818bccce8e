package homeport.control.group;

import homeport.control.instance.DbInstance;
import homeport.control.instance.EndpointName;
import homeport.control.instance.Instances.Instance;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a server of a cluster is told of the cluster, as settings of its own: the functions of
 * schema {@code rds_tools} read them. They stand in the same file as whom it follows, so they
 * change together. Source: the queries of AWS's drivers for Multi-AZ DB clusters.
 */
public final class Told {
    private Told() {}

    /** The settings of one node, with what it is told. */
    public static Map<String, String> with(
            Map<String, String> values, Instance instance, Group group, String node) {
        DbInstance asked = instance.asked();
        if (!asked.clustered()) return values;
        var cluster = asked.cluster().get();
        Map<String, String> all = new TreeMap<>(values);
        all.put("rds.dbi_resource_id", cluster.member(node).resourceId());
        all.put(
                "rds.source_dbi_resource_id",
                cluster.member(group.topology().primary()).resourceId());
        all.put("rds.topology", topology(instance));
        int port = instance.port();
        all.put("rds.topology_port", Integer.toString(port));
        return all;
    }

    /** {@code <resource id>,<host name>;…}, one for each member. */
    private static String topology(Instance instance) {
        var cluster = instance.asked().cluster().orElseThrow();
        return EndpointName.of(instance.region(), instance.asked()).stream()
                .filter(endpoint -> endpoint.node().isPresent())
                .map(endpoint ->
                        cluster.member(endpoint.node().get()).resourceId() + "," + endpoint.host())
                .collect(Collectors.joining(";"));
    }
}
