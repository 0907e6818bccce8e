package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Cluster;
import homeport.control.instance.ClusterStatus;
import homeport.control.instance.DbInstance;
import homeport.control.instance.DbInstance.Deletion;
import homeport.control.instance.Deletions;
import homeport.control.instance.Failovers.Standing;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.ReplicaRules;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits.Attempt;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.store.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterResponse;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterRequest;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterResponse;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaDbClusterRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaDbClusterResponse;
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
        Deletion how =
                Deletions.of(
                        r.skipFinalSnapshot(),
                        r.finalDBSnapshotIdentifier(),
                        r.deleteAutomatedBackups());
        DBCluster shown =
                change(call, r.dbClusterIdentifier(), cluster -> delete(call, cluster, how));
        return DeleteDbClusterResponse.builder().dbCluster(shown).build();
    }

    /**
     * Its members go with it. The final snapshot is recorded with the deletion, so nobody else can
     * take its name.
     */
    private Attempt<DbInstance> delete(Call call, Instance cluster, Deletion how) {
        DbInstance old = cluster.asked();
        ReplicaRules.checkDeletion(old, how);
        if (old.settings().upkeep().deletionProtection())
            throw AwsException.invalidCombination(
                    "Cannot delete protected Cluster, please disable deletion protection and try"
                            + " again.");
        if (old.deletion().isPresent() && !Deletions.mayFollow(cluster, how))
            throw state(old, "is already being deleted", InstanceStatus.DELETING.word());
        InstanceStatus status = InstanceStatus.of(old, cluster.seen());
        if (how.finalSnapshot().isPresent() && !Deletions.leavesSnapshot(status))
            throw state(old, "cannot be snapshotted before it is deleted", status.word());
        List<Op> ops = new ArrayList<>();
        how.finalSnapshot().ifPresent(name -> ops.add(finalSnapshot(call, cluster, name)));
        DbInstance with = old.deleted(how);
        ops.add(parts.instances().replace(cluster, with));
        return new Attempt<>(ops, with);
    }

    /** The record of a manual snapshot of the cluster that is to be taken before it goes. */
    private Op finalSnapshot(Call call, Instance cluster, String name) {
        parts.snapshots().requireRoom(SnapshotKind.CLUSTER, call.region(), name);
        DbInstance asked = cluster.asked();
        boolean tagged = asked.settings().upkeep().copyTagsToSnapshot();
        return parts.snapshots()
                .create(
                        call.region(),
                        Snapshots.asked(
                                name,
                                false,
                                asked,
                                cluster.seen(),
                                call.now(),
                                tagged ? asked.tags() : Map.of()));
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
        Optional<String> to = target.map(name -> reader(cluster, standing, name));
        if (standing.synced().isEmpty())
            throw new AwsException(
                    "InvalidDBClusterStateFault",
                    "Failover of DB cluster %s cannot be completed: no reader has all of its data."
                            .formatted(cluster.asked().identifier()));
        DbInstance with = cluster.asked().rebooted();
        Op switching = parts.failovers().ask(cluster.region(), with, to);
        return new Attempt<>(List.of(switching, parts.instances().replace(cluster, with)), with);
    }

    /**
     * One change of what should be: the source has forgotten it when this returns. Its own replicas
     * stay with it. Source: RDS API, PromoteReadReplicaDBCluster.
     */
    PromoteReadReplicaDbClusterResponse promote(Call call, PromoteReadReplicaDbClusterRequest r) {
        DBCluster shown =
                change(
                        call,
                        r.dbClusterIdentifier(),
                        cluster -> {
                            DbInstance old = cluster.asked();
                            if (old.replicaOf().isEmpty())
                                throw new AwsException(
                                        "InvalidDBClusterStateFault",
                                        "DB cluster %s is not a read replica."
                                                .formatted(old.identifier()));
                            requireAvailable(cluster);
                            DbInstance with = old.promoted().rebooted();
                            return new Attempt<>(
                                    List.of(parts.instances().replace(cluster, with)), with);
                        });
        return PromoteReadReplicaDbClusterResponse.builder().dbCluster(shown).build();
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

    /**
     * Starting and stopping. Source: RDS user guide, "Limitations of Multi-AZ DB clusters".
     *
     * @return the error, when there is such a cluster
     */
    AwsException notForMultiAz(Call call, String action, String named) {
        DbInstance asked = DescribeClusters.require(parts.instances(), call, named).asked();
        return new AwsException(
                "InvalidDBClusterStateFault",
                "%s isn't supported for Multi-AZ DB clusters: %s is one."
                        .formatted(action, asked.identifier()));
    }

    private void requireAvailable(Instance cluster) {
        Standing standing = parts.failovers().standing(cluster.region(), cluster.asked());
        String status = ClusterStatus.of(cluster.asked(), cluster.seen(), standing);
        if (!status.equals(InstanceStatus.AVAILABLE.word()))
            throw state(cluster.asked(), "is not in available state", status);
    }

    private static AwsException state(DbInstance asked, String what, String status) {
        return new AwsException(
                "InvalidDBClusterStateFault",
                "DB cluster %s %s: its status is %s.".formatted(asked.identifier(), what, status));
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
