package homeport.control;

import homeport.control.catalog.Quota;
import homeport.control.instance.Cluster;
import homeport.control.instance.CreateInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.option.OptionGroups;
import homeport.control.parameter.ParameterGroups;
import homeport.control.snapshot.Snapshots;
import homeport.control.subnet.SubnetGroups;
import java.util.List;

/** The limits that are kept here, with what is used of them. */
final class Quotas {
    private Quotas() {}

    static List<Quota> of(
            Instances instances,
            Snapshots snapshots,
            ParameterGroups parameters,
            SubnetGroups subnets,
            OptionGroups options,
            boolean strict) {
        return List.of(
                new Quota("DBInstances", CreateInstance.quota(strict), instances::count),
                new Quota(
                        "DBClusters",
                        CreateInstance.CLUSTER_QUOTA,
                        region -> instances.clusters(region).size()),
                new Quota(
                        "AllocatedStorage",
                        100_000,
                        region -> instances.all(region).stream().mapToLong(Quotas::gib).sum()),
                new Quota("DBParameterGroups", ParameterGroups.QUOTA, parameters::count),
                new Quota(
                        "ManualSnapshots",
                        Snapshots.QUOTA,
                        region ->
                                snapshots.list(region).stream()
                                        .filter(held -> !held.value().automated())
                                        .count()),
                new Quota("DBSubnetGroups", SubnetGroups.QUOTA, subnets::count),
                new Quota("OptionGroups", OptionGroups.QUOTA, options::count),
                Quota.each("SubnetsPerDBSubnetGroup", 20));
    }

    /** Each member of a cluster has as much as the cluster says. */
    private static long gib(Instance instance) {
        long servers = instance.asked().clustered() ? Cluster.NODES : 1;
        return servers * instance.asked().settings().storage().allocatedGib();
    }
}
