package homeport.control.snapshot;

import homeport.control.event.EventKind;
import homeport.control.event.Events;
import homeport.control.loop.Loop;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.engine.EngineException;
import homeport.engine.StoredCopy;
import homeport.store.Change;
import homeport.store.Op;
import homeport.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what snapshots need that has no instance: copies one to another, has those ended whose time
 * is over and removes the data of deleted ones. One virtual thread, one snapshot at a time; a crash
 * repeats the one at hand.
 */
public final class SnapshotKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final List<String> WATCHED =
            List.of("/snapshot/", "/cluster-snapshot/", "/instance/", "/automated-backup/");
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private final Store store;
    private final Snapshots snapshots;
    private final Events events;
    private final InstantSource clock;
    private final String account;
    private final Runnable prune;
    private final Loop loop;
    private Store.Watch watch;

    /**
     * @param prune ends automated snapshots whose time is over; called at each look
     */
    public SnapshotKeeper(
            Store store,
            Snapshots snapshots,
            Events events,
            String account,
            InstantSource clock,
            Runnable prune) {
        this.store = store;
        this.snapshots = snapshots;
        this.events = events;
        this.account = account;
        this.clock = clock;
        this.prune = prune;
        this.loop = new Loop("snapshot keeper", JOIN_MAX, this::run);
    }

    public void start() {
        watch();
        loop.start();
    }

    private synchronized void watch() {
        if (!loop.isStopped())
            watch = store.watch("/rds/", store.list("/rds/").revision(), this::changed);
    }

    private void changed(Change change) {
        boolean about =
                switch (change) {
                    case Change.Put(Store.Entry entry) ->
                            WATCHED.stream().anyMatch(kind -> entry.key().contains(kind));
                    case Change.Deleted _ -> false;
                    case Change.Lost _ -> {
                        watch();
                        yield true;
                    }
                };
        if (about) loop.wake();
    }

    private void run() {
        while (!loop.isStopped()) {
            try {
                look();
            } catch (RuntimeException failure) { // of the disk, the store, or ours
                LOG.warn("snapshots cannot be looked at; again in {} s", LOOK.toSeconds(), failure);
            }
            loop.rest(LOOK);
        }
    }

    private void look() {
        prune.run();
        for (Held<DbSnapshot> held : snapshots.everywhere()) {
            if (loop.isStopped()) return;
            keep(held);
        }
    }

    private void keep(Held<DbSnapshot> held) {
        DbSnapshot snapshot = held.value();
        try {
            if (snapshot.deleting()) remove(held);
            else if (snapshot.copyOf().isPresent()
                    && snapshot.taken().isEmpty()
                    && snapshot.failure().isEmpty()) copy(held);
        } catch (IOException | UncheckedIOException | EngineException failure) {
            LOG.warn("snapshot {}: {}", snapshot.identifier(), failure.toString());
            if (!snapshot.deleting())
                store.commit(List.of(snapshots.replace(held, snapshot.failed(failure.toString()))));
        }
    }

    /** Not under a reader; the next look tries again. */
    private void remove(Held<DbSnapshot> held) {
        String dataId = held.value().dataId();
        if (!snapshots.alone(dataId, snapshots.stored(dataId)::remove)) return;
        List<Op> ops = new ArrayList<>();
        ops.add(snapshots.delete(held));
        boolean told = held.value().kind() == SnapshotKind.INSTANCE; // of others AWS says nothing
        if (told && !held.value().automated()) ops.add(event(held, EventKind.SNAPSHOT_DELETED));
        store.commit(ops);
    }

    private void copy(Held<DbSnapshot> held) throws IOException {
        DbSnapshot snapshot = held.value();
        DbSnapshot.CopyOf source = snapshot.copyOf().orElseThrow();
        long bytes = copied(source, snapshot);
        store.commit(
                List.of(
                        snapshots.replace(
                                held, snapshot.takenAt(clock.instant(), bytes, Optional.empty())),
                        event(
                                held,
                                EventKind.SNAPSHOT_COPY_FINISHED,
                                source.arn(),
                                Snapshots.region(held))));
    }

    private long copied(DbSnapshot.CopyOf source, DbSnapshot snapshot) throws IOException {
        try (Reading _ = snapshots.reading(source.dataId())) {
            StoredCopy from = snapshots.stored(source.dataId());
            if (!from.exists())
                throw new IOException("the source " + source.arn() + " has no data any more");
            StoredCopy to = snapshots.stored(snapshot.dataId());
            to.remove(); // of an attempt that could not be noted
            if (!from.packed()) return Folders.copy(from.folder(), to.folder());
            to.copyOfPack(from, snapshot.source().settings().storage().encrypted());
            return snapshots.everywhere().stream()
                    .filter(held -> held.value().dataId().equals(source.dataId()))
                    .flatMap(held -> held.value().taken().stream())
                    .mapToLong(DbSnapshot.Taken::bytes)
                    .findFirst()
                    .orElseGet(to::bytes);
        }
    }

    private Op event(Held<DbSnapshot> held, EventKind kind, Object... details) {
        Arn arn = Snapshots.arn(Snapshots.region(held), account, held.value());
        return events.record(Snapshots.region(held), kind.on(arn, clock.instant(), details));
    }

    /** Ends the thread after the snapshot at hand, or leaves that to the next start. */
    @Override
    public void close() {
        synchronized (this) {
            loop.stop();
            if (watch != null) watch.close();
        }
        loop.join();
    }
}
