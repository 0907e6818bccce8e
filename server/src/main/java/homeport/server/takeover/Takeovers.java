package homeport.server.takeover;

import homeport.control.reconcile.Doors.Route;
import homeport.proxy.loop.Inheritance;
import homeport.server.StartException;
import homeport.server.site.DataPath;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The waits of a takeover. */
public final class Takeovers {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(Takeovers.class);

    private Takeovers() {}

    /** What may fail, and be tried again. */
    public interface Attempt {
        void run() throws IOException, StartException;
    }

    /**
     * Waits until every endpoint leads where it led in the process before, and somebody will listen
     * at every socket of it.
     *
     * @return false when some do not
     */
    public static boolean settle(
            DataPath path, Map<String, Route> before, Inheritance sockets, Duration max) {
        return await(
                max,
                () ->
                        sockets.left().isEmpty()
                                && path.routes().entrySet().containsAll(before.entrySet()));
    }

    /**
     * Tries until it is done.
     *
     * @return why it is not done in time; empty when it is
     */
    public static String untilDone(Attempt attempt, Duration max) {
        long end = System.nanoTime() + max.toNanos();
        while (true) {
            try {
                attempt.run();
                return "";
            } catch (IOException | StartException | RuntimeException failed) {
                LOG.warn("this process cannot go on yet: {}", failed.toString());
                if (System.nanoTime() - end > 0 || !rest(POLL.multipliedBy(10)))
                    return String.valueOf(failed.getMessage());
            }
        }
    }

    /**
     * Waits for a condition.
     *
     * @return false when it does not come to hold
     */
    public static boolean await(Duration max, BooleanSupplier condition) {
        long end = System.nanoTime() + max.toNanos();
        while (!condition.getAsBoolean())
            if (System.nanoTime() - end > 0 || !rest(POLL)) return condition.getAsBoolean();
        return true;
    }

    private static boolean rest(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
