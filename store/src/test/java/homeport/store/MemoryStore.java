package homeport.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The store in memory, for the tests of what is built on it; held to {@link StoreContract} like the
 * real ones. Keeps every change until {@link #forgetHistory}. Nothing is durable.
 */
public final class MemoryStore implements Store {
    private static final System.Logger LOG = System.getLogger(MemoryStore.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<String, Stored> entries = new TreeMap<>();
    private final List<Told> history = new ArrayList<>();
    private final Map<Long, Lease> leases = new HashMap<>();
    private Runnable beforeCommit = () -> {};
    private long revision;
    private long forgotten;
    private long lastLease;
    private long skippedNanos;
    private boolean closed;

    /** Runs {@code rival} once, just before the next commit: another writer came first. */
    public void overtakeOnce(Runnable rival) {
        locked(() -> beforeCommit = rival);
    }

    /** Lets the leases grow older at once. */
    public void passTime(Duration time) {
        locked(() -> skippedNanos += time.toNanos());
    }

    /** Keeps none of the changes so far: a watcher that has not been told of them is lost. */
    public void forgetHistory() {
        locked(() -> forgotten = revision);
    }

    /** All keys, in order. */
    public List<String> keys() {
        return locked(() -> List.copyOf(entries.keySet()));
    }

    @Override
    public Optional<Entry> get(String key) {
        Rules.key(key);
        return locked(() -> Optional.ofNullable(entries.get(key)).map(now -> entry(key, now)));
    }

    @Override
    public Listing list(String prefix) {
        Rules.key(prefix);
        return locked(() ->
                new Listing(
                        revision,
                        entries.tailMap(prefix, true).entrySet().stream()
                                .takeWhile(e -> e.getKey().startsWith(prefix))
                                .map(e -> entry(e.getKey(), e.getValue()))
                                .toList()));
    }

    @Override
    public OptionalLong commit(List<Op> ops) {
        List<Op> checked = Rules.ops(ops);
        Runnable rival = locked(() -> beforeCommit);
        locked(() -> beforeCommit = () -> {});
        rival.run();
        return locked(() -> {
            if (!checked.stream().allMatch(this::holds)) return OptionalLong.empty();
            List<Change> changes = new ArrayList<>();
            for (Op op : checked) apply(op).ifPresent(changes::add);
            add(changes);
            return OptionalLong.of(revision);
        });
    }

    private boolean holds(Op op) {
        Stored now = entries.get(op.key());
        long is = now == null ? 0 : now.revision();
        boolean leased =
                !(op instanceof Op.Put put)
                        || put.lease().stream().allMatch(id -> leases.containsKey(id));
        return leased && op.expected().orElse(is) == is;
    }

    private Optional<Change> apply(Op op) {
        return switch (op) {
            case Op.Put put -> {
                long lease = put.lease().orElse(Stored.NO_LEASE);
                Stored now = new Stored(put.value(), revision + 1, lease);
                entries.put(put.key(), now);
                yield Optional.of(new Change.Put(now.entry(put.key())));
            }
            case Op.Delete delete -> delete(delete.key());
            case Op.Check _ -> Optional.empty();
        };
    }

    private Optional<Change> delete(String key) {
        return Optional.ofNullable(entries.remove(key))
                .map(_ -> new Change.Deleted(key, revision + 1));
    }

    private void add(List<Change> changes) {
        if (changes.isEmpty()) return;
        revision++;
        changes.forEach(change -> history.add(new Told(revision, change)));
    }

    @Override
    public Watch watch(String prefix, long afterRevision, Consumer<Change> seen) {
        Rules.key(prefix);
        Rules.revision(afterRevision);
        MemoryWatch watch = new MemoryWatch(prefix, afterRevision, seen);
        locked(() -> Thread.ofVirtual().name("watch " + prefix).start(watch));
        return watch;
    }

    @Override
    public long grantLease(Duration ttl) {
        long nanos = Leases.lease(ttl).ttl().toNanos();
        return locked(() -> {
            leases.put(++lastLease, new Lease(nanos, now() + nanos));
            return lastLease;
        });
    }

    @Override
    public boolean keepAlive(long lease) {
        return locked(() ->
                leases.computeIfPresent(
                                lease, (_, held) -> new Lease(held.nanos(), now() + held.nanos()))
                        != null);
    }

    @Override
    public void revokeLease(long lease) {
        locked(() -> end(lease));
    }

    private boolean end(long lease) {
        if (leases.remove(lease) == null) return false;
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.removeIf(key -> entries.get(key).lease() != lease);
        add(keys.stream().map(this::delete).flatMap(Optional::stream).toList());
        return true;
    }

    /** Whatever looks at the store sees the leases ended whose time is over. */
    private void expire() {
        List.copyOf(leases.keySet()).stream()
                .filter(id -> leases.get(id).endNanos() - now() <= 0)
                .forEach(this::end);
    }

    private long now() {
        return System.nanoTime() + skippedNanos;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Every operation may end leases or add changes, so each wakes the watchers. */
    private <R> R locked(Supplier<R> body) {
        lock.lock();
        try {
            if (closed) throw new StoreException("the store is closed");
            expire();
            R result = body.get();
            expire();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    private static Entry entry(String key, Stored stored) {
        return new Entry(key, stored.value().clone(), stored.revision());
    }

    private record Told(long revision, Change change) {}

    /**
     * @param endNanos on the scale of {@link #now}
     */
    private record Lease(long nanos, long endNanos) {}

    /** Takes one change at a time, so that a slow one can be lost at any of them. */
    private final class MemoryWatch implements Watch, Runnable {
        private final String prefix;
        private final long after;
        private final Consumer<Change> seen;
        private volatile boolean stopped;
        private int next;

        private MemoryWatch(String prefix, long after, Consumer<Change> seen) {
            this.prefix = prefix;
            this.after = after;
            this.seen = seen;
        }

        @Override
        public void run() {
            Optional<Change> change = await();
            while (change.isPresent()) {
                tell(change.get());
                change = change.get() instanceof Change.Lost ? Optional.empty() : await();
            }
        }

        private void tell(Change change) {
            try {
                seen.accept(change);
            } catch (Throwable theirs) {
                LOG.log(System.Logger.Level.ERROR, "a watcher of " + prefix + " failed", theirs);
            }
        }

        /** Empty when the watch is over. */
        private Optional<Change> await() {
            lock.lock();
            try {
                while (!stopped && !closed) {
                    expire();
                    while (next < history.size()) {
                        Told told = history.get(next++);
                        if (told.revision() <= after) continue;
                        if (told.revision() <= forgotten)
                            return Optional.of(new Change.Lost(forgotten));
                        if (History.key(told.change()).startsWith(prefix))
                            return Optional.of(copy(told.change()));
                    }
                    awaitChange();
                }
                return Optional.empty();
            } finally {
                lock.unlock();
            }
        }

        private void awaitChange() {
            long soonest = leases.values().stream().mapToLong(Lease::endNanos).min().orElse(0);
            try {
                if (leases.isEmpty()) changed.await();
                else changed.awaitNanos(soonest - now());
            } catch (InterruptedException interrupted) {
                stopped = true;
            }
        }

        private static Change copy(Change change) {
            return change instanceof Change.Put(Entry e)
                    ? new Change.Put(new Entry(e.key(), e.value().clone(), e.revision()))
                    : change;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                stopped = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
