package homeport.control.event;

import homeport.aws.AwsException;
import java.util.Map;

/** Topics as RDS uses them; whoever composes the services plugs them in. */
public interface Notifier {
    /** No topics: every one is unknown. */
    Notifier NONE =
            new Notifier() {
                @Override
                public boolean exists(String topicArn) {
                    return false;
                }

                @Override
                public void publish(Notice notice) {
                    throw new AwsException("NotFound", "There are no topics.");
                }
            };

    boolean exists(String topicArn);

    /**
     * Accepts a message for delivery, durably.
     *
     * @throws AwsException {@code NotFound}: the topic is gone; anything else may pass
     */
    void publish(Notice notice);

    /**
     * @param id the same for the same event and topic, however often it is published
     * @param attributes of the message, texts by name
     */
    record Notice(
            String topicArn,
            String id,
            String subject,
            String message,
            Map<String, String> attributes) {
        public Notice {
            attributes = Map.copyOf(attributes);
        }
    }
}
