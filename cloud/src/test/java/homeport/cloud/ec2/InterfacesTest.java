package homeport.cloud.ec2;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.RemovePrefixListEntry;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Network interfaces, and whom rules admit through them. */
final class InterfacesTest extends Ec2World {
    private final String vpc = vpc("10.0.0.0/16");
    private final String subnet = subnet(vpc, "10.0.1.0/28");
    private final String db = group(vpc, "db");
    private final String app = group(vpc, "app");

    @Test
    void addressesComeFromTheSubnet() {
        var first = create(r -> {});
        assertThat(first.privateIpAddress()).isEqualTo("10.0.1.4");
        assertThat(first.availabilityZone()).isEqualTo("us-east-1a");
        assertThat(create(r -> r.privateIpAddress("10.0.1.9")).privateIpAddress())
                .isEqualTo("10.0.1.9");
        refused(
                "InvalidIPAddress.InUse",
                "in use",
                () -> create(r -> r.privateIpAddress("10.0.1.9")));
        refused(
                "InvalidParameterValue",
                "does not fall within the subnet's address range",
                () -> create(r -> r.privateIpAddress("10.0.2.9")));
        refused(
                "InvalidParameterValue",
                "reserved",
                () -> create(r -> r.privateIpAddress("10.0.1.1")));
        assertThat(free()).isEqualTo(9);
        refused(
                "InsufficientFreeAddressesInSubnet",
                "has 8, asked for 9",
                () -> create(r -> r.secondaryPrivateIpAddressCount(9)));
        create(r -> r.secondaryPrivateIpAddressCount(8));
        assertThat(free()).isZero();
    }

    @Test
    void whatAnInterfaceUsesStays() {
        var one = create(r -> r.groups(app).clientToken("t"));
        assertThat(create(r -> r.groups(app).clientToken("t")).networkInterfaceId())
                .isEqualTo(one.networkInterfaceId());
        var deleteGroup = DeleteSecurityGroupRequest.builder().groupId(app).build();
        var deleteSubnet = DeleteSubnetRequest.builder().subnetId(subnet).build();
        refused(
                "DependencyViolation",
                app,
                () -> ec2.call(DeleteSecurityGroupResponse.class, deleteGroup));
        refused(
                "DependencyViolation",
                subnet,
                () -> ec2.call(DeleteSubnetResponse.class, deleteSubnet));
        assertThat(
                        ec2.call(
                                        DescribeNetworkInterfacesResponse.class,
                                        DescribeNetworkInterfacesRequest.builder()
                                                .filters(
                                                        Filter.builder()
                                                                .name("group-id")
                                                                .values(app)
                                                                .build())
                                                .build())
                                .networkInterfaces())
                .hasSize(1);
        delete(one);
        ec2.call(DeleteSecurityGroupResponse.class, deleteGroup);
        ec2.call(DeleteSubnetResponse.class, deleteSubnet);
    }

    @Test
    void aRuleThatNamesAGroupAdmitsItsInterfacesFromTheNextConnectionOn() {
        var told = new ArrayList<Boolean>();
        var one = create(r -> r.groups(app));
        authorize(
                db,
                IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(5432)
                        .toPort(5432)
                        .userIdGroupPairs(UserIdGroupPair.builder().groupId(app).build())
                        .build());
        assertThat(admits("10.0.1.4")).isTrue();
        networks.onChange(region -> told.add(admits("10.0.1.4")));
        modify(one, db);
        modify(one, app);
        assertThat(told).containsExactly(false, true);
        String allocation =
                ec2.call(AllocateAddressResponse.class, AllocateAddressRequest.builder().build())
                        .allocationId();
        var associate =
                AssociateAddressRequest.builder()
                        .allocationId(allocation)
                        .networkInterfaceId(one.networkInterfaceId())
                        .build();
        refused(
                "Gateway.NotAttached",
                vpc,
                () -> ec2.call(AssociateAddressResponse.class, associate));
        delete(one);
        assertThat(admits("10.0.1.4")).isFalse();
    }

    @Test
    void aRuleThatIsEditedKeepsItsId() {
        var rule = authorize(db, tcp(5432, "192.0.2.0/24")).securityGroupRules().getFirst();
        edit(rule.securityGroupRuleId(), "198.51.100.0/24");
        assertThat(admits("192.0.2.1")).isFalse();
        assertThat(admits("198.51.100.1")).isTrue();
        refused(
                "InvalidSecurityGroupRuleId.NotFound",
                "sgr-x",
                () -> edit("sgr-x", "198.51.100.0/24"));
    }

    private void edit(String rule, String cidr) {
        var to =
                SecurityGroupRuleRequest.builder()
                        .ipProtocol("tcp")
                        .fromPort(5432)
                        .toPort(5432)
                        .cidrIpv4(cidr)
                        .build();
        var update =
                SecurityGroupRuleUpdate.builder()
                        .securityGroupRuleId(rule)
                        .securityGroupRule(to)
                        .build();
        ec2.call(
                ModifySecurityGroupRulesResponse.class,
                ModifySecurityGroupRulesRequest.builder()
                        .groupId(db)
                        .securityGroupRules(update)
                        .build());
    }

    @Test
    void aPrefixListAdmitsItsEntriesAsTheyAre() {
        var list =
                ec2.call(
                                CreateManagedPrefixListResponse.class,
                                CreateManagedPrefixListRequest.builder()
                                        .prefixListName("offices")
                                        .addressFamily("IPv4")
                                        .maxEntries(2)
                                        .entries(
                                                AddPrefixListEntry.builder()
                                                        .cidr("192.0.2.0/24")
                                                        .build())
                                        .build())
                        .prefixList();
        var rule =
                IpPermission.builder()
                        .ipProtocol("-1")
                        .prefixListIds(
                                PrefixListId.builder().prefixListId(list.prefixListId()).build())
                        .build();
        authorize(db, rule);
        assertThat(admits("192.0.2.8")).isTrue();
        ec2.call(
                ModifyManagedPrefixListResponse.class,
                ModifyManagedPrefixListRequest.builder()
                        .prefixListId(list.prefixListId())
                        .currentVersion(1L)
                        .removeEntries(RemovePrefixListEntry.builder().cidr("192.0.2.0/24").build())
                        .build());
        assertThat(admits("192.0.2.8")).isFalse();
        refused(
                "InvalidPrefixListID.NotFound",
                "pl-x",
                () ->
                        authorize(
                                db,
                                IpPermission.builder()
                                        .ipProtocol("-1")
                                        .prefixListIds(
                                                PrefixListId.builder().prefixListId("pl-x").build())
                                        .build()));
    }

    private boolean admits(String address) {
        return networks.firewall(Caller.REGION)
                .admission(List.of(db), 5432)
                .admits(InetAddress.ofLiteral(address));
    }

    private NetworkInterface create(Consumer<CreateNetworkInterfaceRequest.Builder> with) {
        var request = CreateNetworkInterfaceRequest.builder().subnetId(subnet);
        with.accept(request);
        return ec2.call(CreateNetworkInterfaceResponse.class, request.build()).networkInterface();
    }

    private void modify(NetworkInterface one, String group) {
        ec2.call(
                ModifyNetworkInterfaceAttributeResponse.class,
                ModifyNetworkInterfaceAttributeRequest.builder()
                        .networkInterfaceId(one.networkInterfaceId())
                        .groups(group)
                        .build());
    }

    private void delete(NetworkInterface one) {
        ec2.call(
                DeleteNetworkInterfaceResponse.class,
                DeleteNetworkInterfaceRequest.builder()
                        .networkInterfaceId(one.networkInterfaceId())
                        .build());
    }

    private int free() {
        return ec2.call(
                        DescribeSubnetsResponse.class,
                        DescribeSubnetsRequest.builder().subnetIds(subnet).build())
                .subnets()
                .getFirst()
                .availableIpAddressCount();
    }
}
