package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Topics and subscriptions on record: {@code /sns/<region>/topic/<name>} and {@code
 * /sns/<region>/subscription/<id>}. Safe from any thread.
 */
final class SnsStore {
    private static final int COMMIT_TRIES_MAX = 64;
    private static final int PARSED_MAX = 4096;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final String account;
    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

    private record Parsed(long revision, Object value) {}

    SnsStore(Store store, String account) {
        this.store = store;
        this.account = account;
    }

    String account() {
        return account;
    }

    String arn(String region, String name) {
        return "arn:aws:sns:" + region + ":" + account + ":" + name;
    }

    Optional<Topic> topic(String region, String name) {
        return store.get(topicKey(region, name)).map(entry -> read(entry, Topic.class));
    }

    /**
     * @throws AwsException {@code InvalidParameter}: it is no topic's ARN
     */
    Optional<Topic> topic(String arn) {
        String[] parts = arn.split(":", 6);
        boolean formed = parts.length == 6 && arn.startsWith("arn:aws:sns:");
        if (!formed || !REGION.matcher(parts[3]).matches() || !NAME.matcher(parts[5]).matches())
            throw Refusal.parameter("TopicArn Reason: An ARN must have at least 6 elements, not 1");
        if (!parts[4].equals(account)) return Optional.empty();
        return topic(parts[3], parts[5]);
    }

    /**
     * @throws AwsException {@code NotFound}
     */
    Topic required(String arn) {
        return topic(arn).orElseThrow(Refusal::noTopic);
    }

    List<Topic> topics(String region) {
        return store.list("/sns/" + region + "/topic/").entries().stream()
                .map(entry -> read(entry, Topic.class))
                .toList();
    }

    /**
     * @return false when the name is taken
     */
    boolean create(Topic topic) {
        byte[] value = JSON.writeValueAsBytes(topic);
        return store.commit(List.of(Op.create(topicKey(topic.region(), topic.name()), value)))
                .isPresent();
    }

    void change(Topic topic, UnaryOperator<Topic> change) {
        String key = topicKey(topic.region(), topic.name());
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Store.Entry held = store.get(key).orElseThrow(Refusal::noTopic);
            Topic after = change.apply(read(held, Topic.class));
            byte[] value = JSON.writeValueAsBytes(after);
            if (store.commit(List.of(Op.replace(key, value, held.revision()))).isPresent()) return;
        }
        throw busy();
    }

    /** With its subscriptions. */
    void delete(Topic topic) {
        List<Op> ops = new ArrayList<>();
        for (Subscription one : subscriptions(topic))
            ops.add(Op.delete(subscriptionKey(one.region(), one.id())));
        ops.add(Op.delete(topicKey(topic.region(), topic.name())));
        for (int from = 0; from < ops.size(); from += Store.OPS_MAX)
            store.commit(ops.subList(from, Math.min(ops.size(), from + Store.OPS_MAX)));
    }

    Optional<Subscription> subscription(String region, String id) {
        return store.get(subscriptionKey(region, id)).map(entry -> read(entry, Subscription.class));
    }

    /**
     * @throws AwsException {@code InvalidParameter}: it is no subscription's ARN
     */
    Optional<Subscription> subscription(String arn) {
        String[] parts = arn.split(":", 7);
        boolean formed = parts.length == 7 && arn.startsWith("arn:aws:sns:");
        if (!formed
                || !REGION.matcher(parts[3]).matches()
                || !parts[6].matches("[0-9a-fA-F-]{1,64}"))
            throw Refusal.parameter("SubscriptionArn Reason: it is no subscription's ARN");
        return subscription(parts[3], parts[6]).filter(found -> found.arn().equals(arn));
    }

    List<Subscription> subscriptions(String region) {
        return store.list("/sns/" + region + "/subscription/").entries().stream()
                .map(entry -> read(entry, Subscription.class))
                .toList();
    }

    List<Subscription> subscriptions(Topic topic) {
        return subscriptions(topic.region()).stream()
                .filter(one -> one.topicArn().equals(topic.arn()))
                .toList();
    }

    /** Those of every region that nobody confirmed in time. */
    List<Subscription> lapsed(Instant now) {
        return store.list("/sns/").entries().stream()
                .filter(entry -> entry.key().contains("/subscription/"))
                .map(entry -> read(entry, Subscription.class))
                .filter(one -> one.lapsed(now))
                .toList();
    }

    /**
     * @return false when its topic is gone meanwhile
     */
    boolean create(Subscription made, Topic topic) {
        String topicKey = topicKey(topic.region(), topic.name());
        Optional<Store.Entry> held = store.get(topicKey);
        if (held.isEmpty()) return false;
        return store.commit(
                        List.of(
                                Op.create(
                                        subscriptionKey(made.region(), made.id()),
                                        JSON.writeValueAsBytes(made)),
                                Op.check(topicKey, held.get().revision())))
                .isPresent();
    }

    Subscription change(Subscription one, UnaryOperator<Subscription> change) {
        String key = subscriptionKey(one.region(), one.id());
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Store.Entry held = store.get(key).orElseThrow(Refusal::noSubscription);
            Subscription after = change.apply(read(held, Subscription.class));
            byte[] value = JSON.writeValueAsBytes(after);
            if (store.commit(List.of(Op.replace(key, value, held.revision()))).isPresent())
                return after;
        }
        throw busy();
    }

    void delete(Subscription one) {
        store.commit(List.of(Op.delete(subscriptionKey(one.region(), one.id()))));
    }

    private static AwsException busy() {
        return new AwsException("ConcurrentAccess", "It is being changed by others. Try again.");
    }

    /** Parsed once for each revision. */
    private <T> T read(Store.Entry entry, Class<T> type) {
        Parsed known = parsed.get(entry.key());
        if (known != null && known.revision() == entry.revision()) return type.cast(known.value());
        T value = JSON.readValue(entry.value(), type);
        if (parsed.size() >= PARSED_MAX) parsed.clear();
        parsed.put(entry.key(), new Parsed(entry.revision(), value));
        return value;
    }

    private static String topicKey(String region, String name) {
        return "/sns/" + region + "/topic/" + name;
    }

    private static String subscriptionKey(String region, String id) {
        return "/sns/" + region + "/subscription/" + id;
    }
}
