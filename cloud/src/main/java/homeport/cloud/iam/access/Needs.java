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

    /** What a list names of it, and that the action is about. */
    private static final Map<String, String> EC2_LISTS = Map.of("VpcEndpointIds", "vpc-endpoint");

    /** What a list makes use of. */
    private static final Map<String, String> EC2_USED =
            Map.of(
                    "Groups", "security-group",
                    "SecurityGroupIds", "security-group",
                    "AddSecurityGroupIds", "security-group",
                    "RemoveSecurityGroupIds", "security-group",
                    "SubnetIds", "subnet",
                    "AddSubnetIds", "subnet",
                    "RemoveSubnetIds", "subnet",
                    "RouteTableIds", "route-table",
                    "AddRouteTableIds", "route-table",
                    "RemoveRouteTableIds", "route-table");

    /** What is tagged is told by how its id begins. Source: EC2 user guide, "Resource IDs". */
    private static final Map<String, String> EC2_PREFIXES =
            Map.ofEntries(
                    Map.entry("sg", "security-group"),
                    Map.entry("sgr", "security-group-rule"),
                    Map.entry("subnet", "subnet"),
                    Map.entry("vpc", "vpc"),
                    Map.entry("rtb", "route-table"),
                    Map.entry("igw", "internet-gateway"),
                    Map.entry("nat", "natgateway"),
                    Map.entry("eipalloc", "elastic-ip"),
                    Map.entry("eni", "network-interface"),
                    Map.entry("acl", "network-acl"),
                    Map.entry("dopt", "dhcp-options"),
                    Map.entry("pl", "prefix-list"),
                    Map.entry("vpce", "vpc-endpoint"));

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
            case "cloudformation" -> StackNeeds.of(call, asked.action(), members);
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
        String action = action(asked.action());
        List<Need> needs = new ArrayList<>();
        EC2_TYPES.forEach((member, type) ->
                members.text(member).ifPresent(id -> needs.add(Need.of(action, ec2(type, id)))));
        EC2_LISTS.forEach((member, type) ->
                members.texts(member).forEach(id -> needs.add(Need.of(action, ec2(type, id)))));
        for (String id : members.texts("Resources")) needs.add(Need.of(action, tagged(id)));
        if (needs.isEmpty()) needs.addAll(one(Optional.empty()));
        EC2_USED.forEach((member, type) ->
                members.texts(member)
                        .forEach(id -> needs.add(Need.besides(action, ec2(type, id)))));
        return needs;
    }

    private String ec2(String type, String id) {
        return call.arn("ec2", type + "/" + id);
    }

    /** One of a kind that is not here may be done by who may do it to all. */
    private String tagged(String id) {
        int dash = id.indexOf('-');
        String type = dash < 0 ? null : EC2_PREFIXES.get(id.substring(0, dash));
        return type == null ? "*" : ec2(type, id);
    }
}
