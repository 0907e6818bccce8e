package homeport.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * All entries and the kept history in memory, as of the last revision that is on disk: readers
 * never wait for the disk and never see what a loss of power could take back. The writer alone
 * advances it. The lock is held for work in memory only.
 */
final class Image {
    private static final int PAGE_CHANGES_MIN = 256;

    /** Sorts after every character that a key may have. */
    private static final String END = "\u007f";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final TreeMap<String, Stored> entries;
    private final History history;
    private long revision;
    private long bytes;

    Image(TreeMap<String, Stored> entries, History history, long revision) {
        this.entries = entries;
        this.history = history;
        this.revision = revision;
        entries.forEach((key, stored) -> bytes += Stored.bytes(key, stored.value()));
    }

    Optional<Stored> find(String key) {
        return locked(() -> Optional.ofNullable(entries.get(key)));
    }

    long revision() {
        return locked(() -> revision);
    }

    /** Keys and values of all entries together. */
    long bytes() {
        return locked(() -> bytes);
    }

    long forgotten() {
        return locked(history::forgotten);
    }

    /** What {@link #forgotten} will be once the draft is taken over. */
    long forgottenAfter(Draft draft) {
        return locked(() -> history.forgottenAfter(draft.commits()));
    }

    /** The keys that go with a lease, in order. */
    List<String> keysOf(long lease) {
        return locked(() ->
                entries.entrySet().stream()
                        .filter(e -> e.getValue().lease() == lease)
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** The values are the image's own: copy before handing them out. */
    Store.Listing list(String prefix) {
        return locked(() -> {
            List<Store.Entry> found = new ArrayList<>();
            entries.subMap(prefix, prefix + END)
                    .forEach((key, stored) -> found.add(stored.entry(key)));
            return new Store.Listing(revision, found);
        });
    }

    /** Takes over what is now on disk and wakes the watchers. */
    void advance(Draft draft) {
        locked(() -> {
            draft.entries().forEach(this::set);
            draft.commits().forEach(history::add);
            revision = draft.revision();
            advanced.signalAll();
            return revision;
        });
    }

    /** Makes every waiting watcher ask again whether it should stop. */
    void wake() {
        locked(() -> {
            advanced.signalAll();
            return revision;
        });
    }

    /**
     * Waits until there is a revision above {@code after}. The values are the image's own: copy
     * before handing them out.
     *
     * @return the next changes; empty when some of them are no longer kept
     * @throws InterruptedException {@code stop} became true, or the thread was interrupted
     */
    Optional<History.Page> await(String prefix, long after, BooleanSupplier stop)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (revision <= after && !stop.getAsBoolean()) {
                advanced.await();
            }
            if (stop.getAsBoolean()) {
                throw new InterruptedException("the watch was closed");
            }
            return after < history.forgotten()
                    ? Optional.empty()
                    : Optional.of(history.page(prefix, after, PAGE_CHANGES_MIN));
        } finally {
            lock.unlock();
        }
    }

    private void set(String key, Optional<Stored> now) {
        Stored before = now.isPresent() ? entries.put(key, now.orElseThrow()) : entries.remove(key);
        bytes += now.map(s -> Stored.bytes(key, s.value())).orElse(0L);
        bytes -= before == null ? 0 : Stored.bytes(key, before.value());
    }

    private <T> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
