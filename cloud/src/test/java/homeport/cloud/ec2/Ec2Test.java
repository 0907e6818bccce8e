package homeport.cloud.ec2;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import homeport.cloud.Caller;
import homeport.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Region;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Networks as Terraform and the AWS CLI see them. */
final class Ec2Test extends Ec2World {
    @Test
    void everyRegionHasADefaultNetworkAndNothingIsStoredForIt() {
        for (String region : List.of("us-east-1", "eu-west-3", "our-own-1")) {
            var vpcs =
                    ec2.call(
                                    region,
                                    DescribeVpcsResponse.class,
                                    DescribeVpcsRequest.builder().build())
                            .vpcs();
            assertThat(vpcs)
                    .singleElement()
                    .satisfies(vpc -> {
                        assertThat(vpc.isDefault()).isTrue();
                        assertThat(vpc.cidrBlock()).isEqualTo("172.31.0.0/16");
                        assertThat(vpc.vpcId()).matches("vpc-0[0-9a-f]{16}");
                    });
            assertThat(networks.defaultSubnets(region))
                    .extracting(Networks.SubnetPlace::availabilityZone, Networks.SubnetPlace::cidr)
                    .containsExactly(
                            tuple(region + "a", "172.31.0.0/20"),
                            tuple(region + "b", "172.31.16.0/20"),
                            tuple(region + "c", "172.31.32.0/20"));
        }
        assertThat(store.keys()).isEmpty();
        assertThat(new Networks(new MemoryStore(), Caller.ACCOUNT).defaultVpc("us-east-1"))
                .isEqualTo(networks.defaultVpc("us-east-1"));
        assertThat(networks.defaultVpc("us-east-1")).isNotEqualTo(networks.defaultVpc("eu-west-3"));
    }

    @Test
    void aNewVpcHasItsDefaultGroupRouteTableAndNetworkAcl() {
        String vpc = vpc("10.0.0.5/16");
        var filter = Filter.builder().name("vpc-id").values(vpc).build();
        var group =
                ec2.call(
                                DescribeSecurityGroupsResponse.class,
                                DescribeSecurityGroupsRequest.builder().filters(filter).build())
                        .securityGroups()
                        .getFirst();
        assertThat(group.groupName()).isEqualTo("default");
        assertThat(group.ipPermissions().getFirst().userIdGroupPairs().getFirst().groupId())
                .isEqualTo(group.groupId());
        assertThat(group.ipPermissionsEgress().getFirst().ipRanges().getFirst().cidrIp())
                .isEqualTo("0.0.0.0/0");
        var table =
                ec2.call(
                                DescribeRouteTablesResponse.class,
                                DescribeRouteTablesRequest.builder()
                                        .filters(
                                                filter,
                                                Filter.builder()
                                                        .name("association.main")
                                                        .values("true")
                                                        .build())
                                        .build())
                        .routeTables();
        assertThat(table)
                .singleElement()
                .satisfies(t ->
                        assertThat(t.routes().getFirst().destinationCidrBlock())
                                .isEqualTo("10.0.0.0/16"));
        var acl =
                ec2.call(
                                DescribeNetworkAclsResponse.class,
                                DescribeNetworkAclsRequest.builder()
                                        .filters(
                                                filter,
                                                Filter.builder()
                                                        .name("default")
                                                        .values("true")
                                                        .build())
                                        .build())
                        .networkAcls();
        assertThat(acl).singleElement().satisfies(a -> assertThat(a.entries()).hasSize(4));
        assertThat(networks.defaultSecurityGroup(Caller.REGION, vpc)).contains(group.groupId());
    }

    @ParameterizedTest(name = "{0} in 10.0.0.0/16 beside 10.0.0.0/24: {1}")
    @CsvSource({
        "10.0.1.0/24, ok",
        "10.0.0.128/25, InvalidSubnet.Conflict",
        "10.0.0.0/16, InvalidSubnet.Conflict",
        "10.1.0.0/24, InvalidSubnet.Range",
        "10.0.0.0/8, InvalidSubnet.Range",
        "10.0.2.0/29, InvalidSubnet.Range",
        "10.0.2/24, InvalidParameterValue",
    })
    void aSubnetLiesInsideItsVpcAndBesideTheOthers(String cidr, String expected) {
        String vpc = vpc("10.0.0.0/16");
        subnet(vpc, "10.0.0.0/24");
        if (expected.equals("ok"))
            assertThat(networks.subnet(Caller.REGION, subnet(vpc, cidr))).isPresent();
        else refused(expected, cidr, () -> subnet(vpc, cidr));
    }

    @Test
    void whatDoesNotExistIsRefusedWithItsOwnCode() {
        refused(
                "InvalidVpcID.NotFound",
                "The vpc ID 'vpc-x' does not exist",
                () ->
                        ec2.call(
                                DescribeVpcsResponse.class,
                                DescribeVpcsRequest.builder().vpcIds("vpc-x").build()));
        refused("InvalidVpcID.NotFound", "vpc-x", () -> subnet("vpc-x", "10.0.0.0/24"));
        refused(
                "InvalidSubnetID.NotFound",
                "The subnet ID 'subnet-x' does not exist",
                () ->
                        ec2.call(
                                DescribeSubnetsResponse.class,
                                DescribeSubnetsRequest.builder().subnetIds("subnet-x").build()));
        refused(
                "InvalidGroup.NotFound",
                "The security group 'sg-x' does not exist",
                () ->
                        ec2.call(
                                DeleteSecurityGroupResponse.class,
                                DeleteSecurityGroupRequest.builder().groupId("sg-x").build()));
        refused(
                "InvalidGroup.NotFound",
                "in default VPC",
                () ->
                        ec2.call(
                                DescribeSecurityGroupsResponse.class,
                                DescribeSecurityGroupsRequest.builder().groupNames("web").build()));
        refused("InvalidVpc.Range", "10.0.0.0/8", () -> vpc("10.0.0.0/8"));
        refused(
                "InvalidParameterValue",
                "The filter 'colour' is invalid",
                () ->
                        ec2.call(
                                DescribeVpcsResponse.class,
                                DescribeVpcsRequest.builder()
                                        .filters(
                                                Filter.builder().name("colour").values("x").build())
                                        .build()));
    }

    @Test
    void whatIsInUseIsNotDeleted() {
        String vpc = vpc("10.0.0.0/16");
        String subnet = subnet(vpc, "10.0.0.0/24");
        String group = group(vpc, "db");
        refused(
                "DependencyViolation",
                vpc,
                () ->
                        ec2.call(
                                DeleteVpcResponse.class,
                                DeleteVpcRequest.builder().vpcId(vpc).build()));
        inUse.addAll(List.of(subnet, group));
        var deleteSubnet = DeleteSubnetRequest.builder().subnetId(subnet).build();
        var deleteGroup = DeleteSecurityGroupRequest.builder().groupId(group).build();
        refused(
                "DependencyViolation",
                subnet,
                () -> ec2.call(DeleteSubnetResponse.class, deleteSubnet));
        refused(
                "DependencyViolation",
                group,
                () -> ec2.call(DeleteSecurityGroupResponse.class, deleteGroup));
        inUse.clear();
        ec2.call(DeleteSubnetResponse.class, deleteSubnet);
        ec2.call(DeleteSecurityGroupResponse.class, deleteGroup);
        String main = networks.defaultSecurityGroup(Caller.REGION, vpc).orElseThrow();
        refused(
                "CannotDelete",
                main,
                () ->
                        ec2.call(
                                DeleteSecurityGroupResponse.class,
                                DeleteSecurityGroupRequest.builder().groupId(main).build()));
        ec2.call(DeleteVpcResponse.class, DeleteVpcRequest.builder().vpcId(vpc).build());
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aDeletedDefaultVpcStaysDeleted() {
        networks.defaultSubnets(Caller.REGION)
                .forEach(s ->
                        ec2.call(
                                DeleteSubnetResponse.class,
                                DeleteSubnetRequest.builder().subnetId(s.subnetId()).build()));
        String vpc = networks.defaultVpc(Caller.REGION).orElseThrow();
        var delete = DeleteVpcRequest.builder().vpcId(vpc).build();
        refused("DependencyViolation", vpc, () -> ec2.call(DeleteVpcResponse.class, delete));
        ec2.call(
                DetachInternetGatewayResponse.class,
                DetachInternetGatewayRequest.builder()
                        .vpcId(vpc)
                        .internetGatewayId(Outside.defaultGatewayId(vpc))
                        .build());
        ec2.call(DeleteVpcResponse.class, delete);
        assertThat(networks.defaultVpc(Caller.REGION)).isEmpty();
        refused(
                "VPCIdNotSpecified",
                "No default VPC",
                () ->
                        ec2.call(
                                CreateSecurityGroupResponse.class,
                                CreateSecurityGroupRequest.builder()
                                        .groupName("a")
                                        .description("b")
                                        .build()));
    }

    @Test
    void changesThatCrossBothHappen() {
        String vpc = vpc("10.0.0.0/16");
        store.overtakeOnce(() -> subnet(vpc, "10.0.1.0/24"));
        subnet(vpc, "10.0.2.0/24");
        store.overtakeOnce(() -> subnet(vpc, "10.0.3.0/24"));
        refused("InvalidSubnet.Conflict", "10.0.3.0/24", () -> subnet(vpc, "10.0.3.0/24"));
        assertThat(subnets(vpc))
                .containsExactlyInAnyOrder("10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24");
    }

    @Test
    void aDryRunChangesNothing() {
        refused(
                "DryRunOperation",
                "would have succeeded",
                () ->
                        ec2.call(
                                CreateVpcResponse.class,
                                CreateVpcRequest.builder()
                                        .cidrBlock("10.0.0.0/16")
                                        .dryRun(true)
                                        .build()));
        refused(
                "InvalidVpc.Range",
                "",
                () ->
                        ec2.call(
                                CreateVpcResponse.class,
                                CreateVpcRequest.builder()
                                        .cidrBlock("10.0.0.0/8")
                                        .dryRun(true)
                                        .build()));
        refused(
                "DryRunOperation",
                "",
                () ->
                        ec2.call(
                                DescribeVpcsResponse.class,
                                DescribeVpcsRequest.builder().dryRun(true).build()));
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void pagesGoThroughEverythingOnce() {
        String vpc = vpc("10.0.0.0/16");
        for (int i = 0; i < 12; i++) subnet(vpc, "10.0." + i + ".0/24");
        var seen = new ArrayList<String>();
        String token = null;
        do {
            var page =
                    ec2.call(
                            DescribeSubnetsResponse.class,
                            DescribeSubnetsRequest.builder()
                                    .maxResults(5)
                                    .nextToken(token)
                                    .build());
            assertThat(page.subnets()).hasSizeLessThanOrEqualTo(5);
            page.subnets().forEach(subnet -> seen.add(subnet.subnetId()));
            token = page.nextToken();
        } while (token != null);
        assertThat(seen).hasSize(15).doesNotHaveDuplicates();
        refused(
                "InvalidParameterValue",
                "maxResults",
                () ->
                        ec2.call(
                                DescribeSubnetsResponse.class,
                                DescribeSubnetsRequest.builder().maxResults(4).build()));
        refused(
                "InvalidNextToken",
                "",
                () ->
                        ec2.call(
                                DescribeSubnetsResponse.class,
                                DescribeSubnetsRequest.builder().nextToken("%").build()));
    }

    @Test
    void tagsAreGivenFoundAndTaken() {
        String vpc = vpc("10.0.0.0/16");
        ec2.call(
                CreateTagsResponse.class,
                CreateTagsRequest.builder()
                        .resources(vpc)
                        .tags(Tag.builder().key("Name").value("main").build())
                        .build());
        var byTag =
                DescribeVpcsRequest.builder()
                        .filters(Filter.builder().name("tag:Name").values("ma*").build())
                        .build();
        assertThat(ec2.call(DescribeVpcsResponse.class, byTag).vpcs())
                .extracting(Vpc::vpcId)
                .containsExactly(vpc);
        assertThat(
                        ec2.call(DescribeTagsResponse.class, DescribeTagsRequest.builder().build())
                                .tags())
                .singleElement()
                .satisfies(t -> assertThat(t.resourceTypeAsString()).isEqualTo("vpc"));
        ec2.call(
                DeleteTagsResponse.class,
                DeleteTagsRequest.builder()
                        .resources(vpc)
                        .tags(Tag.builder().key("Name").build())
                        .build());
        assertThat(ec2.call(DescribeVpcsResponse.class, byTag).vpcs()).isEmpty();
        refused(
                "InvalidParameterValue",
                "reserved",
                () ->
                        ec2.call(
                                CreateTagsResponse.class,
                                CreateTagsRequest.builder()
                                        .resources(vpc)
                                        .tags(Tag.builder().key("aws:x").value("").build())
                                        .build()));
    }

    @Test
    void attributesZonesAndRegionsAreAnswered() {
        String vpc = vpc("10.0.0.0/16");
        ec2.call(
                ModifyVpcAttributeResponse.class,
                ModifyVpcAttributeRequest.builder()
                        .vpcId(vpc)
                        .enableDnsHostnames(on -> on.value(true))
                        .build());
        assertThat(
                        ec2.call(
                                        DescribeVpcAttributeResponse.class,
                                        DescribeVpcAttributeRequest.builder()
                                                .vpcId(vpc)
                                                .attribute("enableDnsHostnames")
                                                .build())
                                .enableDnsHostnames()
                                .value())
                .isTrue();
        assertThat(
                        ec2.call(
                                        DescribeAvailabilityZonesResponse.class,
                                        DescribeAvailabilityZonesRequest.builder().build())
                                .availabilityZones())
                .extracting(AvailabilityZone::zoneName, AvailabilityZone::zoneId)
                .contains(tuple("us-east-1a", "use1-az1"));
        assertThat(
                        ec2.call(
                                        "our-own-1",
                                        DescribeRegionsResponse.class,
                                        DescribeRegionsRequest.builder().build())
                                .regions())
                .extracting(Region::regionName)
                .contains("our-own-1", "eu-central-1");
        assertThat(
                        ec2.call(
                                        DescribeAccountAttributesResponse.class,
                                        DescribeAccountAttributesRequest.builder().build())
                                .accountAttributes())
                .hasSize(2);
        assertThat(
                        ec2.call(
                                        DescribeNetworkInterfacesResponse.class,
                                        DescribeNetworkInterfacesRequest.builder().build())
                                .networkInterfaces())
                .isEmpty();
    }
}
