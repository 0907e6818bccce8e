package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The actions on security groups; what they permit is in {@link Permissions}. */
final class Groups {
    static final int PER_VPC_MAX = 500;
    private static final int CHARS_MAX = 255;
    private static final Pattern TEXT = Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]*");

    private static final Query<SecurityGroup> GROUPS =
            new Query<>(
                    "groupIds",
                    SecurityGroup::groupId,
                    Refusal::noGroup,
                    SecurityGroup::tags,
                    Map.ofEntries(
                            Map.entry("vpc-id", group -> List.of(group.vpcId())),
                            Map.entry("group-id", group -> List.of(group.groupId())),
                            Map.entry("group-name", group -> List.of(group.groupName())),
                            Map.entry("description", group -> List.of(group.description())),
                            Map.entry("owner-id", group -> List.of(group.ownerId())),
                            Map.entry("ip-permission.cidr", group -> cidrs(group.ipPermissions())),
                            Map.entry(
                                    "egress.ip-permission.cidr",
                                    group -> cidrs(group.ipPermissionsEgress())),
                            Map.entry(
                                    "ip-permission.group-id",
                                    group -> groupIds(group.ipPermissions())),
                            Map.entry(
                                    "egress.ip-permission.group-id",
                                    group -> groupIds(group.ipPermissionsEgress())),
                            Map.entry(
                                    "ip-permission.protocol",
                                    group -> of(group, p -> Stream.of(p.ipProtocol()))),
                            Map.entry(
                                    "ip-permission.from-port",
                                    group -> of(group, p -> port(p.fromPort()))),
                            Map.entry(
                                    "ip-permission.to-port",
                                    group -> of(group, p -> port(p.toPort())))));

    private static final Query<SecurityGroupRule> RULES =
            new Query<>(
                    "securityGroupRuleIds",
                    SecurityGroupRule::securityGroupRuleId,
                    Refusal::noRule,
                    SecurityGroupRule::tags,
                    Map.of(
                            "group-id", rule -> List.of(rule.groupId()),
                            "security-group-rule-id", rule -> List.of(rule.securityGroupRuleId())));

    private final NetworkStore networks;
    private final InUse others;

    Groups(NetworkStore networks, InUse others) {
        this.networks = networks;
        this.others = others;
    }

    DescribeSecurityGroupsResponse describe(Call call, DescribeSecurityGroupsRequest request) {
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n -> n.groups().stream().map(shown(call.region(), n)::group))
                        .toList();
        var named =
                request.groupNames().stream()
                        .map(name -> home(call.region(), Optional.empty(), Optional.of(name)).id());
        var ids = Stream.concat(request.groupIds().stream(), named).toList();
        var page =
                GROUPS.page(
                        all,
                        Query.Asked.of(
                                ids, request.filters(), request.maxResults(), request.nextToken()));
        var response = DescribeSecurityGroupsResponse.builder().securityGroups(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    DescribeSecurityGroupRulesResponse rules(Call call, DescribeSecurityGroupRulesRequest request) {
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n -> n.groups().stream().flatMap(g -> shown(call.region(), n, g)))
                        .toList();
        var page =
                RULES.page(
                        all,
                        Query.Asked.of(
                                request.securityGroupRuleIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response =
                DescribeSecurityGroupRulesResponse.builder().securityGroupRules(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateSecurityGroupResponse create(Call call, CreateSecurityGroupRequest request) {
        if (request.groupName() == null) throw Refusal.missing("GroupName");
        if (request.description() == null) throw Refusal.missing("GroupDescription");
        String name = request.groupName().strip();
        checkName(name);
        checkText("GroupDescription", request.description());
        String vpcId =
                Optional.ofNullable(request.vpcId())
                        .or(() -> networks.defaultOf(call.region()).map(Network::vpcId))
                        .orElseThrow(Refusal::noDefaultVpc);
        String id = Ids.fresh("sg");
        var group = new StoredGroup(id, name, request.description(), List.of(Network.allOut(id)));
        var tags = Tags.specified(request.tagSpecifications(), "security-group");
        var network =
                networks.change(
                        call.region(),
                        vpcId,
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            checkRoom(before, name);
                            return before.withGroup(group).withTags(id, tags);
                        });
        return CreateSecurityGroupResponse.builder()
                .groupId(id)
                .securityGroupArn(shown(call.region(), network).arn("security-group", id))
                .tags(Tags.of(tags))
                .build();
    }

    private static void checkRoom(Network network, String name) {
        if (network.groupNamed(name).isPresent())
            throw new AwsException(
                    "InvalidGroup.Duplicate",
                    "The security group '%s' already exists for VPC '%s'"
                            .formatted(name, network.vpcId()));
        if (network.groups().size() >= PER_VPC_MAX)
            throw new AwsException(
                    "SecurityGroupLimitExceeded",
                    "The maximum number of security groups for VPC '%s' has been reached."
                            .formatted(network.vpcId()));
    }

    private static void checkName(String name) {
        if (name.startsWith("sg-"))
            throw AwsException.invalidValue(
                    "Value (%s) for parameter GroupName is invalid. Group names may not be in the"
                                    .formatted(name)
                            + " format sg-*.");
        if (name.equals(StoredGroup.DEFAULT))
            throw AwsException.invalidValue("Cannot use reserved security group name: default");
        if (name.isEmpty()) throw Refusal.missing("GroupName");
        checkText("GroupName", name);
    }

    private static void checkText(String parameter, String text) {
        if (text.length() > CHARS_MAX || !TEXT.matcher(text).matches())
            throw AwsException.invalidValue(
                    ("Value (%s) for parameter %s is invalid. Character sets beyond ASCII are"
                                    + " not supported, and at most %d characters are allowed.")
                            .formatted(text, parameter, CHARS_MAX));
    }

    DeleteSecurityGroupResponse delete(Call call, DeleteSecurityGroupRequest request) {
        var found =
                home(
                        call.region(),
                        Optional.ofNullable(request.groupId()),
                        Optional.ofNullable(request.groupName()));
        String id = found.id();
        networks.change(
                call.region(),
                found.network().vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    var group = network.group(id).orElseThrow(() -> Refusal.noGroup(id));
                    checkUnused(call.region(), network, group);
                    return network.without(id);
                });
        return DeleteSecurityGroupResponse.builder().groupId(id).returnValue(true).build();
    }

    private void checkUnused(String region, Network network, StoredGroup group) {
        String id = group.id();
        if (group.name().equals(StoredGroup.DEFAULT))
            throw new AwsException(
                    "CannotDelete",
                    "the specified group: \"%s\" name: \"default\" cannot be deleted by a user"
                            .formatted(id));
        boolean named =
                network.groups().stream()
                        .filter(other -> !other.id().equals(id))
                        .anyMatch(other -> other.rules().stream().anyMatch(r -> r.names(id)));
        boolean worn =
                network.fittings().interfaces().stream().anyMatch(one -> one.groups().contains(id));
        if (named || worn || others.inUse(region, id))
            throw Refusal.inUse("resource %s has a dependent object".formatted(id));
    }

    /** A group and the network in which it was found. */
    record Home(Network network, String id) {}

    /** By id anywhere in the region, or by name in the default VPC. */
    Home home(String region, Optional<String> id, Optional<String> name) {
        if (id.isPresent())
            return networks.find(region, network -> network.group(id.get()).isPresent())
                    .map(network -> new Home(network, id.get()))
                    .orElseThrow(() -> Refusal.noGroup(id.get()));
        if (name.isEmpty()) throw Refusal.missing("groupId");
        var network = networks.defaultOf(region).orElseThrow(Refusal::noDefaultVpc);
        return network.groupNamed(name.get())
                .map(group -> new Home(network, group.id()))
                .orElseThrow(() ->
                        new AwsException(
                                "InvalidGroup.NotFound",
                                "The security group '%s' does not exist in default VPC '%s'"
                                        .formatted(name.get(), network.vpcId())));
    }

    private ShownGroup shown(String region, Network network) {
        return new ShownGroup(region, networks.account(), network);
    }

    private Stream<SecurityGroupRule> shown(String region, Network network, StoredGroup group) {
        var shown = shown(region, network);
        return group.rules().stream().map(rule -> shown.rule(group, rule));
    }

    private static List<String> cidrs(List<IpPermission> permissions) {
        return permissions.stream()
                .flatMap(p -> p.ipRanges().stream())
                .map(IpRange::cidrIp)
                .toList();
    }

    private static List<String> groupIds(List<IpPermission> permissions) {
        return permissions.stream()
                .flatMap(p -> p.userIdGroupPairs().stream())
                .map(UserIdGroupPair::groupId)
                .toList();
    }

    private static List<String> of(
            SecurityGroup group, Function<IpPermission, Stream<String>> value) {
        return group.ipPermissions().stream().flatMap(value).toList();
    }

    private static Stream<String> port(Integer port) {
        return Stream.ofNullable(port).map(String::valueOf);
    }
}
