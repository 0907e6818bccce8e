package homeport.cloud.logs;

import homeport.aws.Call;
import homeport.aws.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;

/** Log groups: made, listed, kept for so long, deleted. */
final class GroupActions {
    /** On record in one region. */
    static final int GROUPS_MAX = 1000;

    /** Source: API reference, PutRetentionPolicy. */
    private static final Set<Integer> DAYS =
            new TreeSet<>(
                    Set.of(
                            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096,
                            1827, 2192, 2557, 2922, 3288, 3653));

    private static final String CLASS_DEFAULT = "STANDARD";

    private final LogGroups groups;

    GroupActions(LogGroups groups) {
        this.groups = groups;
    }

    void register(Service logs) {
        logs.on("CreateLogGroup", CreateLogGroupRequest::builder, this::create)
                .on("DeleteLogGroup", DeleteLogGroupRequest::builder, this::delete)
                .on("DescribeLogGroups", DescribeLogGroupsRequest::builder, this::describe)
                .on("PutRetentionPolicy", PutRetentionPolicyRequest::builder, this::retain)
                .on("DeleteRetentionPolicy", DeleteRetentionPolicyRequest::builder, this::keep);
    }

    private CreateLogGroupResponse create(Call call, CreateLogGroupRequest asked) {
        if (groups.count(call.region()) >= GROUPS_MAX)
            throw Refusal.limit(
                    "There are %d log groups, as many as there may be.".formatted(GROUPS_MAX));
        Map<String, String> tags =
                asked.hasTags() ? TagActions.added(Map.of(), asked.tags()) : Map.of();
        String wanted =
                asked.logGroupClassAsString() == null
                        ? CLASS_DEFAULT
                        : asked.logGroupClassAsString();
        groups.create(
                call.region(),
                asked.logGroupName(),
                call.now(),
                made -> made.as(wanted, Optional.ofNullable(asked.kmsKeyId())).withTags(tags));
        return CreateLogGroupResponse.builder().build();
    }

    private DeleteLogGroupResponse delete(Call call, DeleteLogGroupRequest asked) {
        groups.delete(call.region(), asked.logGroupName(), call.now());
        return DeleteLogGroupResponse.builder().build();
    }

    private PutRetentionPolicyResponse retain(Call call, PutRetentionPolicyRequest asked) {
        int days = asked.retentionInDays();
        if (!DAYS.contains(days))
            throw Refusal.parameter(
                    "1 validation error detected: Value '%d' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: %s"
                            .formatted(days, DAYS));
        groups.change(
                call.region(),
                asked.logGroupName(),
                group -> group.record().withRetention(Optional.of(days)));
        return PutRetentionPolicyResponse.builder().build();
    }

    private DeleteRetentionPolicyResponse keep(Call call, DeleteRetentionPolicyRequest asked) {
        groups.change(
                call.region(),
                asked.logGroupName(),
                group -> group.record().withRetention(Optional.empty()));
        return DeleteRetentionPolicyResponse.builder().build();
    }

    private DescribeLogGroupsResponse describe(Call call, DescribeLogGroupsRequest asked) {
        if (asked.logGroupNamePrefix() != null && asked.logGroupNamePattern() != null)
            throw Refusal.parameter(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive"
                            + " parameters.");
        Set<String> named = new TreeSet<>();
        for (String id : asked.logGroupIdentifiers()) named.add(GroupId.name(call, null, id));
        List<LogGroup> wanted =
                groups.list(call.region()).stream()
                        .filter(one -> named.isEmpty() || named.contains(one.name()))
                        .filter(one -> isWanted(asked, one))
                        .toList();
        Page<LogGroup> page = Page.of(wanted, LogGroup::name, asked.limit(), asked.nextToken());
        return DescribeLogGroupsResponse.builder()
                .logGroups(page.items().stream().map(one -> shown(call, one)).toList())
                .nextToken(page.next().orElse(null))
                .build();
    }

    private static boolean isWanted(DescribeLogGroupsRequest asked, LogGroup one) {
        String prefix = asked.logGroupNamePrefix();
        String part = asked.logGroupNamePattern();
        String kind = asked.logGroupClassAsString();
        return (prefix == null || one.name().startsWith(prefix))
                && (part == null || one.name().contains(part))
                && (kind == null || kind.equals(one.record().groupClass()));
    }

    private static software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup shown(
            Call call, LogGroup one) {
        String arn = GroupId.arn(call, one.name());
        GroupRecord record = one.record();
        return software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup.builder()
                .logGroupName(one.name())
                .creationTime(record.created().toEpochMilli())
                .retentionInDays(record.retentionDays().orElse(null))
                .metricFilterCount(0)
                .arn(arn + ":*")
                .logGroupArn(arn)
                .storedBytes(one.bytes())
                .logGroupClass(record.groupClass())
                .kmsKeyId(record.kmsKeyId().orElse(null))
                .build();
    }
}
