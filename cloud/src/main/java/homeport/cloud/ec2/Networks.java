package homeport.cloud.ec2;

import homeport.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What others ask about networks: where a subnet is, whom a group lets in. Safe from any thread;
 * every call reads the newest state.
 */
public final class Networks {
    private final NetworkStore networks;

    /**
     * @param account twelve digits; default ids are derived from it
     */
    public Networks(Store store, String account) {
        this.networks = new NetworkStore(store, account);
    }

    /**
     * @param cidr canonical, {@code 172.31.0.0/20}
     */
    public record SubnetPlace(
            String subnetId, String vpcId, String availabilityZone, String cidr) {}

    public record GroupPlace(String id, String vpcId, String name) {}

    /**
     * One permission to come in.
     *
     * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, a number, or {@code
     *     -1} for all
     * @param fromPort first port, -1 where the protocol has none or all are meant
     * @param toPort last port, inclusive
     */
    public record IngressRule(String protocol, int fromPort, int toPort, Source source) {}

    /** Who may come in. */
    public sealed interface Source {
        /** An IPv4 or IPv6 block, canonical. */
        record Cidr(String block) implements Source {}

        /** Whoever is in this group. */
        record Group(String groupId) implements Source {}
    }

    public Optional<SubnetPlace> subnet(String region, String subnetId) {
        return networks.all(region).stream()
                .flatMap(n -> n.subnet(subnetId).stream().map(subnet -> place(n, subnet)))
                .findFirst();
    }

    /** The default VPC's own subnets by zone; empty when that VPC or they were deleted. */
    public List<SubnetPlace> defaultSubnets(String region) {
        return networks.defaultOf(region).stream()
                .flatMap(n ->
                        n.subnets().stream()
                                .filter(StoredSubnet::defaultForAz)
                                .map(subnet -> place(n, subnet)))
                .sorted(Comparator.comparing(SubnetPlace::availabilityZone))
                .toList();
    }

    /** Empty when a user deleted it. */
    public Optional<String> defaultVpc(String region) {
        return networks.defaultOf(region).map(Network::vpcId);
    }

    public Optional<GroupPlace> securityGroup(String region, String groupId) {
        return networks.all(region).stream()
                .flatMap(n ->
                        n.group(groupId).stream()
                                .map(g -> new GroupPlace(g.id(), n.vpcId(), g.name())))
                .findFirst();
    }

    /** The group named {@code default}, which every VPC has; empty when there is no such VPC. */
    public Optional<String> defaultSecurityGroup(String region, String vpcId) {
        return networks.find(region, network -> network.vpcId().equals(vpcId))
                .flatMap(network -> network.groupNamed(StoredGroup.DEFAULT))
                .map(StoredGroup::id);
    }

    /**
     * Everybody whom any of these groups lets in. Groups that do not exist let nobody in; rules
     * that name a prefix list are left out, because there are none here.
     */
    public List<IngressRule> ingress(String region, List<String> groupIds) {
        return networks.all(region).stream()
                .flatMap(network -> Permissions.ingress(network, groupIds).stream())
                .map(rule ->
                        new IngressRule(
                                rule.protocol(),
                                rule.fromPort(),
                                rule.toPort(),
                                source(rule.peer())))
                .toList();
    }

    private static Source source(StoredRule.Peer peer) {
        return switch (peer.kind()) {
            case IPV4, IPV6 -> new Source.Cidr(peer.value());
            case GROUP -> new Source.Group(peer.value());
            case PREFIX_LIST -> throw new IllegalArgumentException("a prefix list is no source");
        };
    }

    private static SubnetPlace place(Network network, StoredSubnet subnet) {
        return new SubnetPlace(subnet.id(), network.vpcId(), subnet.zone(), subnet.cidr());
    }
}
