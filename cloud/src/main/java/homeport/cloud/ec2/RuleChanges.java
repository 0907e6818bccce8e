package homeport.cloud.ec2;

import homeport.aws.Call;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.RevokedSecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The four actions on rules, which differ in direction and in the shape of their requests. */
final class RuleChanges {
    private static final String RULE = "security-group-rule";

    private final NetworkStore networks;
    private final Groups groups;
    private final Permissions permissions;

    RuleChanges(NetworkStore networks, Groups groups) {
        this.networks = networks;
        this.groups = groups;
        this.permissions = new Permissions(networks);
    }

    AuthorizeSecurityGroupIngressResponse authorizeIngress(
            Call call, AuthorizeSecurityGroupIngressRequest request) {
        var single =
                new Single(
                        request.ipProtocol(),
                        request.fromPort(),
                        request.toPort(),
                        request.cidrIp(),
                        request.sourceSecurityGroupName());
        var changed =
                permissions.authorize(
                        call.region(),
                        home(call, request.groupId(), request.groupName()),
                        false,
                        single.or(request.ipPermissions()),
                        Tags.specified(request.tagSpecifications(), RULE),
                        Boolean.TRUE.equals(request.dryRun()));
        return AuthorizeSecurityGroupIngressResponse.builder()
                .returnValue(true)
                .securityGroupRules(shown(call, changed))
                .build();
    }

    AuthorizeSecurityGroupEgressResponse authorizeEgress(
            Call call, AuthorizeSecurityGroupEgressRequest request) {
        var single =
                new Single(
                        request.ipProtocol(),
                        request.fromPort(),
                        request.toPort(),
                        request.cidrIp(),
                        request.sourceSecurityGroupName());
        var changed =
                permissions.authorize(
                        call.region(),
                        home(call, request.groupId(), null),
                        true,
                        single.or(request.ipPermissions()),
                        Tags.specified(request.tagSpecifications(), RULE),
                        Boolean.TRUE.equals(request.dryRun()));
        return AuthorizeSecurityGroupEgressResponse.builder()
                .returnValue(true)
                .securityGroupRules(shown(call, changed))
                .build();
    }

    RevokeSecurityGroupIngressResponse revokeIngress(
            Call call, RevokeSecurityGroupIngressRequest request) {
        var single =
                new Single(
                        request.ipProtocol(),
                        request.fromPort(),
                        request.toPort(),
                        request.cidrIp(),
                        request.sourceSecurityGroupName());
        var revoked =
                permissions.revoke(
                        call.region(),
                        home(call, request.groupId(), request.groupName()),
                        false,
                        single.or(request.ipPermissions()),
                        request.securityGroupRuleIds(),
                        Boolean.TRUE.equals(request.dryRun()));
        return RevokeSecurityGroupIngressResponse.builder()
                .returnValue(true)
                .revokedSecurityGroupRules(gone(call, revoked))
                .unknownIpPermissions(unknown(call, revoked))
                .build();
    }

    RevokeSecurityGroupEgressResponse revokeEgress(
            Call call, RevokeSecurityGroupEgressRequest request) {
        var single =
                new Single(
                        request.ipProtocol(),
                        request.fromPort(),
                        request.toPort(),
                        request.cidrIp(),
                        request.sourceSecurityGroupName());
        var revoked =
                permissions.revoke(
                        call.region(),
                        home(call, request.groupId(), null),
                        true,
                        single.or(request.ipPermissions()),
                        request.securityGroupRuleIds(),
                        Boolean.TRUE.equals(request.dryRun()));
        return RevokeSecurityGroupEgressResponse.builder()
                .returnValue(true)
                .revokedSecurityGroupRules(gone(call, revoked))
                .unknownIpPermissions(unknown(call, revoked))
                .build();
    }

    /**
     * The older form of a request: one permission spelled in members of its own, each null where
     * the caller left it out.
     */
    private record Single(
            String protocol, Integer fromPort, Integer toPort, String cidr, String groupName) {

        List<IpPermission> or(List<IpPermission> permissions) {
            if (protocol == null && cidr == null && groupName == null) return permissions;
            var permission =
                    IpPermission.builder().ipProtocol(protocol).fromPort(fromPort).toPort(toPort);
            if (groupName != null)
                permission.userIdGroupPairs(UserIdGroupPair.builder().groupName(groupName).build());
            if (cidr != null) permission.ipRanges(IpRange.builder().cidrIp(cidr).build());
            return List.of(permission.build());
        }
    }

    private Groups.Home home(Call call, String groupId, String groupName) {
        return groups.home(
                call.region(), Optional.ofNullable(groupId), Optional.ofNullable(groupName));
    }

    private List<SecurityGroupRule> shown(Call call, Permissions.Changed changed) {
        var shown = shown(call, changed.network());
        return changed.rules().stream().map(rule -> shown.rule(changed.group(), rule)).toList();
    }

    private List<RevokedSecurityGroupRule> gone(Call call, Permissions.Revoked revoked) {
        var changed = revoked.changed();
        var shown = shown(call, changed.network());
        return changed.rules().stream().map(rule -> shown.revoked(changed.group(), rule)).toList();
    }

    private List<IpPermission> unknown(Call call, Permissions.Revoked revoked) {
        return shown(call, revoked.changed().network()).permissions(revoked.unknown());
    }

    private ShownGroup shown(Call call, Network network) {
        return new ShownGroup(call.region(), networks.account(), network);
    }
}
