package homeport.control.loop;

import homeport.store.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is looked at anew after each period. What fails is told, and tried again. */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration JOIN_MAX = Duration.ofSeconds(5);

    private final String name;
    private final Duration period;
    private final Runnable round;
    private final Loop loop;

    /**
     * @param name what is looked at, for the log
     * @param round ends soon when {@link #isClosed}
     */
    public Rounds(String name, Duration period, Runnable round) {
        this.name = name;
        this.period = period;
        this.round = round;
        this.loop = new Loop(name, JOIN_MAX, this::run);
    }

    public void start() {
        loop.start();
    }

    public boolean isClosed() {
        return loop.isStopped();
    }

    private void run() {
        loop.rest(period);
        while (!loop.isStopped()) {
            try {
                round.run();
            } catch (StoreException unreachable) {
                LOG.warn("{}: the store cannot be used, again soon", name, unreachable);
            } catch (RuntimeException bug) {
                LOG.error("{}: a bug, again soon", name, bug);
            }
            loop.rest(period);
        }
    }

    @Override
    public void close() {
        loop.stop();
        loop.join();
    }
}
