package homeport.cloud.sqs;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;

/**
 * The messages of one queue: {@code /sqs/<queue id>/body/<key>} and {@code /sqs/<queue
 * id>/state/<key>}, with the states in memory too. What is received is first reserved under the
 * lock and then written without it. Safe from any thread.
 */
final class Shelf {
    /** Source: SQS developer guide, "Standard queue quotas". */
    static final int IN_FLIGHT_MAX = 120_000;

    static final int WAITING_READERS_MAX = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Comparator<Slot> ORDER =
            Comparator.comparing(Slot::visible).thenComparing(Slot::key);

    private final Store store;
    private final String root;
    private final Room room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<String, Slot> slots = new HashMap<>();
    private final TreeSet<Slot> order = new TreeSet<>(ORDER);
    private int readers;
    private boolean closed;

    Shelf(Store store, String queueId, Room room) {
        this.store = store;
        this.root = "/sqs/" + queueId + "/";
        this.room = room;
        for (Store.Entry entry : store.list(root + "state/").entries()) {
            Slot slot = JSON.readValue(entry.value(), Slot.class);
            if (store.get(root + "body/" + slot.key()).isEmpty()) {
                store.commit(List.of(Op.delete(entry.key()))); // received while it was deleted
                continue;
            }
            room.takeAnyway(slot.bytes());
            add(slot);
        }
    }

    /** A message with where it stood when it was handed out. */
    record Handed(Slot slot, Body body) {}

    record Counts(int visible, int inFlight, int delayed) {}

    /**
     * @throws AwsException {@code RequestThrottled}: all queues together hold what they may
     */
    void put(List<Body> bodies, Instant now, Duration delay) {
        List<Op> ops = new ArrayList<>();
        List<Slot> added = new ArrayList<>();
        for (Body body : bodies) {
            byte[] value = JSON.writeValueAsBytes(body);
            String key = "%013d-%s".formatted(now.toEpochMilli(), body.id());
            added.add(new Slot(key, now, value.length, now.plus(delay), 0, Optional.empty(), ""));
            ops.add(Op.put(root + "body/" + key, value));
        }
        for (Slot slot : added) ops.add(state(slot));
        int bytes = added.stream().mapToInt(Slot::bytes).sum();
        room.take(bytes);
        boolean done = false;
        try {
            store.commit(ops);
            done = true;
        } finally {
            if (!done) room.free(bytes);
        }
        locked(() -> {
            added.forEach(this::add);
            arrived.signalAll();
        });
    }

    /**
     * @param wait for a first message, 0 to 20 s
     * @param visibility how long what is handed out is hidden from others
     * @throws AwsException {@code OverLimit}: too many are in flight, or too many readers wait
     */
    List<Handed> receive(
            int max, Duration wait, Duration visibility, Instant now, InstantSource clock) {
        long deadline = System.nanoTime() + wait.toNanos();
        Instant moment = now;
        while (true) {
            List<Slot> reserved = reserve(max, moment, visibility);
            if (!reserved.isEmpty()) return written(reserved);
            if (!awaitArrival(deadline, moment)) return List.of();
            moment = clock.instant();
        }
    }

    private List<Slot> reserve(int max, Instant now, Duration visibility) {
        lock.lock();
        try {
            List<Slot> reserved = new ArrayList<>();
            while (reserved.size() < max && !order.isEmpty()) {
                Slot first = order.first();
                if (first.visible().isAfter(now)) break;
                if (slots.size() - order.headSet(mark(now)).size() > IN_FLIGHT_MAX)
                    throw new AwsException(
                            "OverLimit", "%d messages are in flight.".formatted(IN_FLIGHT_MAX));
                Slot taken = first.received(now, now.plus(visibility), Receipts.fresh());
                remove(first);
                add(taken);
                reserved.add(taken);
            }
            return reserved;
        } finally {
            lock.unlock();
        }
    }

    private static Slot mark(Instant now) {
        return new Slot("~", now, 0, now, 0, Optional.empty(), "");
    }

    /** Where the write fails, the messages come back when their time is over, as they would. */
    private List<Handed> written(List<Slot> reserved) {
        store.commit(reserved.stream().map(this::state).toList());
        List<Handed> handed = new ArrayList<>();
        for (Slot slot : reserved)
            store.get(root + "body/" + slot.key())
                    .map(entry -> JSON.readValue(entry.value(), Body.class))
                    .ifPresent(body -> handed.add(new Handed(slot, body)));
        return handed;
    }

    /**
     * @return false when the time is over
     */
    private boolean awaitArrival(long deadline, Instant now) {
        lock.lock();
        try {
            long left = deadline - System.nanoTime();
            if (left <= 0 || closed) return false;
            if (readers >= WAITING_READERS_MAX)
                throw new AwsException(
                        "OverLimit", "%d readers wait already.".formatted(WAITING_READERS_MAX));
            long next =
                    order.isEmpty()
                            ? left
                            : Duration.between(now, order.first().visible()).toNanos();
            readers++;
            try {
                arrived.awaitNanos(Math.clamp(next, TimeUnit.MILLISECONDS.toNanos(1), left));
            } finally {
                readers--;
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** An old receipt, or a message that is gone, is no error: the call may be a repeat. */
    void delete(Receipts.Receipt receipt) {
        List<Slot> found = new ArrayList<>();
        locked(() ->
                Optional.ofNullable(slots.get(receipt.key()))
                        .filter(slot -> slot.receipt().equals(receipt.nonce()))
                        .ifPresent(slot -> {
                            remove(slot);
                            found.add(slot);
                        }));
        commitGone(found);
    }

    /**
     * @return false when it is not in flight by that receipt
     */
    boolean changeVisibility(Receipts.Receipt receipt, Instant now, Duration visibility) {
        Optional<Slot> found =
                find(receipt.key())
                        .filter(slot -> slot.receipt().equals(receipt.nonce()))
                        .filter(slot -> slot.visible().isAfter(now));
        if (found.isEmpty()) return false;
        Slot after = found.get().visibleAt(now.plus(visibility));
        store.commit(List.of(state(after)));
        locked(() -> {
            Slot held = slots.get(after.key());
            if (held == null || !held.receipt().equals(after.receipt())) return;
            remove(held);
            add(after);
            arrived.signalAll();
        });
        return true;
    }

    /** Takes out those that were received so often and are visible again, to be moved. */
    List<Handed> worn(int receives, Instant now, int max) {
        List<Slot> found = new ArrayList<>();
        locked(() -> {
            for (Slot slot : order) {
                if (slot.visible().isAfter(now) || found.size() >= max) break;
                if (slot.receives() >= receives) found.add(slot);
            }
            found.forEach(this::remove);
        });
        return found.stream()
                .flatMap(slot ->
                        store.get(root + "body/" + slot.key()).stream()
                                .map(e -> new Handed(slot, JSON.readValue(e.value(), Body.class))))
                .toList();
    }

    /** Moves {@link #worn} messages to another queue; those that cannot be moved come back. */
    void moveTo(Shelf other, List<Handed> taken, Instant now) {
        int done = 0;
        try {
            for (; done < taken.size(); done++) move(other, taken.get(done), now);
        } finally {
            List<Handed> left = taken.subList(done, taken.size());
            locked(() -> left.forEach(one -> add(one.slot())));
        }
    }

    /** In one commit; it keeps its age and its id. */
    private void move(Shelf other, Handed handed, Instant now) {
        Slot slot = handed.slot();
        Slot there = new Slot(slot.key(), slot.sent(), slot.bytes(), now, 0, Optional.empty(), "");
        List<Op> ops = new ArrayList<>(gone(slot));
        ops.add(Op.put(other.root + "body/" + slot.key(), JSON.writeValueAsBytes(handed.body())));
        ops.add(other.state(there));
        store.commit(ops);
        other.locked(() -> {
            other.add(there);
            other.arrived.signalAll();
        });
    }

    /** Removes what was sent before. */
    int drop(Instant before) {
        List<Slot> old = new ArrayList<>();
        locked(() -> {
            slots.values().stream().filter(slot -> slot.sent().isBefore(before)).forEach(old::add);
            old.forEach(this::remove);
        });
        commitGone(old);
        return old.size();
    }

    /** What was taken out of memory goes from the disk too, or comes back. */
    private void commitGone(List<Slot> taken) {
        int step = Store.OPS_MAX / 2;
        int done = 0;
        try {
            for (; done < taken.size(); done += step) {
                List<Slot> part = taken.subList(done, Math.min(taken.size(), done + step));
                store.commit(part.stream().flatMap(slot -> gone(slot).stream()).toList());
                part.forEach(slot -> room.free(slot.bytes()));
            }
        } finally {
            List<Slot> left = taken.subList(Math.min(done, taken.size()), taken.size());
            locked(() -> left.forEach(this::add));
        }
    }

    Counts counts(Instant now) {
        lock.lock();
        try {
            int visible = 0;
            int delayed = 0;
            for (Slot slot : slots.values()) {
                if (!slot.visible().isAfter(now)) visible++;
                else if (slot.receives() == 0) delayed++;
            }
            return new Counts(visible, slots.size() - visible - delayed, delayed);
        } finally {
            lock.unlock();
        }
    }

    /** How many readers wait. */
    int waiting() {
        lock.lock();
        try {
            return readers;
        } finally {
            lock.unlock();
        }
    }

    /** Sends waiting readers home. */
    void close() {
        locked(() -> {
            closed = true;
            arrived.signalAll();
        });
    }

    private Optional<Slot> find(String key) {
        lock.lock();
        try {
            return Optional.ofNullable(slots.get(key));
        } finally {
            lock.unlock();
        }
    }

    private void add(Slot slot) {
        slots.put(slot.key(), slot);
        order.add(slot);
    }

    private void remove(Slot slot) {
        slots.remove(slot.key());
        order.remove(slot);
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private Op state(Slot slot) {
        return Op.put(root + "state/" + slot.key(), JSON.writeValueAsBytes(slot));
    }

    private List<Op> gone(Slot slot) {
        return List.of(
                Op.delete(root + "body/" + slot.key()), Op.delete(root + "state/" + slot.key()));
    }
}
