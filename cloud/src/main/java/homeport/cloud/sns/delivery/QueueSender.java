package homeport.cloud.sns.delivery;

import homeport.aws.AwsException;
import homeport.cloud.sqs.Sqs;
import java.util.Map;
import java.util.TreeMap;

/** Puts messages into queues of this installation. */
final class QueueSender {
    /** As {@code SenderId} of what comes from a topic. */
    private static final String SENDER = "sns.amazonaws.com";

    private static final int RAW_ATTRIBUTES_MAX = 10;

    private final Sqs queues;

    QueueSender(Sqs queues) {
        this.queues = queues;
    }

    Outcome send(Letter letter, Recipient to, Envelope envelope) {
        try {
            if (!to.raw()) put(to.endpoint(), envelope.json(letter, to), Map.of());
            else if (letter.attributes().size() > RAW_ATTRIBUTES_MAX)
                return new Outcome.Rejected(
                        "a message of a queue has %d attributes at the most"
                                .formatted(RAW_ATTRIBUTES_MAX));
            else put(to.endpoint(), letter.body(to.protocol()), attributes(letter));
            return new Outcome.Delivered();
        } catch (AwsException refused) {
            String why = "the queue " + to.endpoint() + ": " + refused.getMessage();
            boolean later = refused.code().equals("RequestThrottled");
            return later ? new Outcome.Failed(why) : new Outcome.Rejected(why);
        }
    }

    /** To a dead-letter queue, as the subscriber would have had it, with the reason. */
    void bury(Letter letter, Recipient to, Envelope envelope, String queue, String why) {
        put(
                queue,
                to.raw() ? letter.body(to.protocol()) : envelope.json(letter, to),
                Map.of(
                        "ERROR_MESSAGE",
                        new Sqs.Attribute(
                                "String", why.length() > 1024 ? why.substring(0, 1024) : why)));
    }

    private void put(String queue, String text, Map<String, Sqs.Attribute> attributes) {
        queues.deliver(queue, text, attributes, SENDER);
    }

    private static Map<String, Sqs.Attribute> attributes(Letter letter) {
        Map<String, Sqs.Attribute> all = new TreeMap<>();
        letter.attributes()
                .forEach((name, value) ->
                        all.put(name, new Sqs.Attribute(value.type(), value.value())));
        return all;
    }
}
