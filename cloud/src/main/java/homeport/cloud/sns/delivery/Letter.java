package homeport.cloud.sns.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message of a topic, the same for all of its subscribers.
 *
 * @param id as AWS names messages, a UUID
 * @param bodies by protocol; {@code default} is always there
 * @param token with which the one subscriber of a confirmation says yes
 */
public record Letter(
        Kind kind,
        String id,
        String topicArn,
        Optional<String> subject,
        Map<String, String> bodies,
        Map<String, Attribute> attributes,
        Instant timestamp,
        Optional<String> token) {
    public Letter {
        bodies = Map.copyOf(bodies);
        attributes = Map.copyOf(attributes);
    }

    /** As {@code x-amz-sns-message-type} says it. */
    public enum Kind {
        NOTIFICATION("Notification"),
        CONFIRMATION("SubscriptionConfirmation");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * @param value Base64 for type {@code Binary}
     */
    public record Attribute(String type, String value) {}

    String body(String protocol) {
        return bodies.getOrDefault(protocol, bodies.get("default"));
    }
}
