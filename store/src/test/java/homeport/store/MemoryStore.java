package homeport.control.testkit;

import homeport.store.Change;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The store's contract in memory: compare-and-set over several keys, key order, every watcher told
 * each change once and in order from a thread of its own, leases that end by the clock. Keeps every
 * change, so a watcher is never told that it lost some.
 */
public final class MemoryStore implements Store {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final List<Told> told = new ArrayList<>();
    private final Map<Long, Lease> leases = new HashMap<>();
    private long revision;
    private long lastLease;
    private boolean closed;

    @Override
    public Optional<Entry> get(String key) {
        return locked(() -> Optional.ofNullable(entries.get(checked(key))));
    }

    @Override
    public Listing list(String prefix) {
        return locked(() ->
                new Listing(
                        revision,
                        entries.tailMap(prefix, true).values().stream()
                                .takeWhile(entry -> entry.key().startsWith(prefix))
                                .toList()));
    }

    @Override
    public OptionalLong commit(List<Op> ops) {
        check(ops);
        return locked(() -> apply(ops));
    }

    private OptionalLong apply(List<Op> ops) {
        for (Op op : ops) {
            Entry now = entries.get(op.key());
            long is = now == null ? 0 : now.revision();
            if (op.expected().isPresent() && op.expected().getAsLong() != is)
                return OptionalLong.empty();
        }
        revision++;
        for (Op op : ops)
            switch (op) {
                case Op.Put put -> put(put);
                case Op.Delete delete -> delete(delete.key());
                case Op.Check(var _, var _) -> {}
            }
        changed.signalAll();
        return OptionalLong.of(revision);
    }

    private void put(Op.Put put) {
        leases.values().forEach(lease -> lease.keys.remove(put.key()));
        if (put.lease().isPresent()) {
            Lease lease = leases.get(put.lease().getAsLong());
            if (lease == null) throw new IllegalArgumentException("no lease " + put.lease());
            lease.keys.add(put.key());
        }
        Entry entry = new Entry(put.key(), put.value().clone(), revision);
        entries.put(put.key(), entry);
        told.add(new Told(revision, put.key(), new Change.Put(entry)));
    }

    private void delete(String key) {
        if (entries.remove(key) == null) return;
        leases.values().forEach(lease -> lease.keys.remove(key));
        told.add(new Told(revision, key, new Change.Deleted(key, revision)));
    }

    @Override
    public Watch watch(String prefix, long afterRevision, Consumer<Change> seen) {
        Watcher watcher = new Watcher(prefix, afterRevision, seen);
        Thread.ofVirtual().name("memory-store-watch").start(watcher);
        return watcher;
    }

    @Override
    public long grantLease(Duration ttl) {
        return locked(() -> {
            leases.put(++lastLease, new Lease(ttl));
            return lastLease;
        });
    }

    @Override
    public boolean keepAlive(long lease) {
        return locked(() -> {
            Lease held = leases.get(lease);
            if (held == null) return false;
            held.ends = System.nanoTime() + held.ttl.toNanos();
            return true;
        });
    }

    @Override
    public void revokeLease(long lease) {
        locked(() -> {
            end(lease);
            return null;
        });
    }

    /** Before each operation: leases whose time is over go, with their keys. */
    private void expire() {
        long now = System.nanoTime();
        List.copyOf(leases.keySet()).stream()
                .filter(id -> leases.get(id).ends - now < 0)
                .forEach(this::end);
    }

    private void end(long lease) {
        Lease ended = leases.remove(lease);
        if (ended == null || ended.keys.isEmpty()) return;
        revision++;
        Set.copyOf(ended.keys).forEach(this::delete);
        changed.signalAll();
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

    private <R> R locked(Supplier<R> body) {
        lock.lock();
        try {
            if (closed) throw new IllegalStateException("the store is closed");
            expire();
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    private static void check(List<Op> ops) {
        if (ops.isEmpty() || ops.size() > OPS_MAX)
            throw new IllegalArgumentException(ops.size() + " operations, allowed 1 to " + OPS_MAX);
        Set<String> keys = new HashSet<>();
        for (Op op : ops) {
            if (!keys.add(checked(op.key())))
                throw new IllegalArgumentException("two operations on " + op.key());
            if (op instanceof Op.Put put && put.value().length > VALUE_BYTES_MAX)
                throw new IllegalArgumentException(
                        "%d bytes at %s, allowed %d"
                                .formatted(put.value().length, op.key(), VALUE_BYTES_MAX));
        }
    }

    private static String checked(String key) {
        boolean printable = key.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (!key.startsWith("/")
                || !printable
                || key.getBytes(StandardCharsets.US_ASCII).length > KEY_BYTES_MAX)
            throw new IllegalArgumentException("not a key: " + key);
        return key;
    }

    private record Told(long revision, String key, Change change) {}

    private static final class Lease {
        private final Duration ttl;
        private final Set<String> keys = new HashSet<>();
        private long ends;

        private Lease(Duration ttl) {
            this.ttl = ttl;
            this.ends = System.nanoTime() + ttl.toNanos();
        }
    }

    private final class Watcher implements Watch, Runnable {
        private final String prefix;
        private final long after;
        private final Consumer<Change> seen;
        private volatile boolean stopped;
        private int next;

        private Watcher(String prefix, long after, Consumer<Change> seen) {
            this.prefix = prefix;
            this.after = after;
            this.seen = seen;
        }

        @Override
        public void run() {
            for (Optional<Told> one = await(); one.isPresent(); one = await()) {
                Told change = one.get();
                if (!stopped && change.revision() > after && change.key().startsWith(prefix))
                    seen.accept(change.change());
            }
        }

        private Optional<Told> await() {
            lock.lock();
            try {
                while (!stopped && !closed && next == told.size()) changed.awaitUninterruptibly();
                return stopped || closed ? Optional.empty() : Optional.of(told.get(next++));
            } finally {
                lock.unlock();
            }
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
