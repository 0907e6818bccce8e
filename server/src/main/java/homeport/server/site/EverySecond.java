package homeport.server.site;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done once a second on a thread of its own, until it is closed. */
final class EverySecond implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EverySecond.class);
    private static final long END_MAX_SECONDS = 10;

    private final ScheduledExecutorService timer;
    private final String what;
    private final Runnable work;
    private boolean failing;

    private EverySecond(String thread, String what, Runnable work) {
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(thread).factory());
        this.what = what;
        this.work = work;
    }

    /**
     * @param what is not done when it fails, for the log: {@code writing metrics}
     */
    static EverySecond start(String thread, String what, Runnable work) {
        EverySecond every = new EverySecond(thread, what, work);
        every.timer.scheduleWithFixedDelay(every::once, 1, 1, TimeUnit.SECONDS);
        return every;
    }

    /** Said when it begins to fail and when that is over, not each second. */
    private void once() {
        try {
            work.run();
            if (failing) LOG.info("{} works again", what);
            failing = false;
        } catch (RuntimeException failed) { // the next second tries again
            if (!failing) LOG.warn("{} fails; trying on", what, failed);
            failing = true;
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(END_MAX_SECONDS, TimeUnit.SECONDS)) timer.shutdownNow();
        } catch (InterruptedException interrupted) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
