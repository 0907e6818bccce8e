package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.ReservedTags;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/** Topics come, change and go. */
final class TopicActions {
    /** AWS allows 100,000. */
    static final int TOPICS_MAX = 1000;

    private static final int TAGS_MAX = 50;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private final SnsStore store;

    TopicActions(SnsStore store) {
        this.store = store;
    }

    CreateTopicResponse create(Call call, CreateTopicRequest asked) {
        String name = asked.name();
        if (name.endsWith(".fifo")) throw TopicAttributes.fifo();
        if (!NAME.matcher(name).matches()) throw Refusal.parameter("Topic Name");
        Map<String, String> attributes = TopicAttributes.merged(Map.of(), asked.attributes());
        Map<String, String> tags = tags(Map.of(), asked.tags());
        Optional<Topic> there = store.topic(call.region(), name);
        if (there.isEmpty()) {
            if (store.topics(call.region()).size() >= TOPICS_MAX)
                throw new AwsException(
                        "TopicLimitExceeded",
                        "There are %d topics, allowed %d.".formatted(TOPICS_MAX, TOPICS_MAX));
            Topic made =
                    new Topic(
                            store.arn(call.region(), name), call.region(), name, attributes, tags);
            if (store.create(made)) return created(made);
            there = store.topic(call.region(), name);
        }
        Topic old = there.orElseThrow(Refusal::noTopic);
        if (!asked.tags().isEmpty() && !old.tags().equals(tags))
            throw Refusal.parameter("Tags Reason: Topic already exists with different tags");
        boolean same =
                attributes.entrySet().stream()
                        .allMatch(one -> one.getValue().equals(old.attributes().get(one.getKey())));
        if (!same)
            throw Refusal.parameter(
                    "Attributes Reason: Topic already exists with different attributes");
        return created(old);
    }

    private static CreateTopicResponse created(Topic topic) {
        return CreateTopicResponse.builder().topicArn(topic.arn()).build();
    }

    /** What is not there is deleted already. */
    DeleteTopicResponse delete(Call call, DeleteTopicRequest asked) {
        store.topic(asked.topicArn()).ifPresent(store::delete);
        return DeleteTopicResponse.builder().build();
    }

    ListTopicsResponse list(Call call, ListTopicsRequest asked) {
        List<Topic> sorted =
                store.topics(call.region()).stream()
                        .sorted(Comparator.comparing(Topic::name))
                        .toList();
        Page<Topic> page = Page.of(sorted, asked.nextToken(), Topic::name);
        return ListTopicsResponse.builder()
                .topics(
                        page.rows().stream()
                                .map(topic ->
                                        software.amazon.awssdk.services.sns.model.Topic.builder()
                                                .topicArn(topic.arn())
                                                .build())
                                .toList())
                .nextToken(page.next().orElse(null))
                .build();
    }

    GetTopicAttributesResponse attributes(Call call, GetTopicAttributesRequest asked) {
        Topic topic = store.required(asked.topicArn());
        List<Subscription> all = store.subscriptions(topic);
        long confirmed = all.stream().filter(one -> one.confirmation().isPresent()).count();
        Map<String, String> shown = new TreeMap<>(topic.attributes());
        shown.put("TopicArn", topic.arn());
        shown.put("Owner", store.account());
        shown.putIfAbsent("DisplayName", "");
        shown.putIfAbsent("Policy", TopicAttributes.defaultPolicy(topic.arn(), store.account()));
        shown.put("SubscriptionsConfirmed", Long.toString(confirmed));
        shown.put("SubscriptionsPending", Long.toString(all.size() - confirmed));
        shown.put("SubscriptionsDeleted", "0");
        shown.put(
                "EffectiveDeliveryPolicy",
                topic.attributes().getOrDefault("DeliveryPolicy", EFFECTIVE));
        return GetTopicAttributesResponse.builder().attributes(shown).build();
    }

    /** Source: SNS developer guide, "Creating an HTTP/S delivery policy". */
    private static final String EFFECTIVE =
            """
            {"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,\
            "numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,\
            "backoffFunction":"linear"},"disableSubscriptionOverrides":false,\
            "defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}\
            """;

    SetTopicAttributesResponse set(Call call, SetTopicAttributesRequest asked) {
        Topic topic = store.required(asked.topicArn());
        String value = Optional.ofNullable(asked.attributeValue()).orElse("");
        store.change(
                topic,
                before ->
                        before.withAttributes(
                                TopicAttributes.merged(
                                        before.attributes(),
                                        Map.of(asked.attributeName(), value))));
        return SetTopicAttributesResponse.builder().build();
    }

    TagResourceResponse tag(Call call, TagResourceRequest asked) {
        store.change(
                tagged(asked.resourceArn()),
                before -> before.withTags(tags(before.tags(), asked.tags())));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(Call call, UntagResourceRequest asked) {
        store.change(
                tagged(asked.resourceArn()),
                before -> {
                    Map<String, String> left = new HashMap<>(before.tags());
                    left.keySet().removeAll(asked.tagKeys());
                    return before.withTags(left);
                });
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse tags(Call call, ListTagsForResourceRequest asked) {
        List<Tag> tags =
                new TreeMap<>(tagged(asked.resourceArn()).tags())
                        .entrySet().stream()
                                .map(t -> Tag.builder().key(t.getKey()).value(t.getValue()).build())
                                .toList();
        return ListTagsForResourceResponse.builder().tags(tags).build();
    }

    private Topic tagged(String arn) {
        return store.topic(arn)
                .orElseThrow(() -> new AwsException("ResourceNotFound", "Resource does not exist"));
    }

    private static Map<String, String> tags(Map<String, String> before, List<Tag> more) {
        Map<String, String> after = new TreeMap<>(before);
        for (Tag tag : more) {
            if (ReservedTags.refuses(tag.key()))
                throw new AwsException(
                        "TagPolicy", "Tag keys that begin with aws: are reserved for AWS use.");
            after.put(tag.key(), tag.value());
        }
        if (after.size() > TAGS_MAX)
            throw new AwsException(
                    "TagLimitExceeded",
                    "The topic would have %d tags, allowed %d.".formatted(after.size(), TAGS_MAX));
        return after;
    }
}
