package homeport.cloud.logs;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.ReservedTags;
import homeport.aws.Service;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** Tags of log groups, by ARN and by name. */
final class TagActions {
    /** Source: API reference, TagResource. */
    private static final int TAGS_MAX = 50;

    private final LogGroups groups;

    TagActions(LogGroups groups) {
        this.groups = groups;
    }

    void register(Service logs) {
        logs.on("TagResource", TagResourceRequest::builder, this::tag)
                .on("UntagResource", UntagResourceRequest::builder, this::untag)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, this::list)
                .on("TagLogGroup", TagLogGroupRequest::builder, this::tagGroup)
                .on("UntagLogGroup", UntagLogGroupRequest::builder, this::untagGroup)
                .on("ListTagsLogGroup", ListTagsLogGroupRequest::builder, this::listGroup);
    }

    private TagResourceResponse tag(Call call, TagResourceRequest asked) {
        add(call, GroupId.ofArn(call, asked.resourceArn()), asked.tags());
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(Call call, UntagResourceRequest asked) {
        remove(call, GroupId.ofArn(call, asked.resourceArn()), asked.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    private ListTagsForResourceResponse list(Call call, ListTagsForResourceRequest asked) {
        return ListTagsForResourceResponse.builder()
                .tags(tags(call, GroupId.ofArn(call, asked.resourceArn())))
                .build();
    }

    private TagLogGroupResponse tagGroup(Call call, TagLogGroupRequest asked) {
        add(call, asked.logGroupName(), asked.tags());
        return TagLogGroupResponse.builder().build();
    }

    private UntagLogGroupResponse untagGroup(Call call, UntagLogGroupRequest asked) {
        remove(call, asked.logGroupName(), asked.tags());
        return UntagLogGroupResponse.builder().build();
    }

    private ListTagsLogGroupResponse listGroup(Call call, ListTagsLogGroupRequest asked) {
        return ListTagsLogGroupResponse.builder().tags(tags(call, asked.logGroupName())).build();
    }

    private Map<String, String> tags(Call call, String name) {
        return groups.required(call.region(), name).record().tags();
    }

    private void add(Call call, String name, Map<String, String> tags) {
        groups.change(
                call.region(),
                name,
                group -> group.record().withTags(added(group.record().tags(), tags)));
    }

    private void remove(Call call, String name, List<String> keys) {
        groups.change(
                call.region(),
                name,
                group -> {
                    Map<String, String> left = new TreeMap<>(group.record().tags());
                    left.keySet().removeAll(keys);
                    return group.record().withTags(left);
                });
    }

    static Map<String, String> added(Map<String, String> before, Map<String, String> more) {
        Map<String, String> tags = new TreeMap<>(before);
        for (String key : more.keySet())
            if (ReservedTags.refuses(key))
                throw Refusal.parameter("Tag keys that begin with aws: are reserved for AWS use.");
        tags.putAll(more);
        if (tags.size() > TAGS_MAX)
            throw new AwsException(
                    "TooManyTagsException",
                    "The log group would have %d tags, allowed %d."
                            .formatted(tags.size(), TAGS_MAX));
        return tags;
    }
}
