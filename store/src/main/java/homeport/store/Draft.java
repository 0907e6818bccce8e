package homeport.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One batch of commits, decided one after another against the image but not yet on disk. Each
 * commit sees those before it. Owner: the writer.
 */
final class Draft {
    private final Image image;
    private final Leases leases;
    private final Limits limits;
    private final Map<String, Optional<Stored>> entries = new HashMap<>();
    private final TreeMap<Long, List<Change>> commits = new TreeMap<>();
    private final Map<Long, Leases.Lease> granted = new HashMap<>();
    private final List<Long> ended = new ArrayList<>();
    private long revision;
    private long bytes;

    Draft(Image image, Leases leases, Limits limits) {
        this.image = image;
        this.leases = leases;
        this.limits = limits;
        this.revision = image.revision();
        this.bytes = image.bytes();
    }

    /** What each changed key becomes; empty: it goes. */
    Map<String, Optional<Stored>> entries() {
        return entries;
    }

    /** The changes of each commit by its revision. */
    SortedMap<Long, List<Change>> commits() {
        return commits;
    }

    Map<Long, Leases.Lease> granted() {
        return granted;
    }

    List<Long> ended() {
        return ended;
    }

    /** The store's revision after the batch. */
    long revision() {
        return revision;
    }

    boolean isEmpty() {
        return commits.isEmpty() && granted.isEmpty() && ended.isEmpty();
    }

    /**
     * Decides one commit, as {@link Store#commit}.
     *
     * @throws StoreException the store would outgrow its limit; nothing was changed
     */
    OptionalLong commit(List<Op> ops) {
        if (!ops.stream().allMatch(this::holds)) {
            return OptionalLong.empty();
        }
        refuseToOutgrow(ops);
        List<Change> changes = new ArrayList<>();
        for (Op op : ops) {
            switch (op) {
                case Op.Put put -> changes.add(put(put));
                case Op.Delete delete -> delete(delete.key()).ifPresent(changes::add);
                case Op.Check _ -> {}
            }
        }
        add(changes);
        return OptionalLong.of(revision);
    }

    /** The lease is on disk with this batch and starts once it is. */
    long grant(Leases.Lease lease) {
        long id = leases.nextId();
        granted.put(id, lease);
        return id;
    }

    /** The lease has just been ended: its keys go, in one commit. */
    void end(long lease) {
        ended.add(lease);
        TreeSet<String> keys = new TreeSet<>(image.keysOf(lease));
        keys.addAll(entries.keySet());
        keys.removeIf(key -> find(key).filter(s -> s.lease() == lease).isEmpty());
        List<Change> changes = new ArrayList<>();
        keys.forEach(key -> delete(key).ifPresent(changes::add));
        add(changes);
    }

    private boolean holds(Op op) {
        long seen = find(op.key()).map(Stored::revision).orElse(0L);
        boolean leased =
                !(op instanceof Op.Put put)
                        || put.lease().isEmpty()
                        || leases.isAlive(put.lease().getAsLong());
        return leased && op.expected().orElse(seen) == seen;
    }

    private void refuseToOutgrow(List<Op> ops) {
        long growth = 0;
        for (Op op : ops) {
            if (op instanceof Op.Put put) {
                growth += Stored.bytes(put.key(), put.value()) - bytesOf(put.key());
            } else if (op instanceof Op.Delete delete) {
                growth -= bytesOf(delete.key());
            }
        }
        if (growth > 0 && bytes + growth > limits.bytesMax()) {
            throw new StoreException(
                    "the store holds %d bytes of at most %d and cannot take %d more; nothing was changed"
                            .formatted(bytes, limits.bytesMax(), growth));
        }
    }

    private Change put(Op.Put put) {
        var stored = new Stored(put.value(), revision + 1, put.lease().orElse(Stored.NO_LEASE));
        bytes += Stored.bytes(put.key(), put.value()) - bytesOf(put.key());
        entries.put(put.key(), Optional.of(stored));
        return new Change.Put(stored.entry(put.key()));
    }

    private Optional<Change> delete(String key) {
        if (find(key).isEmpty()) {
            return Optional.empty();
        }
        bytes -= bytesOf(key);
        entries.put(key, Optional.empty());
        return Optional.of(new Change.Deleted(key, revision + 1));
    }

    private void add(List<Change> changes) {
        if (!changes.isEmpty()) {
            revision++;
            commits.put(revision, List.copyOf(changes));
        }
    }

    private long bytesOf(String key) {
        return find(key).map(s -> Stored.bytes(key, s.value())).orElse(0L);
    }

    private Optional<Stored> find(String key) {
        Optional<Stored> drafted = entries.get(key);
        return drafted == null ? image.find(key) : drafted;
    }
}
