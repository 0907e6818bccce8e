package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

/** The actions on prefix lists: a user's, and two of AWS's, which have no addresses here. */
final class PrefixLists {
    static final int PER_REGION_MAX = 100;
    static final int ENTRIES_MAX = 1000;
    private static final List<String> SERVICES = List.of("s3", "dynamodb");
    private static final String AWS = "AWS";

    private static final Query<ManagedPrefixList> QUERY =
            new Query<>(
                    "prefixListIds",
                    ManagedPrefixList::prefixListId,
                    Refusal::noPrefixList,
                    ManagedPrefixList::tags,
                    Map.of(
                            "owner-id", list -> List.of(list.ownerId()),
                            "prefix-list-id", list -> List.of(list.prefixListId()),
                            "prefix-list-name", list -> List.of(list.prefixListName())));

    private static final Query<PrefixList> SERVICE_QUERY =
            new Query<>(
                    "prefixListIds",
                    PrefixList::prefixListId,
                    Refusal::noPrefixList,
                    list -> List.of(),
                    Map.of(
                            "prefix-list-id", list -> List.of(list.prefixListId()),
                            "prefix-list-name", list -> List.of(list.prefixListName())));

    private final NetworkStore networks;

    PrefixLists(NetworkStore networks) {
        this.networks = networks;
    }

    /** The id of the list with the addresses of one of AWS's services. */
    static String ofService(String region, String service) {
        return Ids.derived("pl", region, service);
    }

    static boolean isOfAws(String region, String id) {
        return serviceNames(region).stream().anyMatch(name -> ofService(region, name).equals(id));
    }

    private static List<String> serviceNames(String region) {
        return SERVICES.stream().map(name -> "com.amazonaws." + region + "." + name).toList();
    }

    DescribeManagedPrefixListsResponse describe(
            Call call, DescribeManagedPrefixListsRequest request) {
        var outside = networks.outside(call.region());
        var all =
                Stream.concat(
                                serviceNames(call.region()).stream()
                                        .map(name -> ofAws(call.region(), name)),
                                outside.prefixLists().stream()
                                        .map(list -> shown(call.region(), outside, list)))
                        .toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.prefixListIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeManagedPrefixListsResponse.builder().prefixLists(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    DescribePrefixListsResponse ofServices(Call call, DescribePrefixListsRequest request) {
        var all =
                serviceNames(call.region()).stream()
                        .map(name ->
                                PrefixList.builder()
                                        .prefixListId(ofService(call.region(), name))
                                        .prefixListName(name)
                                        .cidrs(List.of())
                                        .build())
                        .toList();
        var page =
                SERVICE_QUERY.page(
                        all,
                        Query.Asked.of(
                                request.prefixListIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribePrefixListsResponse.builder().prefixLists(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    GetManagedPrefixListEntriesResponse entries(
            Call call, GetManagedPrefixListEntriesRequest request) {
        String id = required(request.prefixListId());
        var own = networks.outside(call.region()).prefixList(id);
        if (own.isEmpty() && !isOfAws(call.region(), id)) throw Refusal.noPrefixList(id);
        Vpcs.refuse(
                request.targetVersion() != null
                        && own.filter(l -> l.version() == request.targetVersion()).isEmpty(),
                "targetVersion");
        var entries =
                own.stream()
                        .flatMap(list -> list.entries().stream())
                        .map(PrefixLists::shown)
                        .toList();
        return GetManagedPrefixListEntriesResponse.builder().entries(entries).build();
    }

    CreateManagedPrefixListResponse create(Call call, CreateManagedPrefixListRequest r) {
        String name =
                Optional.ofNullable(r.prefixListName())
                        .orElseThrow(() -> Refusal.missing("PrefixListName"));
        if (name.startsWith("com.amazonaws"))
            throw AwsException.invalidValue(
                    "The prefix list name '%s' is reserved".formatted(name));
        String family =
                Optional.ofNullable(r.addressFamily())
                        .orElseThrow(() -> Refusal.missing("AddressFamily"));
        if (!List.of("IPv4", "IPv6").contains(family))
            throw AwsException.invalidValue(
                    "Value (%s) for parameter addressFamily is invalid.".formatted(family));
        int most =
                Optional.ofNullable(r.maxEntries())
                        .orElseThrow(() -> Refusal.missing("MaxEntries"));
        var tags = Tags.specified(r.tagSpecifications(), "prefix-list");
        String token = Optional.ofNullable(r.clientToken()).orElse("");
        var fresh =
                new StoredPrefixList(
                        Ids.fresh("pl"), name, family, most, 1, added(family, r.entries()), token);
        checkSize(fresh);
        var outside =
                networks.changeOutside(
                        call.region(),
                        Boolean.TRUE.equals(r.dryRun()),
                        before -> {
                            var made = made(before, token);
                            made.ifPresent(list -> Refusal.unless(list.name().equals(name)));
                            if (made.isPresent()) return before;
                            if (before.prefixLists().size() >= PER_REGION_MAX)
                                throw new AwsException(
                                        "PrefixListLimitExceeded",
                                        "The maximum number of prefix lists has been reached.");
                            return before.with(fresh).withTags(fresh.id(), tags);
                        });
        return CreateManagedPrefixListResponse.builder()
                .prefixList(shown(call.region(), outside, made(outside, token).orElse(fresh)))
                .build();
    }

    private static Optional<StoredPrefixList> made(Outside outside, String token) {
        return Tokens.made(outside.prefixLists(), StoredPrefixList::token, token);
    }

    ModifyManagedPrefixListResponse modify(Call call, ModifyManagedPrefixListRequest r) {
        String id = required(r.prefixListId());
        var outside =
                networks.changeOutside(
                        call.region(),
                        Boolean.TRUE.equals(r.dryRun()),
                        before -> {
                            var list =
                                    before.prefixList(id)
                                            .orElseThrow(() -> Refusal.noPrefixList(id));
                            var after = changed(list, r);
                            checkSize(after);
                            return before.with(after);
                        });
        var list = outside.prefixList(id).orElseThrow();
        return ModifyManagedPrefixListResponse.builder()
                .prefixList(shown(call.region(), outside, list))
                .build();
    }

    private static StoredPrefixList changed(
            StoredPrefixList list, ModifyManagedPrefixListRequest r) {
        if (r.currentVersion() != null && r.currentVersion() != list.version())
            throw new AwsException(
                    "PrefixListVersionMismatch",
                    "The prefix list has the incorrect version number: it is at version %d."
                            .formatted(list.version()));
        var entries = new ArrayList<>(list.entries());
        for (var gone : r.removeEntries()) {
            String cidr = block(list.family(), gone.cidr());
            if (!entries.removeIf(entry -> entry.cidr().equals(cidr)))
                throw AwsException.invalidValue(
                        "The entry %s is not in the prefix list %s.".formatted(cidr, list.id()));
        }
        for (var added : added(list.family(), r.addEntries())) {
            entries.removeIf(entry -> entry.cidr().equals(added.cidr()));
            entries.add(added);
        }
        boolean same = entries.equals(list.entries());
        return new StoredPrefixList(
                list.id(),
                Optional.ofNullable(r.prefixListName()).orElse(list.name()),
                list.family(),
                Optional.ofNullable(r.maxEntries()).orElse(list.entriesMax()),
                same ? list.version() : list.version() + 1,
                entries,
                list.token());
    }

    private static void checkSize(StoredPrefixList list) {
        if (list.entriesMax() < 1 || list.entriesMax() > ENTRIES_MAX)
            throw AwsException.invalidValue(
                    "MaxEntries is %d, allowed 1 to %d.".formatted(list.entriesMax(), ENTRIES_MAX));
        if (list.entries().size() > list.entriesMax())
            throw new AwsException(
                    "PrefixListMaxEntriesExceeded",
                    "The prefix list %s would have %d entries, allowed %d."
                            .formatted(list.name(), list.entries().size(), list.entriesMax()));
    }

    DeleteManagedPrefixListResponse delete(Call call, DeleteManagedPrefixListRequest r) {
        String id = required(r.prefixListId());
        var outside = networks.outside(call.region());
        var list = outside.prefixList(id).orElseThrow(() -> Refusal.noPrefixList(id));
        networks.changeOutside(
                call.region(),
                Boolean.TRUE.equals(r.dryRun()),
                before -> {
                    if (networks.all(call.region()).stream().anyMatch(n -> uses(n, id)))
                        throw Refusal.inUse(
                                "The prefix list %s is used by another resource.".formatted(id));
                    return before.without(id);
                });
        return DeleteManagedPrefixListResponse.builder()
                .prefixList(
                        shown(call.region(), outside, list).toBuilder()
                                .state("delete-in-progress")
                                .build())
                .build();
    }

    private static boolean uses(Network network, String id) {
        var peer = new StoredRule.Peer(StoredRule.Kind.PREFIX_LIST, id);
        boolean inRules =
                network.groups().stream()
                        .flatMap(group -> group.rules().stream())
                        .anyMatch(rule -> rule.peer().equals(peer));
        return inRules
                || network.fittings().routeTables().stream()
                        .anyMatch(table -> table.route(id).isPresent());
    }

    private static List<StoredPrefixList.Entry> added(
            String family, List<AddPrefixListEntry> entries) {
        return entries.stream()
                .map(entry ->
                        new StoredPrefixList.Entry(
                                block(family, entry.cidr()),
                                Optional.ofNullable(entry.description()).orElse("")))
                .toList();
    }

    private static String block(String family, String cidr) {
        var block =
                family.equals("IPv4")
                        ? Optional.ofNullable(cidr).flatMap(Cidr4::parse).map(Cidr4::toString)
                        : Optional.ofNullable(cidr).flatMap(Cidr6::canonical);
        return block.orElseThrow(() -> Refusal.notBlock("cidr", cidr));
    }

    private static String required(String id) {
        return Optional.ofNullable(id).orElseThrow(() -> Refusal.missing("prefixListId"));
    }

    private static PrefixListEntry shown(StoredPrefixList.Entry entry) {
        var shown = PrefixListEntry.builder().cidr(entry.cidr());
        if (!entry.description().isEmpty()) shown.description(entry.description());
        return shown.build();
    }

    private static ManagedPrefixList ofAws(String region, String name) {
        String id = ofService(region, name);
        return ManagedPrefixList.builder()
                .prefixListId(id)
                .prefixListName(name)
                .prefixListArn("arn:aws:ec2:%s:aws:prefix-list/%s".formatted(region, id))
                .addressFamily("IPv4")
                .ownerId(AWS)
                .state("create-complete")
                .build();
    }

    private ManagedPrefixList shown(String region, Outside outside, StoredPrefixList list) {
        return ManagedPrefixList.builder()
                .prefixListId(list.id())
                .prefixListName(list.name())
                .prefixListArn(
                        "arn:aws:ec2:%s:%s:prefix-list/%s"
                                .formatted(region, networks.account(), list.id()))
                .addressFamily(list.family())
                .maxEntries(list.entriesMax())
                .version(list.version())
                .ownerId(networks.account())
                .state(list.version() == 1 ? "create-complete" : "modify-complete")
                .tags(Tags.of(outside.tagsOf(list.id())))
                .build();
    }
}
