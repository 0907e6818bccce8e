package homeport.cloud.sns.delivery;

import java.util.Optional;

/**
 * A subscriber as it is now.
 *
 * @param topicName who mail is from, as people read it
 * @param raw it wants the message without the envelope
 * @param policy how often it is tried, where the user said so
 * @param deadLetters the ARN of the queue for what could not be delivered
 * @param signatureVersion 1 or 2
 */
public record Recipient(
        String arn,
        String protocol,
        String endpoint,
        String topicName,
        boolean confirmed,
        boolean raw,
        Optional<DeliveryPolicy> policy,
        Optional<String> deadLetters,
        int signatureVersion) {}
