package homeport.cloud.ec2;

import homeport.aws.AwsException;

/** EC2's answers to what it cannot do. Source: EC2 API reference, "Error codes". */
final class Refusal {
    private Refusal() {}

    static AwsException noVpc(String id) {
        return new AwsException(
                "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist".formatted(id));
    }

    static AwsException noSubnet(String id) {
        return new AwsException(
                "InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist".formatted(id));
    }

    static AwsException noGroup(String id) {
        return new AwsException(
                "InvalidGroup.NotFound", "The security group '%s' does not exist".formatted(id));
    }

    static AwsException noRule(String id) {
        return new AwsException(
                "InvalidSecurityGroupRuleId.NotFound",
                "The security group rule ID '%s' does not exist".formatted(id));
    }

    static AwsException noRouteTable(String id) {
        return new AwsException(
                "InvalidRouteTableID.NotFound",
                "The routeTable ID '%s' does not exist".formatted(id));
    }

    static AwsException noNetworkAcl(String id) {
        return new AwsException(
                "InvalidNetworkAclID.NotFound",
                "The networkAcl ID '%s' does not exist".formatted(id));
    }

    static AwsException noInternetGateway(String id) {
        return new AwsException(
                "InvalidInternetGatewayID.NotFound",
                "The internetGateway ID '%s' does not exist".formatted(id));
    }

    static AwsException noNetworkInterface(String id) {
        return new AwsException(
                "InvalidNetworkInterfaceID.NotFound",
                "The networkInterface ID '%s' does not exist".formatted(id));
    }

    static AwsException noAssociation(String id) {
        return new AwsException(
                "InvalidAssociationID.NotFound",
                "The association ID '%s' does not exist".formatted(id));
    }

    static AwsException noNatGateway(String id) {
        return new AwsException("NatGatewayNotFound", "NatGateway %s was not found".formatted(id));
    }

    static AwsException noAllocation(String id) {
        return new AwsException(
                "InvalidAllocationID.NotFound",
                "The allocation ID '%s' does not exist".formatted(id));
    }

    static AwsException noAddress(String ip) {
        return new AwsException("InvalidAddress.NotFound", "Address '%s' not found.".formatted(ip));
    }

    static AwsException addressInUse(String ip) {
        return new AwsException("InvalidIPAddress.InUse", "Address %s is in use.".formatted(ip));
    }

    static AwsException noDhcpOptions(String id) {
        return new AwsException(
                "InvalidDhcpOptionID.NotFound",
                "The dhcpOption ID '%s' does not exist".formatted(id));
    }

    static AwsException noPrefixList(String id) {
        return new AwsException(
                "InvalidPrefixListID.NotFound",
                "The prefix list ID '%s' does not exist".formatted(id));
    }

    static AwsException noEndpoint(String id) {
        return new AwsException(
                "InvalidVpcEndpointId.NotFound",
                "The Vpc Endpoint Id '%s' does not exist".formatted(id));
    }

    static AwsException noResource(String id) {
        return new AwsException("InvalidID", "The ID '%s' is not valid".formatted(id));
    }

    static AwsException noDefaultVpc() {
        return new AwsException("VPCIdNotSpecified", "No default VPC for this user.");
    }

    static AwsException missing(String parameter) {
        return new AwsException(
                "MissingParameter",
                "The request must contain the parameter %s".formatted(parameter));
    }

    static AwsException notBlock(String parameter, String cidr) {
        return AwsException.invalidValue(
                "Value (%s) for parameter %s is invalid. This is not a valid CIDR block."
                        .formatted(cidr, parameter));
    }

    static AwsException unsupported(String parameter) {
        return new AwsException(
                "UnsupportedOperation", "The parameter %s is not supported.".formatted(parameter));
    }

    /** A token stands for one request. */
    static void unless(boolean sameRequest) {
        if (!sameRequest)
            throw new AwsException(
                    "IdempotentParameterMismatch",
                    "The client token was used before, with a request for something else.");
    }

    static AwsException inUse(String message) {
        return new AwsException("DependencyViolation", message);
    }

    static AwsException dryRun() {
        return new AwsException(
                "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
}
