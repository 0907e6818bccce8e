package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.Route;

/** The actions on routes. They are on record, and say whether they lead anywhere. */
final class Routes {
    static final int PER_TABLE_MAX = 500;
    private static final String LOCAL = "local";

    private final NetworkStore networks;
    private final RouteTables tables;

    Routes(NetworkStore networks, RouteTables tables) {
        this.networks = networks;
        this.tables = tables;
    }

    CreateRouteResponse create(Call call, CreateRouteRequest r) {
        refuse(r.egressOnlyInternetGatewayId(), "egressOnlyInternetGatewayId");
        refuse(r.instanceId(), "instanceId");
        refuse(r.vpcPeeringConnectionId(), "vpcPeeringConnectionId");
        refuse(r.transitGatewayId(), "transitGatewayId");
        refuse(r.localGatewayId(), "localGatewayId");
        refuse(r.carrierGatewayId(), "carrierGatewayId");
        refuse(r.coreNetworkArn(), "coreNetworkArn");
        refuse(r.odbNetworkArn(), "odbNetworkArn");
        refuse(r.vpcEndpointId(), "vpcEndpointId");
        String to =
                destination(
                        r.destinationCidrBlock(),
                        r.destinationIpv6CidrBlock(),
                        r.destinationPrefixListId());
        String target = target(r.gatewayId(), r.natGatewayId(), r.networkInterfaceId());
        put(call, r.routeTableId(), to, target, false, Boolean.TRUE.equals(r.dryRun()));
        return CreateRouteResponse.builder().returnValue(true).build();
    }

    ReplaceRouteResponse replace(Call call, ReplaceRouteRequest r) {
        refuse(r.egressOnlyInternetGatewayId(), "egressOnlyInternetGatewayId");
        refuse(r.instanceId(), "instanceId");
        refuse(r.vpcPeeringConnectionId(), "vpcPeeringConnectionId");
        refuse(r.transitGatewayId(), "transitGatewayId");
        refuse(r.localGatewayId(), "localGatewayId");
        refuse(r.carrierGatewayId(), "carrierGatewayId");
        refuse(r.coreNetworkArn(), "coreNetworkArn");
        refuse(r.odbNetworkArn(), "odbNetworkArn");
        refuse(r.vpcEndpointId(), "vpcEndpointId");
        Vpcs.refuse(Boolean.TRUE.equals(r.localTarget()), "localTarget");
        String to =
                destination(
                        r.destinationCidrBlock(),
                        r.destinationIpv6CidrBlock(),
                        r.destinationPrefixListId());
        String target = target(r.gatewayId(), r.natGatewayId(), r.networkInterfaceId());
        put(call, r.routeTableId(), to, target, true, Boolean.TRUE.equals(r.dryRun()));
        return ReplaceRouteResponse.builder().build();
    }

    private static void refuse(String given, String parameter) {
        Vpcs.refuse(given != null, parameter);
    }

    private void put(
            Call call,
            String tableId,
            String destination,
            String target,
            boolean replaces,
            boolean dryRun) {
        if (tableId == null) throw Refusal.missing("routeTableId");
        networks.changeBoth(
                call.region(),
                tables.home(call.region(), tableId).vpcId(),
                dryRun,
                both -> {
                    var network = both.network();
                    var table = RouteTables.table(network, tableId);
                    checkTarget(call.region(), both, tableId, target);
                    checkDestination(both, destination);
                    var old = table.route(destination);
                    if (replaces && old.isEmpty()) throw noRoute(tableId, destination);
                    if (!replaces && old.filter(o -> !o.target().equals(target)).isPresent())
                        throw new AwsException(
                                "RouteAlreadyExists",
                                "The route identified by %s already exists."
                                        .formatted(destination));
                    if (table.routes().size() >= PER_TABLE_MAX && old.isEmpty())
                        throw new AwsException(
                                "RouteLimitExceeded",
                                "The maximum number of routes has been reached.");
                    var route =
                            new StoredRoute(destination, target, StoredRoute.CREATED_BY_REQUEST);
                    return both.with(network.with(network.fittings().with(table.with(route))));
                });
    }

    private static AwsException noRoute(String tableId, String destination) {
        return new AwsException(
                "InvalidRoute.NotFound",
                "no route with destination-cidr-block %s in route table %s"
                        .formatted(destination, tableId));
    }

    private static void checkDestination(NetworkStore.Both both, String destination) {
        if (destination.startsWith("pl-") && both.outside().prefixList(destination).isEmpty())
            throw Refusal.noPrefixList(destination);
        if (destination.equals(both.network().cidr()))
            throw new AwsException(
                    "RouteAlreadyExists",
                    "The route identified by %s already exists.".formatted(destination));
    }

    private static void checkTarget(
            String region, NetworkStore.Both both, String tableId, String target) {
        var fittings = both.network().fittings();
        switch (kind(target)) {
            case "igw" -> {
                var gateway =
                        both.outside()
                                .gateway(target)
                                .orElseThrow(() -> Refusal.noInternetGateway(target));
                if (!gateway.vpcId().equals(both.network().vpcId()))
                    throw AwsException.invalidValue(
                            "route table %s and network gateway %s belong to different networks"
                                    .formatted(tableId, target));
            }
            case "nat" -> {
                if (fittings.nat(target).filter(nat -> !nat.isDeleted()).isEmpty())
                    throw new AwsException(
                            "InvalidNatGatewayID.NotFound",
                            "The natGateway ID '%s' does not exist".formatted(target));
            }
            case "eni" -> {
                if (fittings.networkInterface(target).isEmpty())
                    throw Refusal.noNetworkInterface(target);
            }
            default -> throw AwsException.invalidValue("Invalid id: \"%s\"".formatted(target));
        }
    }

    DeleteRouteResponse delete(Call call, DeleteRouteRequest r) {
        String to =
                destination(
                        r.destinationCidrBlock(),
                        r.destinationIpv6CidrBlock(),
                        r.destinationPrefixListId());
        String tableId =
                Optional.ofNullable(r.routeTableId())
                        .orElseThrow(() -> Refusal.missing("routeTableId"));
        networks.change(
                call.region(),
                tables.home(call.region(), tableId).vpcId(),
                Boolean.TRUE.equals(r.dryRun()),
                network -> {
                    var table = RouteTables.table(network, tableId);
                    if (network.cidr().equals(to))
                        throw AwsException.invalidValue(
                                "cannot remove local route %s in route table %s"
                                        .formatted(to, tableId));
                    if (table.route(to).isEmpty()) throw noRoute(tableId, to);
                    return network.with(network.fittings().with(table.withoutRoute(to)));
                });
        return DeleteRouteResponse.builder().build();
    }

    private static String destination(String ipv4, String ipv6, String list) {
        if (Stream.of(ipv4, ipv6, list).filter(text -> text != null).count() > 1)
            throw AwsException.invalidCombination(
                    "Only one of destinationCidrBlock, destinationIpv6CidrBlock and"
                            + " destinationPrefixListId may be given.");
        if (list != null) return list;
        if (ipv6 != null)
            return Cidr6.canonical(ipv6)
                    .orElseThrow(() -> Refusal.notBlock("destinationIpv6CidrBlock", ipv6));
        if (ipv4 == null) throw Refusal.missing("destinationCidrBlock");
        return Cidr4.parse(ipv4)
                .orElseThrow(() -> Refusal.notBlock("destinationCidrBlock", ipv4))
                .toString();
    }

    private static String target(String gateway, String nat, String networkInterface) {
        var given = Stream.of(gateway, nat, networkInterface).filter(Objects::nonNull).toList();
        if (given.isEmpty())
            throw new AwsException(
                    "MissingParameter",
                    "The request must contain exactly one of gatewayId, natGatewayId,"
                            + " networkInterfaceId");
        if (given.size() > 1)
            throw AwsException.invalidCombination(
                    "The request must contain exactly one of gatewayId, natGatewayId,"
                            + " networkInterfaceId");
        return given.getFirst();
    }

    private static String kind(String id) {
        int hyphen = id.indexOf('-');
        return hyphen < 0 ? "" : id.substring(0, hyphen);
    }

    // ---- how EC2 shows them

    static Route local(String cidr) {
        return Route.builder()
                .destinationCidrBlock(cidr)
                .gatewayId(LOCAL)
                .origin("CreateRouteTable")
                .state("active")
                .build();
    }

    static Route toEndpoint(String region, StoredEndpoint endpoint) {
        return Route.builder()
                .destinationPrefixListId(PrefixLists.ofService(region, endpoint.service()))
                .gatewayId(endpoint.id())
                .origin("CreateRoute")
                .state("active")
                .build();
    }

    /** A route whose target is gone is a black hole. */
    static Route shown(Network network, Outside outside, StoredRoute route, Instant now) {
        var shown = Route.builder().origin(route.origin());
        String to = route.destination();
        if (to.startsWith("pl-")) shown.destinationPrefixListId(to);
        else if (to.contains(":")) shown.destinationIpv6CidrBlock(to);
        else shown.destinationCidrBlock(to);
        String target = route.target();
        boolean leads =
                switch (kind(target)) {
                    case "nat" -> {
                        shown.natGatewayId(target);
                        yield network.fittings()
                                .nat(target)
                                .filter(nat ->
                                        List.of("pending", "available").contains(nat.state(now)))
                                .isPresent();
                    }
                    case "eni" -> {
                        shown.networkInterfaceId(target);
                        yield network.fittings().networkInterface(target).isPresent();
                    }
                    default -> {
                        shown.gatewayId(target);
                        yield outside.gateway(target)
                                .filter(its -> its.vpcId().equals(network.vpcId()))
                                .isPresent();
                    }
                };
        return shown.state(leads ? "active" : "blackhole").build();
    }
}
