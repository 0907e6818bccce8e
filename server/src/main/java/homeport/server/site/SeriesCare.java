package homeport.server.site;

import homeport.store.series.SeriesStore;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a second has numbers by time written to their file: what a {@code kill -9} loses of them.
 */
final class SeriesCare implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeriesCare.class);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("series").factory());
    private final SeriesStore series;
    private final InstantSource clock;
    private boolean failing;

    private SeriesCare(SeriesStore series, InstantSource clock) {
        this.series = series;
        this.clock = clock;
    }

    static SeriesCare start(SeriesStore series, InstantSource clock) {
        SeriesCare care = new SeriesCare(series, clock);
        care.timer.scheduleWithFixedDelay(care::once, 1, 1, TimeUnit.SECONDS);
        return care;
    }

    /** Said when it begins and when it is over, not each second. */
    private void once() {
        try {
            series.care(clock.instant());
            if (failing) LOG.info("metrics are written again");
            failing = false;
        } catch (RuntimeException failed) { // the next second tries again
            if (!failing) LOG.warn("metrics cannot be written; trying on", failed);
            failing = true;
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) timer.shutdownNow();
        } catch (InterruptedException interrupted) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
