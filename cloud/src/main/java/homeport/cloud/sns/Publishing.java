package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Messages come. Source: SNS API reference, Publish and PublishBatch. */
final class Publishing {
    private static final int ENTRIES_MAX = 10;

    private final SnsStore store;
    private final Topics topics;

    Publishing(SnsStore store, Topics topics) {
        this.store = store;
        this.topics = topics;
    }

    PublishResponse publish(Call call, PublishRequest asked) {
        if (asked.phoneNumber() != null)
            throw Refusal.parameter("PhoneNumber Reason: no SMS leaves this Homeport");
        String arn =
                Optional.ofNullable(asked.topicArn())
                        .or(() -> Optional.ofNullable(asked.targetArn()))
                        .orElseThrow(() ->
                                Refusal.parameter(
                                        "TopicArn or TargetArn Reason: no value for required parameter"));
        if (asked.messageDeduplicationId() != null)
            throw Refusal.parameter(
                    "MessageDeduplicationId Reason: it is for FIFO topics, which do not exist here");
        Topic topic = store.required(arn);
        Notice notice =
                Notices.of(
                        asked.message(),
                        asked.subject(),
                        asked.messageStructure(),
                        asked.messageAttributes());
        String id = topics.publish(topic, UUID.randomUUID().toString(), notice);
        return PublishResponse.builder().messageId(id).build();
    }

    PublishBatchResponse batch(Call call, PublishBatchRequest asked) {
        Topic topic = store.required(asked.topicArn());
        List<PublishBatchRequestEntry> entries = asked.publishBatchRequestEntries();
        check(entries);
        List<PublishBatchResultEntry> done = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (PublishBatchRequestEntry entry : entries) {
            try {
                Notice notice =
                        Notices.of(
                                entry.message(),
                                entry.subject(),
                                entry.messageStructure(),
                                entry.messageAttributes());
                String id = topics.publish(topic, UUID.randomUUID().toString(), notice);
                done.add(PublishBatchResultEntry.builder().id(entry.id()).messageId(id).build());
            } catch (AwsException refused) {
                failed.add(
                        BatchResultErrorEntry.builder()
                                .id(entry.id())
                                .code(refused.code())
                                .message(refused.getMessage())
                                .senderFault(!refused.code().equals("Throttled"))
                                .build());
            }
        }
        return PublishBatchResponse.builder().successful(done).failed(failed).build();
    }

    private static void check(List<PublishBatchRequestEntry> entries) {
        if (entries.isEmpty())
            throw new AwsException(
                    "EmptyBatchRequest", "The batch request doesn't contain any entries.");
        if (entries.size() > ENTRIES_MAX)
            throw new AwsException(
                    "TooManyEntriesInBatchRequest",
                    "The batch request has %d entries, allowed %d."
                            .formatted(entries.size(), ENTRIES_MAX));
        List<String> ids = entries.stream().map(PublishBatchRequestEntry::id).toList();
        for (String id : ids)
            if (!id.matches("[A-Za-z0-9_-]{1,80}"))
                throw new AwsException(
                        "InvalidBatchEntryId", "The id of an entry has 1 to 80 of A-Za-z0-9_-.");
        if (new HashSet<>(ids).size() < ids.size())
            throw new AwsException(
                    "BatchEntryIdsNotDistinct", "Two or more entries have the same id.");
        long bytes = entries.stream().mapToLong(one -> Notices.size(one.message(), Map.of())).sum();
        if (bytes > Notices.BYTES_MAX)
            throw new AwsException(
                    "BatchRequestTooLong",
                    "The messages have %d bytes together, allowed %d."
                            .formatted(bytes, Notices.BYTES_MAX));
    }
}
