package homeport.cloud.ec2;

import homeport.aws.Handler;
import homeport.aws.Service;
import homeport.store.Store;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;

/** EC2 as far as databases lean on it. */
public final class Ec2 {
    private Ec2() {}

    /**
     * @param account twelve digits; default ids are derived from it
     * @param others who else holds on to subnets and groups, so that they are not deleted
     */
    public static Service service(Store store, String account, InUse others) {
        var networks = new NetworkStore(store, account);
        var service = new Service("ec2");
        addNetworks(service, new Vpcs(networks), new Subnets(networks, others));
        var groups = new Groups(networks, others);
        addGroups(service, groups, new RuleChanges(networks, groups));
        addSurroundings(service, new Surroundings(networks));
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

    private static void addSurroundings(Service service, Surroundings around) {
        service.on(
                        "DescribeRouteTables",
                        DescribeRouteTablesRequest::builder,
                        read(DescribeRouteTablesRequest::dryRun, around::routeTables))
                .on(
                        "DescribeNetworkAcls",
                        DescribeNetworkAclsRequest::builder,
                        read(DescribeNetworkAclsRequest::dryRun, around::networkAcls))
                .on(
                        "DescribeInternetGateways",
                        DescribeInternetGatewaysRequest::builder,
                        read(DescribeInternetGatewaysRequest::dryRun, around::internetGateways))
                .on(
                        "DescribeNetworkInterfaces",
                        DescribeNetworkInterfacesRequest::builder,
                        read(DescribeNetworkInterfacesRequest::dryRun, around::networkInterfaces));
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

    /** A dry run of a read is refused as AWS does, after everything else was checked. */
    private static <I, O> Handler<I, O> read(Function<I, Boolean> dryRun, Handler<I, O> handler) {
        return (call, request) -> {
            var answer = handler.handle(call, request);
            if (Boolean.TRUE.equals(dryRun.apply(request))) throw Refusal.dryRun();
            return answer;
        };
    }
}
