package homeport.server.site;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.cloud.ec2.Networks;
import homeport.cloud.iam.access.Identity;
import homeport.control.Rds;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.ManagedSecrets;
import homeport.control.subnet.Network;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/** What control needs of its neighbours, answered by the cloud module. */
final class CloudParts {
    static final String OWNER = "rds";

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

    /**
     * Secrets as DB proxies read them: as the proxy's role may. A role that this account does not
     * have reads all of them unless strict.
     */
    static ProxySecrets.Reader proxySecrets(
            homeport.cloud.secret.ManagedSecrets secrets,
            Supplier<Identity> identity,
            boolean strict) {
        return (secretArn, roleArn) -> {
            boolean may =
                    identity.get()
                            .mayInRole(
                                    roleArn,
                                    "secretsmanager:GetSecretValue",
                                    secretArn,
                                    Instant.now())
                            .orElse(!strict);
            if (!may) return Optional.empty();
            return secrets.value(secretArn)
                    .map(now -> new ProxySecrets.Reader.Values(now, secrets.previous(secretArn)));
        };
    }

    /** Has RDS make a new master password for the database whose secret it is, as a user would. */
    static void rotate(Rds rds, String account, String secretArn) {
        Instance owner =
                rds.instances().everywhere().stream()
                        .filter(one ->
                                one.asked().password().secretArn().equals(Optional.of(secretArn)))
                        .findFirst()
                        .orElseThrow(() ->
                                new AwsException(
                                        "InvalidRequestException",
                                        "No database has the secret %s.".formatted(secretArn)));
        Call call =
                new Call(
                        owner.region(),
                        account,
                        new Call.Caller("", "", ""),
                        "rotation",
                        Instant.now());
        String name = owner.asked().identifier();
        boolean cluster = owner.asked().clustered();
        SdkPojo request =
                cluster
                        ? ModifyDbClusterRequest.builder()
                                .dbClusterIdentifier(name)
                                .rotateMasterUserPassword(true)
                                .applyImmediately(true)
                                .build()
                        : ModifyDbInstanceRequest.builder()
                                .dbInstanceIdentifier(name)
                                .rotateMasterUserPassword(true)
                                .applyImmediately(true)
                                .build();
        try {
            rds.service()
                    .actions()
                    .get(cluster ? "ModifyDBCluster" : "ModifyDBInstance")
                    .handler()
                    .handle(call, request);
        } catch (AwsException refused) {
            throw new AwsException("InvalidRequestException", refused.getMessage());
        }
    }
}
