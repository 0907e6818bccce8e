package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** The actions on tags of what is already there. */
final class Tagging {
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("vpc", "vpc"),
                    Map.entry("subnet", "subnet"),
                    Map.entry("sg", "security-group"),
                    Map.entry("sgr", "security-group-rule"),
                    Map.entry("rtb", "route-table"),
                    Map.entry("acl", "network-acl"),
                    Map.entry("nat", "natgateway"),
                    Map.entry("eni", "network-interface"),
                    Map.entry("vpce", "vpc-endpoint"),
                    Map.entry("igw", "internet-gateway"),
                    Map.entry("eipalloc", "elastic-ip"),
                    Map.entry("dopt", "dhcp-options"),
                    Map.entry("pl", "prefix-list"));

    private static final Query<TagDescription> QUERY =
            new Query<>(
                    "resources",
                    tag -> tag.resourceId() + "\n" + tag.key(),
                    Refusal::noResource,
                    tag -> List.of(),
                    Map.of(
                            "key", tag -> List.of(tag.key()),
                            "value", tag -> List.of(tag.value()),
                            "resource-id", tag -> List.of(tag.resourceId()),
                            "resource-type", tag -> List.of(tag.resourceTypeAsString())));

    private final NetworkStore networks;

    Tagging(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeTagsResponse describe(Call call, DescribeTagsRequest request) {
        var all = new ArrayList<TagDescription>();
        for (var network : networks.all(call.region())) add(all, network.tags());
        add(all, networks.outside(call.region()).tags());
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                List.of(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeTagsResponse.builder().tags(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    private static void add(List<TagDescription> all, Map<String, Map<String, String>> tagged) {
        tagged.forEach((id, tags) -> tags.forEach((k, v) -> all.add(description(id, k, v))));
    }

    private static TagDescription description(String id, String key, String value) {
        return TagDescription.builder()
                .resourceId(id)
                .resourceType(TYPES.get(id.substring(0, id.indexOf('-'))))
                .key(key)
                .value(value)
                .build();
    }

    CreateTagsResponse create(Call call, CreateTagsRequest request) {
        if (request.tags().isEmpty()) throw Refusal.missing("Tag");
        change(
                call.region(),
                request.resources(),
                Boolean.TRUE.equals(request.dryRun()),
                tags -> Tags.added(tags, request.tags()));
        return CreateTagsResponse.builder().build();
    }

    DeleteTagsResponse delete(Call call, DeleteTagsRequest request) {
        change(
                call.region(),
                request.resources(),
                Boolean.TRUE.equals(request.dryRun()),
                tags -> Tags.removed(tags, request.tags()));
        return DeleteTagsResponse.builder().build();
    }

    /**
     * All resources are looked up before the first is changed. Resources of one VPC change in one
     * commit; a request across VPCs, or beyond them, takes one commit each, and may be repeated.
     */
    private void change(
            String region,
            List<String> resources,
            boolean dryRun,
            UnaryOperator<Map<String, String>> change) {
        if (resources.isEmpty()) throw Refusal.missing("resourceIdSet");
        var all = networks.all(region);
        var outside = networks.outside(region).resourceIds().filter(resources::contains).toList();
        for (String id : resources)
            if (!outside.contains(id)
                    && all.stream().noneMatch(n -> n.resourceIds().anyMatch(id::equals)))
                throw none(id);
        if (!outside.isEmpty()) changeOutside(region, outside, dryRun, change);
        for (var network : all) {
            var here = network.resourceIds().filter(resources::contains).toList();
            if (here.isEmpty()) continue;
            networks.change(
                    region,
                    network.vpcId(),
                    dryRun,
                    before -> {
                        var after = before;
                        for (String id : here) {
                            if (before.resourceIds().noneMatch(id::equals)) throw none(id);
                            after = after.withTags(id, change.apply(after.tagsOf(id)));
                        }
                        return after;
                    });
        }
    }

    private void changeOutside(
            String region,
            List<String> ids,
            boolean dryRun,
            UnaryOperator<Map<String, String>> change) {
        networks.changeOutside(
                region,
                dryRun,
                before -> {
                    var after = before;
                    for (String id : ids) {
                        if (before.resourceIds().noneMatch(id::equals)) throw none(id);
                        after = after.withTags(id, change.apply(after.tagsOf(id)));
                    }
                    return after;
                });
    }

    private static AwsException none(String id) {
        return switch (id.replaceFirst("-.*", "")) {
            case "vpc" -> Refusal.noVpc(id);
            case "subnet" -> Refusal.noSubnet(id);
            case "sg" -> Refusal.noGroup(id);
            case "sgr" -> Refusal.noRule(id);
            case "rtb" -> Refusal.noRouteTable(id);
            case "acl" -> Refusal.noNetworkAcl(id);
            case "nat" -> Refusal.noNatGateway(id);
            case "eni" -> Refusal.noNetworkInterface(id);
            case "vpce" -> Refusal.noEndpoint(id);
            case "igw" -> Refusal.noInternetGateway(id);
            case "eipalloc" -> Refusal.noAllocation(id);
            case "dopt" -> Refusal.noDhcpOptions(id);
            case "pl" -> Refusal.noPrefixList(id);
            default -> Refusal.noResource(id);
        };
    }
}
