package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers.Standing;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.record.Commits.Attempt;
import homeport.store.Op;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterResponse;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterRequest;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterResponse;
import software.amazon.awssdk.services.rds.model.RebootDbClusterRequest;
import software.amazon.awssdk.services.rds.model.RebootDbClusterResponse;

/** Delete, reboot and fail over: each one change of what should be. */
final class ClusterActions {
    private final InstanceParts parts;
    private final ShowCluster show;

    ClusterActions(InstanceParts parts, ShowCluster show) {
        this.parts = parts;
        this.show = show;
    }

    DeleteDbClusterResponse delete(Call call, DeleteDbClusterRequest r) {
        DBCluster shown =
                change(
                        call,
                        r.dbClusterIdentifier(),
                        cluster -> {
                            DbInstance with =
                                    cluster.asked()
                                            .deleted(
                                                    new DbInstance.Deletion(
                                                            Optional.empty(), false));
                            return new Attempt<>(
                                    List.of(parts.instances().replace(cluster, with)), with);
                        });
        return DeleteDbClusterResponse.builder().dbCluster(shown).build();
    }

    RebootDbClusterResponse reboot(Call call, RebootDbClusterRequest r) {
        DBCluster shown =
                change(
                        call,
                        r.dbClusterIdentifier(),
                        cluster -> {
                            requireAvailable(cluster);
                            DbInstance with = cluster.asked().rebooted();
                            return new Attempt<>(
                                    List.of(parts.instances().replace(cluster, with)), with);
                        });
        return RebootDbClusterResponse.builder().dbCluster(shown).build();
    }

    FailoverDbClusterResponse failover(Call call, FailoverDbClusterRequest r) {
        DBCluster shown =
                change(
                        call,
                        r.dbClusterIdentifier(),
                        cluster ->
                                failover(
                                        cluster,
                                        Optional.ofNullable(r.targetDBInstanceIdentifier())));
        return FailoverDbClusterResponse.builder().dbCluster(shown).build();
    }

    private Attempt<DbInstance> failover(Instance cluster, Optional<String> target) {
        requireAvailable(cluster);
        Standing standing = parts.failovers().standing(cluster.region(), cluster.asked());
        if (standing.synced().isEmpty())
            throw new AwsException(
                    "InvalidDBClusterStateFault",
                    "Failover of DB cluster %s cannot be completed: no reader has all of its data."
                            .formatted(cluster.asked().identifier()));
        Optional<String> to = target.map(name -> reader(cluster, standing, name));
        DbInstance with = cluster.asked().rebooted();
        Op switching = parts.failovers().ask(cluster.region(), with, to);
        return new Attempt<>(List.of(switching, parts.instances().replace(cluster, with)), with);
    }

    private static String reader(Instance cluster, Standing standing, String target) {
        Cluster members = cluster.asked().cluster().orElseThrow();
        String node =
                members.nodeOf(target.toLowerCase(Locale.ROOT))
                        .orElseThrow(() ->
                                new AwsException(
                                        "DBInstanceNotFound",
                                        "DBInstance %s not found in DBCluster %s."
                                                .formatted(target, cluster.asked().identifier())));
        if (standing.synced().contains(node)) return node;
        throw new AwsException(
                "InvalidDBInstanceState",
                "DB instance %s cannot be failed over to: it is %s."
                        .formatted(
                                target,
                                node.equals(standing.writer())
                                        ? "the writer already"
                                        : "not available"));
    }

    private void requireAvailable(Instance cluster) {
        Standing standing = parts.failovers().standing(cluster.region(), cluster.asked());
        String status = ClusterView.status(cluster.asked(), cluster.seen(), standing);
        if (status.equals("available")) return;
        throw new AwsException(
                "InvalidDBClusterStateFault",
                "DB cluster %s is not in available state: its status is %s."
                        .formatted(cluster.asked().identifier(), status));
    }

    private DBCluster change(
            Call call, String named, Function<Instance, Attempt<DbInstance>> attempt) {
        Instance done =
                parts.commits()
                        .run(() -> {
                            Instance cluster =
                                    DescribeClusters.require(parts.instances(), call, named);
                            Attempt<DbInstance> tried = attempt.apply(cluster);
                            return new Attempt<>(tried.ops(), cluster.with(tried.result()));
                        });
        return show.of(call, done.asked(), done.seen());
    }
}
