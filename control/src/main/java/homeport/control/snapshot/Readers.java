package homeport.control.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who reads which data right now, so that nothing is taken away under a reader: a restore would
 * leave out what vanishes. Of this process only; nobody reads after a crash. Safe from any thread.
 */
final class Readers {
    private static final int REMOVING = -1;

    private final Map<String, Integer> counts = new HashMap<>();

    /** Waits while the data is being replaced or removed. */
    synchronized Reading read(String dataId) {
        while (counts.getOrDefault(dataId, 0) == REMOVING) await();
        counts.merge(dataId, 1, Integer::sum);
        AtomicBoolean reads = new AtomicBoolean(true);
        return () -> {
            if (reads.getAndSet(false)) release(dataId);
        };
    }

    /**
     * Runs it unless somebody reads the data; whoever wants to read it meanwhile waits.
     *
     * @return false: somebody reads, and nothing was done
     */
    boolean alone(String dataId, Runnable change) {
        synchronized (this) {
            if (counts.containsKey(dataId)) return false;
            counts.put(dataId, REMOVING);
        }
        try {
            change.run();
            return true;
        } finally {
            synchronized (this) {
                counts.remove(dataId);
                notifyAll();
            }
        }
    }

    private synchronized void release(String dataId) {
        if (counts.merge(dataId, -1, Integer::sum) == 0) counts.remove(dataId);
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to read a snapshot", asked);
        }
    }
}
