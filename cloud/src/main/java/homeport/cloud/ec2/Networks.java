package homeport.cloud.ec2;

import homeport.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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

    NetworkStore store() {
        return networks;
    }

    /**
     * Is told the region of every change of networks, in the thread that makes it and before its
     * caller is answered.
     */
    public void onChange(Consumer<String> listener) {
        networks.onChange(listener);
    }

    /** Whom each group of a region lets in, as it is now. */
    public Firewall firewall(String region) {
        return Firewall.of(networks.all(region), networks.outside(region));
    }

    /**
     * @param cidr canonical, {@code 172.31.0.0/20}
     */
    public record SubnetPlace(
            String subnetId, String vpcId, String availabilityZone, String cidr) {}

    public record GroupPlace(String id, String vpcId, String name) {}

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

    private static SubnetPlace place(Network network, StoredSubnet subnet) {
        return new SubnetPlace(subnet.id(), network.vpcId(), subnet.zone(), subnet.cidr());
    }
}
