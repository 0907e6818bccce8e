package homeport.cloud.ec2;

import java.util.List;
import java.util.Optional;

/**
 * A route table. The route to the VPC itself is in every one and has no record.
 *
 * @param token the client's, empty if none
 */
record StoredRouteTable(String id, List<StoredRoute> routes, List<Tie> ties, String token) {
    StoredRouteTable {
        routes = List.copyOf(routes);
        ties = List.copyOf(ties);
    }

    static StoredRouteTable main(String vpcId) {
        String id = Ids.derived("rtb", vpcId);
        var tie = new Tie(Ids.derived("rtbassoc", id), "");
        return new StoredRouteTable(id, List.of(), List.of(tie), "");
    }

    boolean isMain() {
        return ties.stream().anyMatch(Tie::isMain);
    }

    Optional<Tie> tie(String associationId) {
        return ties.stream().filter(tie -> tie.id().equals(associationId)).findFirst();
    }

    Optional<StoredRoute> route(String destination) {
        return routes.stream().filter(r -> r.destination().equals(destination)).findFirst();
    }

    StoredRouteTable with(StoredRoute route) {
        var changed = Fittings.replaced(routes, route, StoredRoute::destination);
        return new StoredRouteTable(id, changed, ties, token);
    }

    StoredRouteTable withoutRoute(String destination) {
        var rest = routes.stream().filter(r -> !r.destination().equals(destination)).toList();
        return new StoredRouteTable(id, rest, ties, token);
    }

    StoredRouteTable with(Tie tie) {
        return new StoredRouteTable(id, routes, Fittings.replaced(ties, tie, Tie::id), token);
    }

    StoredRouteTable withoutTie(String associationId) {
        var rest = ties.stream().filter(tie -> !tie.id().equals(associationId)).toList();
        return new StoredRouteTable(id, routes, rest, token);
    }

    StoredRouteTable withoutSubnet(String subnetId) {
        var rest = ties.stream().filter(tie -> !tie.subnetId().equals(subnetId)).toList();
        return new StoredRouteTable(id, routes, rest, token);
    }
}
