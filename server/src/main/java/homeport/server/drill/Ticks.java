package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Writes numbered rows into an instance, one after another, until it is closed; an outage only
 * makes it try again with the next number. One thread writes, any may ask.
 */
final class Ticks implements AutoCloseable {
    private static final String TABLE = "CREATE TABLE ticks (i int PRIMARY KEY)";
    private static final Duration JOIN_MAX = Duration.ofSeconds(20);

    private final Stage stage;
    private final DBInstance instance;
    private final String user;
    private final String password;
    private final Duration every;
    private final NavigableMap<Integer, Instant> sent = new ConcurrentSkipListMap<>();
    private final NavigableMap<Integer, Instant> confirmed = new ConcurrentSkipListMap<>();
    private final Thread thread;
    private volatile boolean closed;

    private Ticks(Stage stage, DBInstance instance, String user, String password, Duration every) {
        this.stage = stage;
        this.instance = instance;
        this.user = user;
        this.password = password;
        this.every = every;
        this.thread = Thread.ofVirtual().name("ticks").unstarted(this::run);
    }

    static Ticks into(
            Stage stage, DBInstance instance, String user, String password, Duration every)
            throws IOException, SQLException {
        Ticks ticks = new Ticks(stage, instance, user, password, every);
        try (Connection session = ticks.connect(instance);
                Statement sql = session.createStatement()) {
            sql.execute(TABLE);
        }
        ticks.thread.start();
        return ticks;
    }

    private Connection connect(DBInstance to) throws SQLException {
        return stage.connect(to, user, password);
    }

    private void run() {
        for (int i = 0; !closed; ) {
            try (Connection session = connect(instance);
                    Statement sql = session.createStatement()) {
                while (!closed) {
                    int next = i++;
                    sent.put(next, Instant.now());
                    sql.execute("INSERT INTO ticks VALUES (" + next + ")");
                    confirmed.put(next, Instant.now());
                    LockSupport.parkNanos(every.toNanos());
                }
            } catch (SQLException outage) {
                LockSupport.parkNanos(every.toNanos());
            }
        }
    }

    /** Rows that were confirmed until a moment. */
    Set<Integer> confirmedBy(Instant moment) {
        return confirmed.entrySet().stream()
                .filter(tick -> !tick.getValue().isAfter(moment))
                .map(NavigableMap.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Rows that were not even sent at a moment. */
    Set<Integer> sentAfter(Instant moment) {
        return sent.entrySet().stream()
                .filter(tick -> tick.getValue().isAfter(moment))
                .map(NavigableMap.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<Integer> in(DBInstance copy) throws SQLException {
        Set<Integer> rows = new TreeSet<>();
        try (Connection session = connect(copy);
                Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery("SELECT i FROM ticks")) {
            while (row.next()) rows.add(row.getInt(1));
        }
        return rows;
    }

    /** Writes a row of no client's. */
    void mark(DBInstance copy) throws SQLException {
        try (Connection session = connect(copy);
                Statement sql = session.createStatement()) {
            sql.execute("INSERT INTO ticks VALUES (-1)");
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(JOIN_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
