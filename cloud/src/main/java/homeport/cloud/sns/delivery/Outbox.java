package homeport.cloud.sns.delivery;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * What has been accepted and not yet been delivered: {@code /sns/letter/<id>} once, {@code
 * /sns/delivery/<id>/<subscription>} for each subscriber. A letter goes with its last delivery.
 * Safe from any thread.
 */
final class Outbox {
    static final long BYTES_MAX = 6L << 20;
    static final int DELIVERIES_MAX = 20_000;
    private static final String LETTERS = "/sns/letter/";
    private static final String DELIVERIES = "/sns/delivery/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger deliveries = new AtomicInteger();

    /** A letter that some have not had yet. */
    private record Open(int bytes, AtomicInteger left) {}

    Outbox(Store store) {
        this.store = store;
    }

    /** What an earlier run left, letters without deliveries removed. */
    List<Delivery> load() {
        List<Delivery> left = new ArrayList<>();
        for (Store.Entry entry : store.list(DELIVERIES).entries()) {
            Delivery delivery = JSON.readValue(entry.value(), Delivery.class);
            Optional<Store.Entry> letter = store.get(LETTERS + delivery.letter());
            if (letter.isEmpty()) {
                store.commit(List.of(Op.delete(entry.key())));
                continue;
            }
            int size = letter.get().value().length;
            Open held =
                    open.computeIfAbsent(
                            delivery.letter(),
                            id -> {
                                bytes.addAndGet(size);
                                return new Open(size, new AtomicInteger());
                            });
            held.left().incrementAndGet();
            deliveries.incrementAndGet();
            left.add(delivery);
        }
        for (Store.Entry entry : store.list(LETTERS).entries())
            if (!open.containsKey(entry.key().substring(LETTERS.length())))
                store.commit(List.of(Op.delete(entry.key())));
        return left;
    }

    /**
     * On disk when it returns. A letter that is here already is not taken a second time.
     *
     * @return false when it was here
     * @throws AwsException {@code Throttled}: too much waits already
     */
    boolean add(Letter letter, List<Delivery> all) {
        byte[] value = JSON.writeValueAsBytes(letter);
        Open made = new Open(value.length, new AtomicInteger(all.size()));
        if (open.putIfAbsent(letter.id(), made) != null) return false;
        boolean done = false;
        try {
            reserve(value.length, all.size());
            commit(letter, value, all);
            done = true;
            return true;
        } finally {
            if (!done) open.remove(letter.id());
        }
    }

    private void reserve(int size, int count) {
        long bytesThen = bytes.addAndGet(size);
        int deliveriesThen = deliveries.addAndGet(count);
        if (bytesThen <= BYTES_MAX && deliveriesThen <= DELIVERIES_MAX) return;
        release(size, count);
        throw new AwsException(
                "Throttled",
                "Messages of %d bytes (allowed %d) wait for %d deliveries (allowed %d). Try later, or see GetSubscriptionAttributes for who does not take them."
                        .formatted(
                                bytesThen - size,
                                BYTES_MAX,
                                deliveriesThen - count,
                                DELIVERIES_MAX));
    }

    private void release(int size, int count) {
        bytes.addAndGet(-size);
        deliveries.addAndGet(-count);
    }

    private void commit(Letter letter, byte[] value, List<Delivery> all) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.put(LETTERS + letter.id(), value));
        for (Delivery one : all) ops.add(Op.put(key(one), JSON.writeValueAsBytes(one)));
        boolean done = false;
        try {
            for (int from = 0; from < ops.size(); from += Store.OPS_MAX)
                store.commit(ops.subList(from, Math.min(ops.size(), from + Store.OPS_MAX)));
            done = true;
        } finally {
            if (!done) release(value.length, all.size());
        }
    }

    Optional<Letter> letter(Delivery delivery) {
        return store.get(LETTERS + delivery.letter())
                .map(entry -> JSON.readValue(entry.value(), Letter.class));
    }

    /** Of the letter, as it lies in the store. */
    int bytes(Delivery delivery) {
        Open held = open.get(delivery.letter());
        return held == null ? 0 : held.bytes();
    }

    void put(Delivery later) {
        store.commit(List.of(Op.put(key(later), JSON.writeValueAsBytes(later))));
    }

    /**
     * Delivered, or given up.
     *
     * @throws homeport.store.StoreException it is not on disk; may be repeated
     */
    void done(Delivery delivery) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.delete(key(delivery)));
        Open held = open.get(delivery.letter());
        boolean last = held != null && held.left().decrementAndGet() == 0;
        if (last) ops.add(Op.delete(LETTERS + delivery.letter()));
        boolean noted = false;
        try {
            store.commit(ops);
            noted = true;
        } finally {
            if (!noted && held != null) held.left().incrementAndGet();
        }
        if (last) open.remove(delivery.letter());
        release(last ? held.bytes() : 0, 1);
    }

    private static String key(Delivery delivery) {
        return DELIVERIES + delivery.letter() + "/" + delivery.subscription();
    }
}
