package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpnGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnGatewaysResponse;

/**
 * What tools look for around a VPC and never find here: an id is refused, a filter, whatever it
 * says, finds nothing.
 */
final class NeverAny {
    private NeverAny() {}

    static DescribeVpnGatewaysResponse vpnGateways(Call call, DescribeVpnGatewaysRequest r) {
        none(r.vpnGatewayIds(), "InvalidVpnGatewayID.NotFound", "vpnGateway");
        return DescribeVpnGatewaysResponse.builder().vpnGateways(List.of()).build();
    }

    static DescribeEgressOnlyInternetGatewaysResponse egressOnlyGateways(
            Call call, DescribeEgressOnlyInternetGatewaysRequest r) {
        none(
                r.egressOnlyInternetGatewayIds(),
                "InvalidGatewayID.NotFound",
                "egressOnlyInternetGateway");
        return DescribeEgressOnlyInternetGatewaysResponse.builder()
                .egressOnlyInternetGateways(List.of())
                .build();
    }

    static DescribeVpcPeeringConnectionsResponse peerings(
            Call call, DescribeVpcPeeringConnectionsRequest r) {
        none(
                r.vpcPeeringConnectionIds(),
                "InvalidVpcPeeringConnectionID.NotFound",
                "vpcPeeringConnection");
        return DescribeVpcPeeringConnectionsResponse.builder()
                .vpcPeeringConnections(List.of())
                .build();
    }

    static DescribeInstancesResponse instances(Call call, DescribeInstancesRequest r) {
        none(r.instanceIds(), "InvalidInstanceID.NotFound", "instance");
        return DescribeInstancesResponse.builder().reservations(List.of()).build();
    }

    private static void none(List<String> ids, String code, String what) {
        if (!ids.isEmpty())
            throw new AwsException(
                    code, "The %s ID '%s' does not exist".formatted(what, ids.getFirst()));
    }
}
