package homeport.cloud.ec2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a region has that is in no VPC, or can leave it.
 *
 * @param tags by resource id
 */
record Outside(
        List<Gateway> gateways,
        List<Elastic> addresses,
        List<Dhcp> dhcpOptions,
        List<StoredPrefixList> prefixLists,
        Map<String, Map<String, String>> tags) {

    /**
     * An internet gateway.
     *
     * @param vpcId empty: not attached
     */
    record Gateway(String id, String vpcId) {}

    /**
     * An elastic address.
     *
     * @param associationId empty: not associated, and the next two are so too
     */
    record Elastic(
            String allocationId,
            String publicIp,
            String associationId,
            String interfaceId,
            String privateIp) {
        boolean isAssociated() {
            return !associationId.isEmpty();
        }

        Elastic associated(String association, String networkInterface, String address) {
            return new Elastic(allocationId, publicIp, association, networkInterface, address);
        }

        Elastic free() {
            return associated("", "", "");
        }
    }

    /** Set of DHCP options. */
    record Dhcp(String id, Map<String, List<String>> values) {
        Dhcp {
            values = Map.copyOf(values);
        }
    }

    Outside {
        gateways = List.copyOf(gateways);
        addresses = List.copyOf(addresses);
        dhcpOptions = List.copyOf(dhcpOptions);
        prefixLists = List.copyOf(prefixLists);
        tags = Map.copyOf(tags);
    }

    /**
     * Before anybody asked: the default VPC's gateway.
     *
     * @param defaultVpc empty when somebody deleted it
     */
    static Outside ofRegion(Optional<String> defaultVpc) {
        var gateways =
                defaultVpc.map(vpc -> new Gateway(defaultGatewayId(vpc), vpc)).stream().toList();
        return new Outside(gateways, List.of(), List.of(), List.of(), Map.of());
    }

    static String defaultGatewayId(String vpcId) {
        return Ids.derived("igw", vpcId);
    }

    Optional<Gateway> gateway(String id) {
        return gateways.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    Optional<Gateway> gatewayOf(String vpcId) {
        return gateways.stream().filter(one -> one.vpcId().equals(vpcId)).findFirst();
    }

    Optional<Elastic> address(String allocationId) {
        return addresses.stream().filter(a -> a.allocationId().equals(allocationId)).findFirst();
    }

    Optional<Elastic> at(String publicIp) {
        return addresses.stream().filter(a -> a.publicIp().equals(publicIp)).findFirst();
    }

    /** The elastic addresses of a network interface. */
    List<Elastic> of(String interfaceId) {
        return addresses.stream().filter(a -> a.interfaceId().equals(interfaceId)).toList();
    }

    Optional<Dhcp> dhcp(String id) {
        return dhcpOptions.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    Optional<StoredPrefixList> prefixList(String id) {
        return prefixLists.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** Every id in here that can carry tags. */
    Stream<String> resourceIds() {
        return Stream.of(
                        gateways.stream().map(Gateway::id),
                        addresses.stream().map(Elastic::allocationId),
                        dhcpOptions.stream().map(Dhcp::id),
                        prefixLists.stream().map(StoredPrefixList::id))
                .flatMap(ids -> ids);
    }

    Map<String, String> tagsOf(String id) {
        return tags.getOrDefault(id, Map.of());
    }

    Outside with(Gateway gateway) {
        var changed = Fittings.replaced(gateways, gateway, Gateway::id);
        return new Outside(changed, addresses, dhcpOptions, prefixLists, tags);
    }

    Outside with(Elastic address) {
        var changed = Fittings.replaced(addresses, address, Elastic::allocationId);
        return new Outside(gateways, changed, dhcpOptions, prefixLists, tags);
    }

    Outside with(Dhcp options) {
        var changed = Fittings.replaced(dhcpOptions, options, Dhcp::id);
        return new Outside(gateways, addresses, changed, prefixLists, tags);
    }

    Outside with(StoredPrefixList list) {
        var changed = Fittings.replaced(prefixLists, list, StoredPrefixList::id);
        return new Outside(gateways, addresses, dhcpOptions, changed, tags);
    }

    /** Without the resource of that id, and without its tags. */
    Outside without(String id) {
        return new Outside(
                        kept(gateways, Gateway::id, id),
                        kept(addresses, Elastic::allocationId, id),
                        kept(dhcpOptions, Dhcp::id, id),
                        kept(prefixLists, StoredPrefixList::id, id),
                        tags)
                .withTags(id, Map.of());
    }

    private static <T> List<T> kept(List<T> all, Function<T, String> id, String gone) {
        return all.stream().filter(one -> !id.apply(one).equals(gone)).toList();
    }

    /** Sets the tags of one resource; an empty map takes them all away. */
    Outside withTags(String id, Map<String, String> changed) {
        var all = new TreeMap<>(tags);
        if (changed.isEmpty()) all.remove(id);
        else all.put(id, Map.copyOf(changed));
        return new Outside(gateways, addresses, dhcpOptions, prefixLists, all);
    }
}
