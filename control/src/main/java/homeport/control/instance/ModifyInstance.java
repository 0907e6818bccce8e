package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Modification.Changed;
import homeport.control.name.Identifier;
import homeport.control.plan.InstanceStatus;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;

/** ModifyDBInstance. */
final class ModifyInstance {
    private final InstanceParts parts;
    private final Modification modification;

    ModifyInstance(InstanceParts parts) {
        this.parts = parts;
        this.modification = new Modification(parts);
    }

    ModifyDbInstanceResponse modify(Call call, ModifyDbInstanceRequest r) {
        Unsupported.check(r);
        if (r.engine() != null) parts.around().checkEngine(r.engine());
        Changed done = modification.carryOut(call, r, new Subject(parts, call, r));
        return ModifyDbInstanceResponse.builder()
                .dbInstance(parts.show().of(call, done.after(), done.before().seen()))
                .build();
    }

    private record Subject(InstanceParts parts, Call call, ModifyDbInstanceRequest asked)
            implements Modification.Subject {
        @Override
        public Instance find() {
            Instance instance =
                    DescribeInstances.require(
                            parts.instances(),
                            call,
                            asked.dbInstanceIdentifier(),
                            "ModifyDBInstance");
            ReplicaRules.checkModification(Replicas.of(parts.instances()), instance, asked);
            return instance;
        }

        @Override
        public AwsException unfit(InstanceStatus status) {
            return new AwsException(
                    "InvalidDBInstanceState", "Database instance is not in available state.");
        }

        @Override
        public void check(Settings old, Settings wanted) {}

        @Override
        public String parameterGroup(String name, String version) {
            return parts.around().parameterGroup(call, Optional.of(name), version);
        }

        @Override
        public String name(String asked) {
            return Identifier.of("NewDBInstanceIdentifier", asked, Identifier.INSTANCE_MAX);
        }

        @Override
        public Optional<String> owner(String name) {
            return parts.instances().owner(call.region(), name);
        }

        @Override
        public AwsException taken() {
            return new AwsException("DBInstanceAlreadyExists", "DB instance already exists");
        }
    }
}
