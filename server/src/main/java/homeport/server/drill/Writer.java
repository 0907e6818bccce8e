package homeport.server.drill;

import homeport.server.drill.Operation.Mark;
import homeport.server.drill.Operation.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A client at the endpoint: inserts one number after another, each in a transaction of its own,
 * connects anew when it loses its connection, and tries again every 10 ms. It records every
 * operation. Owner: its thread; what it recorded is read after {@link #stop}.
 */
public final class Writer {
    public static final String TABLE = "drill";

    /**
     * The session was ended before its statement: it was not carried out. Source: PostgreSQL
     * documentation, "PostgreSQL Error Codes".
     */
    private static final String ENDED_BEFORE = "57P01";

    private static final Duration RETRY = Duration.ofMillis(10);

    private final Login login;
    private final Duration pause;
    private final Thread thread;
    private final List<Operation> operations = new ArrayList<>();
    private volatile boolean stopped;
    private volatile long acknowledged;
    private volatile String timeline = "";
    private long next;

    /** How it comes in; another patience makes another client. */
    public interface Login {
        Connection connect() throws SQLException;
    }

    /**
     * @param first the first number to insert
     */
    public Writer(Login login, long first) {
        this(login, first, Duration.ZERO);
    }

    /**
     * @param pause between two rows
     */
    Writer(Login login, long first, Duration pause) {
        this.login = login;
        this.pause = pause;
        this.next = first;
        this.thread = Thread.ofPlatform().daemon().name("writer").unstarted(this::run);
    }

    public Writer start() {
        thread.start();
        return this;
    }

    /** How many rows it was promised; may be read at any time. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Makes the table that writers need; empty. */
    public static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Mark.TABLE.formatted(TABLE));
        }
    }

    /** Of the server that promised the newest row; empty before the first. */
    public String timeline() {
        return timeline;
    }

    public void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    public List<Operation> operations() {
        return operations;
    }

    private void run() {
        while (!stopped) {
            try (Connection connection = login.connect();
                    Statement statement = connection.createStatement()) {
                while (!stopped && insert(statement)) LockSupport.parkNanos(pause.toNanos());
            } catch (SQLException outside) {
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /** False when the session is of no use any more. */
    private boolean insert(Statement statement) {
        long id = next++;
        long invoked = System.nanoTime();
        Outcome outcome = insert(statement, id);
        operations.add(new Operation(id, invoked, System.nanoTime(), outcome));
        if (!(outcome instanceof Outcome.Ok(Mark by))) return false;
        timeline = by.timeline();
        acknowledged++;
        return true;
    }

    /** A success with a warning is none that a careful client relies on. */
    static Outcome insert(Statement statement, long id) {
        String insert =
                "INSERT INTO %s (id) VALUES (%d) RETURNING %s".formatted(TABLE, id, Mark.COLUMNS);
        try (ResultSet row = statement.executeQuery(insert)) {
            row.next();
            if (statement.getWarnings() != null) return new Outcome.Unknown();
            return new Outcome.Ok(new Mark(row.getString(1), row.getString(2), row.getString(3)));
        } catch (SQLException failed) {
            return isRefusal(failed) ? new Outcome.Fail() : new Outcome.Unknown();
        }
    }

    /** An ERROR rolls its transaction back; what ends the session may come after the commit. */
    private static boolean isRefusal(SQLException failed) {
        if (ENDED_BEFORE.equals(failed.getSQLState())) return true;
        if (!(failed instanceof PSQLException said)) return false;
        ServerErrorMessage message = said.getServerErrorMessage();
        return message != null && "ERROR".equals(message.getSeverity());
    }

    /**
     * The longest time between two acknowledgements of which the second came after {@code since}.
     */
    public Duration outage(long since) {
        return outage(since, System.nanoTime());
    }

    /** As {@link #outage(long)}, and not after {@code until}. */
    Duration outage(long since, long until) {
        long longest = 0;
        long before = operations.isEmpty() ? since : operations.getFirst().invoked();
        for (Operation op : operations) {
            if (!(op.outcome() instanceof Outcome.Ok)) continue;
            if (op.completed() - since > 0 && op.completed() - until <= 0)
                longest = Math.max(longest, op.completed() - before);
            before = op.completed();
        }
        return Duration.ofNanos(longest);
    }
}
