package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;

/** The actions on NAT gateways. */
final class NatGateways {
    static final int PER_VPC_MAX = 100;

    private static final Query<NatGateway> QUERY =
            new Query<>(
                    "natGatewayIds",
                    NatGateway::natGatewayId,
                    Refusal::noNatGateway,
                    NatGateway::tags,
                    Map.of(
                            "nat-gateway-id", nat -> List.of(nat.natGatewayId()),
                            "state", nat -> List.of(nat.stateAsString()),
                            "subnet-id", nat -> List.of(nat.subnetId()),
                            "vpc-id", nat -> List.of(nat.vpcId())));

    private final NetworkStore networks;

    NatGateways(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeNatGatewaysResponse describe(Call call, DescribeNatGatewaysRequest request) {
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n ->
                                n.fittings().nats().stream()
                                        .filter(nat -> !nat.isForgotten(call.now()))
                                        .map(nat -> shown(n, nat, call.now())))
                        .toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.natGatewayIds(),
                                request.filter(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeNatGatewaysResponse.builder().natGateways(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateNatGatewayResponse create(Call call, CreateNatGatewayRequest r) {
        Vpcs.refuse(!r.secondaryAllocationIds().isEmpty(), "secondaryAllocationIds");
        Vpcs.refuse(!r.secondaryPrivateIpAddresses().isEmpty(), "secondaryPrivateIpAddresses");
        Vpcs.refuse(r.secondaryPrivateIpAddressCount() != null, "secondaryPrivateIpAddressCount");
        Vpcs.refuse("regional".equals(r.availabilityModeAsString()), "availabilityMode");
        Vpcs.refuse(!r.availabilityZoneAddresses().isEmpty(), "availabilityZoneAddresses");
        if (r.subnetId() == null) throw Refusal.missing("subnetId");
        boolean isPublic = r.connectivityType() != ConnectivityType.PRIVATE;
        if (isPublic && r.allocationId() == null)
            throw new AwsException(
                    "MissingParameter", "The request must include the AllocationId parameter.");
        if (!isPublic && r.allocationId() != null)
            throw AwsException.invalidCombination(
                    "The AllocationId parameter cannot be used with a private NAT gateway.");
        var tags = Tags.specified(r.tagSpecifications(), "natgateway");
        String token = Optional.ofNullable(r.clientToken()).orElse("");
        String id = Ids.fresh("nat");
        var both =
                networks.changeBoth(
                        call.region(),
                        home(call.region(), r.subnetId()).vpcId(),
                        Boolean.TRUE.equals(r.dryRun()),
                        before -> {
                            var made = made(before.network(), token);
                            made.ifPresent(nat -> Refusal.unless(isFor(nat, r)));
                            return made.isPresent()
                                    ? before
                                    : made(before, r, id, tags, call.now());
                        });
        var nat = made(both.network(), token).or(() -> both.network().fittings().nat(id));
        return CreateNatGatewayResponse.builder()
                .natGateway(shown(both.network(), nat.orElseThrow(), call.now()))
                .clientToken(r.clientToken())
                .build();
    }

    private static boolean isFor(StoredNat nat, CreateNatGatewayRequest r) {
        return nat.subnetId().equals(r.subnetId())
                && nat.allocationId().equals(Optional.ofNullable(r.allocationId()).orElse(""));
    }

    private static Optional<StoredNat> made(Network network, String token) {
        return Tokens.made(network.fittings().nats(), StoredNat::token, token);
    }

    private static NetworkStore.Both made(
            NetworkStore.Both before,
            CreateNatGatewayRequest r,
            String id,
            Map<String, String> tags,
            Instant now) {
        var network = withoutForgotten(before.network(), now);
        var subnet = network.subnet(r.subnetId()).orElseThrow(() -> Refusal.noSubnet(r.subnetId()));
        if (network.fittings().nats().size() >= PER_VPC_MAX)
            throw new AwsException(
                    "NatGatewayLimitExceeded",
                    "The maximum number of NAT gateways has been reached.");
        var room = new Room(network, subnet);
        String privateIp =
                Optional.ofNullable(r.privateIpAddress())
                        .map(room::take)
                        .orElseGet(() -> room.next(1).getFirst());
        var elastic = Optional.ofNullable(r.allocationId()).map(its -> free(before.outside(), its));
        String failure =
                elastic.isPresent() && before.outside().gatewayOf(network.vpcId()).isEmpty()
                        ? "Gateway.NotAttached Network %s has no Internet gateway attached"
                                .formatted(network.vpcId())
                        : "";
        String eni = Ids.fresh("eni");
        String association = elastic.isPresent() ? Ids.fresh("eipassoc") : "";
        var nat =
                new StoredNat(
                        id,
                        subnet.id(),
                        eni,
                        privateIp,
                        elastic.map(Outside.Elastic::allocationId).orElse(""),
                        association,
                        elastic.map(Outside.Elastic::publicIp).orElse(""),
                        failure,
                        now,
                        Optional.empty(),
                        Optional.ofNullable(r.clientToken()).orElse(""));
        if (!failure.isEmpty())
            return before.with(network.with(network.fittings().with(nat)).withTags(id, tags));
        var its =
                new StoredInterface(
                        eni,
                        subnet.id(),
                        "Interface for NAT Gateway " + id,
                        List.of(privateIp),
                        List.of(),
                        false,
                        id,
                        "");
        var outside = before.outside();
        if (elastic.isPresent())
            outside = outside.with(elastic.get().associated(association, eni, privateIp));
        return before.with(network.with(network.fittings().with(nat).with(its)).withTags(id, tags))
                .with(outside);
    }

    private static Outside.Elastic free(Outside outside, String allocationId) {
        var address =
                outside.address(allocationId).orElseThrow(() -> Refusal.noAllocation(allocationId));
        if (address.isAssociated())
            throw new AwsException(
                    "Resource.AlreadyAssociated",
                    "Elastic IP address [%s] is already associated".formatted(allocationId));
        return address;
    }

    private static Network withoutForgotten(Network network, Instant now) {
        var rest = network.fittings();
        for (var nat : network.fittings().nats())
            if (nat.isForgotten(now)) rest = rest.without(nat.id());
        return network.with(rest);
    }

    /** Its interface and its hold on the elastic address go at once. */
    DeleteNatGatewayResponse delete(Call call, DeleteNatGatewayRequest request) {
        String id =
                Optional.ofNullable(request.natGatewayId())
                        .orElseThrow(() -> Refusal.missing("natGatewayId"));
        String vpc =
                networks.find(call.region(), n -> n.fittings().nat(id).isPresent())
                        .map(Network::vpcId)
                        .orElseThrow(() -> Refusal.noNatGateway(id));
        networks.changeBoth(
                call.region(),
                vpc,
                Boolean.TRUE.equals(request.dryRun()),
                both -> {
                    var network = both.network();
                    var nat =
                            network.fittings().nat(id).orElseThrow(() -> Refusal.noNatGateway(id));
                    if (nat.isDeleted()) return both;
                    var outside = both.outside();
                    for (var address : outside.of(nat.interfaceId()))
                        outside = outside.with(address.free());
                    var fittings = network.fittings().with(nat.deleted(call.now()));
                    return both.with(network.with(fittings.without(nat.interfaceId())))
                            .with(outside);
                });
        return DeleteNatGatewayResponse.builder().natGatewayId(id).build();
    }

    private Network home(String region, String subnetId) {
        return networks.find(region, network -> network.subnet(subnetId).isPresent())
                .orElseThrow(() -> Refusal.noSubnet(subnetId));
    }

    private static NatGateway shown(Network network, StoredNat nat, Instant now) {
        String state = nat.state(now);
        var address =
                NatGatewayAddress.builder()
                        .networkInterfaceId(nat.interfaceId())
                        .privateIp(nat.privateIp())
                        .isPrimary(true)
                        .status(state.equals("pending") ? "associating" : "succeeded");
        if (nat.isPublic())
            address.allocationId(nat.allocationId())
                    .publicIp(nat.publicIp())
                    .associationId(nat.associationId());
        if (state.equals("failed")) address.status("failed");
        var shown =
                NatGateway.builder()
                        .natGatewayId(nat.id())
                        .vpcId(network.vpcId())
                        .subnetId(nat.subnetId())
                        .state(state)
                        .connectivityType(
                                nat.isPublic() ? ConnectivityType.PUBLIC : ConnectivityType.PRIVATE)
                        .natGatewayAddresses(address.build())
                        .createTime(nat.createdAt())
                        .tags(Tags.of(network.tagsOf(nat.id())));
        nat.deletedAt().ifPresent(shown::deleteTime);
        if (state.equals("failed")) {
            String[] failure = nat.failure().split(" ", 2);
            shown.failureCode(failure[0]).failureMessage(failure[1]);
        }
        return shown.build();
    }
}
