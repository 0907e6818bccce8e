package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.cloud.sns.delivery.Courier;
import homeport.cloud.sns.delivery.Letter;
import homeport.cloud.sns.filter.FilterPolicy;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Topics for those who publish from inside: alarms, events of RDS. Safe from any thread. */
public final class Topics {
    private final SnsStore store;
    private final Courier courier;
    private final InstantSource clock;

    Topics(SnsStore store, Courier courier, InstantSource clock) {
        this.store = store;
        this.courier = courier;
        this.clock = clock;
    }

    public boolean exists(String topicArn) {
        return topicArn.startsWith("arn:aws:sns:") && store.topic(topicArn).isPresent();
    }

    /**
     * Accepts a message: when this returns it is on disk and will be tried.
     *
     * @return the message's id
     * @throws AwsException {@code NotFound}: no such topic; {@code InvalidParameter}; {@code
     *     Throttled}: too much waits for delivery already
     */
    public String publish(String topicArn, String subject, String message) {
        return publish(topicArn, UUID.randomUUID().toString(), subject, message, Map.of());
    }

    /**
     * The same with an id of the caller's choice: while a message of that id waits for delivery, it
     * is not taken a second time.
     *
     * @param id a UUID
     * @param attributes texts by name
     */
    public String publish(
            String topicArn,
            String id,
            String subject,
            String message,
            Map<String, String> attributes) {
        Map<String, Letter.Attribute> kept = new TreeMap<>();
        attributes.forEach((name, value) -> kept.put(name, new Letter.Attribute("String", value)));
        Notice plain = Notices.of(message, subject, "", Map.of());
        return publish(
                store.required(topicArn), id, new Notice(plain.subject(), plain.bodies(), kept));
    }

    String publish(Topic topic, String id, Notice notice) {
        Letter letter =
                new Letter(
                        Letter.Kind.NOTIFICATION,
                        id,
                        topic.arn(),
                        notice.subject(),
                        notice.bodies(),
                        notice.attributes(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        Optional.empty());
        List<String> wanted =
                store.subscriptions(topic).stream()
                        .filter(one -> one.confirmation().isPresent() && wants(one, notice))
                        .map(Subscription::id)
                        .toList();
        courier.post(letter, topic.region(), wanted);
        return id;
    }

    private static boolean wants(Subscription one, Notice notice) {
        Optional<FilterPolicy> filter = SubscriptionAttributes.filter(one.attributes());
        if (filter.isEmpty()) return true;
        Map<String, FilterPolicy.Attribute> attributes = new HashMap<>();
        notice.attributes()
                .forEach((name, value) ->
                        attributes.put(
                                name, new FilterPolicy.Attribute(value.type(), value.value())));
        String body = notice.bodies().getOrDefault(one.protocol(), notice.bodies().get("default"));
        return filter.get().accepts(attributes, body);
    }
}
