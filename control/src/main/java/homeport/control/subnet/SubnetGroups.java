package homeport.control.subnet;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import homeport.control.record.Records;
import homeport.control.subnet.Network.Subnet;
import homeport.control.tag.RecordTags;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupResponse;

/** DB subnet groups; the group {@code default} of the default VPC is there without being made. */
public final class SubnetGroups {
    /** Source: RDS user guide, "Quotas and constraints for Amazon RDS". */
    public static final int QUOTA = 50;

    private static final int SUBNETS_MAX = 20;
    private static final int ZONES_MIN = 2;
    private static final String DEFAULT = "default";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9 ._-]{0,254}");

    private final Records<SubnetGroup> records;
    private final Commits commits;
    private final Network network;
    private final BiFunction<String, String, List<String>> users;

    /**
     * @param users region and group to the identifiers of the instances in it
     */
    public SubnetGroups(
            Store store, Network network, BiFunction<String, String, List<String>> users) {
        this.records = new Records<>(store, "subnet-group", SubnetGroup.class);
        this.commits = new Commits(store);
        this.network = network;
        this.users = users;
    }

    public void register(Service rds) {
        rds.on("CreateDBSubnetGroup", CreateDbSubnetGroupRequest::builder, this::create)
                .on("ModifyDBSubnetGroup", ModifyDbSubnetGroupRequest::builder, this::modify)
                .on("DeleteDBSubnetGroup", DeleteDbSubnetGroupRequest::builder, this::delete)
                .on(
                        "DescribeDBSubnetGroups",
                        DescribeDbSubnetGroupsRequest::builder,
                        this::describe);
    }

    /**
     * @return the named group, or {@code default}
     * @throws AwsException {@code DBSubnetGroupNotFoundFault}
     */
    public SubnetGroup resolve(String region, Optional<String> name) {
        String wanted = name.orElse(DEFAULT).toLowerCase(Locale.ROOT);
        return find(region, wanted).orElseThrow(() -> notFound(wanted));
    }

    private Optional<SubnetGroup> find(String region, String name) {
        return records.find(region, name)
                .map(Held::value)
                .or(() -> name.equals(DEFAULT) ? ofDefaultVpc(region) : Optional.empty());
    }

    /** The group of that name, if there is one, has the subnet. */
    public boolean covers(String region, String group, String subnetId) {
        return find(region, group).filter(found -> found.subnets().contains(subnetId)).isPresent();
    }

    /** The subnets that still exist, by zone. */
    public List<Subnet> subnets(String region, SubnetGroup group) {
        return group.subnets().stream()
                .flatMap(id -> network.subnet(region, id).stream())
                .sorted(Comparator.comparing(Subnet::zone))
                .toList();
    }

    /** How many groups users made in the region. */
    public int count(String region) {
        return records.list(region).size();
    }

    /** As the API shows it. */
    public DBSubnetGroup view(String region, String account, SubnetGroup group) {
        return DBSubnetGroup.builder()
                .dbSubnetGroupName(group.name())
                .dbSubnetGroupDescription(group.description())
                .dbSubnetGroupArn(arn(region, account, group.name()).toString())
                .vpcId(group.vpcId())
                .subnetGroupStatus("Complete")
                .supportedNetworkTypes("IPV4")
                .subnets(subnets(region, group).stream().map(SubnetGroups::view).toList())
                .build();
    }

    public TagHolder tags() {
        return new RecordTags<>(
                "subgrp",
                records,
                commits,
                arn -> held(arn.region(), arn.id()),
                SubnetGroup::tags,
                SubnetGroup::with);
    }

    private CreateDbSubnetGroupResponse create(Call call, CreateDbSubnetGroupRequest asked) {
        String name = name(asked.dbSubnetGroupName());
        SubnetGroup made =
                commits.run(() -> {
                    refuse(call.region(), name);
                    SubnetGroup group =
                            checked(
                                    call.region(),
                                    name,
                                    asked.dbSubnetGroupDescription(),
                                    asked.subnetIds(),
                                    Tags.of(asked.tags()));
                    return new Attempt<>(
                            List.of(records.create(call.region(), name, group)), group);
                });
        return CreateDbSubnetGroupResponse.builder()
                .dbSubnetGroup(view(call.region(), call.account(), made))
                .build();
    }

    private ModifyDbSubnetGroupResponse modify(Call call, ModifyDbSubnetGroupRequest asked) {
        SubnetGroup made =
                commits.run(() -> {
                    Held<SubnetGroup> held = held(call.region(), asked.dbSubnetGroupName());
                    SubnetGroup old = held.value();
                    String description = asked.dbSubnetGroupDescription();
                    SubnetGroup group =
                            checked(
                                    call.region(),
                                    old.name(),
                                    description == null ? old.description() : description,
                                    asked.subnetIds(),
                                    old.tags());
                    refuseToLeave(call.region(), old, group);
                    return new Attempt<>(List.of(records.replace(held, group)), group);
                });
        return ModifyDbSubnetGroupResponse.builder()
                .dbSubnetGroup(view(call.region(), call.account(), made))
                .build();
    }

    private DeleteDbSubnetGroupResponse delete(Call call, DeleteDbSubnetGroupRequest asked) {
        return commits.run(() -> {
            Held<SubnetGroup> held = held(call.region(), asked.dbSubnetGroupName());
            List<String> in = users.apply(call.region(), held.value().name());
            if (!in.isEmpty())
                throw new AwsException(
                        "InvalidDBSubnetGroupStateFault",
                        "Cannot delete the subnet group '%s' because at least one database instance: %s is still using it."
                                .formatted(held.value().name(), in.getFirst()));
            return new Attempt<>(
                    List.of(records.delete(held)), DeleteDbSubnetGroupResponse.builder().build());
        });
    }

    private DescribeDbSubnetGroupsResponse describe(
            Call call, DescribeDbSubnetGroupsRequest asked) {
        Filters.of(asked.filters(), Map.of());
        List<SubnetGroup> all = new ArrayList<>();
        if (asked.dbSubnetGroupName() != null) {
            all.add(resolve(call.region(), Optional.of(asked.dbSubnetGroupName())));
        } else {
            records.list(call.region()).forEach(held -> all.add(held.value()));
            boolean own = all.stream().anyMatch(group -> group.name().equals(DEFAULT));
            boolean used = !users.apply(call.region(), DEFAULT).isEmpty();
            if (!own && used) ofDefaultVpc(call.region()).ifPresent(all::add);
            all.sort(Comparator.comparing(SubnetGroup::name));
        }
        Paging<SubnetGroup> page =
                Paging.of(all, asked.maxRecords(), asked.marker(), SubnetGroup::name);
        return DescribeDbSubnetGroupsResponse.builder()
                .dbSubnetGroups(
                        page.rows().stream()
                                .map(group -> view(call.region(), call.account(), group))
                                .toList())
                .marker(page.markerOrNull())
                .build();
    }

    private Optional<SubnetGroup> ofDefaultVpc(String region) {
        List<Subnet> subnets = network.defaultSubnets(region);
        if (subnets.isEmpty()) return Optional.empty();
        return Optional.of(
                new SubnetGroup(
                        DEFAULT,
                        DEFAULT,
                        subnets.getFirst().vpcId(),
                        subnets.stream().map(Subnet::id).toList(),
                        Map.of()));
    }

    private SubnetGroup checked(
            String region,
            String name,
            String description,
            List<String> ids,
            Map<String, String> tags) {
        if (ids.isEmpty() || ids.size() > SUBNETS_MAX)
            throw new AwsException(
                    ids.isEmpty() ? "InvalidParameterValue" : "DBSubnetQuotaExceededFault",
                    "SubnetIds has %d subnets, allowed 1 to %d."
                            .formatted(ids.size(), SUBNETS_MAX));
        List<Subnet> subnets = new ArrayList<>();
        for (String id : ids)
            subnets.add(
                    network.subnet(region, id)
                            .orElseThrow(() ->
                                    new AwsException(
                                            "InvalidSubnet",
                                            "The subnet ID '%s' does not exist".formatted(id))));
        if (subnets.stream().map(Subnet::vpcId).distinct().count() > 1)
            throw new AwsException(
                    "InvalidSubnet", "The subnets are in different VPCs; they must be in one.");
        List<String> zones = subnets.stream().map(Subnet::zone).distinct().sorted().toList();
        if (zones.size() < ZONES_MIN)
            throw new AwsException(
                    "DBSubnetGroupDoesNotCoverEnoughAZs",
                    "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: %s. Add subnets to cover at least 2 AZs."
                            .formatted(String.join(", ", zones)));
        return new SubnetGroup(name, description, subnets.getFirst().vpcId(), ids, tags);
    }

    /** Instances keep their zone, so a group in use keeps its VPC. */
    private void refuseToLeave(String region, SubnetGroup old, SubnetGroup group) {
        if (!old.vpcId().equals(group.vpcId()) && !users.apply(region, old.name()).isEmpty())
            throw new AwsException(
                    "InvalidDBSubnetGroupStateFault",
                    "The subnet group '%s' is in use and must stay in %s."
                            .formatted(old.name(), old.vpcId()));
    }

    private void refuse(String region, String name) {
        if (name.equals(DEFAULT))
            throw AwsException.invalidValue(
                    "DBSubnetGroupName must not be 'default'; that group is made by the service.");
        if (records.find(region, name).isPresent())
            throw new AwsException(
                    "DBSubnetGroupAlreadyExists",
                    "The DB subnet group '%s' already exists.".formatted(name));
        if (count(region) >= QUOTA)
            throw new AwsException(
                    "DBSubnetGroupQuotaExceeded",
                    "%d DB subnet groups, allowed %d.".formatted(QUOTA, QUOTA));
    }

    private Held<SubnetGroup> held(String region, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return records.find(region, wanted).orElseThrow(() -> notFound(wanted));
    }

    private static String name(String given) {
        String name = given.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches())
            throw AwsException.invalidValue(
                    "The parameter DBSubnetGroupName is '%s'; it must have 1 to 255 letters, digits, periods, underscores, spaces or hyphens."
                            .formatted(given));
        return name;
    }

    private static AwsException notFound(String name) {
        return new AwsException(
                "DBSubnetGroupNotFoundFault", "DB subnet group '" + name + "' does not exist.");
    }

    private static Arn arn(String region, String account, String name) {
        return new Arn(region, account, "subgrp", name);
    }

    private static software.amazon.awssdk.services.rds.model.Subnet view(Subnet subnet) {
        return software.amazon.awssdk.services.rds.model.Subnet.builder()
                .subnetIdentifier(subnet.id())
                .subnetAvailabilityZone(zone -> zone.name(subnet.zone()))
                .subnetStatus("Active")
                .build();
    }
}
