package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.aws.Service;
import homeport.cloud.secret.Sealer;
import homeport.cloud.sns.delivery.Courier;
import homeport.cloud.sns.delivery.DeliveryPolicy;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.cloud.sns.delivery.Recipient;
import homeport.cloud.sqs.Sqs;
import homeport.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;

/** SNS: its actions, its topics for those inside, and its deliveries. */
public final class Sns implements AutoCloseable {
    private final SnsStore store;
    private final Sqs queues;
    private final Around around;
    private final SigningKeys keys;
    private final Courier courier;
    private final Topics topics;

    /**
     * @param records what topics and subscriptions there are
     * @param messages what is on its way
     * @param account twelve digits
     * @param apiUrl where this installation answers
     */
    public record Around(
            Store records,
            Store messages,
            Sealer sealer,
            Certifier certifier,
            MailSettings mail,
            String account,
            InstantSource clock,
            Supplier<String> apiUrl) {}

    public Sns(Sqs queues, Around around) {
        this.store = new SnsStore(around.records(), around.account());
        this.queues = queues;
        this.around = around;
        this.keys =
                new SigningKeys(
                        around.records(), around.sealer(), around.certifier(), around.clock());
        this.courier =
                new Courier(
                        around.messages(),
                        this::recipient,
                        queues,
                        around.mail(),
                        keys,
                        around.apiUrl(),
                        around.clock());
        this.topics = new Topics(store, courier, around.clock());
    }

    public Service service() {
        var actions = new TopicActions(store);
        var subscriptions = new SubscriptionActions(store, courier, queues, around.apiUrl());
        var publishing = new Publishing(store, topics);
        var permissions = new Permissions(store);
        return new Service("sns")
                .on("CreateTopic", CreateTopicRequest::builder, actions::create)
                .on("DeleteTopic", DeleteTopicRequest::builder, actions::delete)
                .on("ListTopics", ListTopicsRequest::builder, actions::list)
                .on("GetTopicAttributes", GetTopicAttributesRequest::builder, actions::attributes)
                .on("SetTopicAttributes", SetTopicAttributesRequest::builder, actions::set)
                .on("TagResource", TagResourceRequest::builder, actions::tag)
                .on("UntagResource", UntagResourceRequest::builder, actions::untag)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, actions::tags)
                .on("AddPermission", AddPermissionRequest::builder, permissions::add)
                .on("RemovePermission", RemovePermissionRequest::builder, permissions::remove)
                .on("Subscribe", SubscribeRequest::builder, subscriptions::subscribe)
                .onUnsigned(
                        "ConfirmSubscription",
                        ConfirmSubscriptionRequest::builder,
                        subscriptions::confirm)
                .onUnsigned("Unsubscribe", UnsubscribeRequest::builder, subscriptions::unsubscribe)
                .on("ListSubscriptions", ListSubscriptionsRequest::builder, subscriptions::list)
                .on(
                        "ListSubscriptionsByTopic",
                        ListSubscriptionsByTopicRequest::builder,
                        subscriptions::list)
                .on(
                        "GetSubscriptionAttributes",
                        GetSubscriptionAttributesRequest::builder,
                        subscriptions::attributes)
                .on(
                        "SetSubscriptionAttributes",
                        SetSubscriptionAttributesRequest::builder,
                        subscriptions::set)
                .on("Publish", PublishRequest::builder, publishing::publish)
                .on("PublishBatch", PublishBatchRequest::builder, publishing::batch);
    }

    private Optional<Recipient> recipient(String region, String id) {
        Optional<Subscription> found = store.subscription(region, id);
        if (found.isEmpty()) return Optional.empty();
        Subscription one = found.get();
        return store.topic(one.topicArn())
                .map(topic ->
                        new Recipient(
                                one.arn(),
                                one.protocol(),
                                one.endpoint(),
                                topic.display(),
                                one.confirmation().isPresent(),
                                one.raw(),
                                policy(topic, one),
                                Optional.ofNullable(one.attributes().get("RedrivePolicy"))
                                        .flatMap(SubscriptionAttributes::deadLetters),
                                Integer.parseInt(
                                        topic.attributes().getOrDefault("SignatureVersion", "1"))));
    }

    private static Optional<DeliveryPolicy> policy(Topic topic, Subscription one) {
        return Optional.ofNullable(one.attributes().get("DeliveryPolicy"))
                .or(() -> Optional.ofNullable(topic.attributes().get("DeliveryPolicy")))
                .map(DeliveryPolicy::parse);
    }

    public Topics topics() {
        return topics;
    }

    /** The policy that a topic was given; empty when it has none of its own. */
    public Optional<String> policy(String topicArn) {
        try {
            return store.topic(topicArn)
                    .flatMap(topic -> Optional.ofNullable(topic.attributes().get("Policy")));
        } catch (AwsException noTopic) {
            return Optional.empty();
        }
    }

    /** The certificate at that path of the API port, PEM; empty when there is none. */
    public Optional<String> certificate(String path) {
        return keys.certificate(path);
    }

    /** Begins to deliver: when the API port answers, since messages name it. */
    public void start() {
        courier.start();
    }

    /** Removes subscriptions that nobody confirmed in two days; to be called now and then. */
    public int sweep(Instant now) {
        List<Subscription> lapsed = store.lapsed(now);
        lapsed.forEach(store::delete);
        return lapsed.size();
    }

    @Override
    public void close() {
        courier.close();
    }
}
