package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.DhcpOptions;

/** The actions on sets of DHCP options, which are on record only. */
final class DhcpSets {
    static final int PER_REGION_MAX = 100;
    private static final String DEFAULT = "default";
    private static final Set<String> KEYS =
            Set.of(
                    "domain-name",
                    "domain-name-servers",
                    "ntp-servers",
                    "netbios-name-servers",
                    "netbios-node-type",
                    "ipv6-address-preferred-lease-time");

    private static final Query<DhcpOptions> QUERY =
            new Query<>(
                    "dhcpOptionsIds",
                    DhcpOptions::dhcpOptionsId,
                    Refusal::noDhcpOptions,
                    DhcpOptions::tags,
                    Map.of(
                            "dhcp-options-id", one -> List.of(one.dhcpOptionsId()),
                            "owner-id", one -> List.of(one.ownerId()),
                            "key",
                                    Query.each(
                                            DhcpOptions::dhcpConfigurations,
                                            DhcpConfiguration::key),
                            "value",
                                    one ->
                                            one.dhcpConfigurations().stream()
                                                    .flatMap(c -> c.values().stream())
                                                    .map(AttributeValue::value)
                                                    .toList()));

    private final NetworkStore networks;

    DhcpSets(NetworkStore networks) {
        this.networks = networks;
    }

    /** The id of those that a VPC has. */
    static String of(String account, String region, Network network) {
        String own = network.fittings().dhcpOptionsId();
        return own.isEmpty() ? defaultId(account, region) : own;
    }

    private static String defaultId(String account, String region) {
        return Ids.derived("dopt", account, region);
    }

    DescribeDhcpOptionsResponse describe(Call call, DescribeDhcpOptionsRequest request) {
        var outside = networks.outside(call.region());
        String domain =
                call.region().equals("us-east-1")
                        ? "ec2.internal"
                        : call.region() + ".compute.internal";
        var byRegion =
                new Outside.Dhcp(
                        defaultId(networks.account(), call.region()),
                        Map.of(
                                "domain-name", List.of(domain),
                                "domain-name-servers", List.of("AmazonProvidedDNS")));
        var all =
                Stream.concat(Stream.of(byRegion), outside.dhcpOptions().stream())
                        .map(one -> shown(outside, one))
                        .toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.dhcpOptionsIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeDhcpOptionsResponse.builder().dhcpOptions(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateDhcpOptionsResponse create(Call call, CreateDhcpOptionsRequest request) {
        if (request.dhcpConfigurations().isEmpty()) throw Refusal.missing("dhcpConfiguration");
        var values = new TreeMap<String, List<String>>();
        for (var given : request.dhcpConfigurations()) {
            String key = Optional.ofNullable(given.key()).orElse("");
            if (!KEYS.contains(key))
                throw AwsException.invalidValue(
                        "Value (%s) for parameter name is invalid. Unknown DHCP option"
                                .formatted(key));
            values.put(key, given.values());
        }
        var tags = Tags.specified(request.tagSpecifications(), "dhcp-options");
        var made = new Outside.Dhcp(Ids.fresh("dopt"), values);
        var outside =
                networks.changeOutside(
                        call.region(),
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            if (before.dhcpOptions().size() >= PER_REGION_MAX)
                                throw new AwsException(
                                        "DhcpOptionsLimitExceeded",
                                        "The maximum number of DHCP options has been reached.");
                            return before.with(made).withTags(made.id(), tags);
                        });
        return CreateDhcpOptionsResponse.builder().dhcpOptions(shown(outside, made)).build();
    }

    DeleteDhcpOptionsResponse delete(Call call, DeleteDhcpOptionsRequest request) {
        String id = required(request.dhcpOptionsId());
        networks.changeOutside(
                call.region(),
                Boolean.TRUE.equals(request.dryRun()),
                outside -> {
                    boolean used =
                            networks.all(call.region()).stream()
                                    .anyMatch(n ->
                                            of(networks.account(), call.region(), n).equals(id));
                    if (used)
                        throw Refusal.inUse(
                                "The dhcpOptions '%s' has dependencies and cannot be deleted."
                                        .formatted(id));
                    if (outside.dhcp(id).isEmpty()) throw Refusal.noDhcpOptions(id);
                    return outside.without(id);
                });
        return DeleteDhcpOptionsResponse.builder().build();
    }

    AssociateDhcpOptionsResponse associate(Call call, AssociateDhcpOptionsRequest request) {
        String id = required(request.dhcpOptionsId());
        if (request.vpcId() == null) throw Refusal.missing("vpcId");
        boolean byRegion =
                id.equals(DEFAULT) || id.equals(defaultId(networks.account(), call.region()));
        networks.changeBoth(
                call.region(),
                request.vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                both -> {
                    if (!byRegion && both.outside().dhcp(id).isEmpty())
                        throw Refusal.noDhcpOptions(id);
                    var fittings = both.network().fittings().withDhcpOptions(byRegion ? "" : id);
                    return both.with(both.network().with(fittings));
                });
        return AssociateDhcpOptionsResponse.builder().build();
    }

    private static String required(String id) {
        return Optional.ofNullable(id).orElseThrow(() -> Refusal.missing("dhcpOptionsId"));
    }

    private DhcpOptions shown(Outside outside, Outside.Dhcp one) {
        var configurations =
                new TreeMap<>(one.values())
                        .entrySet().stream()
                                .map(e ->
                                        DhcpConfiguration.builder()
                                                .key(e.getKey())
                                                .values(
                                                        e.getValue().stream()
                                                                .map(DhcpSets::value)
                                                                .toList())
                                                .build())
                                .toList();
        return DhcpOptions.builder()
                .dhcpOptionsId(one.id())
                .ownerId(networks.account())
                .dhcpConfigurations(configurations)
                .tags(Tags.of(outside.tagsOf(one.id())))
                .build();
    }

    private static AttributeValue value(String text) {
        return AttributeValue.builder().value(text).build();
    }
}
