package homeport.cloud.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A queue without its messages.
 *
 * @param id of this queue and no other that has had its name
 * @param attributes that were given, checked; what is not among them has AWS's default
 */
record Queue(
        String id,
        String region,
        String name,
        Map<String, String> attributes,
        Map<String, String> tags,
        Instant created,
        Instant changed) {
    Queue {
        attributes = Map.copyOf(attributes);
        tags = Map.copyOf(tags);
    }

    String arn(String account) {
        return "arn:aws:sqs:" + region + ":" + account + ":" + name;
    }

    private long number(String attribute) {
        return Long.parseLong(
                attributes.getOrDefault(attribute, QueueAttributes.DEFAULTS.get(attribute)));
    }

    Duration visibility() {
        return Duration.ofSeconds(number("VisibilityTimeout"));
    }

    Duration delay() {
        return Duration.ofSeconds(number("DelaySeconds"));
    }

    Duration retention() {
        return Duration.ofSeconds(number("MessageRetentionPeriod"));
    }

    Duration receiveWait() {
        return Duration.ofSeconds(number("ReceiveMessageWaitTimeSeconds"));
    }

    long messageBytesMax() {
        return number("MaximumMessageSize");
    }

    Queue withAttributes(Map<String, String> now, Instant at) {
        return new Queue(id, region, name, now, tags, created, at);
    }

    Queue withTags(Map<String, String> now) {
        return new Queue(id, region, name, attributes, now, created, changed);
    }
}
