package homeport.cloud.ec2;

import homeport.cloud.ec2.StoredRule.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.RevokedSecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Security groups as EC2 shows them: rules of the same ports together in one permission. */
final class ShownGroup {
    private final String region;
    private final String account;
    private final Network network;

    ShownGroup(String region, String account, Network network) {
        this.region = region;
        this.account = account;
        this.network = network;
    }

    SecurityGroup group(StoredGroup group) {
        return SecurityGroup.builder()
                .groupId(group.id())
                .securityGroupArn(arn("security-group", group.id()))
                .groupName(group.name())
                .description(group.description())
                .vpcId(network.vpcId())
                .ownerId(account)
                .ipPermissions(permissions(rules(group, false)))
                .ipPermissionsEgress(permissions(rules(group, true)))
                .tags(Tags.of(network.tagsOf(group.id())))
                .build();
    }

    SecurityGroupRule rule(StoredGroup group, StoredRule rule) {
        var shown =
                SecurityGroupRule.builder()
                        .securityGroupRuleId(rule.id())
                        .securityGroupRuleArn(arn("security-group-rule", rule.id()))
                        .groupId(group.id())
                        .groupOwnerId(account)
                        .isEgress(rule.egress())
                        .ipProtocol(rule.protocol())
                        .fromPort(rule.fromPort())
                        .toPort(rule.toPort())
                        .tags(Tags.of(network.tagsOf(rule.id())));
        description(rule).ifPresent(shown::description);
        String peer = rule.peer().value();
        return switch (rule.peer().kind()) {
            case IPV4 -> shown.cidrIpv4(peer).build();
            case IPV6 -> shown.cidrIpv6(peer).build();
            case GROUP -> shown.referencedGroupInfo(r -> r.groupId(peer).userId(account)).build();
            case PREFIX_LIST -> shown.prefixListId(peer).build();
        };
    }

    RevokedSecurityGroupRule revoked(StoredGroup group, StoredRule rule) {
        var shown =
                RevokedSecurityGroupRule.builder()
                        .securityGroupRuleId(rule.id())
                        .groupId(group.id())
                        .isEgress(rule.egress())
                        .ipProtocol(rule.protocol())
                        .fromPort(rule.fromPort())
                        .toPort(rule.toPort());
        description(rule).ifPresent(shown::description);
        String peer = rule.peer().value();
        return switch (rule.peer().kind()) {
            case IPV4 -> shown.cidrIpv4(peer).build();
            case IPV6 -> shown.cidrIpv6(peer).build();
            case GROUP -> shown.referencedGroupId(peer).build();
            case PREFIX_LIST -> shown.prefixListId(peer).build();
        };
    }

    /** Rules grouped by protocol and ports; ports are left out where all protocols are meant. */
    List<IpPermission> permissions(List<StoredRule> rules) {
        record Ports(String protocol, int from, int to) {}
        var byPorts = new LinkedHashMap<Ports, List<StoredRule>>();
        for (var rule : rules)
            byPorts.computeIfAbsent(
                            new Ports(rule.protocol(), rule.fromPort(), rule.toPort()),
                            ports -> new ArrayList<>())
                    .add(rule);
        return byPorts.entrySet().stream()
                .map(entry -> {
                    var ports = entry.getKey();
                    var permission = permission(entry.getValue());
                    permission.ipProtocol(ports.protocol());
                    if (!ports.protocol().equals(StoredRule.ALL))
                        permission.fromPort(ports.from()).toPort(ports.to());
                    return permission.build();
                })
                .toList();
    }

    private IpPermission.Builder permission(List<StoredRule> rules) {
        return IpPermission.builder()
                .ipRanges(
                        peers(
                                rules,
                                Kind.IPV4,
                                r ->
                                        IpRange.builder()
                                                .cidrIp(r.peer().value())
                                                .description(description(r).orElse(null))
                                                .build()))
                .ipv6Ranges(
                        peers(
                                rules,
                                Kind.IPV6,
                                r ->
                                        Ipv6Range.builder()
                                                .cidrIpv6(r.peer().value())
                                                .description(description(r).orElse(null))
                                                .build()))
                .userIdGroupPairs(
                        peers(
                                rules,
                                Kind.GROUP,
                                r ->
                                        UserIdGroupPair.builder()
                                                .groupId(r.peer().value())
                                                .userId(account)
                                                .description(description(r).orElse(null))
                                                .build()))
                .prefixListIds(
                        peers(
                                rules,
                                Kind.PREFIX_LIST,
                                r ->
                                        PrefixListId.builder()
                                                .prefixListId(r.peer().value())
                                                .description(description(r).orElse(null))
                                                .build()));
    }

    private static <T> List<T> peers(
            List<StoredRule> rules, Kind kind, Function<StoredRule, T> shown) {
        return rules.stream().filter(rule -> rule.peer().kind() == kind).map(shown).toList();
    }

    static List<StoredRule> rules(StoredGroup group, boolean egress) {
        return group.rules().stream().filter(rule -> rule.egress() == egress).toList();
    }

    private static Optional<String> description(StoredRule rule) {
        return Optional.of(rule.description()).filter(text -> !text.isEmpty());
    }

    String arn(String type, String id) {
        return "arn:aws:ec2:%s:%s:%s/%s".formatted(region, account, type, id);
    }
}
