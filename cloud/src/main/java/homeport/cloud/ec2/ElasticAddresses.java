package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/** The actions on elastic addresses: public ones on record, which nobody routes. */
final class ElasticAddresses {
    static final int PER_REGION_MAX = 200;
    private static final String POOL = "amazon";

    /** Kept for tests of network devices, so they are nobody's. Source: RFC 2544. */
    private static final Cidr4 RANGE = new Cidr4(0xC6120000L, 15);

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Query<Address> QUERY =
            new Query<>(
                    "allocationIds",
                    Address::allocationId,
                    Refusal::noAllocation,
                    Address::tags,
                    filters());

    private final NetworkStore networks;

    ElasticAddresses(NetworkStore networks) {
        this.networks = networks;
    }

    private static Map<String, Function<Address, List<String>>> filters() {
        Map<String, Function<Address, String>> single =
                Map.ofEntries(
                        Map.entry("allocation-id", Address::allocationId),
                        Map.entry("association-id", Address::associationId),
                        Map.entry("public-ip", Address::publicIp),
                        Map.entry("private-ip-address", Address::privateIpAddress),
                        Map.entry("network-interface-id", Address::networkInterfaceId),
                        Map.entry("network-interface-owner-id", Address::networkInterfaceOwnerId),
                        Map.entry("network-border-group", Address::networkBorderGroup),
                        Map.entry("instance-id", Address::instanceId),
                        Map.entry("domain", Address::domainAsString));
        return single.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                e ->
                                        a ->
                                                Optional.ofNullable(e.getValue().apply(a)).stream()
                                                        .toList()));
    }

    DescribeAddressesResponse describe(Call call, DescribeAddressesRequest request) {
        var outside = networks.outside(call.region());
        for (String ip : request.publicIps())
            if (outside.at(ip).isEmpty()) throw Refusal.noAddress(ip);
        var all =
                outside.addresses().stream()
                        .filter(a ->
                                request.publicIps().isEmpty()
                                        || request.publicIps().contains(a.publicIp()))
                        .map(a -> shown(call.region(), outside, a))
                        .toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(request.allocationIds(), request.filters(), null, null));
        return DescribeAddressesResponse.builder().addresses(page.items()).build();
    }

    /** No address has a reverse name. */
    DescribeAddressesAttributeResponse attributes(
            Call call, DescribeAddressesAttributeRequest request) {
        var outside = networks.outside(call.region());
        for (String id : request.allocationIds())
            if (outside.address(id).isEmpty()) throw Refusal.noAllocation(id);
        var found =
                outside.addresses().stream()
                        .filter(a ->
                                request.allocationIds().isEmpty()
                                        || request.allocationIds().contains(a.allocationId()))
                        .map(a ->
                                AddressAttribute.builder()
                                        .allocationId(a.allocationId())
                                        .publicIp(a.publicIp())
                                        .build())
                        .toList();
        return DescribeAddressesAttributeResponse.builder().addresses(found).build();
    }

    AllocateAddressResponse allocate(Call call, AllocateAddressRequest request) {
        Vpcs.refuse(request.domain() == DomainType.STANDARD, "domain");
        Vpcs.refuse(request.address() != null, "address");
        Vpcs.refuse(request.customerOwnedIpv4Pool() != null, "customerOwnedIpv4Pool");
        Vpcs.refuse(request.ipamPoolId() != null, "ipamPoolId");
        Vpcs.refuse(
                request.publicIpv4Pool() != null && !request.publicIpv4Pool().equals(POOL),
                "publicIpv4Pool");
        Vpcs.refuse(
                request.networkBorderGroup() != null
                        && !request.networkBorderGroup().equals(call.region()),
                "networkBorderGroup");
        var tags = Tags.specified(request.tagSpecifications(), "elastic-ip");
        String id = Ids.fresh("eipalloc");
        var outside =
                networks.changeOutside(
                        call.region(),
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            if (before.addresses().size() >= PER_REGION_MAX)
                                throw new AwsException(
                                        "AddressLimitExceeded",
                                        "The maximum number of addresses has been reached.");
                            return before.with(new Outside.Elastic(id, fresh(before), "", "", ""))
                                    .withTags(id, tags);
                        });
        return AllocateAddressResponse.builder()
                .allocationId(id)
                .publicIp(outside.address(id).orElseThrow().publicIp())
                .publicIpv4Pool(POOL)
                .networkBorderGroup(call.region())
                .domain(DomainType.VPC)
                .build();
    }

    private static String fresh(Outside outside) {
        while (true) {
            long at = 1 + RANDOM.nextLong(RANGE.size() - 2);
            String ip = new Cidr4(RANGE.base() + at, 32).address();
            if (outside.at(ip).isEmpty()) return ip;
        }
    }

    AssociateAddressResponse associate(Call call, AssociateAddressRequest request) {
        if (request.instanceId() != null)
            throw new AwsException(
                    "InvalidInstanceID.NotFound",
                    "The instance ID '%s' does not exist".formatted(request.instanceId()));
        if (request.networkInterfaceId() == null) throw Refusal.missing("networkInterfaceId");
        String eni = request.networkInterfaceId();
        String association = Ids.fresh("eipassoc");
        var network =
                networks.find(call.region(), n -> n.fittings().networkInterface(eni).isPresent())
                        .orElseThrow(() -> Refusal.noNetworkInterface(eni));
        networks.changeBoth(
                call.region(),
                network.vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                both -> {
                    var address = named(both.outside(), request.allocationId(), request.publicIp());
                    var free = freed(both.outside(), address, eni, request);
                    return both.with(
                            free.with(
                                    address.associated(
                                            association, eni, privateIp(both, eni, request))));
                });
        return AssociateAddressResponse.builder().associationId(association).build();
    }

    private static Outside freed(
            Outside outside,
            Outside.Elastic address,
            String interfaceId,
            AssociateAddressRequest request) {
        boolean moves = !Boolean.FALSE.equals(request.allowReassociation());
        if (address.isAssociated() && !address.interfaceId().equals(interfaceId) && !moves)
            throw new AwsException(
                    "Resource.AlreadyAssociated",
                    "resource %s is already associated with associate-id %s"
                            .formatted(address.allocationId(), address.associationId()));
        return outside.with(address.free());
    }

    private static String privateIp(
            NetworkStore.Both both, String interfaceId, AssociateAddressRequest request) {
        var one =
                both.network()
                        .fittings()
                        .networkInterface(interfaceId)
                        .orElseThrow(() -> Refusal.noNetworkInterface(interfaceId));
        if (both.outside().gatewayOf(both.network().vpcId()).isEmpty())
            throw new AwsException(
                    "Gateway.NotAttached",
                    "Network %s is not attached to any internet gateway"
                            .formatted(both.network().vpcId()));
        String asked =
                Optional.ofNullable(request.privateIpAddress())
                        .orElseGet(() -> one.addresses().getFirst());
        if (!one.addresses().contains(asked))
            throw AwsException.invalidValue(
                    "Address %s is not assigned to interface %s".formatted(asked, interfaceId));
        return asked;
    }

    DisassociateAddressResponse disassociate(Call call, DisassociateAddressRequest request) {
        if (request.associationId() == null && request.publicIp() == null)
            throw Refusal.missing("associationId");
        networks.changeOutside(
                call.region(),
                Boolean.TRUE.equals(request.dryRun()),
                outside -> {
                    var address =
                            request.associationId() == null
                                    ? named(outside, null, request.publicIp())
                                    : outside.addresses().stream()
                                            .filter(a ->
                                                    a.associationId()
                                                            .equals(request.associationId()))
                                            .findFirst()
                                            .orElseThrow(() ->
                                                    Refusal.noAssociation(request.associationId()));
                    checkNotOwned(call.region(), address);
                    return outside.with(address.free());
                });
        return DisassociateAddressResponse.builder().build();
    }

    /** Only its owner parts from the address of a NAT gateway. */
    private void checkNotOwned(String region, Outside.Elastic address) {
        boolean owned =
                networks.all(region).stream()
                        .flatMap(n -> n.fittings().networkInterface(address.interfaceId()).stream())
                        .anyMatch(one -> !one.owner().isEmpty());
        if (owned)
            throw new AwsException(
                    "AuthFailure", "You do not have permission to access the specified resource.");
    }

    ReleaseAddressResponse release(Call call, ReleaseAddressRequest request) {
        if (request.allocationId() == null && request.publicIp() == null)
            throw Refusal.missing("allocationId");
        networks.changeOutside(
                call.region(),
                Boolean.TRUE.equals(request.dryRun()),
                outside -> {
                    var address = named(outside, request.allocationId(), request.publicIp());
                    if (address.isAssociated()) throw Refusal.addressInUse(address.publicIp());
                    return outside.without(address.allocationId());
                });
        return ReleaseAddressResponse.builder().build();
    }

    /** By allocation id, else by address; both may be null as the SDK has it. */
    private static Outside.Elastic named(Outside outside, String allocationId, String publicIp) {
        if (allocationId != null)
            return outside.address(allocationId)
                    .orElseThrow(() -> Refusal.noAllocation(allocationId));
        String ip =
                Optional.ofNullable(publicIp).orElseThrow(() -> Refusal.missing("allocationId"));
        return outside.at(ip).orElseThrow(() -> Refusal.noAddress(ip));
    }

    private Address shown(String region, Outside outside, Outside.Elastic address) {
        var shown =
                Address.builder()
                        .allocationId(address.allocationId())
                        .publicIp(address.publicIp())
                        .domain(DomainType.VPC)
                        .publicIpv4Pool(POOL)
                        .networkBorderGroup(region)
                        .tags(Tags.of(outside.tagsOf(address.allocationId())));
        if (address.isAssociated())
            shown.associationId(address.associationId())
                    .networkInterfaceId(address.interfaceId())
                    .networkInterfaceOwnerId(networks.account())
                    .privateIpAddress(address.privateIp());
        return shown.build();
    }
}
