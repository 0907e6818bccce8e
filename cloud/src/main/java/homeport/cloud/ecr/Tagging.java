package homeport.cloud.ecr;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.ReservedTags;
import homeport.aws.Service;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ecr.model.Tag;
import software.amazon.awssdk.services.ecr.model.TagResourceRequest;
import software.amazon.awssdk.services.ecr.model.TagResourceResponse;
import software.amazon.awssdk.services.ecr.model.UntagResourceRequest;
import software.amazon.awssdk.services.ecr.model.UntagResourceResponse;

/** Tags of repositories. */
final class Tagging {
    private static final int TAGS_MAX = 50;
    private static final int KEY_CHARS_MAX = 128;
    private static final int VALUE_CHARS_MAX = 256;

    private final RepositoryStore repositories;

    Tagging(RepositoryStore repositories) {
        this.repositories = repositories;
    }

    void register(Service ecr) {
        ecr.on("TagResource", TagResourceRequest::builder, this::tag)
                .on("UntagResource", UntagResourceRequest::builder, this::untag)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, this::list);
    }

    private TagResourceResponse tag(Call call, TagResourceRequest asked) {
        repositories.change(
                call,
                name(call, asked.resourceArn()),
                before -> before.withTags(added(before.tags(), asked.tags())));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(Call call, UntagResourceRequest asked) {
        repositories.change(
                call,
                name(call, asked.resourceArn()),
                before -> {
                    var tags = new TreeMap<>(before.tags());
                    asked.tagKeys().forEach(tags::remove);
                    return before.withTags(tags);
                });
        return UntagResourceResponse.builder().build();
    }

    private ListTagsForResourceResponse list(Call call, ListTagsForResourceRequest asked) {
        Repository held = repositories.required(call, name(call, asked.resourceArn()));
        return ListTagsForResourceResponse.builder()
                .tags(
                        new TreeMap<>(held.tags())
                                .entrySet().stream()
                                        .map(tag ->
                                                Tag.builder()
                                                        .key(tag.getKey())
                                                        .value(tag.getValue())
                                                        .build())
                                        .toList())
                .build();
    }

    private static String name(Call call, String arn) {
        String prefix = call.arn("ecr", "repository/");
        if (!arn.startsWith(prefix))
            throw Lifecycle.invalid(
                    "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'");
        return arn.substring(prefix.length());
    }

    static Map<String, String> added(Map<String, String> before, List<Tag> added) {
        var tags = new TreeMap<>(before);
        for (Tag tag : added) {
            int key = tag.key().length();
            if (key < 1 || key > KEY_CHARS_MAX || ReservedTags.refuses(tag.key()))
                throw new AwsException(
                        "InvalidTagParameterException",
                        "A tag key has %d characters, allowed 1 to %d, and does not begin with aws:."
                                .formatted(key, KEY_CHARS_MAX));
            String value = tag.value() == null ? "" : tag.value();
            if (value.length() > VALUE_CHARS_MAX)
                throw new AwsException(
                        "InvalidTagParameterException",
                        "The value of tag %s has %d characters, allowed 0 to %d."
                                .formatted(tag.key(), value.length(), VALUE_CHARS_MAX));
            tags.put(tag.key(), value);
        }
        if (tags.size() > TAGS_MAX)
            throw new AwsException(
                    "TooManyTagsException",
                    "The repository would have %d tags, allowed %d."
                            .formatted(tags.size(), TAGS_MAX));
        return tags;
    }
}
