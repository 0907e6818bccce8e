package homeport.cloud.ec2;

import homeport.cloud.Caller;
import homeport.store.MemoryStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** What the tests of networks share: a store, the service, and short words for its actions. */
abstract class Ec2World {
    final MemoryStore store = new MemoryStore();
    final Set<String> inUse = new HashSet<>();
    final Networks networks = new Networks(store, Caller.ACCOUNT);
    final Caller ec2 = new Caller(Ec2.service(networks, (region, id) -> inUse.contains(id)));

    List<String> subnets(String vpc) {
        var filter = Filter.builder().name("vpc-id").values(vpc).build();
        return ec2
                .call(
                        DescribeSubnetsResponse.class,
                        DescribeSubnetsRequest.builder().filters(filter).build())
                .subnets()
                .stream()
                .map(Subnet::cidrBlock)
                .toList();
    }

    String vpc(String cidr) {
        return ec2.call(CreateVpcResponse.class, CreateVpcRequest.builder().cidrBlock(cidr).build())
                .vpc()
                .vpcId();
    }

    String subnet(String vpc, String cidr) {
        return ec2.call(
                        CreateSubnetResponse.class,
                        CreateSubnetRequest.builder().vpcId(vpc).cidrBlock(cidr).build())
                .subnet()
                .subnetId();
    }

    String group(String vpc, String name) {
        return ec2.call(
                        CreateSecurityGroupResponse.class,
                        CreateSecurityGroupRequest.builder()
                                .vpcId(vpc)
                                .groupName(name)
                                .description("for a test")
                                .build())
                .groupId();
    }

    static IpPermission tcp(int port, String cidr) {
        var range = IpRange.builder().cidrIp(cidr).build();
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(port)
                .toPort(port)
                .ipRanges(range)
                .build();
    }

    AuthorizeSecurityGroupIngressResponse authorize(String group, IpPermission... permissions) {
        return ec2.call(
                AuthorizeSecurityGroupIngressResponse.class,
                AuthorizeSecurityGroupIngressRequest.builder()
                        .groupId(group)
                        .ipPermissions(permissions)
                        .build());
    }
}
