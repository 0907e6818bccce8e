package homeport.control;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.catalog.Certificates;
import homeport.control.catalog.EngineNames;
import homeport.control.catalog.EngineVersions;
import homeport.control.catalog.InstanceClasses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Surroundings;
import homeport.control.name.TagHolder;
import homeport.control.option.OptionGroups;
import homeport.control.parameter.ParameterGroups;
import homeport.control.subnet.Network;
import homeport.control.subnet.SubnetGroup;
import homeport.control.subnet.SubnetGroups;
import homeport.engine.Authority;
import homeport.engine.EngineVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What instances ask of the features around them. */
record Found(
        EngineVersions versions,
        ParameterGroups parameters,
        ParameterGroups clusterParameters,
        SubnetGroups subnets,
        OptionGroups options,
        Certificates certificates,
        Network network,
        Authority authority,
        int defaultPort)
        implements Surroundings {
    void register(Service rds) {
        versions.register(rds);
        parameters.register(rds);
        clusterParameters.register(rds);
        subnets.register(rds);
        options.register(rds);
        certificates.register(rds);
    }

    List<TagHolder> tags() {
        return List.of(parameters.tags(), clusterParameters.tags(), subnets.tags(), options.tags());
    }

    @Override
    public void checkEngine(String engine) {
        EngineNames.check(engine);
    }

    @Override
    public String version(Optional<String> asked) {
        return versions.resolve(asked.orElse(null)).toString();
    }

    @Override
    public void checkClass(String instanceClass) {
        InstanceClasses.get(instanceClass);
    }

    @Override
    public String parameterGroup(Call call, Optional<String> name, String version) {
        return group(parameters, call, name, version);
    }

    @Override
    public String clusterParameterGroup(Call call, Optional<String> name, String version) {
        Optional<String> missing =
                name.filter(text -> !clusterParameters.exists(call.region(), text));
        if (missing.isPresent())
            throw new AwsException(
                    "DBClusterParameterGroupNotFound",
                    "DBClusterParameterGroup not found: " + missing.get());
        return group(clusterParameters, call, name, version);
    }

    private static String group(
            ParameterGroups groups, Call call, Optional<String> name, String version) {
        EngineVersion engine = EngineVersion.parse(version);
        if (name.isEmpty()) return ParameterGroups.defaultFor(engine);
        String family = groups.family(call, name.get());
        if (!family.equals("postgres" + engine.major()))
            throw AwsException.invalidCombination(
                    "The parameter group %s with DBParameterGroupFamily %s can't be used for this instance."
                                    .formatted(name.get(), family)
                            + " Please use a parameter group with DBParameterGroupFamily postgres"
                            + engine.major());
        return groups.name(call, name.get());
    }

    @Override
    public Place subnetGroup(Call call, Optional<String> name) {
        SubnetGroup group = subnets.resolve(call.region(), name);
        List<String> zones = zones(call.region(), group);
        return new Place(
                group.name(),
                group.vpcId(),
                zones,
                subnets.view(call.region(), call.account(), group));
    }

    /** Where nodes of an instance may be. */
    List<String> zones(String region, DbInstance asked) {
        SubnetGroup group =
                subnets.resolve(region, Optional.of(asked.settings().access().subnetGroup()));
        return zones(region, group);
    }

    /** The VPC that an instance is in. */
    String vpc(String region, DbInstance asked) {
        String group = asked.settings().access().subnetGroup();
        return subnets.resolve(region, Optional.of(group)).vpcId();
    }

    private List<String> zones(String region, SubnetGroup group) {
        return subnets.subnets(region, group).stream()
                .map(Network.Subnet::zone)
                .distinct()
                .toList();
    }

    @Override
    public List<String> securityGroups(Call call, List<String> named, String vpcId) {
        if (named.isEmpty()) return List.of(network.defaultSecurityGroup(call.region(), vpcId));
        for (String group : named) {
            Optional<String> vpc = network.securityGroupVpc(call.region(), group);
            if (vpc.isEmpty())
                throw AwsException.invalidValue(
                        "Invalid security group , groupId= %s, groupName=.".formatted(group));
            if (!vpc.get().equals(vpcId))
                throw AwsException.invalidCombination(
                        "The DB instance and EC2 security group are in different VPCs. The DB instance is in %s and the EC2 security group %s is in %s"
                                .formatted(vpcId, group, vpc.get()));
        }
        return List.copyOf(named);
    }

    @Override
    public void checkOptionGroup(Call call, String name, String version) {
        options.check(call.region(), name, version);
    }

    @Override
    public void checkCertificate(String identifier) {
        certificates.check(identifier);
    }

    @Override
    public String defaultCertificate() {
        return authority.root().id();
    }

    @Override
    public Instant certificateEnds() {
        return authority.root().validTill();
    }
}
