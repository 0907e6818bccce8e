package homeport.cloud.ec2;

import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationStateCode;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/**
 * What stands around subnets and groups and cannot be changed here: each VPC has its main route
 * table and its default network ACL; there are no internet gateways and no network interfaces.
 */
final class Surroundings {
    /** The number of the entry that AWS puts last: deny whatever nothing before it allowed. */
    private static final int LAST_ENTRY = 32_767;

    private static final int FIRST_ENTRY = 100;

    private static final Query<RouteTable> ROUTE_TABLES =
            new Query<>(
                    "routeTableIds",
                    RouteTable::routeTableId,
                    Refusal::noRouteTable,
                    RouteTable::tags,
                    Map.of(
                            "vpc-id", table -> List.of(table.vpcId()),
                            "route-table-id", table -> List.of(table.routeTableId()),
                            "owner-id", table -> List.of(table.ownerId()),
                            "association.main", table -> List.of("true"),
                            "association.route-table-id", table -> List.of(table.routeTableId()),
                            "association.subnet-id", table -> List.of()));

    private static final Query<NetworkAcl> NETWORK_ACLS =
            new Query<>(
                    "networkAclIds",
                    NetworkAcl::networkAclId,
                    Refusal::noNetworkAcl,
                    NetworkAcl::tags,
                    Map.of(
                            "vpc-id", acl -> List.of(acl.vpcId()),
                            "network-acl-id", acl -> List.of(acl.networkAclId()),
                            "owner-id", acl -> List.of(acl.ownerId()),
                            "default", acl -> List.of("true"),
                            "association.subnet-id",
                                    acl ->
                                            acl.associations().stream()
                                                    .map(NetworkAclAssociation::subnetId)
                                                    .toList()));

    private final NetworkStore networks;

    Surroundings(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeRouteTablesResponse routeTables(Call call, DescribeRouteTablesRequest request) {
        var all = networks.all(call.region()).stream().map(this::routeTable).toList();
        var page =
                ROUTE_TABLES.page(
                        all,
                        Query.Asked.of(
                                request.routeTableIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeRouteTablesResponse.builder().routeTables(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    DescribeNetworkAclsResponse networkAcls(Call call, DescribeNetworkAclsRequest request) {
        var all = networks.all(call.region()).stream().map(this::networkAcl).toList();
        var page =
                NETWORK_ACLS.page(
                        all,
                        Query.Asked.of(
                                request.networkAclIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeNetworkAclsResponse.builder().networkAcls(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    /** None exist: an id is refused, a filter, whatever it says, finds nothing. */
    DescribeInternetGatewaysResponse internetGateways(
            Call call, DescribeInternetGatewaysRequest request) {
        request.internetGatewayIds().stream()
                .findFirst()
                .ifPresent(id -> {
                    throw Refusal.noInternetGateway(id);
                });
        return DescribeInternetGatewaysResponse.builder()
                .internetGateways(List.<InternetGateway>of())
                .build();
    }

    /** None exist: an id is refused, a filter, whatever it says, finds nothing. */
    DescribeNetworkInterfacesResponse networkInterfaces(
            Call call, DescribeNetworkInterfacesRequest request) {
        request.networkInterfaceIds().stream()
                .findFirst()
                .ifPresent(id -> {
                    throw Refusal.noNetworkInterface(id);
                });
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(List.<NetworkInterface>of())
                .build();
    }

    private RouteTable routeTable(Network network) {
        String id = network.routeTableId();
        var main =
                RouteTableAssociation.builder()
                        .main(true)
                        .routeTableId(id)
                        .routeTableAssociationId(Ids.derived("rtbassoc", id))
                        .associationState(s -> s.state(RouteTableAssociationStateCode.ASSOCIATED))
                        .build();
        var local =
                Route.builder()
                        .destinationCidrBlock(network.cidr())
                        .gatewayId("local")
                        .origin("CreateRouteTable")
                        .state("active")
                        .build();
        return RouteTable.builder()
                .routeTableId(id)
                .vpcId(network.vpcId())
                .ownerId(networks.account())
                .associations(main)
                .routes(local)
                .tags(Tags.of(network.tagsOf(id)))
                .build();
    }

    private NetworkAcl networkAcl(Network network) {
        String id = network.networkAclId();
        var entries = new ArrayList<NetworkAclEntry>();
        for (boolean egress : new boolean[] {true, false}) {
            entries.add(entry(egress, FIRST_ENTRY, RuleAction.ALLOW));
            entries.add(entry(egress, LAST_ENTRY, RuleAction.DENY));
        }
        var associations =
                network.subnets().stream()
                        .map(subnet ->
                                NetworkAclAssociation.builder()
                                        .networkAclId(id)
                                        .networkAclAssociationId(
                                                Ids.derived("aclassoc", id, subnet.id()))
                                        .subnetId(subnet.id())
                                        .build())
                        .toList();
        return NetworkAcl.builder()
                .networkAclId(id)
                .vpcId(network.vpcId())
                .ownerId(networks.account())
                .isDefault(true)
                .entries(entries)
                .associations(associations)
                .tags(Tags.of(network.tagsOf(id)))
                .build();
    }

    private static NetworkAclEntry entry(boolean egress, int number, RuleAction action) {
        return NetworkAclEntry.builder()
                .egress(egress)
                .ruleNumber(number)
                .protocol("-1")
                .ruleAction(action)
                .cidrBlock("0.0.0.0/0")
                .build();
    }
}
