package homeport.server.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many clients, each of which comes, writes one row, and goes, again and again. Every row has a
 * number that only one client ever writes.
 */
final class Crowd {
    private static final String INSERT = "INSERT INTO visits VALUES (?)";

    /** Who was refused asks again after so long. */
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Door door;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final Map<Long, Boolean> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> errors = new ConcurrentHashMap<>();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean leaving;

    /** Where they come in. */
    interface Door {
        Connection open() throws SQLException;
    }

    Crowd(Door door) {
        this.door = door;
    }

    /**
     * Each is a thread of the system's: a TLS handshake takes milliseconds of a processor, and
     * virtual threads that compute take turns so unfairly that some would wait for minutes.
     */
    Crowd come(int count) {
        for (int i = 0; i < count; i++)
            clients.add(Thread.ofPlatform().daemon().name("crowd-" + i).start(this::visits));
        return this;
    }

    private void visits() {
        while (!leaving) {
            long began = System.nanoTime();
            boolean written = visit(next.incrementAndGet());
            longest.accumulateAndGet(System.nanoTime() - began, Math::max);
            if (!written) LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    private boolean visit(long number) {
        try (Connection connection = door.open();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, number);
            insert.executeUpdate();
            acknowledged.put(number, true);
            return true;
        } catch (SQLException refused) {
            String what = refused.getSQLState() + " " + firstLine(refused.getMessage());
            errors.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
            return false;
        }
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    /** Rows that were promised. */
    long rows() {
        return acknowledged.size();
    }

    /** The numbers of the rows that were promised. */
    List<Long> promised() {
        return List.copyOf(acknowledged.keySet());
    }

    /** What went wrong, how often. */
    Map<String, Long> errors() {
        Map<String, Long> counts = new TreeMap<>();
        errors.forEach((what, count) -> counts.put(what, count.get()));
        return counts;
    }

    /** The longest that one client needed to come, write, and go. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** They finish what they do, and come no more. */
    void leave() throws InterruptedException {
        leaving = true;
        for (Thread client : clients) client.join(Duration.ofSeconds(60));
    }
}
