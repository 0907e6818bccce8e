package homeport.control.cluster;

import homeport.aws.Call;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances;
import homeport.control.instance.Observed;
import homeport.control.instance.Replicas;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBCluster;

/** Shows a cluster to whoever called. */
record ShowCluster(InstanceParts parts) {
    DBCluster of(Call call, DbInstance asked, Observed seen) {
        Replicas replicas = Replicas.of(parts.instances());
        String subnets = asked.settings().access().subnetGroup();
        return ClusterView.of(
                Instances.arn(call.region(), asked),
                asked,
                seen,
                parts.failovers().standing(call.region(), asked),
                parts.around().subnetGroup(call, Optional.of(subnets)).zones(),
                parts.around().certificateEnds(),
                parts.restorable(),
                asked.replicaOf().flatMap(_ -> replicas.sourceName(asked, seen)),
                replicas.names(call.region(), asked));
    }
}
