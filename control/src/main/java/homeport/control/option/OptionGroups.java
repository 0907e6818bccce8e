package homeport.control.option;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.catalog.EngineNames;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.Identifier;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import homeport.control.record.Records;
import homeport.control.tag.RecordTags;
import homeport.engine.Engines;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateOptionGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateOptionGroupResponse;
import software.amazon.awssdk.services.rds.model.DeleteOptionGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteOptionGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeOptionGroupOptionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeOptionGroupOptionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeOptionGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeOptionGroupsResponse;
import software.amazon.awssdk.services.rds.model.OptionGroup;

/**
 * Describes the default groups; empty ones can be made and removed, as templates and modules do.
 */
public final class OptionGroups {
    /** Source: RDS user guide, "Quotas and constraints for Amazon RDS". */
    public static final int QUOTA = 20;

    private static final String DEFAULT = "default:postgres-";

    private final Records<Empty> records;
    private final Commits commits;
    private final Engines engines;

    public OptionGroups(Store store, Engines engines) {
        this.records = new Records<>(store, "option-group", Empty.class);
        this.commits = new Commits(store);
        this.engines = engines;
    }

    /** A group that a user made. */
    record Empty(String name, String major, String description, Map<String, String> tags) {
        Empty with(Map<String, String> changed) {
            return new Empty(name, major, description, changed);
        }
    }

    public void register(Service rds) {
        rds.on("DescribeOptionGroups", DescribeOptionGroupsRequest::builder, this::describe)
                .on("CreateOptionGroup", CreateOptionGroupRequest::builder, this::create)
                .on("DeleteOptionGroup", DeleteOptionGroupRequest::builder, this::delete)
                .on(
                        "DescribeOptionGroupOptions",
                        DescribeOptionGroupOptionsRequest::builder,
                        (call, asked) -> {
                            EngineNames.check(asked.engineName());
                            return DescribeOptionGroupOptionsResponse.builder()
                                    .optionGroupOptions(List.of())
                                    .build();
                        });
    }

    /**
     * @param version {@code 16.3}
     * @throws AwsException {@code OptionGroupNotFoundFault}; {@code InvalidParameterCombination}
     *     for another major
     */
    public void check(String region, String name, String version) {
        Empty group = get(region, name);
        if (!version.startsWith(group.major() + "."))
            throw AwsException.invalidCombination(
                    "The option group %s is for postgres %s and can't be used with %s."
                            .formatted(group.name(), group.major(), version));
    }

    /** How many groups users made in the region. */
    public int count(String region) {
        return records.list(region).size();
    }

    public TagHolder tags() {
        return new RecordTags<>(
                "og",
                records,
                commits,
                arn -> records.find(arn.region(), arn.id()).orElseThrow(() -> notFound(arn.id())),
                Empty::tags,
                Empty::with);
    }

    private CreateOptionGroupResponse create(Call call, CreateOptionGroupRequest asked) {
        EngineNames.check(asked.engineName());
        String name = Identifier.of("OptionGroupName", asked.optionGroupName(), 255);
        if (!majors().contains(asked.majorEngineVersion()))
            throw AwsException.invalidCombination(
                    "Cannot find major version %s for postgres; here are %s."
                            .formatted(asked.majorEngineVersion(), majors()));
        Empty group =
                new Empty(
                        name,
                        asked.majorEngineVersion(),
                        asked.optionGroupDescription(),
                        Tags.of(asked.tags()));
        commits.run(() -> {
            if (records.find(call.region(), name).isPresent())
                throw new AwsException(
                        "OptionGroupAlreadyExistsFault",
                        "An option group named %s already exists.".formatted(name));
            if (count(call.region()) >= QUOTA)
                throw new AwsException(
                        "OptionGroupQuotaExceededFault",
                        "%d option groups, allowed %d.".formatted(QUOTA, QUOTA));
            return new Attempt<>(List.of(records.create(call.region(), name, group)), group);
        });
        return CreateOptionGroupResponse.builder().optionGroup(view(call, group)).build();
    }

    private DeleteOptionGroupResponse delete(Call call, DeleteOptionGroupRequest asked) {
        String name = asked.optionGroupName().toLowerCase(Locale.ROOT);
        if (name.startsWith("default:"))
            throw AwsException.invalidValue(
                    "Default option groups can't be deleted: %s.".formatted(name));
        return commits.run(() -> {
            Held<Empty> held = records.find(call.region(), name).orElseThrow(() -> notFound(name));
            return new Attempt<>(
                    List.of(records.delete(held)), DeleteOptionGroupResponse.builder().build());
        });
    }

    private DescribeOptionGroupsResponse describe(Call call, DescribeOptionGroupsRequest asked) {
        Filters.of(asked.filters(), Map.of());
        if (asked.engineName() != null) EngineNames.check(asked.engineName());
        List<Empty> all = new ArrayList<>();
        if (asked.optionGroupName() != null) {
            all.add(get(call.region(), asked.optionGroupName()));
        } else {
            majors().forEach(major -> all.add(defaultOf(major)));
            records.list(call.region()).forEach(held -> all.add(held.value()));
        }
        String major = asked.majorEngineVersion();
        List<Empty> wanted =
                all.stream()
                        .filter(group -> major == null || group.major().equals(major))
                        .sorted(Comparator.comparing(Empty::name))
                        .toList();
        Paging<Empty> page = Paging.of(wanted, asked.maxRecords(), asked.marker(), Empty::name);
        return DescribeOptionGroupsResponse.builder()
                .optionGroupsList(page.rows().stream().map(group -> view(call, group)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private Empty get(String region, String given) {
        String name = given.toLowerCase(Locale.ROOT);
        Optional<Empty> found =
                name.startsWith(DEFAULT)
                        ? Optional.of(name.substring(DEFAULT.length()))
                                .filter(majors()::contains)
                                .map(OptionGroups::defaultOf)
                        : records.find(region, name).map(Held::value);
        return found.orElseThrow(() -> notFound(name));
    }

    private List<String> majors() {
        return engines.versions().stream()
                .map(version -> Integer.toString(version.major()))
                .distinct()
                .toList();
    }

    private static Empty defaultOf(String major) {
        return new Empty(
                DEFAULT + major, major, "Default option group for postgres " + major, Map.of());
    }

    private static AwsException notFound(String name) {
        return new AwsException(
                "OptionGroupNotFoundFault",
                "Specified OptionGroupName: %s not found.".formatted(name));
    }

    private static OptionGroup view(Call call, Empty group) {
        return OptionGroup.builder()
                .optionGroupName(group.name())
                .optionGroupDescription(group.description())
                .engineName(EngineNames.POSTGRES)
                .majorEngineVersion(group.major())
                .options(List.of())
                .allowsVpcAndNonVpcInstanceMemberships(true)
                .optionGroupArn(
                        new Arn(call.region(), call.account(), "og", group.name()).toString())
                .build();
    }
}
