package homeport.control;

import homeport.control.catalog.Quota;
import homeport.control.event.EventSubscriptions;
import homeport.control.instance.Cluster;
import homeport.control.instance.CreateInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.control.option.OptionGroups;
import homeport.control.parameter.ParameterGroups;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.control.subnet.SubnetGroups;
import java.util.List;
import java.util.function.ToLongFunction;

/** The limits that are kept here, with what is used of them. */
final class Quotas {
    private Quotas() {}

    static List<Quota> of(
            Instances instances,
            Snapshots snapshots,
            ParameterGroups parameters,
            ParameterGroups clusterParameters,
            SubnetGroups subnets,
            OptionGroups options,
            ToLongFunction<String> eventSubscriptions,
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
                parameters.quota(),
                clusterParameters.quota(),
                manual("ManualSnapshots", snapshots, SnapshotKind.INSTANCE),
                manual("ManualClusterSnapshots", snapshots, SnapshotKind.CLUSTER),
                new Quota("DBSubnetGroups", SubnetGroups.QUOTA, subnets::count),
                new Quota("OptionGroups", OptionGroups.QUOTA, options::count),
                new Quota(
                        "EventSubscriptions",
                        EventSubscriptions.QUOTA,
                        eventSubscriptions::applyAsLong),
                Quota.each("SubnetsPerDBSubnetGroup", 20),
                Quota.each("ReadReplicasPerMaster", Replicas.OF_SOURCE_MAX));
    }

    private static Quota manual(String name, Snapshots snapshots, SnapshotKind kind) {
        return new Quota(name, Snapshots.QUOTA, region -> snapshots.manual(kind, region));
    }

    /** Each member of a cluster has as much as the cluster says. */
    private static long gib(Instance instance) {
        long servers = instance.asked().clustered() ? Cluster.NODES : 1;
        return servers * instance.asked().settings().storage().allocatedGib();
    }
}
