package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Cluster;
import homeport.control.instance.CreateInstance;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Replicas;
import homeport.control.instance.Settings;
import homeport.control.instance.Surroundings;
import homeport.control.instance.Unsupported;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterResponse;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;

/** CreateDBCluster: checks everything, writes the record, returns; the reconciler makes it so. */
final class CreateCluster {
    private final InstanceParts parts;
    private final CreateInstance create;
    private final ShowCluster show;
    private final ClusterRules rules;

    CreateCluster(InstanceParts parts, CreateInstance create, ShowCluster show) {
        this.parts = parts;
        this.create = create;
        this.show = show;
        this.rules = new ClusterRules(parts.rules().strict());
    }

    CreateDbClusterResponse create(Call call, CreateDbClusterRequest r) {
        String identifier =
                Identifier.of(
                        "DBClusterIdentifier", r.dbClusterIdentifier(), Identifier.CLUSTER_MAX);
        parts.around().checkEngine(r.engine());
        OnlyAurora.check(r);
        Unsupported.network(r.networkType());
        if (r.dbClusterInstanceClass() == null)
            throw new AwsException(
                    "MissingParameter",
                    "The request must contain the parameter DBClusterInstanceClass.");
        CreateDbInstanceRequest asInstance =
                InInstanceWords.of(
                        r,
                        rules.storageType(
                                Optional.ofNullable(r.storageType()),
                                Optional.ofNullable(r.iops())));
        DbInstance made =
                r.replicationSourceIdentifier() == null
                        ? alone(call, r, identifier, asInstance)
                        : replica(call, r, identifier, asInstance);
        return CreateDbClusterResponse.builder()
                .dbCluster(show.of(call, made, Observed.of(made)))
                .build();
    }

    private DbInstance alone(
            Call call,
            CreateDbClusterRequest r,
            String identifier,
            CreateDbInstanceRequest asInstance) {
        create.check(asInstance);
        parts.rules().checkDatabase("DatabaseName", Optional.ofNullable(r.databaseName()));
        String version = parts.around().version(Optional.ofNullable(r.engineVersion()));
        CreateInstance.New asked =
                asked(call, r, identifier, asInstance, version, Optional.empty());
        return create.commit(call, asked, create.credentials(call, asInstance));
    }

    private DbInstance replica(
            Call call,
            CreateDbClusterRequest r,
            String identifier,
            CreateDbInstanceRequest asInstance) {
        ClusterSource of = new ClusterSource(parts, call, r);
        Instance source = of.find();
        CreateDbInstanceRequest words = of.inherited(asInstance, source);
        parts.around().checkClass(words.dbInstanceClass());
        CreateInstance.keys(words);
        CreateInstance.New asked =
                asked(
                        call,
                        r,
                        identifier,
                        words,
                        of.version(source),
                        Optional.of(Replicas.key(source)));
        // The passwords are those of the source's data.
        CreateInstance.Credentials credentials =
                new CreateInstance.Credentials(
                        parts.passwords().generate(), false, Optional.empty());
        return create.commit(call, asked, credentials, () -> List.of(of.hold()));
    }

    private CreateInstance.New asked(
            Call call,
            CreateDbClusterRequest r,
            String identifier,
            CreateDbInstanceRequest asInstance,
            String version,
            Optional<DbInstance.ReplicaOf> source) {
        String resourceId = create.newResourceId("cluster-");
        if (r.optionGroupName() != null)
            parts.around().checkOptionGroup(call, r.optionGroupName(), version);
        Surroundings.Place place =
                parts.around()
                        .subnetGroup(call, Optional.ofNullable(asInstance.dbSubnetGroupName()));
        String zone = zone(place, r.availabilityZones());
        Optional<String> group = Optional.ofNullable(r.dbClusterParameterGroupName());
        Settings settings =
                create.settings(
                        call,
                        asInstance,
                        resourceId,
                        version,
                        ClusterGroups.find(parts, call, group, version),
                        place);
        rules.check(settings);
        rules.checkClass(settings);
        return new CreateInstance.New(
                identifier,
                resourceId,
                settings,
                zone,
                DbInstance.Origin.NEW,
                source,
                Tags.of(r.tags()),
                true);
    }

    /**
     * Of the first node: the others take those that are left. Source: RDS user guide, "Creating a
     * Multi-AZ DB cluster": three zones.
     *
     * @param asked none, or some of the subnet group's
     */
    static String zone(Surroundings.Place place, List<String> asked) {
        if (place.zones().size() < Cluster.NODES)
            throw new AwsException(
                    "DBSubnetGroupDoesNotCoverEnoughAZs",
                    "DB Subnet Group doesn't meet availability zone coverage requirement. Please add"
                            + " subnets to cover at least %d availability zones. Current coverage: %d"
                                    .formatted(Cluster.NODES, place.zones().size()));
        if (!place.zones().containsAll(asked))
            throw new AwsException(
                    "InvalidVPCNetworkStateFault",
                    "DB subnet group %s has no subnet in some of the availability zones %s; it covers %s."
                            .formatted(place.name(), asked, place.zones()));
        return asked.isEmpty() ? place.zones().getFirst() : asked.getFirst();
    }
}
