package homeport.cloud.iam.access;

import homeport.aws.Call;
import homeport.aws.Permission.Asked;
import homeport.cloud.iam.directory.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * From a request to what must be allowed for it. Where the resource cannot be told from the
 * request, it is {@code *}, as for every list.
 */
final class Needs {
    /** What policies call a service whose model goes by another name. */
    private static final Map<String, String> PREFIXES = Map.of("resourcegroupstaggingapi", "tag");

    /** By the member that names a resource. Source: IAM service authorization reference, EC2. */
    private static final Map<String, String> EC2_TYPES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("GroupId", "security-group"),
                            Map.entry("SubnetId", "subnet"),
                            Map.entry("VpcId", "vpc"),
                            Map.entry("RouteTableId", "route-table"),
                            Map.entry("InternetGatewayId", "internet-gateway"),
                            Map.entry("NatGatewayId", "natgateway"),
                            Map.entry("AllocationId", "elastic-ip"),
                            Map.entry("NetworkInterfaceId", "network-interface"),
                            Map.entry("NetworkAclId", "network-acl"),
                            Map.entry("DhcpOptionsId", "dhcp-options"),
                            Map.entry("PrefixListId", "prefix-list"),
                            Map.entry("VpcEndpointId", "vpc-endpoint")));

    private final Call call;
    private final Asked asked;
    private final Members members;
    private final Directory directory;
    private final Neighbours neighbours;

    Needs(Call call, Asked asked, Directory directory, Neighbours neighbours) {
        this.call = call;
        this.asked = asked;
        this.members = new Members(asked.request());
        this.directory = directory;
        this.neighbours = neighbours;
    }

    Members members() {
        return members;
    }

    List<Need> all() {
        return switch (asked.service()) {
            case "rds" -> new RdsNeeds(call, asked.action(), members, neighbours).all();
            case "iam" -> new IamNeeds(call, asked.action(), members, directory).all();
            case "sts" -> sts();
            case "secretsmanager" -> secrets();
            case "ec2" -> ec2();
            case "sns", "sqs" -> List.of(MessagingNeeds.of(call, asked, members));
            case "logs" -> one(LogNeeds.resource(call, asked.action(), members));
            case "cloudwatch" -> new CloudWatchNeeds(call, asked.action(), members).all();
            case "pi" ->
                    one(members.text("Identifier").map(id -> call.arn("pi", "metrics/rds/" + id)));
            case "ssm" -> new ParameterNeeds(call, asked.action(), members).all();
            case "s3" -> new ObjectNeeds(asked.action(), members).all();
            case "ecr" ->
                    one(
                            members.text("repositoryName")
                                    .map(name -> call.arn("ecr", "repository/" + name))
                                    .or(() -> members.text("resourceArn")));
            case "cloudformation" ->
                    one(
                            members.text("StackName")
                                    .map(name ->
                                            name.startsWith("arn:")
                                                    ? name
                                                    : call.arn(
                                                            "cloudformation",
                                                            "stack/" + name + "/*")));
            default -> one(Optional.empty());
        };
    }

    private String action(String name) {
        return PREFIXES.getOrDefault(asked.service(), asked.service()) + ":" + name;
    }

    private List<Need> one(Optional<String> resource) {
        return List.of(Need.of(action(asked.action()), resource.orElse("*")));
    }

    private List<Need> sts() {
        String role = members.text("RoleArn").orElse("*");
        List<Need> needs = new ArrayList<>();
        Map<String, String> session =
                members.text("RoleSessionName")
                        .map(name -> Map.of("sts:RoleSessionName", name))
                        .orElse(Map.of());
        needs.add(new Need(action(asked.action()), role, session));
        if (!members.tags().isEmpty()) needs.add(Need.of("sts:TagSession", role));
        members.text("SourceIdentity")
                .ifPresent(id -> needs.add(Need.of("sts:SetSourceIdentity", role)));
        return needs;
    }

    /** A secret that is not there yet, or is no more, has an ARN but for its last six letters. */
    private List<Need> secrets() {
        if (asked.action().equals("CreateSecret"))
            return one(members.text("Name").map(this::fresh));
        return one(members.text("SecretId").map(this::secret));
    }

    private String fresh(String name) {
        return call.arn("secretsmanager", "secret:" + name + "-??????");
    }

    private String secret(String id) {
        return neighbours
                .secretArn(call.region(), id, call.now())
                .orElseGet(() -> id.startsWith("arn:") ? id : fresh(id));
    }

    /** Reads have no resource in EC2; a creation speaks of what will be made. */
    private List<Need> ec2() {
        if (asked.action().startsWith("Describe")) return one(Optional.empty());
        List<Need> needs =
                EC2_TYPES.entrySet().stream()
                        .flatMap(type ->
                                members.text(type.getKey()).stream()
                                        .map(id -> call.arn("ec2", type.getValue() + "/" + id)))
                        .map(arn -> Need.of(action(asked.action()), arn))
                        .toList();
        return needs.isEmpty() ? one(Optional.empty()) : needs;
    }
}
