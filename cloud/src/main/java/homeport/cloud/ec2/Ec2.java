package homeport.cloud.ec2;

import homeport.aws.Handler;
import homeport.aws.Service;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;

/** EC2 as far as databases lean on it. */
public final class Ec2 {
    private Ec2() {}

    /**
     * @param known whose changes are told to who listens there
     * @param others who else holds on to subnets and groups, so that they are not deleted
     */
    public static Service service(Networks known, InUse others) {
        var networks = known.store();
        var service = new Service("ec2");
        addNetworks(service, new Vpcs(networks), new Subnets(networks, others));
        var groups = new Groups(networks, others);
        addGroups(service, groups, new RuleChanges(networks, groups));
        addEdits(service, new RuleEdits(networks, groups));
        var tables = new RouteTables(networks);
        addRoutes(service, tables, new Routes(networks, tables));
        addGateways(
                service,
                new InternetGateways(networks),
                new NatGateways(networks),
                new Endpoints(networks));
        addAddresses(service, new ElasticAddresses(networks), new Interfaces(networks));
        var acls = new NetworkAcls(networks);
        addAcls(service, acls, new AclEntries(networks, acls));
        addNeverAny(service);
        addLists(service, new DhcpSets(networks), new PrefixLists(networks));
        addRest(service, new Regional(networks), new Tagging(networks));
        return service;
    }

    private static void addNetworks(Service service, Vpcs vpcs, Subnets subnets) {
        service.on(
                        "DescribeVpcs",
                        DescribeVpcsRequest::builder,
                        read(DescribeVpcsRequest::dryRun, vpcs::describe))
                .on("CreateVpc", CreateVpcRequest::builder, vpcs::create)
                .on("DeleteVpc", DeleteVpcRequest::builder, vpcs::delete)
                .on("DescribeVpcAttribute", DescribeVpcAttributeRequest::builder, vpcs::attribute)
                .on("ModifyVpcAttribute", ModifyVpcAttributeRequest::builder, vpcs::modify)
                .on(
                        "DescribeSubnets",
                        DescribeSubnetsRequest::builder,
                        read(DescribeSubnetsRequest::dryRun, subnets::describe))
                .on("CreateSubnet", CreateSubnetRequest::builder, subnets::create)
                .on("DeleteSubnet", DeleteSubnetRequest::builder, subnets::delete)
                .on(
                        "ModifySubnetAttribute",
                        ModifySubnetAttributeRequest::builder,
                        subnets::modify);
    }

    private static void addGroups(Service service, Groups groups, RuleChanges rules) {
        service.on(
                        "DescribeSecurityGroups",
                        DescribeSecurityGroupsRequest::builder,
                        read(DescribeSecurityGroupsRequest::dryRun, groups::describe))
                .on(
                        "DescribeSecurityGroupRules",
                        DescribeSecurityGroupRulesRequest::builder,
                        read(DescribeSecurityGroupRulesRequest::dryRun, groups::rules))
                .on("CreateSecurityGroup", CreateSecurityGroupRequest::builder, groups::create)
                .on("DeleteSecurityGroup", DeleteSecurityGroupRequest::builder, groups::delete)
                .on(
                        "AuthorizeSecurityGroupIngress",
                        AuthorizeSecurityGroupIngressRequest::builder,
                        rules::authorizeIngress)
                .on(
                        "AuthorizeSecurityGroupEgress",
                        AuthorizeSecurityGroupEgressRequest::builder,
                        rules::authorizeEgress)
                .on(
                        "RevokeSecurityGroupIngress",
                        RevokeSecurityGroupIngressRequest::builder,
                        rules::revokeIngress)
                .on(
                        "RevokeSecurityGroupEgress",
                        RevokeSecurityGroupEgressRequest::builder,
                        rules::revokeEgress);
    }

    private static void addRoutes(Service service, RouteTables tables, Routes routes) {
        service.on(
                        "DescribeRouteTables",
                        DescribeRouteTablesRequest::builder,
                        read(DescribeRouteTablesRequest::dryRun, tables::describe))
                .on("CreateRouteTable", CreateRouteTableRequest::builder, tables::create)
                .on("DeleteRouteTable", DeleteRouteTableRequest::builder, tables::delete)
                .on("AssociateRouteTable", AssociateRouteTableRequest::builder, tables::associate)
                .on(
                        "DisassociateRouteTable",
                        DisassociateRouteTableRequest::builder,
                        tables::disassociate)
                .on(
                        "ReplaceRouteTableAssociation",
                        ReplaceRouteTableAssociationRequest::builder,
                        tables::replace)
                .on("CreateRoute", CreateRouteRequest::builder, routes::create)
                .on("ReplaceRoute", ReplaceRouteRequest::builder, routes::replace)
                .on("DeleteRoute", DeleteRouteRequest::builder, routes::delete);
    }

    private static void addGateways(
            Service service, InternetGateways internet, NatGateways nats, Endpoints endpoints) {
        service.on(
                        "DescribeInternetGateways",
                        DescribeInternetGatewaysRequest::builder,
                        read(DescribeInternetGatewaysRequest::dryRun, internet::describe))
                .on(
                        "CreateInternetGateway",
                        CreateInternetGatewayRequest::builder,
                        internet::create)
                .on(
                        "DeleteInternetGateway",
                        DeleteInternetGatewayRequest::builder,
                        internet::delete)
                .on(
                        "AttachInternetGateway",
                        AttachInternetGatewayRequest::builder,
                        internet::attach)
                .on(
                        "DetachInternetGateway",
                        DetachInternetGatewayRequest::builder,
                        internet::detach)
                .on(
                        "DescribeNatGateways",
                        DescribeNatGatewaysRequest::builder,
                        read(DescribeNatGatewaysRequest::dryRun, nats::describe))
                .on("CreateNatGateway", CreateNatGatewayRequest::builder, nats::create)
                .on("DeleteNatGateway", DeleteNatGatewayRequest::builder, nats::delete)
                .on(
                        "DescribeVpcEndpoints",
                        DescribeVpcEndpointsRequest::builder,
                        read(DescribeVpcEndpointsRequest::dryRun, endpoints::describe))
                .on("CreateVpcEndpoint", CreateVpcEndpointRequest::builder, endpoints::create)
                .on("ModifyVpcEndpoint", ModifyVpcEndpointRequest::builder, endpoints::modify)
                .on("DeleteVpcEndpoints", DeleteVpcEndpointsRequest::builder, endpoints::delete);
    }

    private static void addAddresses(
            Service service, ElasticAddresses elastic, Interfaces interfaces) {
        service.on(
                        "DescribeAddresses",
                        DescribeAddressesRequest::builder,
                        read(DescribeAddressesRequest::dryRun, elastic::describe))
                .on(
                        "DescribeAddressesAttribute",
                        DescribeAddressesAttributeRequest::builder,
                        read(DescribeAddressesAttributeRequest::dryRun, elastic::attributes))
                .on("AllocateAddress", AllocateAddressRequest::builder, elastic::allocate)
                .on("AssociateAddress", AssociateAddressRequest::builder, elastic::associate)
                .on(
                        "DisassociateAddress",
                        DisassociateAddressRequest::builder,
                        elastic::disassociate)
                .on("ReleaseAddress", ReleaseAddressRequest::builder, elastic::release)
                .on(
                        "DescribeNetworkInterfaces",
                        DescribeNetworkInterfacesRequest::builder,
                        read(DescribeNetworkInterfacesRequest::dryRun, interfaces::describe))
                .on(
                        "CreateNetworkInterface",
                        CreateNetworkInterfaceRequest::builder,
                        interfaces::create)
                .on(
                        "DeleteNetworkInterface",
                        DeleteNetworkInterfaceRequest::builder,
                        interfaces::delete)
                .on(
                        "ModifyNetworkInterfaceAttribute",
                        ModifyNetworkInterfaceAttributeRequest::builder,
                        interfaces::modify)
                .on(
                        "DescribeNetworkInterfaceAttribute",
                        DescribeNetworkInterfaceAttributeRequest::builder,
                        read(
                                DescribeNetworkInterfaceAttributeRequest::dryRun,
                                interfaces::attribute))
                .on(
                        "AssignPrivateIpAddresses",
                        AssignPrivateIpAddressesRequest::builder,
                        interfaces::assign)
                .on(
                        "UnassignPrivateIpAddresses",
                        UnassignPrivateIpAddressesRequest::builder,
                        interfaces::unassign);
    }

    private static void addAcls(Service service, NetworkAcls acls, AclEntries entries) {
        service.on(
                        "DescribeNetworkAcls",
                        DescribeNetworkAclsRequest::builder,
                        read(DescribeNetworkAclsRequest::dryRun, acls::describe))
                .on("CreateNetworkAcl", CreateNetworkAclRequest::builder, acls::create)
                .on("DeleteNetworkAcl", DeleteNetworkAclRequest::builder, acls::delete)
                .on(
                        "ReplaceNetworkAclAssociation",
                        ReplaceNetworkAclAssociationRequest::builder,
                        acls::replace)
                .on("CreateNetworkAclEntry", CreateNetworkAclEntryRequest::builder, entries::create)
                .on(
                        "ReplaceNetworkAclEntry",
                        ReplaceNetworkAclEntryRequest::builder,
                        entries::replace)
                .on(
                        "DeleteNetworkAclEntry",
                        DeleteNetworkAclEntryRequest::builder,
                        entries::delete);
    }

    private static void addLists(Service service, DhcpSets dhcp, PrefixLists lists) {
        service.on(
                        "DescribeDhcpOptions",
                        DescribeDhcpOptionsRequest::builder,
                        read(DescribeDhcpOptionsRequest::dryRun, dhcp::describe))
                .on("CreateDhcpOptions", CreateDhcpOptionsRequest::builder, dhcp::create)
                .on("DeleteDhcpOptions", DeleteDhcpOptionsRequest::builder, dhcp::delete)
                .on("AssociateDhcpOptions", AssociateDhcpOptionsRequest::builder, dhcp::associate)
                .on(
                        "DescribeManagedPrefixLists",
                        DescribeManagedPrefixListsRequest::builder,
                        read(DescribeManagedPrefixListsRequest::dryRun, lists::describe))
                .on(
                        "DescribePrefixLists",
                        DescribePrefixListsRequest::builder,
                        read(DescribePrefixListsRequest::dryRun, lists::ofServices))
                .on(
                        "GetManagedPrefixListEntries",
                        GetManagedPrefixListEntriesRequest::builder,
                        read(GetManagedPrefixListEntriesRequest::dryRun, lists::entries))
                .on(
                        "CreateManagedPrefixList",
                        CreateManagedPrefixListRequest::builder,
                        lists::create)
                .on(
                        "ModifyManagedPrefixList",
                        ModifyManagedPrefixListRequest::builder,
                        lists::modify)
                .on(
                        "DeleteManagedPrefixList",
                        DeleteManagedPrefixListRequest::builder,
                        lists::delete);
    }

    private static void addEdits(Service service, RuleEdits edits) {
        service.on(
                        "ModifySecurityGroupRules",
                        ModifySecurityGroupRulesRequest::builder,
                        edits::modify)
                .on(
                        "UpdateSecurityGroupRuleDescriptionsIngress",
                        UpdateSecurityGroupRuleDescriptionsIngressRequest::builder,
                        edits::describeIngress)
                .on(
                        "UpdateSecurityGroupRuleDescriptionsEgress",
                        UpdateSecurityGroupRuleDescriptionsEgressRequest::builder,
                        edits::describeEgress);
    }

    private static void addRest(Service service, Regional regional, Tagging tagging) {
        service.on(
                        "DescribeRegions",
                        DescribeRegionsRequest::builder,
                        read(DescribeRegionsRequest::dryRun, regional::regions))
                .on(
                        "DescribeAvailabilityZones",
                        DescribeAvailabilityZonesRequest::builder,
                        read(DescribeAvailabilityZonesRequest::dryRun, regional::zones))
                .on(
                        "DescribeAccountAttributes",
                        DescribeAccountAttributesRequest::builder,
                        read(DescribeAccountAttributesRequest::dryRun, regional::attributes))
                .on(
                        "DescribeTags",
                        DescribeTagsRequest::builder,
                        read(DescribeTagsRequest::dryRun, tagging::describe))
                .on("CreateTags", CreateTagsRequest::builder, tagging::create)
                .on("DeleteTags", DeleteTagsRequest::builder, tagging::delete);
    }

    private static void addNeverAny(Service service) {
        service.on(
                        "DescribeVpnGateways",
                        DescribeVpnGatewaysRequest::builder,
                        read(DescribeVpnGatewaysRequest::dryRun, NeverAny::vpnGateways))
                .on(
                        "DescribeEgressOnlyInternetGateways",
                        DescribeEgressOnlyInternetGatewaysRequest::builder,
                        read(
                                DescribeEgressOnlyInternetGatewaysRequest::dryRun,
                                NeverAny::egressOnlyGateways))
                .on(
                        "DescribeVpcPeeringConnections",
                        DescribeVpcPeeringConnectionsRequest::builder,
                        read(DescribeVpcPeeringConnectionsRequest::dryRun, NeverAny::peerings))
                .on(
                        "DescribeInstances",
                        DescribeInstancesRequest::builder,
                        read(DescribeInstancesRequest::dryRun, NeverAny::instances));
    }

    /** A dry run of a read is refused as AWS does, after everything else was checked. */
    private static <I, O> Handler<I, O> read(Function<I, Boolean> dryRun, Handler<I, O> handler) {
        return (call, request) -> {
            var answer = handler.handle(call, request);
            if (Boolean.TRUE.equals(dryRun.apply(request))) throw Refusal.dryRun();
            return answer;
        };
    }
}
