package homeport.cloud.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a VPC has beside subnets and groups.
 *
 * @param dhcpOptionsId empty: the region's own
 * @param routeTables one of them is the main one
 * @param acls one of them is the default one
 */
record Fittings(
        String dhcpOptionsId,
        List<StoredRouteTable> routeTables,
        List<StoredAcl> acls,
        List<StoredNat> nats,
        List<StoredInterface> interfaces,
        List<StoredEndpoint> endpoints) {
    static final Fittings NONE =
            new Fittings("", List.of(), List.of(), List.of(), List.of(), List.of());

    Fittings {
        routeTables = List.copyOf(routeTables);
        acls = List.copyOf(acls);
        nats = List.copyOf(nats);
        interfaces = List.copyOf(interfaces);
        endpoints = List.copyOf(endpoints);
    }

    /** With the main route table and the default ACL, which no VPC is without. */
    Fittings completed(String vpcId) {
        var all = this;
        if (routeTables.stream().noneMatch(StoredRouteTable::isMain))
            all = all.with(StoredRouteTable.main(vpcId));
        if (acls.stream().noneMatch(StoredAcl::vpcDefault)) all = all.with(StoredAcl.ofVpc(vpcId));
        return all;
    }

    StoredRouteTable mainTable() {
        return routeTables.stream().filter(StoredRouteTable::isMain).findFirst().orElseThrow();
    }

    StoredAcl defaultAcl() {
        return acls.stream().filter(StoredAcl::vpcDefault).findFirst().orElseThrow();
    }

    Optional<StoredRouteTable> routeTable(String id) {
        return routeTables.stream().filter(table -> table.id().equals(id)).findFirst();
    }

    Optional<StoredAcl> acl(String id) {
        return acls.stream().filter(acl -> acl.id().equals(id)).findFirst();
    }

    Optional<StoredNat> nat(String id) {
        return nats.stream().filter(nat -> nat.id().equals(id)).findFirst();
    }

    Optional<StoredInterface> networkInterface(String id) {
        return interfaces.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    Optional<StoredEndpoint> endpoint(String id) {
        return endpoints.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** Every id in here that can carry tags. */
    Stream<String> ids() {
        return Stream.of(
                        routeTables.stream().map(StoredRouteTable::id),
                        acls.stream().map(StoredAcl::id),
                        nats.stream().map(StoredNat::id),
                        interfaces.stream().map(StoredInterface::id),
                        endpoints.stream().map(StoredEndpoint::id))
                .flatMap(ids -> ids);
    }

    Fittings withDhcpOptions(String id) {
        return new Fittings(id, routeTables, acls, nats, interfaces, endpoints);
    }

    Fittings with(StoredRouteTable table) {
        var changed = replaced(routeTables, table, StoredRouteTable::id);
        return new Fittings(dhcpOptionsId, changed, acls, nats, interfaces, endpoints);
    }

    Fittings with(StoredAcl acl) {
        var changed = replaced(acls, acl, StoredAcl::id);
        return new Fittings(dhcpOptionsId, routeTables, changed, nats, interfaces, endpoints);
    }

    Fittings with(StoredNat nat) {
        var changed = replaced(nats, nat, StoredNat::id);
        return new Fittings(dhcpOptionsId, routeTables, acls, changed, interfaces, endpoints);
    }

    Fittings with(StoredInterface one) {
        var changed = replaced(interfaces, one, StoredInterface::id);
        return new Fittings(dhcpOptionsId, routeTables, acls, nats, changed, endpoints);
    }

    Fittings with(StoredEndpoint one) {
        var changed = replaced(endpoints, one, StoredEndpoint::id);
        return new Fittings(dhcpOptionsId, routeTables, acls, nats, interfaces, changed);
    }

    /** Without the resource of that id. */
    Fittings without(String id) {
        return new Fittings(
                dhcpOptionsId,
                kept(routeTables, StoredRouteTable::id, id),
                kept(acls, StoredAcl::id, id),
                kept(nats, StoredNat::id, id),
                kept(interfaces, StoredInterface::id, id),
                kept(endpoints, StoredEndpoint::id, id));
    }

    /** Without what ties route tables and ACLs to the subnet. */
    Fittings withoutSubnet(String id) {
        return new Fittings(
                dhcpOptionsId,
                routeTables.stream().map(table -> table.withoutSubnet(id)).toList(),
                acls.stream().map(acl -> acl.withoutSubnet(id)).toList(),
                nats,
                interfaces,
                endpoints);
    }

    private static <T> List<T> kept(List<T> all, Function<T, String> id, String gone) {
        return all.stream().filter(one -> !id.apply(one).equals(gone)).toList();
    }

    /** The list with {@code changed} in the place of what has its id, or at the end. */
    static <T> List<T> replaced(List<T> all, T changed, Function<T, String> id) {
        var list = new ArrayList<T>(all);
        int at = 0;
        while (at < list.size() && !id.apply(list.get(at)).equals(id.apply(changed))) at++;
        if (at < list.size()) list.set(at, changed);
        else list.add(changed);
        return list;
    }
}
