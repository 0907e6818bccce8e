package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Tenancy;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcState;

/** The actions on VPCs. */
final class Vpcs {
    /** A VPC and a subnet both have 16 to 65,536 addresses. */
    static final int PREFIX_MIN = 16;

    static final int PREFIX_MAX = 28;

    private static final Query<Vpc> QUERY =
            new Query<>(
                    "vpcIds",
                    Vpc::vpcId,
                    Refusal::noVpc,
                    Vpc::tags,
                    Map.of(
                            "vpc-id", vpc -> List.of(vpc.vpcId()),
                            "cidr", vpc -> List.of(vpc.cidrBlock()),
                            "cidr-block-association.cidr-block", vpc -> List.of(vpc.cidrBlock()),
                            "dhcp-options-id", vpc -> List.of(vpc.dhcpOptionsId()),
                            "is-default", vpc -> List.of(vpc.isDefault().toString()),
                            "isDefault", vpc -> List.of(vpc.isDefault().toString()),
                            "owner-id", vpc -> List.of(vpc.ownerId()),
                            "state", vpc -> List.of(vpc.stateAsString())));

    private final NetworkStore networks;

    Vpcs(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeVpcsResponse describe(Call call, DescribeVpcsRequest request) {
        var all = networks.all(call.region()).stream().map(n -> shown(call.region(), n)).toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.vpcIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeVpcsResponse.builder().vpcs(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateVpcResponse create(Call call, CreateVpcRequest request) {
        refuse(Boolean.TRUE.equals(request.amazonProvidedIpv6CidrBlock()), "ipv6CidrBlock");
        refuse(request.ipv6CidrBlock() != null || request.ipv6Pool() != null, "ipv6CidrBlock");
        refuse(request.ipv4IpamPoolId() != null, "ipv4IpamPoolId");
        refuse(request.ipv6IpamPoolId() != null, "ipv6IpamPoolId");
        refuse(request.instanceTenancy() == Tenancy.DEDICATED, "instanceTenancy");
        if (request.cidrBlock() == null) throw Refusal.missing("cidrBlock");
        var cidr = block(request.cidrBlock());
        if (cidr.prefix() < PREFIX_MIN || cidr.prefix() > PREFIX_MAX)
            throw new AwsException("InvalidVpc.Range", "The CIDR '%s' is invalid.".formatted(cidr));
        String id = Ids.fresh("vpc");
        var tags = Tags.specified(request.tagSpecifications(), "vpc");
        var network = Network.create(id, cidr).withTags(id, tags);
        networks.create(call.region(), network, Boolean.TRUE.equals(request.dryRun()));
        return CreateVpcResponse.builder().vpc(shown(call.region(), network)).build();
    }

    DeleteVpcResponse delete(Call call, DeleteVpcRequest request) {
        String id = request.vpcId();
        networks.delete(
                call.region(),
                id,
                Boolean.TRUE.equals(request.dryRun()),
                (network, outside) -> {
                    var fittings = network.fittings();
                    boolean used =
                            !network.subnets().isEmpty()
                                    || network.groups().size() > 1
                                    || fittings.routeTables().size() > 1
                                    || fittings.acls().size() > 1
                                    || !fittings.endpoints().isEmpty()
                                    || outside.gatewayOf(id).isPresent();
                    if (used)
                        throw Refusal.inUse(
                                "The vpc '%s' has dependencies and cannot be deleted."
                                        .formatted(id));
                });
        return DeleteVpcResponse.builder().build();
    }

    DescribeVpcAttributeResponse attribute(Call call, DescribeVpcAttributeRequest request) {
        var network = required(call.region(), request.vpcId());
        var response = DescribeVpcAttributeResponse.builder().vpcId(network.vpcId());
        var asked = Optional.ofNullable(request.attributeAsString()).orElse("");
        return switch (asked) {
            case "enableDnsSupport" ->
                    response.enableDnsSupport(flag(network.dns().support())).build();
            case "enableDnsHostnames" ->
                    response.enableDnsHostnames(flag(network.dns().hostnames())).build();
            case "enableNetworkAddressUsageMetrics" ->
                    response.enableNetworkAddressUsageMetrics(flag(network.addressMetrics()))
                            .build();
            case "" -> throw Refusal.missing("attribute");
            default ->
                    throw AwsException.invalidValue(
                            "Value (%s) for parameter attribute is invalid. Unknown attribute."
                                    .formatted(asked));
        };
    }

    ModifyVpcAttributeResponse modify(Call call, ModifyVpcAttributeRequest request) {
        var support = Optional.ofNullable(request.enableDnsSupport());
        var hostnames = Optional.ofNullable(request.enableDnsHostnames());
        var metrics = Optional.ofNullable(request.enableNetworkAddressUsageMetrics());
        long given = Stream.of(support, hostnames, metrics).filter(Optional::isPresent).count();
        if (given != 1)
            throw AwsException.invalidCombination(
                    "Exactly one attribute can be modified at a time, not %d.".formatted(given));
        networks.change(
                call.region(),
                request.vpcId(),
                false,
                network -> {
                    var dns = network.dns();
                    var changed =
                            new Network.Dns(
                                    support.map(Vpcs::on).orElse(dns.support()),
                                    hostnames.map(Vpcs::on).orElse(dns.hostnames()));
                    boolean counted = metrics.map(Vpcs::on).orElse(network.addressMetrics());
                    return network.with(changed).withAddressMetrics(counted);
                });
        return ModifyVpcAttributeResponse.builder().build();
    }

    Network required(String region, String vpcId) {
        return networks.find(region, network -> network.vpcId().equals(vpcId))
                .orElseThrow(() -> Refusal.noVpc(vpcId));
    }

    static Cidr4 block(String text) {
        return Cidr4.parse(text).orElseThrow(() -> Refusal.notBlock("cidrBlock", text));
    }

    static void refuse(boolean asked, String parameter) {
        if (asked) throw Refusal.unsupported(parameter);
    }

    static boolean on(AttributeBooleanValue value) {
        return Boolean.TRUE.equals(value.value());
    }

    private static AttributeBooleanValue flag(boolean on) {
        return AttributeBooleanValue.builder().value(on).build();
    }

    private Vpc shown(String region, Network network) {
        var association =
                VpcCidrBlockAssociation.builder()
                        .associationId(Ids.derived("vpc-cidr-assoc", network.vpcId()))
                        .cidrBlock(network.cidr())
                        .cidrBlockState(state -> state.state("associated"))
                        .build();
        return Vpc.builder()
                .vpcId(network.vpcId())
                .cidrBlock(network.cidr())
                .cidrBlockAssociationSet(association)
                .dhcpOptionsId(DhcpSets.of(networks.account(), region, network))
                .instanceTenancy(Tenancy.DEFAULT)
                .isDefault(network.defaultVpc())
                .ownerId(networks.account())
                .state(VpcState.AVAILABLE)
                .tags(Tags.of(network.tagsOf(network.vpcId())))
                .build();
    }
}
