package homeport.cloud.sns;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Who wants the messages of a topic.
 *
 * @param id the end of its ARN, a UUID
 * @param protocol {@code http}, {@code https}, {@code sqs}, {@code email}, {@code email-json}
 * @param principal who subscribed
 * @param confirmation empty until the endpoint has said yes
 * @param token which the endpoint says yes with
 * @param asked when it was last asked
 */
record Subscription(
        String id,
        String region,
        String topicArn,
        String protocol,
        String endpoint,
        Map<String, String> attributes,
        String principal,
        Optional<Confirmation> confirmation,
        String token,
        Instant asked) {
    /** Source: SNS API reference, ConfirmSubscription: tokens are valid for two days. */
    static final Duration TOKEN_LIFE = Duration.ofDays(2);

    Subscription {
        attributes = Map.copyOf(attributes);
    }

    /**
     * @param authenticated it was confirmed by a signed request
     * @param unsubscribeSigned only a signed request may end it
     */
    record Confirmation(Instant at, boolean authenticated, boolean unsubscribeSigned) {}

    String arn() {
        return topicArn + ":" + id;
    }

    boolean raw() {
        return attributes.getOrDefault("RawMessageDelivery", "false").equals("true");
    }

    /** Nobody said yes for so long that nobody will. */
    boolean lapsed(Instant now) {
        return confirmation.isEmpty() && now.isAfter(asked.plus(TOKEN_LIFE));
    }

    Subscription confirmed(Confirmation by) {
        return new Subscription(
                id,
                region,
                topicArn,
                protocol,
                endpoint,
                attributes,
                principal,
                Optional.of(by),
                token,
                asked);
    }

    Subscription askedAgain(String newToken, Instant now) {
        return new Subscription(
                id,
                region,
                topicArn,
                protocol,
                endpoint,
                attributes,
                principal,
                confirmation,
                newToken,
                now);
    }

    Subscription withAttributes(Map<String, String> now) {
        return new Subscription(
                id,
                region,
                topicArn,
                protocol,
                endpoint,
                now,
                principal,
                confirmation,
                token,
                asked);
    }
}
