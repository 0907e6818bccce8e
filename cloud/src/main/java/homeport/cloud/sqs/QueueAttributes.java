package homeport.cloud.sqs;

import homeport.aws.AwsException;
import homeport.cloud.iam.policy.MalformedPolicy;
import homeport.cloud.iam.policy.Policy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What queues can be told. Source: SQS API reference, CreateQueue and SetQueueAttributes. */
final class QueueAttributes {
    /** AWS allows four times as much; a message is one value of the store. */
    static final int MESSAGE_BYTES_MAX = 262_144;

    static final int VISIBILITY_SECONDS_MAX = 43_200;
    static final int DELAY_SECONDS_MAX = 900;
    static final int WAIT_SECONDS_MAX = 20;
    private static final int RECEIVES_MAX = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final Map<String, String> DEFAULTS =
            Map.of(
                    "VisibilityTimeout", "30",
                    "DelaySeconds", "0",
                    "MaximumMessageSize", Integer.toString(MESSAGE_BYTES_MAX),
                    "MessageRetentionPeriod", "345600",
                    "ReceiveMessageWaitTimeSeconds", "0",
                    "SqsManagedSseEnabled", "false");

    /** Kept and shown; nothing here depends on them. */
    private static final Set<String> KEPT =
            Set.of(
                    "KmsMasterKeyId",
                    "KmsDataKeyReusePeriodSeconds",
                    "RedriveAllowPolicy",
                    "SqsManagedSseEnabled");

    private static final Set<String> OF_FIFO =
            Set.of("ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit");

    private QueueAttributes() {}

    /** When a message goes to another queue. */
    record Redrive(String target, int receivesMax) {}

    /**
     * @param given an empty text takes an attribute back
     * @throws AwsException {@code InvalidAttributeName}, {@code InvalidAttributeValue}
     */
    static Map<String, String> merged(Map<String, String> before, Map<String, String> given) {
        Map<String, String> after = new TreeMap<>(before);
        given.forEach((name, value) -> {
            boolean drops = value.isEmpty() && (name.equals("Policy") || name.endsWith("Policy"));
            if (drops) after.remove(name);
            else after.put(name, checked(name, value));
        });
        return after;
    }

    private static String checked(String name, String value) {
        switch (name) {
            case "VisibilityTimeout" -> number(name, value, 0, VISIBILITY_SECONDS_MAX);
            case "DelaySeconds" -> number(name, value, 0, DELAY_SECONDS_MAX);
            case "MaximumMessageSize" -> number(name, value, 1024, MESSAGE_BYTES_MAX);
            case "MessageRetentionPeriod" -> number(name, value, 60, 1_209_600);
            case "ReceiveMessageWaitTimeSeconds" -> number(name, value, 0, WAIT_SECONDS_MAX);
            case "Policy" -> policy(value);
            case "RedrivePolicy" -> redrive(value);
            case "FifoQueue" -> {
                if (!value.equals("false")) throw fifo();
            }
            default -> {
                if (OF_FIFO.contains(name)) throw fifo();
                if (!KEPT.contains(name))
                    throw new AwsException(
                            "InvalidAttributeName", "Unknown Attribute %s.".formatted(name));
            }
        }
        return value;
    }

    static AwsException fifo() {
        return new AwsException(
                "InvalidAttributeValue", "FIFO queues do not exist here; only standard queues do.");
    }

    private static void number(String name, String value, long min, long max) {
        boolean digits = value.matches("[0-9]{1,9}");
        if (!digits || Long.parseLong(value) < min || Long.parseLong(value) > max)
            throw Refusal.value(
                    name, "Must be between %d and %d, if provided.".formatted(min, max));
    }

    private static void policy(String value) {
        try {
            Policy.parse(value, Policy.Kind.RESOURCE);
        } catch (MalformedPolicy malformed) {
            throw Refusal.value("Policy", malformed.getMessage());
        }
    }

    static Redrive redrive(String value) {
        try {
            JsonNode policy = JSON.readTree(value);
            String target = policy.path("deadLetterTargetArn").asString("");
            int receives = policy.path("maxReceiveCount").asInt(0);
            if (!target.startsWith("arn:aws:sqs:"))
                throw Refusal.value("RedrivePolicy", "deadLetterTargetArn is no queue's ARN.");
            if (receives < 1 || receives > RECEIVES_MAX)
                throw Refusal.value("RedrivePolicy", "maxReceiveCount must be between 1 and 1000.");
            return new Redrive(target, receives);
        } catch (JacksonException broken) {
            throw Refusal.value("RedrivePolicy", "It is not JSON.");
        }
    }
}
