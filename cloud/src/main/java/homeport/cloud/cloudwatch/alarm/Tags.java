package homeport.cloud.cloudwatch.alarm;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.ReservedTags;
import homeport.cloud.cloudwatch.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

/** Tags of alarms, which go by their ARN. */
final class Tags {
    private static final int TAGS_MAX = 50;

    private final AlarmStore store;

    Tags(AlarmStore store) {
        this.store = store;
    }

    static Map<String, String> read(List<Tag> given) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : given) {
            if (ReservedTags.refuses(tag.key()))
                throw Refusal.value(
                        "The tag key %s begins with aws:, which is reserved.".formatted(tag.key()));
            if (tags.put(tag.key(), tag.value()) != null)
                throw Refusal.value("The tag key %s is given twice.".formatted(tag.key()));
        }
        return few(tags);
    }

    private static Map<String, String> few(Map<String, String> tags) {
        if (tags.size() > TAGS_MAX)
            throw Refusal.value(
                    "There would be %d tags, allowed %d.".formatted(tags.size(), TAGS_MAX));
        return tags;
    }

    TagResourceResponse tag(Call call, TagResourceRequest given) {
        Map<String, String> more = read(given.tags());
        change(
                call,
                given.resourceARN(),
                tags -> {
                    tags.putAll(more);
                    return few(tags);
                });
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(Call call, UntagResourceRequest given) {
        change(
                call,
                given.resourceARN(),
                tags -> {
                    given.tagKeys().forEach(tags::remove);
                    return tags;
                });
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse list(Call call, ListTagsForResourceRequest given) {
        Alarm alarm =
                store.find(call.region(), name(call, given.resourceARN()))
                        .orElseThrow(() -> unknown(given.resourceARN()));
        return ListTagsForResourceResponse.builder()
                .tags(
                        new TreeMap<>(alarm.tags())
                                .entrySet().stream()
                                        .map(tag ->
                                                Tag.builder()
                                                        .key(tag.getKey())
                                                        .value(tag.getValue())
                                                        .build())
                                        .toList())
                .build();
    }

    private void change(Call call, String arn, UnaryOperator<Map<String, String>> change) {
        store.change(
                call.region(),
                name(call, arn),
                held -> {
                    Alarm alarm = held.orElseThrow(() -> unknown(arn));
                    Map<String, String> tags = change.apply(new TreeMap<>(alarm.tags()));
                    return Optional.of(Change.quiet(alarm.tagged(tags)));
                });
    }

    private static String name(Call call, String arn) {
        String prefix = Alarm.arnPrefix(call.region(), call.account());
        if (!arn.startsWith("arn:") || arn.split(":", 7).length < 6)
            throw Refusal.value(arn, "ResourceARN");
        if (!arn.startsWith(prefix)) throw unknown(arn);
        return arn.substring(prefix.length());
    }

    private static AwsException unknown(String arn) {
        return new AwsException(
                "ResourceNotFoundException", "There is no alarm %s.".formatted(arn));
    }
}
