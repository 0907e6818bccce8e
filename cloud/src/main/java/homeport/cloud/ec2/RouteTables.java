package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationState;

/** The actions on route tables and what ties them to subnets; routes are in {@link Routes}. */
final class RouteTables {
    static final int PER_VPC_MAX = 200;

    private static final Query<RouteTable> QUERY =
            new Query<>(
                    "routeTableIds",
                    RouteTable::routeTableId,
                    Refusal::noRouteTable,
                    RouteTable::tags,
                    Map.ofEntries(
                            Map.entry("vpc-id", table -> List.of(table.vpcId())),
                            Map.entry("route-table-id", table -> List.of(table.routeTableId())),
                            Map.entry("owner-id", table -> List.of(table.ownerId())),
                            Map.entry(
                                    "association.main",
                                    Query.each(
                                            RouteTable::associations,
                                            tie -> tie.main().toString())),
                            Map.entry(
                                    "association.route-table-id",
                                    Query.each(
                                            RouteTable::associations,
                                            RouteTableAssociation::routeTableId)),
                            Map.entry(
                                    "association.route-table-association-id",
                                    Query.each(
                                            RouteTable::associations,
                                            RouteTableAssociation::routeTableAssociationId)),
                            Map.entry(
                                    "association.subnet-id",
                                    Query.each(
                                            RouteTable::associations,
                                            RouteTableAssociation::subnetId)),
                            Map.entry("association.gateway-id", table -> List.of()),
                            Map.entry(
                                    "route.destination-cidr-block",
                                    Query.each(RouteTable::routes, Route::destinationCidrBlock)),
                            Map.entry(
                                    "route.destination-ipv6-cidr-block",
                                    Query.each(
                                            RouteTable::routes, Route::destinationIpv6CidrBlock)),
                            Map.entry(
                                    "route.destination-prefix-list-id",
                                    Query.each(RouteTable::routes, Route::destinationPrefixListId)),
                            Map.entry(
                                    "route.gateway-id",
                                    Query.each(RouteTable::routes, Route::gatewayId)),
                            Map.entry(
                                    "route.nat-gateway-id",
                                    Query.each(RouteTable::routes, Route::natGatewayId)),
                            Map.entry("route.instance-id", table -> List.of()),
                            Map.entry("route.transit-gateway-id", table -> List.of()),
                            Map.entry("route.vpc-peering-connection-id", table -> List.of()),
                            Map.entry("route.egress-only-internet-gateway-id", table -> List.of()),
                            Map.entry(
                                    "route.origin",
                                    Query.each(RouteTable::routes, Route::originAsString)),
                            Map.entry(
                                    "route.state",
                                    Query.each(RouteTable::routes, Route::stateAsString))));

    private final NetworkStore networks;

    RouteTables(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeRouteTablesResponse describe(Call call, DescribeRouteTablesRequest request) {
        var outside = networks.outside(call.region());
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n ->
                                n.fittings().routeTables().stream()
                                        .map(table -> shown(call, n, outside, table)))
                        .toList();
        var page =
                QUERY.page(
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

    CreateRouteTableResponse create(Call call, CreateRouteTableRequest request) {
        if (request.vpcId() == null) throw Refusal.missing("vpcId");
        var tags = Tags.specified(request.tagSpecifications(), "route-table");
        String token = Optional.ofNullable(request.clientToken()).orElse("");
        var fresh = new StoredRouteTable(Ids.fresh("rtb"), List.of(), List.of(), token);
        var network =
                networks.change(
                        call.region(),
                        request.vpcId(),
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            if (made(before, token).isPresent()) return before;
                            if (before.fittings().routeTables().size() >= PER_VPC_MAX)
                                throw new AwsException(
                                        "RouteTableLimitExceeded",
                                        "The maximum number of route tables has been reached.");
                            return before.with(before.fittings().with(fresh))
                                    .withTags(fresh.id(), tags);
                        });
        var table = made(network, token).orElse(fresh);
        return CreateRouteTableResponse.builder()
                .routeTable(shown(call, network, networks.outside(call.region()), table))
                .clientToken(request.clientToken())
                .build();
    }

    private static Optional<StoredRouteTable> made(Network network, String token) {
        return Tokens.made(network.fittings().routeTables(), StoredRouteTable::token, token);
    }

    DeleteRouteTableResponse delete(Call call, DeleteRouteTableRequest request) {
        String id = required(request.routeTableId());
        networks.change(
                call.region(),
                home(call.region(), id).vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    var fittings = network.fittings();
                    boolean used =
                            !table(network, id).ties().isEmpty()
                                    || fittings.endpoints().stream()
                                            .anyMatch(e -> e.routeTables().contains(id));
                    if (used)
                        throw Refusal.inUse(
                                "The routeTable '%s' has dependencies and cannot be deleted."
                                        .formatted(id));
                    return network.with(fittings.without(id));
                });
        return DeleteRouteTableResponse.builder().build();
    }

    AssociateRouteTableResponse associate(Call call, AssociateRouteTableRequest request) {
        String id = required(request.routeTableId());
        Vpcs.refuse(request.gatewayId() != null, "gatewayId");
        Vpcs.refuse(request.publicIpv4Pool() != null, "publicIpv4Pool");
        String subnetId =
                Optional.ofNullable(request.subnetId())
                        .orElseThrow(() -> Refusal.missing("subnetId"));
        var tie = new Tie(Ids.fresh("rtbassoc"), subnetId);
        var network =
                networks.change(
                        call.region(),
                        home(call.region(), id).vpcId(),
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            var table = table(before, id);
                            checkSubnet(call.region(), before, table, subnetId);
                            if (tied(table, subnetId).isPresent()) return before;
                            if (before.fittings().routeTables().stream()
                                    .anyMatch(other -> tied(other, subnetId).isPresent()))
                                throw new AwsException(
                                        "Resource.AlreadyAssociated",
                                        ("the specified association for route table %s conflicts"
                                                        + " with an existing association")
                                                .formatted(id));
                            return before.with(before.fittings().with(table.with(tie)));
                        });
        var made = tied(table(network, id), subnetId).orElseThrow();
        return AssociateRouteTableResponse.builder()
                .associationId(made.id())
                .associationState(associated())
                .build();
    }

    private static Optional<Tie> tied(StoredRouteTable table, String subnetId) {
        return table.ties().stream().filter(tie -> tie.subnetId().equals(subnetId)).findFirst();
    }

    private void checkSubnet(
            String region, Network network, StoredRouteTable table, String subnetId) {
        if (network.subnet(subnetId).isPresent()) return;
        if (networks.find(region, other -> other.subnet(subnetId).isPresent()).isEmpty())
            throw Refusal.noSubnet(subnetId);
        throw AwsException.invalidValue(
                "Route table %s and subnet %s belong to different networks"
                        .formatted(table.id(), subnetId));
    }

    DisassociateRouteTableResponse disassociate(Call call, DisassociateRouteTableRequest request) {
        String id = requiredTie(request.associationId());
        networks.change(
                call.region(),
                tiedHome(call.region(), id).vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    var table = tableWith(network, id);
                    if (table.tie(id).filter(Tie::isMain).isPresent())
                        throw AwsException.invalidValue(
                                "cannot disassociate the main route table association %s"
                                        .formatted(id));
                    return network.with(network.fittings().with(table.withoutTie(id)));
                });
        return DisassociateRouteTableResponse.builder().build();
    }

    /** The association gets another id; where it is the main one, so does the VPC's main table. */
    ReplaceRouteTableAssociationResponse replace(
            Call call, ReplaceRouteTableAssociationRequest request) {
        String id = requiredTie(request.associationId());
        String tableId = required(request.routeTableId());
        String fresh = Ids.fresh("rtbassoc");
        networks.change(
                call.region(),
                tiedHome(call.region(), id).vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    var from = tableWith(network, id);
                    var tie = from.tie(id).orElseThrow();
                    var without = network.fittings().with(from.withoutTie(id));
                    var to = without.routeTable(tableId);
                    if (to.isEmpty()) throw elsewhere(call.region(), tableId, id);
                    var moved = to.get().with(new Tie(fresh, tie.subnetId()));
                    return network.with(without.with(moved));
                });
        return ReplaceRouteTableAssociationResponse.builder()
                .newAssociationId(fresh)
                .associationState(associated())
                .build();
    }

    private AwsException elsewhere(String region, String tableId, String associationId) {
        home(region, tableId);
        return AwsException.invalidValue(
                "Route table %s and association %s belong to different networks"
                        .formatted(tableId, associationId));
    }

    private static RouteTableAssociationState associated() {
        return RouteTableAssociationState.builder().state("associated").build();
    }

    private static String required(String routeTableId) {
        return Optional.ofNullable(routeTableId).orElseThrow(() -> Refusal.missing("routeTableId"));
    }

    private static String requiredTie(String associationId) {
        return Optional.ofNullable(associationId)
                .orElseThrow(() -> Refusal.missing("associationId"));
    }

    static StoredRouteTable table(Network network, String id) {
        return network.fittings().routeTable(id).orElseThrow(() -> Refusal.noRouteTable(id));
    }

    private static StoredRouteTable tableWith(Network network, String associationId) {
        return network.fittings().routeTables().stream()
                .filter(table -> table.tie(associationId).isPresent())
                .findFirst()
                .orElseThrow(() -> Refusal.noAssociation(associationId));
    }

    Network home(String region, String tableId) {
        return networks.find(region, n -> n.fittings().routeTable(tableId).isPresent())
                .orElseThrow(() -> Refusal.noRouteTable(tableId));
    }

    private Network tiedHome(String region, String associationId) {
        return networks.find(
                        region,
                        n ->
                                n.fittings().routeTables().stream()
                                        .anyMatch(table -> table.tie(associationId).isPresent()))
                .orElseThrow(() -> Refusal.noAssociation(associationId));
    }

    private RouteTable shown(Call call, Network network, Outside outside, StoredRouteTable table) {
        var routes = new ArrayList<Route>();
        routes.add(Routes.local(network.cidr()));
        var endpoints =
                network.fittings().endpoints().stream()
                        .filter(endpoint -> endpoint.routeTables().contains(table.id()))
                        .map(endpoint -> Routes.toEndpoint(call.region(), endpoint));
        Stream.concat(
                        table.routes().stream()
                                .map(r -> Routes.shown(network, outside, r, call.now())),
                        endpoints)
                .forEach(routes::add);
        return RouteTable.builder()
                .routeTableId(table.id())
                .vpcId(network.vpcId())
                .ownerId(networks.account())
                .associations(table.ties().stream().map(tie -> shown(table.id(), tie)).toList())
                .routes(routes)
                .propagatingVgws(List.of())
                .tags(Tags.of(network.tagsOf(table.id())))
                .build();
    }

    private static RouteTableAssociation shown(String tableId, Tie tie) {
        var shown =
                RouteTableAssociation.builder()
                        .main(tie.isMain())
                        .routeTableId(tableId)
                        .routeTableAssociationId(tie.id())
                        .associationState(associated());
        if (!tie.isMain()) shown.subnetId(tie.subnetId());
        return shown.build();
    }
}
