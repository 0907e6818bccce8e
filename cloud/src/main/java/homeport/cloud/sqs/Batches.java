package homeport.cloud.sqs;

import homeport.aws.AwsException;
import java.util.HashSet;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** What all batches must be. Source: SQS API reference, SendMessageBatch, "Errors". */
final class Batches {
    static final int ENTRIES_MAX = 10;

    private Batches() {}

    /**
     * @throws AwsException {@code EmptyBatchRequest}, {@code TooManyEntriesInBatchRequest}, {@code
     *     InvalidBatchEntryId}, {@code BatchEntryIdsNotDistinct}
     */
    static void check(List<String> ids) {
        if (ids.isEmpty())
            throw new AwsException(
                    "EmptyBatchRequest", "There should be at least one entry in the request.");
        if (ids.size() > ENTRIES_MAX)
            throw new AwsException(
                    "TooManyEntriesInBatchRequest",
                    "Maximum number of entries per request are %d. You have sent %d."
                            .formatted(ENTRIES_MAX, ids.size()));
        for (String id : ids)
            if (!id.matches("[A-Za-z0-9_-]{1,80}"))
                throw new AwsException(
                        "InvalidBatchEntryId",
                        "A batch entry id can only contain alphanumeric characters, hyphens and"
                                + " underscores, 1 to 80 of them.");
        if (new HashSet<>(ids).size() < ids.size())
            throw new AwsException("BatchEntryIdsNotDistinct", "An id is there more than once.");
    }

    static BatchResultErrorEntry failed(String id, AwsException why) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .code(why.code())
                .message(why.getMessage())
                .senderFault(!why.code().equals("RequestThrottled"))
                .build();
    }
}
