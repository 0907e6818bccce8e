package homeport.control.snapshot;

import homeport.control.event.EventKind;
import homeport.control.event.Events;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.store.Change;
import homeport.store.Op;
import homeport.store.Store;
import homeport.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what snapshots need that has no instance: copies one to another, ends those whose retention
 * is over and removes the data of deleted ones. One virtual thread, one snapshot at a time; a crash
 * repeats the one at hand.
 */
public final class SnapshotKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    private static final int LOOK_SECONDS = 60;
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private final Store store;
    private final Snapshots snapshots;
    private final Events events;
    private final InstantSource clock;
    private final String account;
    private final Semaphore bell = new Semaphore(1);
    private final Thread thread;
    private Store.Watch watch;
    private volatile boolean closed;

    public SnapshotKeeper(
            Store store, Snapshots snapshots, Events events, String account, InstantSource clock) {
        this.store = store;
        this.snapshots = snapshots;
        this.events = events;
        this.account = account;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("snapshot keeper").unstarted(this::run);
    }

    public void start() {
        watch();
        thread.start();
    }

    private synchronized void watch() {
        if (!closed) watch = store.watch("/rds/", store.list("/rds/").revision(), this::changed);
    }

    private void changed(Change change) {
        boolean about =
                switch (change) {
                    case Change.Put(Store.Entry entry) ->
                            entry.key().contains("/snapshot/")
                                    || entry.key().contains("/cluster-snapshot/");
                    case Change.Deleted _ -> false;
                    case Change.Lost _ -> {
                        watch();
                        yield true;
                    }
                };
        if (about) bell.release();
    }

    private void run() {
        while (!closed) {
            try {
                if (bell.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) bell.drainPermits();
                for (Held<DbSnapshot> held : snapshots.everywhere()) {
                    if (closed) return;
                    keep(held);
                }
            } catch (InterruptedException asked) {
                return;
            } catch (StoreException unreachable) {
                LOG.warn("snapshots cannot be looked at; again in {} s", LOOK_SECONDS, unreachable);
            }
        }
    }

    private void keep(Held<DbSnapshot> held) {
        DbSnapshot snapshot = held.value();
        try {
            boolean over =
                    snapshot.until().filter(end -> !clock.instant().isBefore(end)).isPresent();
            if (snapshot.deleting()) remove(held);
            else if (over) store.commit(List.of(snapshots.replace(held, snapshot.ending())));
            else if (snapshot.copyOf().isPresent()
                    && snapshot.taken().isEmpty()
                    && snapshot.failure().isEmpty()) copy(held);
        } catch (IOException | UncheckedIOException failure) {
            LOG.warn("snapshot {}: {}", snapshot.identifier(), failure.toString());
            if (!snapshot.deleting())
                store.commit(List.of(snapshots.replace(held, snapshot.failed(failure.toString()))));
        }
    }

    private void remove(Held<DbSnapshot> held) throws IOException {
        Folders.delete(snapshots.data(held.value()));
        List<Op> ops = new ArrayList<>();
        ops.add(snapshots.delete(held));
        boolean told = held.value().kind() == SnapshotKind.INSTANCE; // of others AWS says nothing
        if (told && !held.value().automated()) ops.add(event(held, EventKind.SNAPSHOT_DELETED));
        store.commit(ops);
    }

    private void copy(Held<DbSnapshot> held) throws IOException {
        DbSnapshot snapshot = held.value();
        DbSnapshot.CopyOf source = snapshot.copyOf().orElseThrow();
        if (!Files.isDirectory(snapshots.data(source.dataId())))
            throw new IOException("the source " + source.arn() + " has no data any more");
        long bytes = Folders.copy(snapshots.data(source.dataId()), snapshots.data(snapshot));
        store.commit(
                List.of(
                        snapshots.replace(
                                held, snapshot.takenAt(clock.instant(), bytes, Optional.empty())),
                        event(held, EventKind.SNAPSHOT_COPY_FINISHED, source.arn(), region(held))));
    }

    private Op event(Held<DbSnapshot> held, EventKind kind, Object... details) {
        Arn arn = Snapshots.arn(region(held), account, held.value());
        return events.record(region(held), kind.on(arn, clock.instant(), details));
    }

    private static String region(Held<DbSnapshot> held) {
        return held.key().split("/", 4)[2];
    }

    /** Ends the thread after the snapshot at hand, or leaves that to the next start. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (watch != null) watch.close();
        }
        bell.release();
        try {
            thread.join(JOIN_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
