package homeport.cloud.sqs;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Messages come. Source: SQS API reference, SendMessage and SendMessageBatch. */
final class Sending {
    private static final int ATTRIBUTES_MAX = 10;
    private static final String TRACE = "AWSTraceHeader";

    private final QueueStore queues;
    private final Shelves shelves;

    Sending(QueueStore queues, Shelves shelves) {
        this.queues = queues;
        this.shelves = shelves;
    }

    SendMessageResponse send(Call call, SendMessageRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        if (asked.messageGroupId() != null || asked.messageDeduplicationId() != null)
            throw Refusal.parameter(
                    "MessageGroupId", "***", "It is for FIFO queues, which do not exist here.");
        Body body =
                body(
                        call,
                        asked.messageBody(),
                        asked.messageAttributes(),
                        Optional.ofNullable(asked.messageSystemAttributesAsStrings().get(TRACE))
                                .map(value -> value.stringValue()));
        check(queue, body);
        shelves.of(queue).put(List.of(body), call.now(), delay(queue, asked.delaySeconds()));
        return SendMessageResponse.builder()
                .messageId(body.id())
                .md5OfMessageBody(Digests.of(body.text()))
                .md5OfMessageAttributes(Digests.of(body.attributes()).orElse(null))
                .build();
    }

    SendMessageBatchResponse batch(Call call, SendMessageBatchRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        Batches.check(asked.entries().stream().map(SendMessageBatchRequestEntry::id).toList());
        long total = 0;
        List<SendMessageBatchResultEntry> sent = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        Map<SendMessageBatchRequestEntry, Body> bodies = new LinkedHashMap<>();
        for (SendMessageBatchRequestEntry entry : asked.entries()) {
            try {
                Body body =
                        body(
                                call,
                                entry.messageBody(),
                                entry.messageAttributes(),
                                Optional.empty());
                total += size(body);
                check(queue, body);
                delay(queue, entry.delaySeconds());
                bodies.put(entry, body);
            } catch (AwsException refused) {
                failed.add(Batches.failed(entry.id(), refused));
            }
        }
        if (total > QueueAttributes.MESSAGE_BYTES_MAX)
            throw new AwsException(
                    "BatchRequestTooLong",
                    "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
                            .formatted(QueueAttributes.MESSAGE_BYTES_MAX, total));
        bodies.forEach((entry, body) -> {
            try {
                shelves.of(queue)
                        .put(List.of(body), call.now(), delay(queue, entry.delaySeconds()));
                sent.add(
                        SendMessageBatchResultEntry.builder()
                                .id(entry.id())
                                .messageId(body.id())
                                .md5OfMessageBody(Digests.of(body.text()))
                                .md5OfMessageAttributes(Digests.of(body.attributes()).orElse(null))
                                .build());
            } catch (AwsException full) {
                failed.add(Batches.failed(entry.id(), full));
            }
        });
        return SendMessageBatchResponse.builder().successful(sent).failed(failed).build();
    }

    private static Body body(
            Call call,
            String text,
            Map<String, MessageAttributeValue> attributes,
            Optional<String> trace) {
        Map<String, Body.Attribute> kept = new TreeMap<>();
        attributes.forEach((name, value) -> kept.put(name, attribute(name, value)));
        if (kept.size() > ATTRIBUTES_MAX)
            throw Refusal.parameter(
                    "MessageAttributes", kept.size() + " attributes", "Allowed are 10.");
        return new Body(UUID.randomUUID().toString(), text, kept, call.caller().userId(), trace);
    }

    private static Body.Attribute attribute(String name, MessageAttributeValue value) {
        String type = value.dataType();
        if (!name.matches("[A-Za-z0-9_.-]{1,256}"))
            throw Refusal.parameter("MessageAttributes", name, "It is no name of an attribute.");
        if (!type.matches("(String|Number|Binary)(\\..{1,256})?"))
            throw Refusal.parameter(
                    "MessageAttributes",
                    type,
                    "The type of an attribute is String, Number or Binary.");
        boolean binary = type.startsWith("Binary");
        String text =
                binary
                        ? Optional.ofNullable(value.binaryValue())
                                .map(b -> Base64.getEncoder().encodeToString(b.asByteArray()))
                                .orElse("")
                        : Optional.ofNullable(value.stringValue()).orElse("");
        if (text.isEmpty())
            throw Refusal.parameter(
                    "MessageAttributes", name, "The attribute must have a value of its type.");
        return new Body.Attribute(type, text);
    }

    static void check(Queue queue, Body body) {
        if (body.text().isEmpty())
            throw new AwsException(
                    "MissingParameter", "The request must contain the parameter MessageBody.");
        long bytes = size(body);
        if (bytes > queue.messageBytesMax())
            throw Refusal.parameter(
                    "MessageBody",
                    bytes + " bytes",
                    "Message must be shorter than %d bytes.".formatted(queue.messageBytesMax()));
        boolean valid = body.text().codePoints().allMatch(Sending::allowed);
        if (!valid)
            throw new AwsException(
                    "InvalidMessageContents",
                    "The message has characters outside the allowed set: #x9, #xA, #xD, #x20 to"
                            + " #xD7FF, #xE000 to #xFFFD, #x10000 to #x10FFFF.");
    }

    private static boolean allowed(int c) {
        return c == 0x9
                || c == 0xA
                || c == 0xD
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }

    private static long size(Body body) {
        long bytes = body.text().getBytes(StandardCharsets.UTF_8).length;
        for (var attribute : body.attributes().entrySet())
            bytes +=
                    attribute.getKey().length()
                            + attribute.getValue().type().length()
                            + attribute.getValue().text().getBytes(StandardCharsets.UTF_8).length;
        return bytes;
    }

    private static Duration delay(Queue queue, Integer seconds) {
        if (seconds == null) return queue.delay();
        if (seconds < 0 || seconds > QueueAttributes.DELAY_SECONDS_MAX)
            throw Refusal.parameter(
                    "DelaySeconds", seconds, "DelaySeconds must be >= 0 and <= 900.");
        return Duration.ofSeconds(seconds);
    }
}
