package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationResponse;

/** The actions on network ACLs, which are on record only; entries are in {@link AclEntries}. */
final class NetworkAcls {
    static final int PER_VPC_MAX = 200;

    private static final Query<NetworkAcl> QUERY =
            new Query<>(
                    "networkAclIds",
                    NetworkAcl::networkAclId,
                    Refusal::noNetworkAcl,
                    NetworkAcl::tags,
                    Map.ofEntries(
                            Map.entry("vpc-id", acl -> List.of(acl.vpcId())),
                            Map.entry("network-acl-id", acl -> List.of(acl.networkAclId())),
                            Map.entry("owner-id", acl -> List.of(acl.ownerId())),
                            Map.entry("default", acl -> List.of(acl.isDefault().toString())),
                            Map.entry(
                                    "association.association-id",
                                    Query.each(
                                            NetworkAcl::associations,
                                            NetworkAclAssociation::networkAclAssociationId)),
                            Map.entry(
                                    "association.network-acl-id",
                                    Query.each(
                                            NetworkAcl::associations,
                                            NetworkAclAssociation::networkAclId)),
                            Map.entry(
                                    "association.subnet-id",
                                    Query.each(
                                            NetworkAcl::associations,
                                            NetworkAclAssociation::subnetId)),
                            Map.entry(
                                    "entry.cidr",
                                    Query.each(NetworkAcl::entries, NetworkAclEntry::cidrBlock)),
                            Map.entry(
                                    "entry.protocol",
                                    Query.each(NetworkAcl::entries, NetworkAclEntry::protocol)),
                            Map.entry(
                                    "entry.egress",
                                    Query.each(NetworkAcl::entries, e -> e.egress().toString())),
                            Map.entry(
                                    "entry.rule-number",
                                    Query.each(
                                            NetworkAcl::entries, e -> e.ruleNumber().toString())),
                            Map.entry(
                                    "entry.rule-action",
                                    Query.each(
                                            NetworkAcl::entries,
                                            NetworkAclEntry::ruleActionAsString))));

    private final NetworkStore networks;

    NetworkAcls(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeNetworkAclsResponse describe(Call call, DescribeNetworkAclsRequest request) {
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n -> n.fittings().acls().stream().map(acl -> shown(n, acl)))
                        .toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.networkAclIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeNetworkAclsResponse.builder().networkAcls(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateNetworkAclResponse create(Call call, CreateNetworkAclRequest request) {
        if (request.vpcId() == null) throw Refusal.missing("vpcId");
        var tags = Tags.specified(request.tagSpecifications(), "network-acl");
        String token = Optional.ofNullable(request.clientToken()).orElse("");
        var fresh = new StoredAcl(Ids.fresh("acl"), false, List.of(), List.of(), token);
        var network =
                networks.change(
                        call.region(),
                        request.vpcId(),
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            if (made(before, token).isPresent()) return before;
                            if (before.fittings().acls().size() >= PER_VPC_MAX)
                                throw new AwsException(
                                        "NetworkAclLimitExceeded",
                                        "The maximum number of network ACLs has been reached.");
                            return before.with(before.fittings().with(fresh))
                                    .withTags(fresh.id(), tags);
                        });
        return CreateNetworkAclResponse.builder()
                .networkAcl(shown(network, made(network, token).orElse(fresh)))
                .clientToken(request.clientToken())
                .build();
    }

    private static Optional<StoredAcl> made(Network network, String token) {
        return Tokens.made(network.fittings().acls(), StoredAcl::token, token);
    }

    DeleteNetworkAclResponse delete(Call call, DeleteNetworkAclRequest request) {
        String id = required(request.networkAclId());
        networks.change(
                call.region(),
                home(call.region(), id).vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    var acl = acl(network, id);
                    if (acl.vpcDefault())
                        throw AwsException.invalidValue(
                                "cannot delete default network ACL %s".formatted(id));
                    if (!acl.ties().isEmpty())
                        throw Refusal.inUse(
                                "The networkAcl '%s' has dependencies and cannot be deleted."
                                        .formatted(id));
                    return network.with(network.fittings().without(id));
                });
        return DeleteNetworkAclResponse.builder().build();
    }

    ReplaceNetworkAclAssociationResponse replace(
            Call call, ReplaceNetworkAclAssociationRequest request) {
        String id =
                Optional.ofNullable(request.associationId())
                        .orElseThrow(() -> Refusal.missing("associationId"));
        String aclId = required(request.networkAclId());
        String fresh = Ids.fresh("aclassoc");
        networks.change(
                call.region(),
                tiedHome(call.region(), id).vpcId(),
                Boolean.TRUE.equals(request.dryRun()),
                network -> {
                    String subnet = tied(network, id).orElseThrow(() -> Refusal.noAssociation(id));
                    var fittings = network.fittings();
                    for (var acl : network.fittings().acls())
                        fittings = fittings.with(acl.withoutSubnet(subnet));
                    var to = fittings.acl(aclId).orElseThrow(() -> elsewhere(call.region(), aclId));
                    return network.with(fittings.with(to.with(new Tie(fresh, subnet))));
                });
        return ReplaceNetworkAclAssociationResponse.builder().newAssociationId(fresh).build();
    }

    private AwsException elsewhere(String region, String aclId) {
        home(region, aclId);
        return AwsException.invalidValue(
                "The network ACL %s belongs to another network than the subnet.".formatted(aclId));
    }

    /** The subnet of an association. */
    private static Optional<String> tied(Network network, String associationId) {
        return network.fittings().acls().stream()
                .flatMap(acl -> ties(network, acl).stream())
                .filter(tie -> tie.id().equals(associationId))
                .map(Tie::subnetId)
                .findFirst();
    }

    /** The default one has every subnet that no other has. */
    private static List<Tie> ties(Network network, StoredAcl acl) {
        if (!acl.vpcDefault()) return acl.ties();
        var free =
                network.subnets().stream()
                        .map(StoredSubnet::id)
                        .filter(id ->
                                network.fittings().acls().stream()
                                        .flatMap(any -> any.ties().stream())
                                        .noneMatch(tie -> tie.subnetId().equals(id)))
                        .map(id -> new Tie(Ids.derived("aclassoc", acl.id(), id), id));
        return Stream.concat(acl.ties().stream(), free).toList();
    }

    static String required(String aclId) {
        return Optional.ofNullable(aclId).orElseThrow(() -> Refusal.missing("networkAclId"));
    }

    static StoredAcl acl(Network network, String id) {
        return network.fittings().acl(id).orElseThrow(() -> Refusal.noNetworkAcl(id));
    }

    Network home(String region, String aclId) {
        return networks.find(region, n -> n.fittings().acl(aclId).isPresent())
                .orElseThrow(() -> Refusal.noNetworkAcl(aclId));
    }

    private Network tiedHome(String region, String associationId) {
        return networks.find(region, n -> tied(n, associationId).isPresent())
                .orElseThrow(() -> Refusal.noAssociation(associationId));
    }

    private NetworkAcl shown(Network network, StoredAcl acl) {
        var associations =
                ties(network, acl).stream()
                        .map(tie ->
                                NetworkAclAssociation.builder()
                                        .networkAclId(acl.id())
                                        .networkAclAssociationId(tie.id())
                                        .subnetId(tie.subnetId())
                                        .build())
                        .toList();
        return NetworkAcl.builder()
                .networkAclId(acl.id())
                .vpcId(network.vpcId())
                .ownerId(networks.account())
                .isDefault(acl.vpcDefault())
                .entries(AclEntries.shown(acl))
                .associations(associations)
                .tags(Tags.of(network.tagsOf(acl.id())))
                .build();
    }
}
