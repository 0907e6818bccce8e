package homeport.control.testkit;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Surroundings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;

/**
 * One engine in two minor versions, two classes of instances and two of clusters, two parameter
 * groups, two subnet groups and one security group; everything else is refused with AWS's code.
 */
public final class FixedSurroundings implements Surroundings {
    private static final Map<String, List<String>> ZONES =
            Map.of(
                    "default", List.of("us-east-1a", "us-east-1b", "us-east-1c"),
                    "narrow", List.of("us-east-1a"));

    @Override
    public void checkEngine(String engine) {
        if (!engine.equals("postgres")) throw AwsException.invalidValue("engine " + engine);
    }

    @Override
    public String version(Optional<String> asked) {
        String version = asked.filter(text -> !text.equals("16")).orElse("16.4");
        if (!Set.of("15.14", "16.3", "16.4").contains(version))
            throw AwsException.invalidCombination("version " + version);
        return version;
    }

    @Override
    public void checkClass(String instanceClass) {
        if (!Set.of("db.m6g.large", "db.m6g.xlarge", "db.m6gd.large", "db.m6gd.xlarge")
                .contains(instanceClass)) throw AwsException.invalidValue("class " + instanceClass);
    }

    @Override
    public String parameterGroup(Call call, Optional<String> name, String version) {
        String group = name.orElse("default.postgres16");
        if (!Set.of("default.postgres16", "web").contains(group))
            throw new AwsException("DBParameterGroupNotFound", "group " + group);
        return group;
    }

    @Override
    public String clusterParameterGroup(Call call, Optional<String> name, String version) {
        String group = name.orElse("default.postgres16");
        if (!Set.of("default.postgres16", "web").contains(group))
            throw new AwsException("DBClusterParameterGroupNotFound", "group " + group);
        return group;
    }

    @Override
    public Place subnetGroup(Call call, Optional<String> name) {
        String group = name.orElse("default");
        if (!ZONES.containsKey(group))
            throw new AwsException("DBSubnetGroupNotFoundFault", "group " + group);
        return new Place(
                group,
                "vpc-1",
                ZONES.get(group),
                DBSubnetGroup.builder().dbSubnetGroupName(group).vpcId("vpc-1").build());
    }

    @Override
    public List<String> securityGroups(Call call, List<String> named, String vpcId) {
        List<String> groups = named == null || named.isEmpty() ? List.of("sg-1") : named;
        if (!Set.of("sg-1", "sg-2").containsAll(groups))
            throw AwsException.invalidValue("security groups " + groups);
        return groups;
    }

    @Override
    public void checkOptionGroup(Call call, String name, String version) {
        if (!name.equals("default:postgres-16"))
            throw new AwsException("OptionGroupNotFoundFault", "group " + name);
    }

    @Override
    public void checkCertificate(String identifier) {
        if (!Set.of("rds-ca-ecc384-g1", "rds-ca-rsa2048-g1").contains(identifier))
            throw new AwsException("CertificateNotFound", "certificate " + identifier);
    }

    @Override
    public Instant certificateEnds() {
        return Instant.parse("2121-05-25T00:00:00Z");
    }

    @Override
    public int defaultPort() {
        return 5432;
    }

    @Override
    public String defaultCertificate() {
        return "rds-ca-ecc384-g1";
    }
}
