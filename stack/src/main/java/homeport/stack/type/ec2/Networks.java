package homeport.stack.type.ec2;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.Made;
import homeport.stack.type.TagForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What networks are made of. */
public final class Networks {
    static final String EC2 = "ec2";

    private Networks() {}

    public static List<Documented> types() {
        List<Documented> all = new ArrayList<>(Surroundings.types());
        all.addAll(inside());
        return all;
    }

    private static List<Documented> inside() {
        return List.of(
                vpc(),
                subnet(),
                routeTable(),
                new Route(),
                new SubnetRouteTable(),
                internetGateway(),
                new GatewayAttachment(),
                address(),
                natGateway(),
                Groups.group(),
                new GroupRule(GroupRule.Direction.INGRESS),
                new GroupRule(GroupRule.Direction.EGRESS));
    }

    private static Documented vpc() {
        return Declaration.type("AWS::EC2::VPC", EC2)
                .replace("CidrBlock", "InstanceTenancy")
                .update("EnableDnsSupport", "EnableDnsHostnames")
                .apart("EnableDnsSupport", "EnableDnsHostnames")
                .tagged(TagForm.ec2("vpc"))
                .createdBy("CreateVpc", "/Vpc/VpcId")
                .id("VpcId")
                .idSeenAt("/VpcId")
                .seenOrFoundBy("DescribeVpcs", "VpcIds", "/Vpcs/0", "Filters")
                .settle(Networks::settleVpc)
                .deletedBy("DeleteVpc")
                .refers("the VPC's id")
                .attribute("VpcId", "")
                .attribute("CidrBlock", "/CidrBlock")
                .attribute("DefaultSecurityGroup", Networks::defaultGroup)
                .attribute("DefaultNetworkAcl", Networks::defaultAcl)
                .build();
    }

    private static void settleVpc(Change change) {
        flag(change, "EnableDnsSupport", "true", "VpcId", "ModifyVpcAttribute");
        flag(change, "EnableDnsHostnames", "false", "VpcId", "ModifyVpcAttribute");
    }

    /** An attribute of its own request; one that the template does not have is at its default. */
    private static void flag(
            Change change, String property, String usual, String target, String action) {
        if (!change.changed(property)) return;
        Ask.with(target, change.id())
                .and(property, Ask.with("Value", change.wanted(property).asString(usual)))
                .of(change.api(), EC2, action);
    }

    private static String defaultGroup(Api api, Made made) {
        return Ask.nothing()
                .and("Filters", filters("vpc-id", made.id(), "group-name", "default"))
                .of(api, EC2, "DescribeSecurityGroups")
                .at("/SecurityGroups/0/GroupId")
                .asString();
    }

    private static String defaultAcl(Api api, Made made) {
        return Ask.nothing()
                .and("Filters", filters("vpc-id", made.id(), "default", "true"))
                .of(api, EC2, "DescribeNetworkAcls")
                .at("/NetworkAcls/0/NetworkAclId")
                .asString();
    }

    /**
     * @param pairs names and values by turns
     */
    static JsonNode filters(String... pairs) {
        ArrayNode filters = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < pairs.length; i += 2)
            filters.add(Ask.with("Name", pairs[i]).and("Values", List.of(pairs[i + 1])).members());
        return filters;
    }

    private static Documented subnet() {
        return Declaration.type("AWS::EC2::Subnet", EC2)
                .replace("VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId")
                .update("MapPublicIpOnLaunch")
                .apart("MapPublicIpOnLaunch")
                .tagged(TagForm.ec2("subnet"))
                .createdBy("CreateSubnet", "/Subnet/SubnetId")
                .id("SubnetId")
                .idSeenAt("/SubnetId")
                .seenOrFoundBy("DescribeSubnets", "SubnetIds", "/Subnets/0", "Filters")
                .settle(change ->
                        flag(
                                change,
                                "MapPublicIpOnLaunch",
                                "false",
                                "SubnetId",
                                "ModifySubnetAttribute"))
                .deletedBy("DeleteSubnet")
                .refers("the subnet's id")
                .attribute("SubnetId", "")
                .attribute("VpcId", "/VpcId")
                .attribute("CidrBlock", "/CidrBlock")
                .attribute("AvailabilityZone", "/AvailabilityZone")
                .attribute("AvailabilityZoneId", "/AvailabilityZoneId")
                .build();
    }

    private static Documented routeTable() {
        return Declaration.type("AWS::EC2::RouteTable", EC2)
                .replace("VpcId")
                .tagged(TagForm.ec2("route-table"))
                .createdBy("CreateRouteTable", "/RouteTable/RouteTableId")
                .id("RouteTableId")
                .idSeenAt("/RouteTableId")
                .seenOrFoundBy("DescribeRouteTables", "RouteTableIds", "/RouteTables/0", "Filters")
                .deletedBy("DeleteRouteTable")
                .refers("the route table's id")
                .attribute("RouteTableId", "")
                .attribute("VpcId", "/VpcId")
                .build();
    }

    private static Documented internetGateway() {
        return Declaration.type("AWS::EC2::InternetGateway", EC2)
                .tagged(TagForm.ec2("internet-gateway"))
                .createdBy("CreateInternetGateway", "/InternetGateway/InternetGatewayId")
                .id("InternetGatewayId")
                .idSeenAt("/InternetGatewayId")
                .seenOrFoundBy(
                        "DescribeInternetGateways",
                        "InternetGatewayIds",
                        "/InternetGateways/0",
                        "Filters")
                .deletedBy("DeleteInternetGateway")
                .refers("the gateway's id")
                .attribute("InternetGatewayId", "")
                .build();
    }

    private static Documented address() {
        return Declaration.type("AWS::EC2::EIP", EC2)
                .replace("Domain", "NetworkBorderGroup")
                .tagged(ofAllocation())
                .createdBy("AllocateAddress", "/PublicIp")
                .id("PublicIp")
                .idSeenAt("/PublicIp")
                .seenOrFoundBy("DescribeAddresses", "PublicIps", "/Addresses/0", "Filters")
                .deletedBy("ReleaseAddress")
                .deletedWith(Networks::byAllocation)
                .refers("the address")
                .attribute("AllocationId", "/AllocationId")
                .attribute("PublicIp", "/PublicIp")
                .build();
    }

    private static TagForm ofAllocation() {
        TagForm usual = TagForm.ec2("elastic-ip");
        return new TagForm(
                usual.service(),
                usual.shape(),
                usual.member(),
                usual.target(),
                "/AllocationId",
                usual.actions(),
                usual.listAt());
    }

    /** Addresses of VPCs are released by the id of their allocation only. */
    private static void byAllocation(Api api, Made made, Ask ask) {
        String allocation =
                Ask.nothing()
                        .and("PublicIps", List.of(made.id()))
                        .of(api, EC2, "DescribeAddresses")
                        .at("/Addresses/0/AllocationId")
                        .asString();
        ask.members().remove("PublicIp");
        ask.and("AllocationId", allocation);
    }

    private static Documented natGateway() {
        return Declaration.type("AWS::EC2::NatGateway", EC2)
                .replace("SubnetId", "AllocationId", "ConnectivityType", "PrivateIpAddress")
                .tagged(TagForm.ec2("natgateway"))
                .createdBy("CreateNatGateway", "/NatGateway/NatGatewayId")
                .id("NatGatewayId")
                .idSeenAt("/NatGatewayId")
                .seenOrFoundBy("DescribeNatGateways", "NatGatewayIds", "/NatGateways/0", "Filter")
                .ready("/State", Set.of("available"), Set.of("failed", "deleted"))
                .deletedBy("DeleteNatGateway")
                .refers("the gateway's id")
                .attribute("NatGatewayId", "")
                .build();
    }
}
