package homeport.cloud.ec2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/** Network interfaces as EC2 shows them. */
final class ShownInterface {
    static final Query<NetworkInterface> QUERY =
            new Query<>(
                    "networkInterfaceIds",
                    NetworkInterface::networkInterfaceId,
                    Refusal::noNetworkInterface,
                    NetworkInterface::tagSet,
                    Map.ofEntries(
                            Map.entry("vpc-id", one -> List.of(one.vpcId())),
                            Map.entry("subnet-id", one -> List.of(one.subnetId())),
                            Map.entry(
                                    "network-interface-id",
                                    one -> List.of(one.networkInterfaceId())),
                            Map.entry("owner-id", one -> List.of(one.ownerId())),
                            Map.entry("status", one -> List.of(one.statusAsString())),
                            Map.entry("description", one -> List.of(one.description())),
                            Map.entry(
                                    "interface-type", one -> List.of(one.interfaceTypeAsString())),
                            Map.entry("mac-address", one -> List.of(one.macAddress())),
                            Map.entry("availability-zone", one -> List.of(one.availabilityZone())),
                            Map.entry(
                                    "group-id",
                                    Query.each(NetworkInterface::groups, GroupIdentifier::groupId)),
                            Map.entry(
                                    "group-name",
                                    Query.each(
                                            NetworkInterface::groups, GroupIdentifier::groupName)),
                            Map.entry("private-ip-address", one -> List.of(one.privateIpAddress())),
                            Map.entry(
                                    "addresses.private-ip-address",
                                    Query.each(
                                            NetworkInterface::privateIpAddresses,
                                            NetworkInterfacePrivateIpAddress::privateIpAddress)),
                            Map.entry(
                                    "addresses.primary",
                                    Query.each(
                                            NetworkInterface::privateIpAddresses,
                                            a -> a.primary().toString())),
                            Map.entry("association.public-ip", one -> publicIps(one)),
                            Map.entry("addresses.association.public-ip", one -> publicIps(one)),
                            Map.entry(
                                    "association.allocation-id",
                                    one ->
                                            associations(one)
                                                    .map(NetworkInterfaceAssociation::allocationId)
                                                    .toList()),
                            Map.entry(
                                    "association.association-id",
                                    one ->
                                            associations(one)
                                                    .map(NetworkInterfaceAssociation::associationId)
                                                    .toList()),
                            Map.entry("attachment.instance-id", one -> List.of()),
                            Map.entry("attachment.attachment-id", one -> List.of()),
                            Map.entry("attachment.status", one -> List.of()),
                            Map.entry(
                                    "source-dest-check",
                                    one -> List.of(one.sourceDestCheck().toString())),
                            Map.entry(
                                    "requester-managed",
                                    one -> List.of(one.requesterManaged().toString())),
                            Map.entry("requester-id", one -> List.of())));

    private final String account;
    private final Network network;
    private final Outside outside;

    ShownInterface(String account, Network network, Outside outside) {
        this.account = account;
        this.network = network;
        this.outside = outside;
    }

    private static List<String> publicIps(NetworkInterface one) {
        return associations(one).map(NetworkInterfaceAssociation::publicIp).toList();
    }

    private static Stream<NetworkInterfaceAssociation> associations(NetworkInterface one) {
        return one.privateIpAddresses().stream().flatMap(a -> Stream.ofNullable(a.association()));
    }

    NetworkInterface of(String region, StoredInterface one) {
        var subnet = network.subnet(one.subnetId());
        String zone = subnet.map(StoredSubnet::zone).orElse(region + Zones.LETTERS.getFirst());
        String primary = one.addresses().getFirst();
        boolean owned = !one.owner().isEmpty();
        var shown =
                NetworkInterface.builder()
                        .networkInterfaceId(one.id())
                        .subnetId(one.subnetId())
                        .vpcId(network.vpcId())
                        .ownerId(account)
                        .availabilityZone(zone)
                        .availabilityZoneId(Zones.id(region, zone))
                        .description(one.description())
                        .interfaceType(owned ? "nat_gateway" : "interface")
                        .requesterManaged(owned)
                        .status(owned ? "in-use" : "available")
                        .macAddress(mac(one.id()))
                        .sourceDestCheck(one.sourceDestCheck())
                        .privateIpAddress(primary)
                        .privateDnsName(name(region, primary))
                        .privateIpAddresses(
                                one.addresses().stream().map(a -> address(region, one, a)).toList())
                        .ipv6Addresses(List.of())
                        .groups(groups(one))
                        .tagSet(Tags.of(network.tagsOf(one.id())));
        association(one, primary).ifPresent(shown::association);
        return shown.build();
    }

    List<GroupIdentifier> groups(StoredInterface one) {
        return one.groups().stream()
                .map(id ->
                        GroupIdentifier.builder()
                                .groupId(id)
                                .groupName(network.group(id).map(StoredGroup::name).orElse(""))
                                .build())
                .toList();
    }

    private NetworkInterfacePrivateIpAddress address(
            String region, StoredInterface one, String address) {
        var shown =
                NetworkInterfacePrivateIpAddress.builder()
                        .privateIpAddress(address)
                        .privateDnsName(name(region, address))
                        .primary(address.equals(one.addresses().getFirst()));
        association(one, address).ifPresent(shown::association);
        return shown.build();
    }

    private Optional<NetworkInterfaceAssociation> association(StoredInterface one, String address) {
        return outside.of(one.id()).stream()
                .filter(elastic -> elastic.privateIp().equals(address))
                .findFirst()
                .map(elastic ->
                        NetworkInterfaceAssociation.builder()
                                .allocationId(elastic.allocationId())
                                .associationId(elastic.associationId())
                                .publicIp(elastic.publicIp())
                                .publicDnsName("")
                                .ipOwnerId(account)
                                .build());
    }

    /** {@code ip-10-0-0-4.ec2.internal}; elsewhere the region is in it. */
    static String name(String region, String address) {
        String domain = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
        return "ip-" + address.replace('.', '-') + "." + domain;
    }

    /** Locally administered, from the id: the same each time. */
    private static String mac(String id) {
        String digits = id.substring(id.length() - 10);
        var mac = new StringBuilder("02");
        for (int at = 0; at < digits.length(); at += 2) mac.append(':').append(digits, at, at + 2);
        return mac.toString();
    }
}
