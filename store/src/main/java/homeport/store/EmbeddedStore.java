package homeport.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The store of one machine: one file, one process, everything also in memory. Reads come from
 * memory and never wait for the disk; commits of many threads share one sync. Bounds: {@link
 * Limits}.
 */
public final class EmbeddedStore implements Store {
    private static final System.Logger LOG = System.getLogger(EmbeddedStore.class.getName());

    private final Claim claim;
    private final Disk disk;
    private final Image image;
    private final Leases leases;
    private final Limits limits;
    private final Writer writer;
    private final Set<EmbeddedWatch> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean isRetired;

    private EmbeddedStore(Claim claim, Disk disk, Limits limits, LongSupplier nanoTime) {
        this.claim = claim;
        this.disk = disk;
        this.limits = limits;
        this.image = disk.readImage(limits);
        this.leases = disk.readLeases(nanoTime);
        this.writer = new Writer(disk, image, leases, limits);
    }

    /**
     * Opens the file, or makes it with mode 0600 in a folder of mode 0700.
     *
     * @throws StoreException another process has it, it is damaged, or of a newer Homeport
     */
    public static EmbeddedStore open(Path file) {
        return open(file, Limits.DEFAULT, System::nanoTime);
    }

    /**
     * The same for what nobody watches: it keeps next to no history.
     *
     * @param bytesMax keys and values of all entries together, which lie in memory too
     */
    public static EmbeddedStore openUnwatched(Path file, long bytesMax) {
        return open(file, Limits.unwatched(bytesMax), System::nanoTime);
    }

    static EmbeddedStore open(Path file, Limits limits, LongSupplier nanoTime) {
        try {
            Claim claim = Claim.take(file);
            try {
                return open(claim, limits, nanoTime);
            } catch (RuntimeException refused) {
                claim.close();
                throw refused;
            }
        } catch (IOException failed) {
            throw new StoreException(
                    "the store %s cannot be opened: %s".formatted(file, failed.getMessage()),
                    failed);
        }
    }

    private static EmbeddedStore open(Claim claim, Limits limits, LongSupplier nanoTime) {
        Disk disk = Disk.open(claim.file());
        try {
            EmbeddedStore store = new EmbeddedStore(claim, disk, limits, nanoTime);
            store.writer.start();
            return store;
        } catch (RuntimeException refused) {
            disk.close();
            throw refused;
        }
    }

    @Override
    public Optional<Entry> get(String key) {
        Rules.key(key);
        refuseIfClosed();
        return image.find(key).map(stored -> copy(stored.entry(key)));
    }

    @Override
    public Listing list(String prefix) {
        Rules.key(prefix);
        refuseIfClosed();
        Listing found = image.list(prefix);
        return new Listing(
                found.revision(), found.entries().stream().map(EmbeddedStore::copy).toList());
    }

    @Override
    public OptionalLong commit(List<Op> ops) {
        List<Op> checked = Rules.ops(ops);
        return writer.call(draft -> draft.commit(checked));
    }

    @Override
    public Watch watch(String prefix, long afterRevision, Consumer<Change> seen) {
        Rules.key(prefix);
        Rules.revision(afterRevision);
        if (writer.isClosed()) throw new StoreException(Writer.CLOSED);
        if (watches.size() >= limits.watchesMax())
            throw new StoreException(
                    "%d watches, allowed %d".formatted(watches.size(), limits.watchesMax()));
        EmbeddedWatch watch = new EmbeddedWatch(prefix, afterRevision, seen);
        watches.add(watch);
        watch.thread.start();
        return watch;
    }

    @Override
    public long grantLease(Duration ttl) {
        Leases.Lease lease = Leases.lease(ttl);
        return writer.call(draft -> {
            int held = leases.size() + draft.granted().size();
            if (held >= limits.leasesMax())
                throw new StoreException(
                        "%d leases, allowed %d; none was granted"
                                .formatted(held, limits.leasesMax()));
            return draft.grant(lease);
        });
    }

    @Override
    public boolean keepAlive(long lease) {
        if (writer.isClosed()) throw new StoreException(Writer.CLOSED);
        return leases.keepAlive(lease);
    }

    @Override
    public void revokeLease(long lease) {
        writer.call(draft -> {
            if (leases.end(lease)) draft.end(lease);
            return true;
        });
    }

    private void refuseIfClosed() {
        if (writer.isClosed() && !isRetired) throw new StoreException(Writer.CLOSED);
    }

    /**
     * As {@link #close}, and leaves the file to another process; but {@link #get} and {@link #list}
     * go on to answer what was there.
     */
    public void retire() {
        isRetired = true;
        close();
    }

    @Override
    public void close() {
        try (claim;
                disk) {
            writer.close();
            watches.forEach(EmbeddedWatch::close);
        }
    }

    private static Entry copy(Entry entry) {
        return new Entry(entry.key(), entry.value().clone(), entry.revision());
    }

    private static Change copy(Change change) {
        return change instanceof Change.Put(Entry entry) ? new Change.Put(copy(entry)) : change;
    }

    /**
     * One watcher with its own virtual thread; reads the kept history from memory at its own pace.
     */
    private final class EmbeddedWatch implements Watch {
        private final String prefix;
        private final Consumer<Change> seen;
        private final Thread thread;
        private long after;
        private volatile boolean stopped;

        EmbeddedWatch(String prefix, long after, Consumer<Change> seen) {
            this.prefix = prefix;
            this.after = after;
            this.seen = seen;
            this.thread = Thread.ofVirtual().name("watch " + prefix).unstarted(this::run);
        }

        private void run() {
            try {
                while (!stopped) {
                    Optional<History.Page> page =
                            image.await(prefix, after, () -> stopped || writer.isClosed());
                    if (page.isEmpty()) {
                        tell(new Change.Lost(image.forgotten()));
                        return;
                    }
                    page.get().changes().forEach(change -> tell(copy(change)));
                    after = page.get().upTo();
                }
            } catch (InterruptedException closed) {
                stopped = true;
            } finally {
                watches.remove(this);
            }
        }

        private void tell(Change change) {
            if (stopped) return;
            try {
                seen.accept(change);
            } catch (Throwable theirs) { // a bug of one watcher must not leave it blind
                LOG.log(System.Logger.Level.ERROR, "a watcher of " + prefix + " failed", theirs);
            }
        }

        @Override
        public void close() {
            stopped = true;
            image.wake();
        }
    }
}
