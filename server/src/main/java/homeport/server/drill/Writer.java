package homeport.server.drill;

import homeport.server.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * A client at the endpoint: inserts 1, 2, 3 … each in a transaction of its own, connects anew when
 * it loses its connection, and tries again every 10 ms. It keeps what it was told: acknowledged,
 * refused, or not known. Owner: its thread; what it kept is read after {@link #stop}.
 */
final class Writer {
    static final String TABLE = "drill";

    /**
     * The session was ended before its statement: it was not carried out. Source: PostgreSQL
     * documentation, "PostgreSQL Error Codes".
     */
    private static final String ENDED_BEFORE = "57P01";

    private static final Duration RETRY = Duration.ofMillis(10);

    private final Stage stage;
    private final DBInstance instance;
    private final String user;
    private final String password;
    private final Thread thread;
    private final List<Ack> acks = new ArrayList<>();
    private final Set<Long> unknown = new TreeSet<>();
    private final Set<Long> refused = new TreeSet<>();
    private volatile boolean stopped;
    private volatile long newest;
    private long next;

    /**
     * @param at {@link System#nanoTime} of the acknowledgement
     */
    private record Ack(long id, long at) {}

    /**
     * @param instance its endpoint stays, whatever happens behind it
     * @param first the first number to insert
     */
    Writer(Stage stage, DBInstance instance, String user, String password, long first) {
        this.stage = stage;
        this.instance = instance;
        this.user = user;
        this.password = password;
        this.next = first;
        this.thread = Thread.ofPlatform().daemon().name("writer").unstarted(this::run);
    }

    Writer start() {
        thread.start();
        return this;
    }

    /** The newest acknowledged number; 0 when there is none. */
    long newest() {
        return newest;
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    private void run() {
        while (!stopped) {
            try (Connection connection = stage.connect(instance, user, password);
                    Statement statement = connection.createStatement()) {
                while (!stopped) insert(statement);
            } catch (SQLException lost) {
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /**
     * A number is used once: whether an unanswered one is there is not known, and both is right.
     */
    private void insert(Statement statement) throws SQLException {
        long id = next++;
        unknown.add(id);
        try {
            statement.executeUpdate("INSERT INTO " + TABLE + " VALUES (" + id + ")");
        } catch (SQLException failed) {
            if (ENDED_BEFORE.equals(failed.getSQLState()) && unknown.remove(id)) refused.add(id);
            throw failed;
        }
        if (statement.getWarnings() != null)
            throw new SQLException("warned: " + statement.getWarnings().getMessage());
        acks.add(new Ack(id, System.nanoTime()));
        unknown.remove(id);
        newest = id;
    }

    int acknowledged() {
        return acks.size();
    }

    int unknown() {
        return unknown.size();
    }

    /** Numbers of which it was told that they are not there, among {@code found}. */
    List<Long> refusedIn(Set<Long> found) {
        return refused.stream().filter(found::contains).toList();
    }

    /** Acknowledged numbers that are not among {@code found}. */
    List<Long> lost(Set<Long> found) {
        return acks.stream().map(Ack::id).filter(id -> !found.contains(id)).toList();
    }

    /**
     * The longest time between two acknowledgements of which the second came after {@code since}.
     */
    Duration outage(long since) {
        long longest = 0;
        OptionalLong before = OptionalLong.empty();
        for (Ack ack : acks) {
            if (before.isPresent() && ack.at() > since)
                longest = Math.max(longest, ack.at() - before.getAsLong());
            before = OptionalLong.of(ack.at());
        }
        return Duration.ofNanos(longest);
    }
}
