package homeport.cloud.sqs;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Messages are read, hidden for a while, and go. Source: SQS API reference, these actions. */
final class Receiving {
    private static final int MESSAGES_MAX = 10;
    private static final Duration PURGE_EVERY = Duration.ofSeconds(60);

    private final QueueStore queues;
    private final Shelves shelves;
    private final InstantSource clock;
    private final Map<String, Instant> purged = new ConcurrentHashMap<>();

    Receiving(QueueStore queues, Shelves shelves, InstantSource clock) {
        this.queues = queues;
        this.shelves = shelves;
        this.clock = clock;
    }

    ReceiveMessageResponse receive(Call call, ReceiveMessageRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        int max = asked.maxNumberOfMessages() == null ? 1 : asked.maxNumberOfMessages();
        if (max < 1 || max > MESSAGES_MAX)
            throw Refusal.parameter(
                    "MaxNumberOfMessages", max, "Must be between 1 and 10, if provided.");
        Duration wait =
                seconds(
                        "WaitTimeSeconds",
                        asked.waitTimeSeconds(),
                        QueueAttributes.WAIT_SECONDS_MAX,
                        queue.receiveWait());
        Duration hidden =
                seconds(
                        "VisibilityTimeout",
                        asked.visibilityTimeout(),
                        QueueAttributes.VISIBILITY_SECONDS_MAX,
                        queue.visibility());
        shelves.redrive(queue, call.now());
        List<Shelf.Handed> handed = shelves.of(queue).receive(max, wait, hidden, call.now(), clock);
        return ReceiveMessageResponse.builder()
                .messages(handed.stream().map(one -> view(queue, one, asked)).toList())
                .build();
    }

    private static Duration seconds(String name, Integer given, int max, Duration standard) {
        if (given == null) return standard;
        if (given < 0 || given > max)
            throw Refusal.parameter(
                    name, given, "Must be >= 0 and <= %d, if provided.".formatted(max));
        return Duration.ofSeconds(given);
    }

    @SuppressWarnings("deprecation") // older clients still say AttributeNames
    private static List<String> systemNames(ReceiveMessageRequest asked) {
        List<String> names = new ArrayList<>(asked.attributeNamesAsStrings());
        names.addAll(asked.messageSystemAttributeNamesAsStrings());
        return names;
    }

    private static Message view(Queue queue, Shelf.Handed handed, ReceiveMessageRequest asked) {
        Map<String, Body.Attribute> shown = new TreeMap<>(handed.body().attributes());
        shown.keySet().removeIf(name -> !wanted(asked.messageAttributeNames(), name));
        Map<String, MessageAttributeValue> values = new HashMap<>();
        shown.forEach((name, value) -> values.put(name, view(value)));
        Map<String, String> system = system(handed);
        List<String> names = systemNames(asked);
        if (!names.contains("All")) system.keySet().retainAll(names);
        Message.Builder message =
                Message.builder()
                        .messageId(handed.body().id())
                        .receiptHandle(Receipts.handle(queue.id(), handed.slot()))
                        .body(handed.body().text())
                        .md5OfBody(Digests.of(handed.body().text()));
        if (!system.isEmpty()) message.attributesWithStrings(system);
        if (!values.isEmpty())
            message.messageAttributes(values)
                    .md5OfMessageAttributes(Digests.of(shown).orElse(null));
        return message.build();
    }

    /** By name, {@code All}, {@code .*}, or a beginning that ends in {@code .*}. */
    private static boolean wanted(List<String> names, String name) {
        return names.stream()
                .anyMatch(asked ->
                        asked.equals("All")
                                || asked.equals(name)
                                || asked.endsWith(".*")
                                        && name.startsWith(asked.substring(0, asked.length() - 2)));
    }

    private static Map<String, String> system(Shelf.Handed handed) {
        Slot slot = handed.slot();
        Map<String, String> system = new TreeMap<>();
        system.put("SenderId", handed.body().sender());
        system.put("SentTimestamp", Long.toString(slot.sent().toEpochMilli()));
        system.put("ApproximateReceiveCount", Integer.toString(slot.receives()));
        slot.firstReceived()
                .ifPresent(first ->
                        system.put(
                                "ApproximateFirstReceiveTimestamp",
                                Long.toString(first.toEpochMilli())));
        handed.body().trace().ifPresent(trace -> system.put("AWSTraceHeader", trace));
        return system;
    }

    private static MessageAttributeValue view(Body.Attribute value) {
        MessageAttributeValue.Builder view = MessageAttributeValue.builder().dataType(value.type());
        if (value.binary())
            view.binaryValue(SdkBytes.fromByteArray(Base64.getDecoder().decode(value.text())));
        else view.stringValue(value.text());
        return view.build();
    }

    DeleteMessageResponse delete(Call call, DeleteMessageRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        shelves.of(queue).delete(Receipts.read(asked.receiptHandle(), queue.id()));
        return DeleteMessageResponse.builder().build();
    }

    DeleteMessageBatchResponse delete(Call call, DeleteMessageBatchRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        Batches.check(asked.entries().stream().map(DeleteMessageBatchRequestEntry::id).toList());
        List<DeleteMessageBatchResultEntry> done = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (DeleteMessageBatchRequestEntry entry : asked.entries()) {
            try {
                shelves.of(queue).delete(Receipts.read(entry.receiptHandle(), queue.id()));
                done.add(DeleteMessageBatchResultEntry.builder().id(entry.id()).build());
            } catch (AwsException refused) {
                failed.add(Batches.failed(entry.id(), refused));
            }
        }
        return DeleteMessageBatchResponse.builder().successful(done).failed(failed).build();
    }

    ChangeMessageVisibilityResponse hide(Call call, ChangeMessageVisibilityRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        hide(call, queue, asked.receiptHandle(), asked.visibilityTimeout());
        return ChangeMessageVisibilityResponse.builder().build();
    }

    ChangeMessageVisibilityBatchResponse hide(
            Call call, ChangeMessageVisibilityBatchRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        Batches.check(
                asked.entries().stream()
                        .map(ChangeMessageVisibilityBatchRequestEntry::id)
                        .toList());
        List<ChangeMessageVisibilityBatchResultEntry> done = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (ChangeMessageVisibilityBatchRequestEntry entry : asked.entries()) {
            try {
                hide(call, queue, entry.receiptHandle(), entry.visibilityTimeout());
                done.add(ChangeMessageVisibilityBatchResultEntry.builder().id(entry.id()).build());
            } catch (AwsException refused) {
                failed.add(Batches.failed(entry.id(), refused));
            }
        }
        return ChangeMessageVisibilityBatchResponse.builder()
                .successful(done)
                .failed(failed)
                .build();
    }

    private void hide(Call call, Queue queue, String handle, Integer seconds) {
        Duration hidden =
                seconds(
                        "VisibilityTimeout",
                        seconds,
                        QueueAttributes.VISIBILITY_SECONDS_MAX,
                        queue.visibility());
        Receipts.Receipt receipt = Receipts.read(handle, queue.id());
        if (!shelves.of(queue).changeVisibility(receipt, call.now(), hidden))
            throw new AwsException(
                    "MessageNotInflight",
                    "The message is not in flight by this receipt: it is visible, or gone.");
    }

    PurgeQueueResponse purge(Call call, PurgeQueueRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        Instant last = purged.getOrDefault(queue.id(), Instant.EPOCH);
        if (call.now().isBefore(last.plus(PURGE_EVERY)))
            throw new AwsException(
                    "PurgeQueueInProgress",
                    "Only one PurgeQueue operation on %s is allowed every 60 seconds."
                            .formatted(queue.name()));
        purged.values().removeIf(at -> !call.now().isBefore(at.plus(PURGE_EVERY)));
        purged.put(queue.id(), call.now());
        shelves.of(queue).drop(Instant.MAX);
        return PurgeQueueResponse.builder().build();
    }
}
