package homeport.control.instance;

import homeport.aws.Call;
import homeport.control.instance.DescribeInstances.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;

/** Shows an instance, or a member of a cluster, to whoever called. */
public final class Show {
    private final Instances instances;
    private final Surroundings around;
    private final Failovers failovers;
    private final Restorable restorable;

    Show(Instances instances, Surroundings around, Failovers failovers, Restorable restorable) {
        this.instances = instances;
        this.around = around;
        this.failovers = failovers;
        this.restorable = restorable;
    }

    public DBInstance of(Call call, DbInstance asked, Observed seen) {
        return whole(call, asked, seen, new HashMap<>(), Replicas.of(instances));
    }

    /** Looks each subnet group up once. */
    List<DBInstance> all(Call call, List<Row> rows) {
        Map<String, DBSubnetGroup> groups = new HashMap<>();
        Replicas replicas = Replicas.of(instances);
        return rows.stream().map(row -> of(call, row, groups, replicas)).toList();
    }

    private DBInstance of(
            Call call, Row row, Map<String, DBSubnetGroup> groups, Replicas replicas) {
        DbInstance asked = row.instance().asked();
        Observed seen = row.instance().seen();
        DBInstance whole = whole(call, asked, seen, groups, replicas);
        return row.node()
                .map(node ->
                        MemberView.of(
                                whole,
                                row.instance(),
                                node,
                                failovers.standing(call.region(), asked)))
                .orElse(whole);
    }

    private DBInstance whole(
            Call call,
            DbInstance asked,
            Observed seen,
            Map<String, DBSubnetGroup> groups,
            Replicas replicas) {
        String group = seen.applied().orElse(asked.settings()).access().subnetGroup();
        DBInstance view =
                InstanceView.of(
                        Instances.arn(call.region(), asked).toString(),
                        asked,
                        seen,
                        groups.computeIfAbsent(
                                group, name -> around.subnetGroup(call, Optional.of(name)).shown()),
                        around.certificateEnds(),
                        restorable.latest(call.region(), asked.resourceId()));
        return ReplicaView.of(view, call.region(), asked, seen, replicas);
    }
}
