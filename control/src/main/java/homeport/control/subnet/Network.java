package homeport.control.subnet;

import java.util.List;
import java.util.Optional;

/** What RDS asks of the network; the neighbouring EC2 service answers, plugged in by the server. */
public interface Network {
    Optional<Subnet> subnet(String region, String subnetId);

    /** The subnets of the region's default VPC, one a zone, in zone order. */
    List<Subnet> defaultSubnets(String region);

    String defaultSecurityGroup(String region, String vpcId);

    /** The VPC that the group belongs to; empty when there is no such group. */
    Optional<String> securityGroupVpc(String region, String groupId);

    /**
     * @param zone {@code us-east-1a}
     */
    record Subnet(String id, String vpcId, String zone, String cidr) {}
}
