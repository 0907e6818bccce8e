package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that connect, ask one thing and leave, without a pause. */
final class Visitors implements AutoCloseable {
    private static final Duration MORE_MAX = Duration.ofSeconds(60);

    private final String where;
    private final Place place;
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopped;

    /** Where they go. */
    interface Place {
        Connection connect() throws SQLException;
    }

    private Visitors(String where, Place place) {
        this.where = where;
        this.place = place;
        thread = Thread.ofPlatform().daemon().start(this::run);
    }

    static Visitors at(String where, Place place) {
        return new Visitors(where, place);
    }

    private void run() {
        while (!stopped) {
            long begun = System.nanoTime();
            try (Connection connection = place.connect()) {
                Databases.ask(connection, "SELECT 1");
                served.incrementAndGet();
            } catch (SQLException failed) {
                failures.add(failed.getSQLState() + " " + failed.getMessage());
            }
            long took = System.nanoTime() - begun;
            longestNanos.accumulateAndGet(took, Math::max);
        }
    }

    void awaitMore(int visits) throws Exception {
        int before = served.get();
        Stage.await(
                visits + " more visits at " + where,
                MORE_MAX,
                () -> served.get() >= before + visits);
    }

    /** Nobody was refused, reset or told an error. */
    void assertServed() {
        System.out.printf(
                "%s: %d visits, %d failed, the longest took %d ms%n",
                where, served.get(), failures.size(), longestNanos.get() / 1_000_000);
        assertThat(failures).isEmpty();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
