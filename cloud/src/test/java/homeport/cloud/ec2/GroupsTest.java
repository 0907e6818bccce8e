package homeport.cloud.ec2;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Security groups and their rules. */
final class GroupsTest extends Ec2World {
    @Test
    void rulesAreAuthorizedOnceAndRevokedOnce() {
        String group = group(vpc("10.0.0.0/16"), "db");
        var tcp = tcp(5432, "10.1.2.3/16");
        var added = authorize(group, tcp).securityGroupRules();
        assertThat(added)
                .singleElement()
                .satisfies(rule -> assertThat(rule.cidrIpv4()).isEqualTo("10.1.0.0/16"));
        assertThat(networks.firewall(Caller.REGION).admission(List.of(group), 5432))
                .matches(now -> now.admits(InetAddress.ofLiteral("10.1.200.3")));
        refused(
                "InvalidPermission.Duplicate",
                "peer: 10.1.0.0/16, TCP, from port: 5432",
                () -> authorize(group, tcp));
        var revoke =
                RevokeSecurityGroupIngressRequest.builder()
                        .groupId(group)
                        .ipPermissions(tcp)
                        .build();
        assertThat(
                        ec2.call(RevokeSecurityGroupIngressResponse.class, revoke)
                                .revokedSecurityGroupRules())
                .hasSize(1);
        refused(
                "InvalidPermission.NotFound",
                "does not exist",
                () -> ec2.call(RevokeSecurityGroupIngressResponse.class, revoke));
        refused(
                "InvalidSecurityGroupRuleId.NotFound",
                "sgr-x",
                () ->
                        ec2.call(
                                RevokeSecurityGroupIngressResponse.class,
                                RevokeSecurityGroupIngressRequest.builder()
                                        .groupId(group)
                                        .securityGroupRuleIds("sgr-x")
                                        .build()));
        refused(
                "InvalidParameterValue",
                "(443:80)",
                () ->
                        ec2.call(
                                AuthorizeSecurityGroupIngressResponse.class,
                                AuthorizeSecurityGroupIngressRequest.builder()
                                        .groupId(group)
                                        .ipProtocol("tcp")
                                        .fromPort(443)
                                        .toPort(80)
                                        .cidrIp("0.0.0.0/0")
                                        .build()));
        refused("InvalidParameterValue", "multiple times", () -> authorize(group, tcp, tcp));
    }

    @Test
    void anUnknownRuleIsOnlyReportedInTheDefaultVpc() {
        String group = group(networks.defaultVpc(Caller.REGION).orElseThrow(), "db");
        var revoke =
                RevokeSecurityGroupIngressRequest.builder()
                        .groupId(group)
                        .ipPermissions(tcp(1, "1.2.3.4/32"))
                        .build();
        assertThat(
                        ec2.call(RevokeSecurityGroupIngressResponse.class, revoke)
                                .unknownIpPermissions())
                .hasSize(1);
    }

    @Test
    void aGroupNameIsTakenOncePerVpc() {
        String vpc = vpc("10.0.0.0/16");
        String db = group(vpc, "db");
        refused(
                "InvalidGroup.Duplicate",
                "'db' already exists for VPC '" + vpc + "'",
                () -> group(vpc, "db"));
        refused("InvalidParameterValue", "reserved", () -> group(vpc, "default"));
        refused("InvalidParameterValue", "sg-*", () -> group(vpc, "sg-1"));
        String app = group(vpc, "app");
        var pair = UserIdGroupPair.builder().groupId(app).build();
        ec2.call(
                AuthorizeSecurityGroupIngressResponse.class,
                AuthorizeSecurityGroupIngressRequest.builder()
                        .groupId(db)
                        .ipPermissions(
                                IpPermission.builder()
                                        .ipProtocol("tcp")
                                        .fromPort(5432)
                                        .toPort(5432)
                                        .userIdGroupPairs(pair)
                                        .build())
                        .build());
        refused(
                "DependencyViolation",
                app,
                () ->
                        ec2.call(
                                DeleteSecurityGroupResponse.class,
                                DeleteSecurityGroupRequest.builder().groupId(app).build()));
    }
}
