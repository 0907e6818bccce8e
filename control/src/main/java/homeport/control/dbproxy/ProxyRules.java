package homeport.control.dbproxy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.subnet.Network;
import homeport.control.subnet.Network.Subnet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;

/** What proxies and their endpoints may be asked to be. Source: RDS API, CreateDBProxy. */
final class ProxyRules {
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/.+");
    private static final Pattern SECRET =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:.+");
    private static final int ZONES_MIN = 2;

    private final Network network;
    private final boolean strict;

    /**
     * @param strict take a list of subnets as AWS does: one a member
     */
    ProxyRules(Network network, boolean strict) {
        this.network = network;
        this.strict = strict;
    }

    void checkFamily(String family) {
        if (!"POSTGRESQL".equals(family))
            throw AwsException.invalidValue(
                    "Invalid EngineFamily: %s. Homeport has POSTGRESQL.".formatted(family));
    }

    String role(String arn) {
        if (!ROLE.matcher(arn).matches())
            throw AwsException.invalidValue(
                    "RoleArn is '%s', and must be the ARN of an IAM role.".formatted(arn));
        return arn;
    }

    int idleSeconds(int seconds) {
        PoolRules.within("IdleClientTimeout", seconds, 1, DbProxy.Settings.IDLE_SECONDS_MAX);
        return seconds;
    }

    /** Addresses are of IPv4 here. */
    void checkNetworkTypes(String endpoint, String target) {
        for (String type : Arrays.asList(endpoint, target))
            if (type != null && !type.equals("IPV4"))
                throw AwsException.invalidValue(
                        "The network type %s isn't available. Homeport has IPV4.".formatted(type));
    }

    /**
     * The subnets that were named, with their zones: the first is where the endpoint's address is.
     */
    List<Subnet> subnets(Call call, List<String> named) {
        List<Subnet> found = new ArrayList<>();
        for (String id : named.stream().flatMap(this::parts).distinct().toList())
            found.add(
                    network.subnet(call.region(), id)
                            .orElseThrow(() ->
                                    new AwsException(
                                            "InvalidSubnet",
                                            "The subnet ID '%s' does not exist".formatted(id))));
        if (found.stream().map(Subnet::vpcId).distinct().count() > 1)
            throw new AwsException(
                    "InvalidSubnet", "The subnets are in different VPCs; they must be in one.");
        List<String> zones = found.stream().map(Subnet::zone).distinct().sorted().toList();
        if (zones.size() < ZONES_MIN)
            throw new AwsException(
                    "InvalidSubnet",
                    "A proxy needs subnets in at least %d Availability Zones. These are in: %s."
                            .formatted(ZONES_MIN, String.join(", ", zones)));
        return found;
    }

    /** {@code --vpc-subnet-ids a,b,c} is one text to the AWS CLI. */
    private Stream<String> parts(String text) {
        return strict ? Stream.of(text) : Arrays.stream(text.split(",")).map(String::strip);
    }

    DbProxy.Network network(Call call, List<Subnet> subnets, List<String> securityGroups) {
        String vpc = subnets.getFirst().vpcId();
        return new DbProxy.Network(
                vpc,
                subnets.stream().map(Subnet::id).toList(),
                securityGroups(call, vpc, securityGroups));
    }

    /** All of that VPC; its default group when none is named. */
    List<String> securityGroups(Call call, String vpc, List<String> named) {
        if (named.isEmpty()) return List.of(network.defaultSecurityGroup(call.region(), vpc));
        for (String group : named) {
            Optional<String> its = network.securityGroupVpc(call.region(), group);
            if (its.isEmpty())
                throw AwsException.invalidValue(
                        "Invalid security group , groupId= %s, groupName=.".formatted(group));
            if (!its.get().equals(vpc))
                throw AwsException.invalidCombination(
                        "The proxy is in %s and the EC2 security group %s is in %s."
                                .formatted(vpc, group, its.get()));
        }
        return List.copyOf(named);
    }

    /**
     * @param iamToDatabase tokens are enough; otherwise there must be an entry
     */
    List<AuthEntry> auth(List<UserAuthConfig> given, boolean iamToDatabase) {
        if (given.size() > AuthEntry.MAX)
            throw AwsException.invalidValue(
                    "Auth has %d entries, allowed %d.".formatted(given.size(), AuthEntry.MAX));
        if (given.isEmpty() && !iamToDatabase)
            throw AwsException.invalidCombination(
                    "Auth must have an entry unless DefaultAuthScheme is IAM_AUTH.");
        return given.stream().map(ProxyRules::entry).toList();
    }

    private static AuthEntry entry(UserAuthConfig given) {
        String secret = given.secretArn();
        if (secret == null || !SECRET.matcher(secret).matches())
            throw AwsException.invalidValue(
                    "SecretArn is '%s', and must be the ARN of a secret in AWS Secrets Manager."
                            .formatted(secret == null ? "" : secret));
        return new AuthEntry(
                secret,
                iam(given.iamAuthAsString()),
                clientPassword(given.clientPasswordAuthTypeAsString()),
                Optional.ofNullable(given.userName()),
                Optional.ofNullable(given.description()));
    }

    private static AuthEntry.Iam iam(String given) {
        return switch (given) {
            case null -> AuthEntry.Iam.DISABLED;
            case "DISABLED" -> AuthEntry.Iam.DISABLED;
            case "REQUIRED" -> AuthEntry.Iam.REQUIRED;
            default ->
                    throw AwsException.invalidValue(
                            "IAMAuth %s isn't supported for engine family POSTGRESQL. Allowed: DISABLED, REQUIRED."
                                    .formatted(given));
        };
    }

    private static AuthEntry.ClientPassword clientPassword(String given) {
        if (given == null) return AuthEntry.ClientPassword.POSTGRES_SCRAM_SHA_256;
        return Arrays.stream(AuthEntry.ClientPassword.values())
                .filter(type -> type.name().equals(given))
                .findFirst()
                .orElseThrow(() ->
                        AwsException.invalidValue(
                                "ClientPasswordAuthType %s isn't supported for engine family POSTGRESQL."
                                        .formatted(given)));
    }
}
