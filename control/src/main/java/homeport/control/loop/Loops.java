package homeport.control.loop;

import homeport.store.Change;
import homeport.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One {@link Loop} for each of some things on record, by the thing's id, and the watch that tells
 * whoever keeps them of changes. Any thread may call.
 */
public final class Loops implements AutoCloseable {
    private static final String RECORDS = "/rds/";

    private final Store store;
    private final Map<String, Loop> running = new ConcurrentHashMap<>();
    private Store.Watch watch;
    private boolean closed;

    /** Whose loops they are. */
    public interface Keeper {
        /** Ensures the loop of every thing on record. Called first, and when changes were lost. */
        void lookAtAll();

        /** {@code /rds/<region>/<kind>/<id>} was put or deleted. */
        void changed(String region, String kind, String id);
    }

    public Loops(Store store) {
        this.store = store;
    }

    /** The keeper looks at all there is now, and is told of every change from now on. */
    public void start(Keeper keeper) {
        long revision = store.list(RECORDS).revision();
        keeper.lookAtAll();
        synchronized (this) {
            if (!closed) watch = store.watch(RECORDS, revision, change -> tell(keeper, change));
        }
    }

    private void tell(Keeper keeper, Change change) {
        switch (change) {
            case Change.Put(Store.Entry entry) -> tell(keeper, entry.key());
            case Change.Deleted(String key, long _) -> tell(keeper, key);
            case Change.Lost(long _) -> {
                start(keeper);
                wakeAll();
            }
        }
    }

    private static void tell(Keeper keeper, String key) {
        String[] parts = key.split("/", 5);
        if (parts.length == 5) keeper.changed(parts[2], parts[3], parts[4]);
    }

    /**
     * Starts a thing's loop unless it has one, or all is at its end.
     *
     * @param loop is given what it has to run at its end, so that it is forgotten
     */
    public synchronized void ensure(String id, Function<Runnable, Loop> loop) {
        if (closed || running.containsKey(id)) return;
        Loop made = loop.apply(() -> running.remove(id));
        running.put(id, made);
        made.start();
    }

    /** Whether the thing has a loop. */
    public boolean wake(String id) {
        Loop known = running.get(id);
        if (known != null) known.wake();
        return known != null;
    }

    public void wakeAll() {
        running.values().forEach(Loop::wake);
    }

    /**
     * Waits until each loop that runs now has had its first turn.
     *
     * @return false when some have not in time
     */
    public boolean haveRested(Duration max) {
        long end = System.nanoTime() + max.toNanos();
        try {
            for (Loop loop : running.values())
                if (!loop.hasRested(Duration.ofNanos(end - System.nanoTime()))) return false;
            return true;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the loops after the turn that each is at. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (watch != null) watch.close();
        }
        running.values().forEach(Loop::stop);
        running.values().forEach(Loop::join);
    }
}
