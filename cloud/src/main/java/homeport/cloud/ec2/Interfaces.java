package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignedPrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesResponse;

/**
 * The actions on network interfaces. One that a user makes stands for a client: what its groups may
 * reach, its addresses may reach.
 */
final class Interfaces {
    static final int PER_VPC_MAX = 1000;
    static final int GROUPS_MAX = 16;

    private final NetworkStore networks;

    Interfaces(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeNetworkInterfacesResponse describe(
            Call call, DescribeNetworkInterfacesRequest request) {
        var outside = networks.outside(call.region());
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n -> {
                            var shown = new ShownInterface(networks.account(), n, outside);
                            return n.fittings().interfaces().stream()
                                    .map(one -> shown.of(call.region(), one));
                        })
                        .toList();
        var page =
                ShownInterface.QUERY.page(
                        all,
                        Query.Asked.of(
                                request.networkInterfaceIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeNetworkInterfacesResponse.builder().networkInterfaces(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateNetworkInterfaceResponse create(Call call, CreateNetworkInterfaceRequest r) {
        refuseOthers(r);
        String subnetId =
                Optional.ofNullable(r.subnetId()).orElseThrow(() -> Refusal.missing("subnetId"));
        var tags = Tags.specified(r.tagSpecifications(), "network-interface");
        String token = Optional.ofNullable(r.clientToken()).orElse("");
        String id = Ids.fresh("eni");
        var network =
                networks.change(
                        call.region(),
                        home(call.region(), subnetId).vpcId(),
                        Boolean.TRUE.equals(r.dryRun()),
                        before -> {
                            var made = made(before, token);
                            made.ifPresent(o -> Refusal.unless(o.subnetId().equals(subnetId)));
                            if (made.isPresent()) return before;
                            checkRoom(before);
                            var one =
                                    new StoredInterface(
                                            id,
                                            subnetId,
                                            Optional.ofNullable(r.description()).orElse(""),
                                            addresses(before, subnetId, r),
                                            groups(before, r.groups()),
                                            true,
                                            "",
                                            token);
                            return before.with(before.fittings().with(one)).withTags(id, tags);
                        });
        var one = made(network, token).or(() -> network.fittings().networkInterface(id));
        var shown =
                new ShownInterface(networks.account(), network, networks.outside(call.region()));
        return CreateNetworkInterfaceResponse.builder()
                .networkInterface(shown.of(call.region(), one.orElseThrow()))
                .clientToken(r.clientToken())
                .build();
    }

    private static void refuseOthers(CreateNetworkInterfaceRequest r) {
        boolean ipv6 = r.ipv6AddressCount() != null && r.ipv6AddressCount() > 0;
        Vpcs.refuse(ipv6 || r.hasIpv6Addresses() && !r.ipv6Addresses().isEmpty(), "ipv6Address");
        Vpcs.refuse(r.hasIpv6Prefixes() && !r.ipv6Prefixes().isEmpty(), "ipv6Prefix");
        Vpcs.refuse(r.ipv6PrefixCount() != null && r.ipv6PrefixCount() > 0, "ipv6PrefixCount");
        Vpcs.refuse(r.hasIpv4Prefixes() && !r.ipv4Prefixes().isEmpty(), "ipv4Prefix");
        Vpcs.refuse(r.ipv4PrefixCount() != null && r.ipv4PrefixCount() > 0, "ipv4PrefixCount");
        Vpcs.refuse(r.interfaceType() != null, "interfaceType");
        Vpcs.refuse(r.operator() != null, "operator");
        Vpcs.refuse(Boolean.TRUE.equals(r.enablePrimaryIpv6()), "enablePrimaryIpv6");
        Vpcs.refuse(r.connectionTrackingSpecification() != null, "connectionTrackingSpecification");
    }

    private static void checkRoom(Network network) {
        if (network.fittings().interfaces().size() >= PER_VPC_MAX)
            throw new AwsException(
                    "NetworkInterfaceLimitExceeded",
                    "The maximum number of network interfaces has been reached.");
    }

    private static Optional<StoredInterface> made(Network network, String token) {
        return Tokens.made(network.fittings().interfaces(), StoredInterface::token, token);
    }

    private static List<String> addresses(
            Network network, String subnetId, CreateNetworkInterfaceRequest r) {
        var subnet = network.subnet(subnetId).orElseThrow(() -> Refusal.noSubnet(subnetId));
        var room = new Room(network, subnet);
        var listed = new ArrayList<>(r.privateIpAddresses());
        listed.sort((a, b) -> Boolean.compare(primary(b.primary()), primary(a.primary())));
        var named =
                Stream.concat(
                                Stream.ofNullable(r.privateIpAddress()),
                                listed.stream().map(one -> one.privateIpAddress()))
                        .distinct()
                        .map(room::take);
        var all = new ArrayList<>(named.toList());
        if (all.isEmpty()) all.addAll(room.next(1));
        int more = Optional.ofNullable(r.secondaryPrivateIpAddressCount()).orElse(0);
        all.addAll(room.next(more));
        return all;
    }

    private static boolean primary(Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static List<String> groups(Network network, List<String> asked) {
        if (asked.isEmpty())
            return List.of(network.groupNamed(StoredGroup.DEFAULT).orElseThrow().id());
        for (String id : asked) if (network.group(id).isEmpty()) throw Refusal.noGroup(id);
        if (asked.size() > GROUPS_MAX)
            throw new AwsException(
                    "SecurityGroupsPerInterfaceLimitExceeded",
                    "An interface is in %d security groups, allowed %d."
                            .formatted(asked.size(), GROUPS_MAX));
        return asked.stream().distinct().toList();
    }

    DeleteNetworkInterfaceResponse delete(Call call, DeleteNetworkInterfaceRequest r) {
        String id = required(r.networkInterfaceId());
        networks.changeBoth(
                call.region(),
                homeOf(call.region(), id).vpcId(),
                Boolean.TRUE.equals(r.dryRun()),
                both -> {
                    var one = own(both.network(), id);
                    var outside = both.outside();
                    for (var address : outside.of(one.id())) outside = outside.with(address.free());
                    var network = both.network();
                    return both.with(network.with(network.fittings().without(id))).with(outside);
                });
        return DeleteNetworkInterfaceResponse.builder().build();
    }

    ModifyNetworkInterfaceAttributeResponse modify(
            Call call, ModifyNetworkInterfaceAttributeRequest r) {
        Vpcs.refuse(r.attachment() != null, "attachment");
        Vpcs.refuse(r.enaSrdSpecification() != null, "enaSrdSpecification");
        Vpcs.refuse(Boolean.TRUE.equals(r.enablePrimaryIpv6()), "enablePrimaryIpv6");
        Vpcs.refuse(r.connectionTrackingSpecification() != null, "connectionTrackingSpecification");
        Vpcs.refuse(
                r.hasAssociatedSubnetIds() && !r.associatedSubnetIds().isEmpty(),
                "associatedSubnetIds");
        Vpcs.refuse(r.associatePublicIpAddress() != null, "associatePublicIpAddress");
        String id = required(r.networkInterfaceId());
        var description = Optional.ofNullable(r.description()).map(v -> v.value());
        var check = Optional.ofNullable(r.sourceDestCheck()).map(Vpcs::on);
        change(
                call,
                id,
                Boolean.TRUE.equals(r.dryRun()),
                (network, one) -> {
                    var after = one;
                    if (description.isPresent()) after = after.withDescription(description.get());
                    if (check.isPresent()) after = after.withSourceDestCheck(check.get());
                    if (!r.groups().isEmpty())
                        after = after.withGroups(groups(network, r.groups()));
                    return after;
                });
        return ModifyNetworkInterfaceAttributeResponse.builder().build();
    }

    DescribeNetworkInterfaceAttributeResponse attribute(
            Call call, DescribeNetworkInterfaceAttributeRequest r) {
        String id = required(r.networkInterfaceId());
        var network = homeOf(call.region(), id);
        var one = network.fittings().networkInterface(id).orElseThrow();
        var response = DescribeNetworkInterfaceAttributeResponse.builder().networkInterfaceId(id);
        String asked = Optional.ofNullable(r.attributeAsString()).orElse("");
        return switch (asked) {
            case "description" -> response.description(v -> v.value(one.description())).build();
            case "groupSet" ->
                    response.groups(
                                    new ShownInterface(
                                                    networks.account(),
                                                    network,
                                                    networks.outside(call.region()))
                                            .groups(one))
                            .build();
            case "sourceDestCheck" ->
                    response.sourceDestCheck(v -> v.value(one.sourceDestCheck())).build();
            case "attachment" -> response.build();
            case "" -> throw Refusal.missing("attribute");
            default ->
                    throw AwsException.invalidValue(
                            "Value (%s) for parameter attribute is invalid. Unknown attribute."
                                    .formatted(asked));
        };
    }

    AssignPrivateIpAddressesResponse assign(Call call, AssignPrivateIpAddressesRequest r) {
        Vpcs.refuse(r.hasIpv4Prefixes() && !r.ipv4Prefixes().isEmpty(), "ipv4Prefix");
        Vpcs.refuse(r.ipv4PrefixCount() != null, "ipv4PrefixCount");
        String id = required(r.networkInterfaceId());
        int count = Optional.ofNullable(r.secondaryPrivateIpAddressCount()).orElse(0);
        var added = new ArrayList<String>();
        change(
                call,
                id,
                false,
                (network, one) -> {
                    var room = new Room(network, network.subnet(one.subnetId()).orElseThrow());
                    added.clear();
                    r.privateIpAddresses().forEach(address -> added.add(room.take(address)));
                    added.addAll(room.next(count));
                    var all = new ArrayList<>(one.addresses());
                    all.addAll(added);
                    return one.withAddresses(all);
                });
        return AssignPrivateIpAddressesResponse.builder()
                .networkInterfaceId(id)
                .assignedPrivateIpAddresses(
                        added.stream()
                                .map(a ->
                                        AssignedPrivateIpAddress.builder()
                                                .privateIpAddress(a)
                                                .build())
                                .toList())
                .build();
    }

    UnassignPrivateIpAddressesResponse unassign(Call call, UnassignPrivateIpAddressesRequest r) {
        Vpcs.refuse(r.hasIpv4Prefixes() && !r.ipv4Prefixes().isEmpty(), "ipv4Prefix");
        String id = required(r.networkInterfaceId());
        change(
                call,
                id,
                false,
                (network, one) -> {
                    var rest = new ArrayList<>(one.addresses());
                    for (String gone : r.privateIpAddresses())
                        if (one.addresses().indexOf(gone) < 1 || !rest.remove(gone))
                            throw AwsException.invalidValue(
                                    "Some of the specified addresses are not assigned to interface"
                                            + " %s as secondary ones: %s".formatted(id, gone));
                    return one.withAddresses(rest);
                });
        return UnassignPrivateIpAddressesResponse.builder().build();
    }

    /** A change of one interface in its network. */
    private interface Change {
        StoredInterface of(Network network, StoredInterface before);
    }

    private void change(Call call, String id, boolean dryRun, Change change) {
        UnaryOperator<Network> applied =
                network -> {
                    var one = own(network, id);
                    return network.with(network.fittings().with(change.of(network, one)));
                };
        networks.change(call.region(), homeOf(call.region(), id).vpcId(), dryRun, applied);
    }

    /** One that a user may change. */
    private static StoredInterface own(Network network, String id) {
        var one =
                network.fittings()
                        .networkInterface(id)
                        .orElseThrow(() -> Refusal.noNetworkInterface(id));
        if (!one.owner().isEmpty())
            throw new AwsException(
                    "InvalidNetworkInterface.InUse",
                    "Network interface '%s' is currently in use by %s.".formatted(id, one.owner()));
        return one;
    }

    private static String required(String id) {
        return Optional.ofNullable(id).orElseThrow(() -> Refusal.missing("networkInterfaceId"));
    }

    private Network home(String region, String subnetId) {
        return networks.find(region, network -> network.subnet(subnetId).isPresent())
                .orElseThrow(() -> Refusal.noSubnet(subnetId));
    }

    private Network homeOf(String region, String id) {
        return networks.find(region, n -> n.fittings().networkInterface(id).isPresent())
                .orElseThrow(() -> Refusal.noNetworkInterface(id));
    }
}
