package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.ClusterStatus;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Modification;
import homeport.control.instance.Modification.Changed;
import homeport.control.instance.ReplicaRules;
import homeport.control.instance.Replicas;
import homeport.control.instance.Settings;
import homeport.control.instance.Unsupported;
import homeport.control.name.Identifier;
import homeport.control.plan.InstanceStatus;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/** ModifyDBCluster. */
final class ModifyCluster {
    private final InstanceParts parts;
    private final ShowCluster show;
    private final Modification modification;

    ModifyCluster(InstanceParts parts, ShowCluster show) {
        this.parts = parts;
        this.show = show;
        this.modification = new Modification(parts);
    }

    ModifyDbClusterResponse modify(Call call, ModifyDbClusterRequest r) {
        OnlyAurora.check(r);
        Unsupported.network(r.networkType());
        if (r.dbInstanceParameterGroupName() != null)
            throw AwsException.invalidCombination(
                    "The parameter db-instance-parameter-group-name can only be specified for a major"
                            + " version upgrade.");
        Changed done =
                modification.carryOut(
                        call,
                        InInstanceWords.of(r),
                        new Subject(parts, call, InInstanceWords.of(r)));
        return ModifyDbClusterResponse.builder()
                .dbCluster(show.of(call, done.after(), done.before().seen()))
                .build();
    }

    /**
     * @param asked in the words of an instance
     */
    private record Subject(InstanceParts parts, Call call, ModifyDbInstanceRequest asked)
            implements Modification.Subject {
        private String named() {
            return asked.dbInstanceIdentifier();
        }

        @Override
        public Instance find() {
            Instance cluster = DescribeClusters.require(parts.instances(), call, named());
            ReplicaRules.checkModification(Replicas.of(parts.instances()), cluster, asked);
            return cluster;
        }

        @Override
        public AwsException unfit(InstanceStatus status) {
            return new AwsException(
                    "InvalidDBClusterStateFault",
                    "DB cluster %s is not in available state: its status is %s."
                            .formatted(named(), ClusterStatus.word(status)));
        }

        @Override
        public void check(Settings old, Settings wanted) {
            ClusterRules rules = new ClusterRules(parts.rules().strict());
            rules.check(wanted);
            if (!wanted.instanceClass().equals(old.instanceClass())) rules.checkClass(wanted);
            // Source: RDS user guide, "Limitations of Multi-AZ DB clusters".
            if (wanted.access().port() != old.access().port())
                throw AwsException.invalidCombination(
                        "Port is not supported for Multi-AZ DB clusters: it can't be changed.");
        }

        @Override
        public String parameterGroup(String name, String version) {
            return ClusterGroups.find(parts, call, Optional.of(name), version);
        }

        @Override
        public String name(String asked) {
            return Identifier.of("NewDBClusterIdentifier", asked, Identifier.CLUSTER_MAX);
        }

        @Override
        public Optional<String> owner(String name) {
            return parts.instances().clusterOwner(call.region(), name);
        }

        @Override
        public AwsException taken() {
            return new AwsException("DBClusterAlreadyExistsFault", "DB Cluster already exists");
        }
    }
}
