package homeport.cloud;

import homeport.store.Change;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A store in memory: keys, revisions and compare-and-set as the interface promises them. */
public final class FakeStore implements Store {
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private long revision;
    private Runnable beforeCommit = () -> {};

    /** Runs {@code rival} once, just before the next commit: another writer came first. */
    public synchronized void overtakeOnce(Runnable rival) {
        beforeCommit =
                () -> {
                    beforeCommit = () -> {};
                    rival.run();
                };
    }

    public synchronized List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    public synchronized boolean holds(String text) {
        return entries.values().stream().anyMatch(e -> new String(e.value()).contains(text));
    }

    @Override
    public synchronized Optional<Entry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public synchronized Listing list(String prefix) {
        var found = entries.tailMap(prefix).values().stream();
        return new Listing(revision, found.takeWhile(e -> e.key().startsWith(prefix)).toList());
    }

    @Override
    public synchronized OptionalLong commit(List<Op> ops) {
        beforeCommit.run();
        check(ops);
        for (var op : ops) {
            long now = get(op.key()).map(Entry::revision).orElse(0L);
            if (op.expected().isPresent() && op.expected().getAsLong() != now)
                return OptionalLong.empty();
        }
        revision++;
        for (var op : ops)
            switch (op) {
                case Op.Put put ->
                        entries.put(put.key(), new Entry(put.key(), put.value(), revision));
                case Op.Delete delete -> entries.remove(delete.key());
                case Op.Check _ -> {}
            }
        return OptionalLong.of(revision);
    }

    private static void check(List<Op> ops) {
        var keys = new HashSet<String>();
        for (var op : ops) {
            boolean form =
                    op.key().startsWith("/") && op.key().chars().allMatch(c -> c > 31 && c < 127);
            boolean value = !(op instanceof Op.Put put) || put.value().length <= VALUE_BYTES_MAX;
            if (!form || !value || op.key().length() > KEY_BYTES_MAX || !keys.add(op.key()))
                throw new IllegalArgumentException("no operation of a store: " + op.key());
        }
        if (ops.isEmpty() || ops.size() > OPS_MAX)
            throw new IllegalArgumentException(ops.size() + " operations");
    }

    @Override
    public Watch watch(String prefix, long afterRevision, Consumer<Change> seen) {
        throw new UnsupportedOperationException("nothing here watches");
    }

    @Override
    public long grantLease(Duration ttl) {
        throw new UnsupportedOperationException("nothing here leases");
    }

    @Override
    public boolean keepAlive(long lease) {
        throw new UnsupportedOperationException("nothing here leases");
    }

    @Override
    public void revokeLease(long lease) {
        throw new UnsupportedOperationException("nothing here leases");
    }

    @Override
    public void close() {}
}
