package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.cloud.sns.filter.BadFilter;
import homeport.cloud.sns.filter.FilterPolicy;
import homeport.cloud.sns.filter.FilterPolicy.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What subscriptions can be told. Source: SNS API reference, Subscribe. */
final class SubscriptionAttributes {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SubscriptionAttributes() {}

    /**
     * @param queueExists whether there is a queue of that ARN
     */
    static Map<String, String> merged(
            String protocol,
            Map<String, String> before,
            Map<String, String> given,
            Predicate<String> queueExists) {
        Map<String, String> after = new TreeMap<>(before);
        given.forEach((name, value) -> {
            if (value.isEmpty()) after.remove(name);
            else after.put(name, value);
        });
        given.forEach((name, value) -> {
            if (!value.isEmpty()) check(protocol, name, value, queueExists);
        });
        filter(after); // as scope and policy stand together
        return after;
    }

    private static void check(
            String protocol, String name, String value, Predicate<String> queueExists) {
        switch (name) {
            case "RawMessageDelivery" -> raw(protocol, value);
            case "FilterPolicy", "SubscriptionRoleArn" -> {}
            case "FilterPolicyScope" -> {
                if (!value.matches("MessageAttributes|MessageBody"))
                    throw Refusal.parameter(
                            "FilterPolicyScope: Invalid value [%s]. Please use either MessageBody or MessageAttributes"
                                    .formatted(value));
            }
            case "DeliveryPolicy" -> {
                if (!protocol.startsWith("http"))
                    throw Refusal.parameter(
                            "Delivery policies are for http and https subscriptions");
                TopicAttributes.deliveryPolicy(value);
            }
            case "RedrivePolicy" -> {
                String queue = deadLetters(value).orElse("");
                if (!queueExists.test(queue))
                    throw Refusal.parameter(
                            "RedrivePolicy: deadLetterTargetArn is no queue that exists");
            }
            default -> throw Refusal.parameter("AttributeName");
        }
    }

    private static void raw(String protocol, String value) {
        if (!value.matches("true|false"))
            throw Refusal.parameter(
                    "Attributes Reason: RawMessageDelivery: Invalid value [%s]. Must be true or false."
                            .formatted(value));
        boolean can = protocol.startsWith("http") || protocol.equals("sqs");
        if (value.equals("true") && !can)
            throw Refusal.parameter(
                    "Attributes Reason: Delivery protocol [%s] does not support raw message delivery."
                            .formatted(protocol));
    }

    /** The queue for what could not be delivered. */
    static Optional<String> deadLetters(String policy) {
        try {
            return Optional.of(JSON.readTree(policy).path("deadLetterTargetArn").asString(""))
                    .filter(arn -> !arn.isEmpty());
        } catch (JacksonException broken) {
            throw Refusal.parameter("RedrivePolicy: it is not JSON");
        }
    }

    /**
     * @throws AwsException {@code InvalidParameter}
     */
    static Optional<FilterPolicy> filter(Map<String, String> attributes) {
        String document = attributes.get("FilterPolicy");
        if (document == null || document.replaceAll("\\s", "").equals("{}"))
            return Optional.empty();
        boolean body = attributes.getOrDefault("FilterPolicyScope", "").equals("MessageBody");
        try {
            return Optional.of(FilterPolicy.parse(document, body ? Scope.BODY : Scope.ATTRIBUTES));
        } catch (BadFilter bad) {
            throw Refusal.parameter("FilterPolicy: " + bad.getMessage());
        }
    }
}
