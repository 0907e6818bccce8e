package homeport.control.instance;

import homeport.aws.Call;
import homeport.control.instance.Instances.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;

/** Shows an instance to whoever called. */
final class Show {
    private final Surroundings around;

    Show(Surroundings around) {
        this.around = around;
    }

    DBInstance of(Call call, DbInstance asked, Observed seen) {
        return of(call, asked, seen, new HashMap<>());
    }

    /** Looks each subnet group up once. */
    List<DBInstance> all(Call call, List<Instance> instances) {
        Map<String, DBSubnetGroup> groups = new HashMap<>();
        return instances.stream().map(i -> of(call, i.asked(), i.seen(), groups)).toList();
    }

    private DBInstance of(
            Call call, DbInstance asked, Observed seen, Map<String, DBSubnetGroup> groups) {
        String group = seen.applied().orElse(asked.settings()).access().subnetGroup();
        return InstanceView.of(
                Instances.arn(call.region(), asked).toString(),
                asked,
                seen,
                groups.computeIfAbsent(
                        group, name -> around.subnetGroup(call, Optional.of(name)).shown()),
                around.certificateEnds());
    }
}
