package homeport.server.drill;

import homeport.server.drill.Writer.Login;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts how often a reader and the writer showed the commits of two clients in different orders:
 * what one shows of the first client the other does not show yet, and the other way round. That is
 * PostgreSQL's own way (a primary shows a commit when its backend is done with it, a reader when
 * its record is replayed) and no broken promise; it is told, never hidden. Source: Jepsen, "Amazon
 * RDS for PostgreSQL 17.4". Owner of each watcher: its thread.
 */
final class LongForks {
    private static final long PAUSE_MILLIS = 2;

    private final Watcher atWriter;
    private final Watcher atReader;

    /**
     * How far each of two clients was visible in one look.
     *
     * @param one highest number of the first client
     */
    record Seen(long one, long two) {
        boolean forks(Seen other) {
            return one > other.one && two < other.two || one < other.one && two > other.two;
        }
    }

    /**
     * @param first where the numbers of the first client begin
     * @param second where those of the second begin; they are higher
     */
    LongForks(Login writer, Login reader, long first, long second) {
        atWriter = new Watcher(writer, first, second);
        atReader = new Watcher(reader, first, second);
        atWriter.thread.start();
        atReader.thread.start();
    }

    /** Ends the watching and counts the looks at a reader that some look at the writer forks. */
    int stop() throws InterruptedException {
        atWriter.stop();
        atReader.stop();
        return count(atWriter.seen, atReader.seen);
    }

    static int count(List<Seen> writer, List<Seen> reader) {
        return (int) reader.stream().filter(look -> writer.stream().anyMatch(look::forks)).count();
    }

    /** Looks again and again through one endpoint. */
    private static final class Watcher {
        private final Login login;
        private final String look;
        private final List<Seen> seen = new ArrayList<>();
        private final Thread thread;
        private volatile boolean stopped;

        Watcher(Login login, long first, long second) {
            this.login = login;
            this.look =
                    """
                    SELECT coalesce(max(id) FILTER (WHERE id < %2$d), 0),
                        coalesce(max(id) FILTER (WHERE id >= %2$d), 0)
                    FROM %3$s WHERE id >= %1$d
                    """
                            .formatted(first, second, Writer.TABLE);
            this.thread = Thread.ofPlatform().daemon().name("watcher").unstarted(this::run);
        }

        private void run() {
            while (!stopped) {
                try (Connection connection = login.connect();
                        Statement statement = connection.createStatement()) {
                    while (!stopped) look(statement);
                } catch (SQLException outside) {
                    pause();
                }
            }
        }

        private void look(Statement statement) throws SQLException {
            try (ResultSet row = statement.executeQuery(look)) {
                row.next();
                Seen now = new Seen(row.getLong(1), row.getLong(2));
                if (seen.isEmpty() || !seen.getLast().equals(now)) seen.add(now);
            }
            pause();
        }

        private static void pause() {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }
}
