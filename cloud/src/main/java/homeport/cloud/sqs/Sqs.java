package homeport.cloud.sqs;

import homeport.aws.AwsException;
import homeport.aws.Service;
import homeport.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;

/** SQS: its actions, and queues for those who deliver into them from inside. */
public final class Sqs implements AutoCloseable {
    private final QueueStore queues;
    private final Shelves shelves;
    private final InstantSource clock;
    private final Supplier<String> apiUrl;

    /**
     * @param records what queues there are
     * @param messages what is in them
     * @param account twelve digits
     * @param apiUrl where queues answer, as queue URLs say it
     */
    public Sqs(
            Store records,
            Store messages,
            String account,
            InstantSource clock,
            Supplier<String> apiUrl) {
        this.queues = new QueueStore(records, account);
        this.shelves = new Shelves(messages, queues);
        this.clock = clock;
        this.apiUrl = apiUrl;
    }

    public Service service() {
        var actions = new QueueActions(queues, shelves, apiUrl);
        var sending = new Sending(queues, shelves);
        var receiving = new Receiving(queues, shelves, clock);
        return new Service("sqs")
                .on("CreateQueue", CreateQueueRequest::builder, actions::create)
                .on("DeleteQueue", DeleteQueueRequest::builder, actions::delete)
                .on("GetQueueUrl", GetQueueUrlRequest::builder, actions::find)
                .on("ListQueues", ListQueuesRequest::builder, actions::list)
                .on(
                        "ListDeadLetterSourceQueues",
                        ListDeadLetterSourceQueuesRequest::builder,
                        actions::sources)
                .on("GetQueueAttributes", GetQueueAttributesRequest::builder, actions::attributes)
                .on("SetQueueAttributes", SetQueueAttributesRequest::builder, actions::set)
                .on("TagQueue", TagQueueRequest::builder, actions::tag)
                .on("UntagQueue", UntagQueueRequest::builder, actions::untag)
                .on("ListQueueTags", ListQueueTagsRequest::builder, actions::tags)
                .on("SendMessage", SendMessageRequest::builder, sending::send)
                .on("SendMessageBatch", SendMessageBatchRequest::builder, sending::batch)
                .on("ReceiveMessage", ReceiveMessageRequest::builder, receiving::receive)
                .on("DeleteMessage", DeleteMessageRequest::builder, receiving::delete)
                .on("DeleteMessageBatch", DeleteMessageBatchRequest::builder, receiving::delete)
                .on(
                        "ChangeMessageVisibility",
                        ChangeMessageVisibilityRequest::builder,
                        receiving::hide)
                .on(
                        "ChangeMessageVisibilityBatch",
                        ChangeMessageVisibilityBatchRequest::builder,
                        receiving::hide)
                .on("PurgeQueue", PurgeQueueRequest::builder, receiving::purge);
    }

    /** An attribute of a message that is delivered; {@code value} is Base64 for bytes. */
    public record Attribute(String type, String value) {}

    /**
     * Puts a message into a queue.
     *
     * @param sender as {@code SenderId} shows it
     * @throws AwsException {@code QueueDoesNotExist}, {@code RequestThrottled}, or the message does
     *     not fit
     */
    public void deliver(String arn, String text, Map<String, Attribute> attributes, String sender) {
        Queue queue = queues.byArn(arn).orElseThrow(Refusal::noQueue);
        Map<String, Body.Attribute> kept = new TreeMap<>();
        attributes.forEach(
                (name, value) -> kept.put(name, new Body.Attribute(value.type(), value.value())));
        Body body = new Body(UUID.randomUUID().toString(), text, kept, sender, Optional.empty());
        Sending.check(queue, body);
        shelves.of(queue).put(List.of(body), clock.instant(), queue.delay());
    }

    /** The policy that a queue was given; empty when it has none. */
    public Optional<String> policy(String arn) {
        return queues.byArn(arn)
                .flatMap(queue -> Optional.ofNullable(queue.attributes().get("Policy")));
    }

    public boolean exists(String arn) {
        return queues.byArn(arn).isPresent();
    }

    /** Removes what is over its time; to be called now and then. */
    public void sweep(Instant now) {
        shelves.sweep(now);
    }

    /** How many readers wait at a queue. */
    int waiting(String arn) {
        return queues.byArn(arn).map(queue -> shelves.of(queue).waiting()).orElse(0);
    }

    /** Sends readers home that wait. */
    @Override
    public void close() {
        shelves.close();
    }
}
