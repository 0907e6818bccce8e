package homeport.cloud.sqs;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** Queues on record: {@code /sqs/<region>/queue/<name>}. Safe from any thread. */
final class QueueStore {
    private static final int COMMIT_TRIES_MAX = 64;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final String account;

    QueueStore(Store store, String account) {
        this.store = store;
        this.account = account;
    }

    String account() {
        return account;
    }

    Optional<Queue> find(String region, String name) {
        return store.get(key(region, name)).map(entry -> read(entry.value()));
    }

    Optional<Queue> byArn(String arn) {
        String[] parts = arn.split(":", 6);
        boolean ours = parts.length == 6 && arn.startsWith("arn:aws:sqs:");
        if (!ours || !parts[4].equals(account) || !parts[5].matches("[A-Za-z0-9_-]{1,80}"))
            return Optional.empty();
        return find(parts[3], parts[5]);
    }

    /**
     * @throws AwsException {@code QueueDoesNotExist}
     */
    Queue byUrl(String region, String url) {
        return QueueUrl.name(url, account)
                .filter(name -> name.matches("[A-Za-z0-9_-]{1,80}"))
                .flatMap(name -> find(region, name))
                .orElseThrow(Refusal::noQueue);
    }

    List<Queue> list(String region) {
        return store.list("/sqs/" + region + "/queue/").entries().stream()
                .map(entry -> read(entry.value()))
                .toList();
    }

    List<Queue> everywhere() {
        return store.list("/sqs/").entries().stream()
                .filter(entry -> entry.key().contains("/queue/"))
                .map(entry -> read(entry.value()))
                .toList();
    }

    /**
     * @return false when the name is taken
     */
    boolean create(Queue queue) {
        byte[] value = JSON.writeValueAsBytes(queue);
        return store.commit(List.of(Op.create(key(queue.region(), queue.name()), value)))
                .isPresent();
    }

    void change(Queue queue, UnaryOperator<Queue> change) {
        String key = key(queue.region(), queue.name());
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Store.Entry held = store.get(key).orElseThrow(Refusal::noQueue);
            byte[] after = JSON.writeValueAsBytes(change.apply(read(held.value())));
            if (store.commit(List.of(Op.replace(key, after, held.revision()))).isPresent()) return;
        }
        throw new AwsException("RequestThrottled", "The queue is being changed by others.");
    }

    void delete(Queue queue) {
        store.commit(List.of(Op.delete(key(queue.region(), queue.name()))));
    }

    private static Queue read(byte[] value) {
        return JSON.readValue(value, Queue.class);
    }

    private static String key(String region, String name) {
        return "/sqs/" + region + "/queue/" + name;
    }
}
