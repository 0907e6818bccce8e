package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleDescription;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressResponse;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressResponse;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The actions that change rules which stay: they keep their ids. */
final class RuleEdits {
    private final NetworkStore networks;
    private final Groups groups;

    RuleEdits(NetworkStore networks, Groups groups) {
        this.networks = networks;
        this.groups = groups;
    }

    ModifySecurityGroupRulesResponse modify(Call call, ModifySecurityGroupRulesRequest request) {
        if (request.securityGroupRules().isEmpty()) throw Refusal.missing("SecurityGroupRule");
        var wanted = new HashMap<String, SecurityGroupRuleRequest>();
        for (var update : request.securityGroupRules()) {
            String id =
                    Optional.ofNullable(update.securityGroupRuleId())
                            .orElseThrow(() -> Refusal.missing("SecurityGroupRuleId"));
            var to =
                    Optional.ofNullable(update.securityGroupRule())
                            .orElseThrow(() -> Refusal.missing("SecurityGroupRule"));
            if (wanted.put(id, to) != null)
                throw AwsException.invalidValue("The rule '%s' is named twice.".formatted(id));
        }
        var home = home(call, request.groupId(), null);
        networks.change(
                call.region(),
                home.network().vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    var group = group(network, home.id());
                    for (String id : wanted.keySet())
                        if (group.rules().stream().noneMatch(rule -> rule.id().equals(id)))
                            throw Refusal.noRule(id);
                    var rules =
                            group.rules().stream()
                                    .map(rule ->
                                            wanted.containsKey(rule.id())
                                                    ? edited(network, rule, wanted.get(rule.id()))
                                                    : rule)
                                    .toList();
                    checkDistinct(rules);
                    return network.withGroup(group.withRules(rules));
                });
        return ModifySecurityGroupRulesResponse.builder().returnValue(true).build();
    }

    private static StoredRule edited(
            Network network, StoredRule rule, SecurityGroupRuleRequest wanted) {
        var permission =
                IpPermission.builder()
                        .ipProtocol(wanted.ipProtocol())
                        .fromPort(wanted.fromPort())
                        .toPort(wanted.toPort());
        String description = wanted.description();
        if (wanted.cidrIpv4() != null)
            permission.ipRanges(
                    IpRange.builder().cidrIp(wanted.cidrIpv4()).description(description).build());
        if (wanted.cidrIpv6() != null)
            permission.ipv6Ranges(
                    Ipv6Range.builder()
                            .cidrIpv6(wanted.cidrIpv6())
                            .description(description)
                            .build());
        if (wanted.referencedGroupId() != null)
            permission.userIdGroupPairs(
                    UserIdGroupPair.builder()
                            .groupId(wanted.referencedGroupId())
                            .description(description)
                            .build());
        if (wanted.prefixListId() != null)
            permission.prefixListIds(
                    PrefixListId.builder()
                            .prefixListId(wanted.prefixListId())
                            .description(description)
                            .build());
        var read = new Rules(network, rule.egress()).read(List.of(permission.build()));
        if (read.size() != 1)
            throw AwsException.invalidCombination(
                    "A security group rule has exactly one source or destination, not %d."
                            .formatted(read.size()));
        return read.getFirst().as(rule.id());
    }

    private static void checkDistinct(List<StoredRule> rules) {
        for (var rule : rules)
            if (rules.stream().filter(rule::permits).count() > 1)
                throw new AwsException(
                        "InvalidPermission.Duplicate",
                        "the specified rule \"%s\" already exists"
                                .formatted(Permissions.spelled(rule)));
    }

    UpdateSecurityGroupRuleDescriptionsIngressResponse describeIngress(
            Call call, UpdateSecurityGroupRuleDescriptionsIngressRequest request) {
        describe(
                call,
                home(call, request.groupId(), request.groupName()),
                false,
                request.ipPermissions(),
                request.securityGroupRuleDescriptions(),
                Boolean.TRUE.equals(request.dryRun()));
        return UpdateSecurityGroupRuleDescriptionsIngressResponse.builder()
                .returnValue(true)
                .build();
    }

    UpdateSecurityGroupRuleDescriptionsEgressResponse describeEgress(
            Call call, UpdateSecurityGroupRuleDescriptionsEgressRequest request) {
        describe(
                call,
                home(call, request.groupId(), request.groupName()),
                true,
                request.ipPermissions(),
                request.securityGroupRuleDescriptions(),
                Boolean.TRUE.equals(request.dryRun()));
        return UpdateSecurityGroupRuleDescriptionsEgressResponse.builder()
                .returnValue(true)
                .build();
    }

    private void describe(
            Call call,
            Groups.Home home,
            boolean egress,
            List<IpPermission> permissions,
            List<SecurityGroupRuleDescription> byId,
            boolean dryRun) {
        if (permissions.isEmpty() == byId.isEmpty())
            throw AwsException.invalidCombination(
                    "Either IpPermissions or SecurityGroupRuleDescriptions must be given, and not"
                            + " both.");
        networks.change(
                call.region(),
                home.network().vpcId(),
                dryRun,
                network -> {
                    var group = group(network, home.id());
                    var texts = new HashMap<String, String>();
                    for (var one : byId) {
                        String id = Optional.ofNullable(one.securityGroupRuleId()).orElse("");
                        if (group.rules().stream().noneMatch(r -> r.is(id, egress)))
                            throw Refusal.noRule(id);
                        texts.put(id, Optional.ofNullable(one.description()).orElse(""));
                    }
                    for (var wanted : new Rules(network, egress).read(permissions)) {
                        var found =
                                group.rules().stream()
                                        .filter(wanted::permits)
                                        .findFirst()
                                        .orElseThrow(RuleEdits::noPermission);
                        texts.put(found.id(), wanted.description());
                    }
                    return network.withGroup(group.withRules(described(group, texts)));
                });
    }

    private static AwsException noPermission() {
        return new AwsException(
                "InvalidPermission.NotFound",
                "The specified rule does not exist in this security group.");
    }

    private static List<StoredRule> described(StoredGroup group, Map<String, String> texts) {
        return group.rules().stream()
                .map(rule -> rule.described(texts.getOrDefault(rule.id(), rule.description())))
                .toList();
    }

    private Groups.Home home(Call call, String groupId, String groupName) {
        return groups.home(
                call.region(), Optional.ofNullable(groupId), Optional.ofNullable(groupName));
    }

    private static StoredGroup group(Network network, String id) {
        return network.group(id).orElseThrow(() -> Refusal.noGroup(id));
    }
}
