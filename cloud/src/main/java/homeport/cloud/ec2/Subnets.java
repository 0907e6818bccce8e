package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.HostnameType;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetState;

/** The actions on subnets. */
final class Subnets {
    static final int PER_VPC_MAX = 200;

    private static final Query<Subnet> QUERY =
            new Query<>("subnetIds", Subnet::subnetId, Refusal::noSubnet, Subnet::tags, filters());

    private final NetworkStore networks;
    private final InUse others;

    Subnets(NetworkStore networks, InUse others) {
        this.networks = networks;
        this.others = others;
    }

    DescribeSubnetsResponse describe(Call call, DescribeSubnetsRequest request) {
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n -> n.subnets().stream().map(subnet -> shown(call, n, subnet)))
                        .toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.subnetIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeSubnetsResponse.builder().subnets(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateSubnetResponse create(Call call, CreateSubnetRequest request) {
        boolean ipv6 = Boolean.TRUE.equals(request.ipv6Native()) || request.ipv6CidrBlock() != null;
        Vpcs.refuse(ipv6, "ipv6CidrBlock");
        Vpcs.refuse(request.outpostArn() != null, "outpostArn");
        Vpcs.refuse(request.ipv4IpamPoolId() != null, "ipv4IpamPoolId");
        Vpcs.refuse(request.ipv6IpamPoolId() != null, "ipv6IpamPoolId");
        if (request.vpcId() == null) throw Refusal.missing("vpcId");
        if (request.cidrBlock() == null) throw Refusal.missing("cidrBlock");
        var cidr = Vpcs.block(request.cidrBlock());
        String zone = zone(call.region(), request);
        var tags = Tags.specified(request.tagSpecifications(), "subnet");
        var subnet = new StoredSubnet(Ids.fresh("subnet"), cidr.toString(), zone, false, false);
        var network =
                networks.change(
                        call.region(),
                        request.vpcId(),
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            checkPlace(before, cidr);
                            return before.withSubnet(subnet).withTags(subnet.id(), tags);
                        });
        return CreateSubnetResponse.builder().subnet(shown(call, network, subnet)).build();
    }

    private static void checkPlace(Network network, Cidr4 cidr) {
        var whole = Cidr4.parse(network.cidr()).orElseThrow();
        boolean size = cidr.prefix() >= Vpcs.PREFIX_MIN && cidr.prefix() <= Vpcs.PREFIX_MAX;
        if (!size || !whole.contains(cidr))
            throw new AwsException(
                    "InvalidSubnet.Range", "The CIDR '%s' is invalid.".formatted(cidr));
        for (var other : network.subnets())
            if (Cidr4.parse(other.cidr()).orElseThrow().overlaps(cidr))
                throw new AwsException(
                        "InvalidSubnet.Conflict",
                        "The CIDR '%s' conflicts with another subnet".formatted(cidr));
        if (network.subnets().size() >= PER_VPC_MAX)
            throw new AwsException(
                    "SubnetLimitExceeded", "The maximum number of subnets has been reached.");
    }

    private static String zone(String region, CreateSubnetRequest request) {
        var zones = Zones.names(region);
        var byId = Optional.ofNullable(request.availabilityZoneId());
        var byName = Optional.ofNullable(request.availabilityZone());
        if (byId.isEmpty() && byName.isEmpty()) return zones.getFirst();
        return zones.stream()
                .filter(zone -> byName.map(zone::equals).orElse(true))
                .filter(zone -> byId.map(Zones.id(region, zone)::equals).orElse(true))
                .findFirst()
                .orElseThrow(() ->
                        AwsException.invalidValue(
                                ("Value (%s) for parameter availabilityZone is invalid."
                                                + " Subnets can currently only be created in"
                                                + " the following availability zones: %s.")
                                        .formatted(
                                                byName.or(() -> byId).orElseThrow(),
                                                String.join(", ", zones))));
    }

    DeleteSubnetResponse delete(Call call, DeleteSubnetRequest request) {
        String id = request.subnetId();
        networks.change(
                call.region(),
                home(call.region(), id).vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    if (network.subnet(id).isEmpty()) throw Refusal.noSubnet(id);
                    if (others.inUse(call.region(), id)
                            || network.fittings().interfaces().stream()
                                    .anyMatch(one -> one.subnetId().equals(id)))
                        throw Refusal.inUse(
                                "The subnet '%s' has dependencies and cannot be deleted."
                                        .formatted(id));
                    return network.without(id);
                });
        return DeleteSubnetResponse.builder().build();
    }

    /** Only public addresses on launch can be changed; other attributes stay as they begin. */
    ModifySubnetAttributeResponse modify(Call call, ModifySubnetAttributeRequest request) {
        String id = request.subnetId();
        Vpcs.refuse(on(request.assignIpv6AddressOnCreation()), "assignIpv6AddressOnCreation");
        Vpcs.refuse(on(request.enableDns64()), "enableDns64");
        Vpcs.refuse(on(request.mapCustomerOwnedIpOnLaunch()), "mapCustomerOwnedIpOnLaunch");
        Vpcs.refuse(
                on(request.enableResourceNameDnsARecordOnLaunch()),
                "enableResourceNameDnsARecordOnLaunch");
        Vpcs.refuse(
                on(request.enableResourceNameDnsAAAARecordOnLaunch()),
                "enableResourceNameDnsAAAARecordOnLaunch");
        Vpcs.refuse(
                request.privateDnsHostnameTypeOnLaunch() == HostnameType.RESOURCE_NAME,
                "privateDnsHostnameTypeOnLaunch");
        Vpcs.refuse(request.enableLniAtDeviceIndex() != null, "enableLniAtDeviceIndex");
        Vpcs.refuse(on(request.disableLniAtDeviceIndex()), "disableLniAtDeviceIndex");
        Vpcs.refuse(request.customerOwnedIpv4Pool() != null, "customerOwnedIpv4Pool");
        var publicIp = Optional.ofNullable(request.mapPublicIpOnLaunch()).map(Vpcs::on);
        networks.change(
                call.region(),
                home(call.region(), id).vpcId(),
                false,
                network -> {
                    var old = network.subnet(id).orElseThrow(() -> Refusal.noSubnet(id));
                    return network.withSubnet(
                            new StoredSubnet(
                                    id,
                                    old.cidr(),
                                    old.zone(),
                                    old.defaultForAz(),
                                    publicIp.orElse(old.publicIpOnLaunch())));
                });
        return ModifySubnetAttributeResponse.builder().build();
    }

    private static boolean on(AttributeBooleanValue value) {
        return value != null && Vpcs.on(value);
    }

    private Network home(String region, String subnetId) {
        return networks.find(region, network -> network.subnet(subnetId).isPresent())
                .orElseThrow(() -> Refusal.noSubnet(subnetId));
    }

    private Subnet shown(Call call, Network network, StoredSubnet subnet) {
        return Subnet.builder()
                .subnetId(subnet.id())
                .subnetArn(arn(call, networks.account(), subnet.id()))
                .vpcId(network.vpcId())
                .cidrBlock(subnet.cidr())
                .availabilityZone(subnet.zone())
                .availabilityZoneId(Zones.id(call.region(), subnet.zone()))
                .availableIpAddressCount(new Room(network, subnet).free())
                .defaultForAz(subnet.defaultForAz())
                .mapPublicIpOnLaunch(subnet.publicIpOnLaunch())
                .mapCustomerOwnedIpOnLaunch(false)
                .assignIpv6AddressOnCreation(false)
                .enableDns64(false)
                .ipv6Native(false)
                .privateDnsNameOptionsOnLaunch(options ->
                        options.hostnameType("ip-name")
                                .enableResourceNameDnsARecord(false)
                                .enableResourceNameDnsAAAARecord(false))
                .ownerId(networks.account())
                .state(SubnetState.AVAILABLE)
                .tags(Tags.of(network.tagsOf(subnet.id())))
                .build();
    }

    private static String arn(Call call, String account, String id) {
        return "arn:aws:ec2:%s:%s:subnet/%s".formatted(call.region(), account, id);
    }

    private static Map<String, Function<Subnet, List<String>>> filters() {
        Map<String, Function<Subnet, String>> single =
                Map.ofEntries(
                        Map.entry("vpc-id", Subnet::vpcId),
                        Map.entry("subnet-id", Subnet::subnetId),
                        Map.entry("subnet-arn", Subnet::subnetArn),
                        Map.entry("owner-id", Subnet::ownerId),
                        Map.entry("state", Subnet::stateAsString),
                        Map.entry("availability-zone", Subnet::availabilityZone),
                        Map.entry("availabilityZone", Subnet::availabilityZone),
                        Map.entry("availability-zone-id", Subnet::availabilityZoneId),
                        Map.entry("availabilityZoneId", Subnet::availabilityZoneId),
                        Map.entry("cidr", Subnet::cidrBlock),
                        Map.entry("cidr-block", Subnet::cidrBlock),
                        Map.entry("cidrBlock", Subnet::cidrBlock),
                        Map.entry("default-for-az", s -> s.defaultForAz().toString()),
                        Map.entry("defaultForAz", s -> s.defaultForAz().toString()),
                        Map.entry("map-public-ip-on-launch", s -> "" + s.mapPublicIpOnLaunch()));
        return single.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, e -> s -> List.of(e.getValue().apply(s))));
    }
}
