package homeport.cloud.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One VPC with everything in it: the unit of change.
 *
 * @param defaultVpc the region's own VPC
 * @param tags by resource id, for the VPC and everything in it
 * @param fittings routes, ACLs, interfaces; records of old have none, and get AWS's defaults
 */
record Network(
        String vpcId,
        String cidr,
        boolean defaultVpc,
        Dns dns,
        boolean addressMetrics,
        List<StoredSubnet> subnets,
        List<StoredGroup> groups,
        Map<String, Map<String, String>> tags,
        Fittings fittings) {

    record Dns(boolean support, boolean hostnames) {}

    Network {
        subnets = List.copyOf(subnets);
        groups = List.copyOf(groups);
        tags = Map.copyOf(tags);
        fittings = Optional.ofNullable(fittings).orElse(Fittings.NONE).completed(vpcId);
    }

    /** A VPC as a user gets it: no subnets, and a default group that lets its own members in. */
    static Network create(String vpcId, Cidr4 cidr) {
        var dns = new Dns(true, false);
        var groups = List.of(defaultGroup(vpcId));
        return new Network(
                vpcId,
                cidr.toString(),
                false,
                dns,
                false,
                List.of(),
                groups,
                Map.of(),
                Fittings.NONE);
    }

    /**
     * The VPC that a region has before anybody asked: a /20 of 172.31.0.0/16 in each zone, and a
     * way out.
     */
    static Network ofRegion(String account, String region) {
        String vpcId = defaultVpcId(account, region);
        var first = new Cidr4(0xAC1F0000L, 20);
        var subnets = new ArrayList<StoredSubnet>();
        for (String zone : Zones.names(region)) {
            String id = Ids.derived("subnet", vpcId, zone);
            String cidr = first.next(subnets.size()).toString();
            subnets.add(new StoredSubnet(id, cidr, zone, true, true));
        }
        var groups = List.of(defaultGroup(vpcId));
        var dns = new Dns(true, true);
        var out =
                new StoredRoute(
                        "0.0.0.0/0",
                        Outside.defaultGatewayId(vpcId),
                        StoredRoute.CREATED_BY_REQUEST);
        return new Network(
                vpcId,
                "172.31.0.0/16",
                true,
                dns,
                false,
                subnets,
                groups,
                Map.of(),
                Fittings.NONE.with(StoredRouteTable.main(vpcId).with(out)));
    }

    static String defaultVpcId(String account, String region) {
        return Ids.derived("vpc", account, region);
    }

    private static StoredGroup defaultGroup(String vpcId) {
        String id = Ids.derived("sg", vpcId, StoredGroup.DEFAULT);
        var members = new StoredRule.Peer(StoredRule.Kind.GROUP, id);
        var in =
                new StoredRule(
                        Ids.derived("sgr", id, "in"), false, StoredRule.ALL, -1, -1, members, "");
        return new StoredGroup(
                id, StoredGroup.DEFAULT, "default VPC security group", List.of(in, allOut(id)));
    }

    /** The rule with which every group starts: everything may leave. */
    static StoredRule allOut(String groupId) {
        var anywhere = new StoredRule.Peer(StoredRule.Kind.IPV4, "0.0.0.0/0");
        String id = Ids.derived("sgr", groupId, "out");
        return new StoredRule(id, true, StoredRule.ALL, -1, -1, anywhere, "");
    }

    Optional<StoredSubnet> subnet(String id) {
        return subnets.stream().filter(subnet -> subnet.id().equals(id)).findFirst();
    }

    Optional<StoredGroup> group(String id) {
        return groups.stream().filter(group -> group.id().equals(id)).findFirst();
    }

    Optional<StoredGroup> groupNamed(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** Every id in here that can carry tags. */
    Stream<String> resourceIds() {
        var inGroups =
                groups.stream()
                        .flatMap(group ->
                                Stream.concat(
                                        Stream.of(group.id()),
                                        group.rules().stream().map(StoredRule::id)));
        return Stream.of(
                        Stream.of(vpcId),
                        subnets.stream().map(StoredSubnet::id),
                        inGroups,
                        fittings.ids())
                .flatMap(ids -> ids);
    }

    Map<String, String> tagsOf(String id) {
        return tags.getOrDefault(id, Map.of());
    }

    Network with(Dns changed) {
        return new Network(
                vpcId, cidr, defaultVpc, changed, addressMetrics, subnets, groups, tags, fittings);
    }

    Network withAddressMetrics(boolean on) {
        return new Network(vpcId, cidr, defaultVpc, dns, on, subnets, groups, tags, fittings);
    }

    /** With other routes, ACLs, interfaces; the tags of what went go too. */
    Network with(Fittings changed) {
        return new Network(
                        vpcId,
                        cidr,
                        defaultVpc,
                        dns,
                        addressMetrics,
                        subnets,
                        groups,
                        tags,
                        changed)
                .withoutLostTags();
    }

    Network withSubnet(StoredSubnet subnet) {
        var changed = Fittings.replaced(subnets, subnet, StoredSubnet::id);
        return new Network(
                vpcId, cidr, defaultVpc, dns, addressMetrics, changed, groups, tags, fittings);
    }

    Network withGroup(StoredGroup group) {
        var changed = Fittings.replaced(groups, group, StoredGroup::id);
        return new Network(
                        vpcId,
                        cidr,
                        defaultVpc,
                        dns,
                        addressMetrics,
                        subnets,
                        changed,
                        tags,
                        fittings)
                .withoutLostTags();
    }

    /** Without the subnet or group of that id, and without the tags of what went. */
    Network without(String id) {
        return new Network(
                        vpcId,
                        cidr,
                        defaultVpc,
                        dns,
                        addressMetrics,
                        subnets.stream().filter(subnet -> !subnet.id().equals(id)).toList(),
                        groups.stream().filter(group -> !group.id().equals(id)).toList(),
                        tags,
                        fittings.withoutSubnet(id))
                .withoutLostTags();
    }

    /** Sets the tags of one resource; an empty map takes them all away. */
    Network withTags(String id, Map<String, String> changed) {
        var all = new TreeMap<>(tags);
        if (changed.isEmpty()) all.remove(id);
        else all.put(id, Map.copyOf(changed));
        return new Network(
                vpcId, cidr, defaultVpc, dns, addressMetrics, subnets, groups, all, fittings);
    }

    private Network withoutLostTags() {
        var kept = new TreeMap<>(tags);
        kept.keySet().retainAll(resourceIds().toList());
        return new Network(
                vpcId, cidr, defaultVpc, dns, addressMetrics, subnets, groups, kept, fittings);
    }
}
