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
    private final Surroundings around;
    private final Failovers failovers;
    private final Restorable restorable;

    Show(Surroundings around, Failovers failovers, Restorable restorable) {
        this.around = around;
        this.failovers = failovers;
        this.restorable = restorable;
    }

    DBInstance of(Call call, DbInstance asked, Observed seen) {
        return whole(call, asked, seen, new HashMap<>());
    }

    /** Looks each subnet group up once. */
    List<DBInstance> all(Call call, List<Row> rows) {
        Map<String, DBSubnetGroup> groups = new HashMap<>();
        return rows.stream().map(row -> of(call, row, groups)).toList();
    }

    private DBInstance of(Call call, Row row, Map<String, DBSubnetGroup> groups) {
        DbInstance asked = row.instance().asked();
        Observed seen = row.instance().seen();
        DBInstance whole = whole(call, asked, seen, groups);
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
            Call call, DbInstance asked, Observed seen, Map<String, DBSubnetGroup> groups) {
        String group = seen.applied().orElse(asked.settings()).access().subnetGroup();
        return InstanceView.of(
                Instances.arn(call.region(), asked).toString(),
                asked,
                seen,
                groups.computeIfAbsent(
                        group, name -> around.subnetGroup(call, Optional.of(name)).shown()),
                around.certificateEnds(),
                restorable.latest(call.region(), asked.resourceId()));
    }
}
