package homeport.cloud.ssm;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.ReservedTags;
import homeport.aws.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.Tag;

/** Tags of parameters. Of the things that Systems Manager tags, these are the only ones here. */
final class Tagging {
    private static final int TAGS_MAX = 50;
    private static final int KEY_CHARS_MAX = 128;
    private static final int VALUE_CHARS_MAX = 256;
    private static final String KIND = "Parameter";

    private final ParameterStore parameters;

    Tagging(ParameterStore parameters) {
        this.parameters = parameters;
    }

    void register(Service ssm) {
        ssm.on("AddTagsToResource", AddTagsToResourceRequest::builder, this::add)
                .on("RemoveTagsFromResource", RemoveTagsFromResourceRequest::builder, this::remove)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, this::list);
    }

    private AddTagsToResourceResponse add(Call call, AddTagsToResourceRequest asked) {
        change(
                call,
                asked.resourceTypeAsString(),
                asked.resourceId(),
                before -> before.withTags(added(before.tags(), asked.tags())));
        return AddTagsToResourceResponse.builder().build();
    }

    private RemoveTagsFromResourceResponse remove(Call call, RemoveTagsFromResourceRequest asked) {
        change(
                call,
                asked.resourceTypeAsString(),
                asked.resourceId(),
                before -> {
                    var tags = new TreeMap<>(before.tags());
                    asked.tagKeys().forEach(tags::remove);
                    return before.withTags(tags);
                });
        return RemoveTagsFromResourceResponse.builder().build();
    }

    private void change(Call call, String type, String id, UnaryOperator<Parameter> change) {
        Parameter found = required(call, type, id);
        parameters.change(call.region(), found.name(), Optional.empty(), change);
    }

    private ListTagsForResourceResponse list(Call call, ListTagsForResourceRequest asked) {
        Parameter found = required(call, asked.resourceTypeAsString(), asked.resourceId());
        return ListTagsForResourceResponse.builder()
                .tagList(
                        new TreeMap<>(found.tags())
                                .entrySet().stream()
                                        .map(tag ->
                                                Tag.builder()
                                                        .key(tag.getKey())
                                                        .value(tag.getValue())
                                                        .build())
                                        .toList())
                .build();
    }

    private Parameter required(Call call, String type, String id) {
        if (!type.equals(KIND))
            throw new AwsException(
                    "InvalidResourceType",
                    "The resource type is %s, allowed here: Parameter.".formatted(type));
        return parameters
                .find(call.region(), ParameterName.plain(id))
                .orElseThrow(() ->
                        new AwsException(
                                "InvalidResourceId",
                                "The resource ID is not valid. Verify that you entered the correct ID"
                                        + " and try again."));
    }

    static Map<String, String> added(Map<String, String> before, List<Tag> added) {
        var tags = new TreeMap<>(before);
        for (Tag tag : added) {
            int key = tag.key().length();
            if (key < 1 || key > KEY_CHARS_MAX || ReservedTags.refuses(tag.key()))
                throw Refusal.invalid(
                        "A tag key has %d characters, allowed 1 to %d, and does not begin with aws:."
                                .formatted(key, KEY_CHARS_MAX));
            if (tag.value().length() > VALUE_CHARS_MAX)
                throw Refusal.invalid(
                        "The value of tag %s has %d characters, allowed 0 to %d."
                                .formatted(tag.key(), tag.value().length(), VALUE_CHARS_MAX));
            tags.put(tag.key(), tag.value());
        }
        if (tags.size() > TAGS_MAX)
            throw new AwsException(
                    "TooManyTagsError",
                    "The parameter would have %d tags, allowed %d."
                            .formatted(tags.size(), TAGS_MAX));
        return tags;
    }
}
