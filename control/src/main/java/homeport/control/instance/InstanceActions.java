package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance.Deletion;
import homeport.control.instance.DbInstance.Power;
import homeport.control.instance.DescribeInstances.Row;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Identifier;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits.Attempt;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.store.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.StartDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StartDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.StopDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StopDbInstanceResponse;

/** Delete, reboot, stop and start: each one change of what should be. */
final class InstanceActions {
    private static final InstanceStatus[] REBOOTABLE = {
        InstanceStatus.AVAILABLE,
        InstanceStatus.FAILED,
        InstanceStatus.INCOMPATIBLE_PARAMETERS,
        InstanceStatus.STORAGE_FULL
    };

    /**
     * A reboot that is asked for too early is carried out in its turn: scripts need not wait first.
     */
    private static final InstanceStatus[] REBOOTABLE_LENIENT = {
        InstanceStatus.AVAILABLE,
        InstanceStatus.BACKING_UP,
        InstanceStatus.CREATING,
        InstanceStatus.FAILED,
        InstanceStatus.INCOMPATIBLE_PARAMETERS,
        InstanceStatus.MODIFYING,
        InstanceStatus.STORAGE_FULL
    };

    private final InstanceParts parts;

    InstanceActions(InstanceParts parts) {
        this.parts = parts;
    }

    DeleteDbInstanceResponse delete(Call call, DeleteDbInstanceRequest r) {
        Deletion how =
                Deletions.of(
                        r.skipFinalSnapshot(),
                        r.finalDBSnapshotIdentifier(),
                        r.deleteAutomatedBackups());
        DBInstance shown =
                change(
                        call,
                        "DeleteDBInstance",
                        r.dbInstanceIdentifier(),
                        instance -> delete(call, instance, how));
        return DeleteDbInstanceResponse.builder().dbInstance(shown).build();
    }

    /** The final snapshot is recorded with the deletion, so nobody else can take its name. */
    private Attempt<DbInstance> delete(Call call, Instance instance, Deletion how) {
        DbInstance old = instance.asked();
        InstanceStatus status = InstanceStatus.of(old, instance.seen());
        ReplicaRules.checkDeletion(old, how);
        if (old.settings().upkeep().deletionProtection())
            throw AwsException.invalidCombination(
                    "Cannot delete protected DB Instance, please disable deletion protection and try"
                            + " again.");
        if (old.deletion().isPresent() && !Deletions.mayFollow(instance, how))
            throw state(old, "is already being deleted", InstanceStatus.DELETING);
        if (how.finalSnapshot().isPresent() && !Deletions.leavesSnapshot(status))
            throw state(old, "cannot be snapshotted before it is deleted", status);
        List<Op> also =
                how.finalSnapshot().map(name -> snapshot(call, instance, name)).stream().toList();
        return replaced(instance, old.deleted(how), also);
    }

    RebootDbInstanceResponse reboot(Call call, RebootDbInstanceRequest r) {
        boolean force = Boolean.TRUE.equals(r.forceFailover());
        Row row = DescribeInstances.row(parts.instances(), call, r.dbInstanceIdentifier());
        if (row.node().isPresent()) return rebootMember(call, r.dbInstanceIdentifier(), force);
        DBInstance shown =
                change(
                        call,
                        "RebootDBInstance",
                        r.dbInstanceIdentifier(),
                        instance -> reboot(instance, force));
        return RebootDbInstanceResponse.builder().dbInstance(shown).build();
    }

    private Attempt<DbInstance> reboot(Instance instance, boolean force) {
        DbInstance old = instance.asked();
        if (force && !old.settings().multiAz())
            throw AwsException.invalidCombination(
                    "ForceFailover cannot be specified since the instance is not configured for MultiAZ.");
        require(instance, parts.rules().strict() ? REBOOTABLE : REBOOTABLE_LENIENT);
        DbInstance rebooted = old.rebooted();
        List<Op> also =
                force
                        ? List.of(
                                parts.failovers()
                                        .ask(instance.region(), rebooted, Optional.empty()))
                        : List.<Op>of();
        return replaced(instance, rebooted, also);
    }

    /** The writer's server with the cluster's next reboot, a reader's alone. */
    private RebootDbInstanceResponse rebootMember(Call call, String named, boolean force) {
        if (force)
            throw AwsException.invalidCombination(
                    "ForceFailover cannot be specified for a member of a DB cluster; use"
                            + " failover-db-cluster.");
        Row done =
                parts.commits()
                        .run(() -> {
                            Row row = DescribeInstances.row(parts.instances(), call, named);
                            Instance cluster = row.instance();
                            DbInstance with = memberRebooted(row);
                            Row after = new Row(cluster.with(with), row.node());
                            return new Attempt<>(
                                    List.of(parts.instances().replace(cluster, with)), after);
                        });
        return RebootDbInstanceResponse.builder()
                .dbInstance(parts.show().all(call, List.of(done)).getFirst())
                .build();
    }

    private DbInstance memberRebooted(Row row) {
        Instance cluster = row.instance();
        String node = row.node().orElseThrow();
        DbInstance old = cluster.asked();
        Failovers.Standing standing = parts.failovers().standing(cluster.region(), old);
        InstanceStatus status = ClusterStatus.ofMember(old, cluster.seen(), node, standing);
        if (standing.moving() || status != InstanceStatus.AVAILABLE)
            throw state(
                    row.identifier(),
                    "is not in available state",
                    standing.moving() ? "failing-over" : status.word());
        if (node.equals(standing.writer())) return old.rebooted();
        Cluster members = old.cluster().orElseThrow();
        return old.with(members.with(node, members.member(node).rebooted()));
    }

    StopDbInstanceResponse stop(Call call, StopDbInstanceRequest r) {
        Optional<String> name =
                Optional.ofNullable(r.dbSnapshotIdentifier())
                        .map(text ->
                                Identifier.of(
                                        "DBSnapshotIdentifier", text, Identifier.SNAPSHOT_MAX));
        DBInstance shown =
                change(
                        call,
                        "StopDBInstance",
                        r.dbInstanceIdentifier(),
                        instance -> {
                            ReplicaRules.checkStop(replicas(), instance);
                            require(instance, InstanceStatus.AVAILABLE);
                            List<Op> also = new ArrayList<>();
                            name.ifPresent(text -> also.add(snapshot(call, instance, text)));
                            Power off = new Power(Optional.of(call.now()));
                            return replaced(instance, instance.asked().with(off), also);
                        });
        return StopDbInstanceResponse.builder().dbInstance(shown).build();
    }

    StartDbInstanceResponse start(Call call, StartDbInstanceRequest r) {
        DBInstance shown =
                change(
                        call,
                        "StartDBInstance",
                        r.dbInstanceIdentifier(),
                        instance -> {
                            require(instance, InstanceStatus.STOPPED);
                            return replaced(instance, instance.asked().with(Power.ON), List.of());
                        });
        return StartDbInstanceResponse.builder().dbInstance(shown).build();
    }

    /** The record of a manual snapshot that is to be taken before the instance stops or goes. */
    private Op snapshot(Call call, Instance instance, String name) {
        parts.snapshots().requireRoom(SnapshotKind.INSTANCE, call.region(), name);
        DbInstance asked = instance.asked();
        boolean tagged = asked.settings().upkeep().copyTagsToSnapshot();
        DbSnapshot snapshot =
                Snapshots.asked(
                        name,
                        false,
                        asked,
                        instance.seen(),
                        call.now(),
                        tagged ? asked.tags() : Map.of());
        return parts.snapshots().create(call.region(), snapshot);
    }

    private Replicas replicas() {
        return Replicas.of(parts.instances());
    }

    private DBInstance change(
            Call call,
            String action,
            String named,
            Function<Instance, Attempt<DbInstance>> attempt) {
        Supplier<Attempt<Instance>> whole =
                () -> {
                    Instance instance =
                            DescribeInstances.require(parts.instances(), call, named, action);
                    Attempt<DbInstance> tried = attempt.apply(instance);
                    Instance after = instance.with(tried.result());
                    return new Attempt<>(tried.ops(), after);
                };
        Instance done = parts.commits().run(whole);
        return parts.show().of(call, done.asked(), done.seen());
    }

    private Attempt<DbInstance> replaced(Instance instance, DbInstance with, List<Op> also) {
        List<Op> ops = new ArrayList<>(also);
        ops.add(parts.instances().replace(instance, with));
        return new Attempt<>(ops, with);
    }

    private static void require(Instance instance, InstanceStatus... allowed) {
        InstanceStatus status = InstanceStatus.of(instance.asked(), instance.seen());
        if (List.of(allowed).contains(status)) return;
        throw state(instance.asked(), "is not in " + allowed[0].word() + " state", status);
    }

    private static AwsException state(DbInstance asked, String what, InstanceStatus status) {
        return state(asked.identifier(), what, status.word());
    }

    private static AwsException state(String identifier, String what, String status) {
        return new AwsException(
                "InvalidDBInstanceState",
                "Instance %s %s: its status is %s.".formatted(identifier, what, status));
    }
}
