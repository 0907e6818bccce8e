package homeport.server.site;

import homeport.aws.AwsException;
import homeport.cloud.ec2.Networks;
import homeport.control.instance.ManagedSecrets;
import homeport.control.subnet.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What control needs of its neighbours, answered by the cloud module. */
final class CloudParts {
    private static final String OWNER = "rds";

    private CloudParts() {}

    static Network network(Networks networks) {
        return new Network() {
            @Override
            public Optional<Subnet> subnet(String region, String subnetId) {
                return networks.subnet(region, subnetId).map(CloudParts::subnet);
            }

            @Override
            public List<Subnet> defaultSubnets(String region) {
                return networks.defaultSubnets(region).stream().map(CloudParts::subnet).toList();
            }

            @Override
            public String defaultSecurityGroup(String region, String vpcId) {
                return networks.defaultSecurityGroup(region, vpcId)
                        .orElseThrow(() ->
                                new AwsException(
                                        "InvalidVPCNetworkStateFault",
                                        "There is no VPC %s in %s.".formatted(vpcId, region)));
            }

            @Override
            public Optional<String> securityGroupVpc(String region, String groupId) {
                return networks.securityGroup(region, groupId).map(Networks.GroupPlace::vpcId);
            }
        };
    }

    private static Network.Subnet subnet(Networks.SubnetPlace place) {
        return new Network.Subnet(
                place.subnetId(), place.vpcId(), place.availabilityZone(), place.cidr());
    }

    static ManagedSecrets secrets(homeport.cloud.secret.ManagedSecrets secrets) {
        return new ManagedSecrets() {
            @Override
            public String create(String region, String name, String json) {
                return secrets.create(
                        region,
                        name,
                        json,
                        OWNER,
                        "Master user password of a DB instance",
                        Map.of());
            }

            @Override
            public void put(String arn, String json) {
                secrets.put(arn, json);
            }

            @Override
            public void delete(String arn) {
                secrets.delete(arn);
            }
        };
    }

    /** Secrets as DB proxies read them. */
    static ProxySecrets.Reader proxySecrets(homeport.cloud.secret.ManagedSecrets secrets) {
        return (secretArn, _) ->
                secrets.value(secretArn)
                        .map(now ->
                                new ProxySecrets.Reader.Values(now, secrets.previous(secretArn)));
    }
}
