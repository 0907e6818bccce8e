package homeport.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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

    private final FileChannel lockFile;
    private final Disk disk;
    private final Image image;
    private final Leases leases;
    private final Limits limits;
    private final Writer writer;
    private final Set<EmbeddedWatch> watches = ConcurrentHashMap.newKeySet();

    private EmbeddedStore(FileChannel lockFile, Disk disk, Limits limits, LongSupplier nanoTime) {
        this.lockFile = lockFile;
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

    static EmbeddedStore open(Path file, Limits limits, LongSupplier nanoTime) {
        FileChannel lock = null;
        try {
            prepare(file);
            lock = lock(file);
            EmbeddedStore store = new EmbeddedStore(lock, Disk.open(file), limits, nanoTime);
            store.writer.start();
            return store;
        } catch (IOException failed) {
            throw new StoreException(
                    "the store %s cannot be opened: %s".formatted(file, failed.getMessage()),
                    failed);
        } catch (StoreException refused) {
            release(lock);
            throw refused;
        }
    }

    private static void prepare(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.exists(folder))
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        if (!Files.exists(file))
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
    }

    private static FileChannel lock(Path file) throws IOException {
        Path path = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            lock = null;
        }
        if (lock == null) {
            String holder = Files.readString(path).strip();
            channel.close();
            throw new StoreException(
                    "the store %s is in use by process %s".formatted(file, holder), null);
        }
        channel.truncate(0);
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(pid));
        return channel;
    }

    @Override
    public Optional<Entry> get(String key) {
        return image.find(Rules.key(key)).map(stored -> copy(stored.entry(key)));
    }

    @Override
    public Listing list(String prefix) {
        Listing found = image.list(Rules.key(prefix));
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
        if (watches.size() >= limits.watchesMax())
            throw new StoreException(
                    "%d watches, allowed %d".formatted(watches.size(), limits.watchesMax()), null);
        EmbeddedWatch watch = new EmbeddedWatch(Rules.key(prefix), afterRevision, seen);
        watches.add(watch);
        watch.thread.start();
        return watch;
    }

    @Override
    public long grantLease(Duration ttl) {
        Leases.Lease lease = Leases.lease(ttl);
        return writer.call(draft -> {
            if (leases.size() >= limits.leasesMax())
                throw new StoreException(
                        "%d leases, allowed %d".formatted(leases.size(), limits.leasesMax()), null);
            return draft.grant(lease);
        });
    }

    @Override
    public boolean keepAlive(long lease) {
        return leases.keepAlive(lease);
    }

    @Override
    public void revokeLease(long lease) {
        writer.call(draft -> {
            if (leases.end(lease)) draft.end(lease);
            return true;
        });
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        watches.forEach(EmbeddedWatch::close);
        disk.close();
        release(lockFile);
    }

    private static void release(FileChannel lock) {
        if (lock == null) return;
        try {
            lock.close();
        } catch (IOException failed) {
            throw new StoreException("the store's lock cannot be released", failed);
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
            } catch (RuntimeException theirs) {
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
