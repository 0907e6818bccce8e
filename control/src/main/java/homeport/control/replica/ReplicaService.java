package homeport.control.replica;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.DescribeInstances;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.InstanceService;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.SwitchoverReadReplicaRequest;

/** The API actions on read replicas. */
public final class ReplicaService {
    private final InstanceParts parts;
    private final CreateReplica create;
    private final PromoteReplica promote;

    public ReplicaService(InstanceService instances) {
        this.parts = instances.parts();
        this.create = new CreateReplica(parts, instances.creation());
        this.promote = new PromoteReplica(parts);
    }

    public void register(Service rds) {
        rds.on(
                        "CreateDBInstanceReadReplica",
                        CreateDbInstanceReadReplicaRequest::builder,
                        create::create)
                .on("PromoteReadReplica", PromoteReadReplicaRequest::builder, promote::promote)
                .on(
                        "SwitchoverReadReplica",
                        SwitchoverReadReplicaRequest::builder,
                        (call, r) -> {
                            throw noSwitchover(call, r.dbInstanceIdentifier());
                        });
    }

    /** Source: RDS API, SwitchoverReadReplica: Oracle only. */
    private AwsException noSwitchover(Call call, String named) {
        String name =
                DescribeInstances.require(parts.instances(), call, named, "SwitchoverReadReplica")
                        .asked()
                        .identifier();
        return new AwsException(
                "InvalidDBInstanceState",
                "SwitchoverReadReplica isn't supported for engine postgres: %s runs it."
                        .formatted(name));
    }
}
