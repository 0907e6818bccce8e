package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.cloud.iam.policy.MalformedPolicy;
import homeport.cloud.iam.policy.Policy;
import homeport.cloud.sns.delivery.DeliveryPolicy;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What topics can be told. Source: SNS API reference, CreateTopic and SetTopicAttributes. */
final class TopicAttributes {
    private static final int DISPLAY_CHARS_MAX = 100;

    /** Kept and shown; there is no such log here. */
    private static final Pattern FEEDBACK =
            Pattern.compile(
                    "(HTTP|SQS|Lambda|Firehose|Application)(SuccessFeedbackRoleArn"
                            + "|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)");

    private TopicAttributes() {}

    /** Before the first by a creation; a missing value takes an attribute back. */
    static Map<String, String> merged(Map<String, String> before, Map<String, String> given) {
        Map<String, String> after = new TreeMap<>(before);
        given.forEach((name, value) -> {
            check(name, value);
            if (value.isEmpty()) after.remove(name);
            else after.put(name, value);
        });
        return after;
    }

    private static void check(String name, String value) {
        switch (name) {
            case "Policy" -> policy(value);
            case "DeliveryPolicy" -> {
                if (!value.isEmpty()) deliveryPolicy(value);
            }
            case "DisplayName" -> {
                if (value.length() > DISPLAY_CHARS_MAX || value.matches("(?s).*\\p{Cntrl}.*"))
                    throw Refusal.parameter(
                            "DisplayName Reason: up to 100 characters, none of them a control");
            }
            case "SignatureVersion" -> oneOf(name, value, "1|2|");
            case "TracingConfig" -> oneOf(name, value, "PassThrough|Active|");
            case "FifoTopic" -> {
                if (!value.equals("false") && !value.isEmpty()) throw fifo();
            }
            case "ContentBasedDeduplication", "FifoThroughputScope", "ArchivePolicy" ->
                    throw fifo();
            case "KmsMasterKeyId" -> {}
            default -> {
                if (!FEEDBACK.matcher(name).matches()) throw Refusal.parameter("AttributeName");
            }
        }
    }

    private static void oneOf(String name, String value, String allowed) {
        if (!value.matches(allowed))
            throw Refusal.parameter("Attributes Reason: " + name + " is one of " + allowed);
    }

    static AwsException fifo() {
        return Refusal.parameter(
                "Attributes Reason: FIFO topics do not exist here, only standard topics do");
    }

    private static void policy(String value) {
        if (value.isEmpty()) return;
        try {
            Policy.parse(value, Policy.Kind.RESOURCE);
        } catch (MalformedPolicy malformed) {
            throw Refusal.parameter("Policy Error: " + malformed.getMessage());
        }
    }

    static DeliveryPolicy deliveryPolicy(String value) {
        try {
            return DeliveryPolicy.parse(value);
        } catch (IllegalArgumentException malformed) {
            throw Refusal.parameter("DeliveryPolicy: " + malformed.getMessage());
        }
    }

    /** The policy of a topic that was given none: the account may do everything. */
    static String defaultPolicy(String arn, String account) {
        return """
        {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",\
        "Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes",\
        "SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic",\
        "SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"%s",\
        "Condition":{"StringEquals":{"AWS:SourceOwner":"%s"}}}]}\
        """
                .formatted(arn, account);
    }
}
