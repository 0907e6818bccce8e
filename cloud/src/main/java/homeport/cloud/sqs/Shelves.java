package homeport.cloud.sqs;

import homeport.store.Op;
import homeport.store.Store;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The messages of all queues. Safe from any thread. */
final class Shelves {
    private static final int MOVED_AT_ONCE_MAX = 100;

    private final Store messages;
    private final QueueStore queues;
    private final Room room = new Room();
    private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();

    Shelves(Store messages, QueueStore queues) {
        this.messages = messages;
        this.queues = queues;
        queues.everywhere().forEach(this::of);
    }

    Shelf of(Queue queue) {
        return shelves.computeIfAbsent(queue.id(), id -> new Shelf(messages, id, room));
    }

    void delete(Queue queue) {
        Shelf shelf = of(queue);
        shelf.close();
        shelf.drop(Instant.MAX);
        shelves.remove(queue.id());
    }

    /** Carries to dead-letter queues what was received too often; such a queue may be gone. */
    void redrive(Queue queue, Instant now) {
        String policy = queue.attributes().get("RedrivePolicy");
        if (policy == null) return;
        QueueAttributes.Redrive rule = QueueAttributes.redrive(policy);
        queues.byArn(rule.target())
                .ifPresent(target -> {
                    Shelf from = of(queue);
                    var worn = from.worn(rule.receivesMax(), now, MOVED_AT_ONCE_MAX);
                    from.moveTo(of(target), worn, now);
                });
    }

    /** Removes what is older than its queue keeps, and what belongs to no queue. */
    void sweep(Instant now) {
        List<Store.Entry> stored = messages.list("/sqs/").entries(); // before the queues are listed
        Set<String> known = new HashSet<>();
        for (Queue queue : queues.everywhere()) {
            known.add(queue.id());
            of(queue).drop(now.minus(queue.retention()));
        }
        List<Op> orphans =
                stored.stream()
                        .map(Store.Entry::key)
                        .filter(key -> !known.contains(key.split("/")[2]))
                        .limit(Store.OPS_MAX)
                        .map(Op::delete)
                        .toList();
        if (!orphans.isEmpty()) messages.commit(orphans);
    }

    void close() {
        shelves.values().forEach(Shelf::close);
    }
}
