package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Who uses the instance during a drill: a client that waits for ever on the connection that it has,
 * and one that gives up an answer after a second. Owner: the drill's thread.
 */
final class Clients {
    private static final Duration SERVE_MAX = Duration.ofSeconds(60);
    private static final Map<String, String> PATIENT = Map.of();
    private static final Map<String, String> IMPATIENT = Map.of("socketTimeout", "1");

    /** Numbers that one client may use in one run. */
    private static final long RANGE = 1_000_000_000L;

    private final Database database;
    private final Duration pause;
    private List<Operation> told = new ArrayList<>();
    private List<Writer> writers = List.of();
    private Optional<LongForks> forks = Optional.empty();
    private int longForks;
    private long first = 1;
    private long next = 1;

    /**
     * @param database its endpoint stays, whatever happens behind it
     * @param pause between two rows of one client
     */
    Clients(Database database, Duration pause) {
        this.database = database;
        this.pause = pause;
    }

    Connection connect() throws SQLException {
        return connect(PATIENT);
    }

    private Connection connect(Map<String, String> more) throws SQLException {
        return database.connect(more);
    }

    /** The first of a range of numbers that nobody else uses. */
    synchronized long numbers() {
        long start = next;
        next += RANGE;
        return start;
    }

    /** A run begins; what was told in the one before is forgotten. */
    void start() {
        first = next;
        told = new ArrayList<>();
        long second = first + RANGE;
        writers =
                List.of(
                        new Writer(() -> connect(PATIENT), numbers(), pause).start(),
                        new Writer(() -> connect(IMPATIENT), numbers(), pause).start());
        if (database.cluster())
            forks =
                    Optional.of(
                            new LongForks(
                                    () -> connect(IMPATIENT),
                                    () -> database.connectToRead(IMPATIENT),
                                    first,
                                    second));
    }

    /** Each client has been promised so many more rows. */
    void awaitRows(int more) throws IOException, TimeoutException {
        for (Writer writer : writers) {
            long wanted = writer.acknowledged() + more;
            Stage.await(
                    "the endpoint takes writes", SERVE_MAX, () -> writer.acknowledged() >= wanted);
        }
    }

    /** Somebody is promised a row that was asked for after this was called. */
    void awaitService() throws IOException, TimeoutException {
        List<Long> before = writers.stream().map(Writer::acknowledged).toList();
        int more = 2; // one may be on its way already
        Stage.await(
                "somebody is served",
                SERVE_MAX,
                () -> {
                    for (int i = 0; i < writers.size(); i++)
                        if (writers.get(i).acknowledged() >= before.get(i) + more) return true;
                    return false;
                });
    }

    /** The newest that serves somebody. */
    String timeline() {
        return writers.stream().map(Writer::timeline).max(String::compareTo).orElse("");
    }

    /** Somebody is served by a primary that was promoted after the one of that timeline. */
    void awaitSuccessor(String of) throws IOException, TimeoutException {
        Stage.await("a successor serves", SERVE_MAX, () -> timeline().compareTo(of) > 0);
    }

    void stop() throws InterruptedException {
        for (Writer writer : writers) writer.stop();
        for (Writer writer : writers) told.addAll(writer.operations());
        if (forks.isPresent()) longForks += forks.get().stop();
    }

    /** In all runs: looks at a reader that contradict one at the writer. */
    int longForks() {
        return longForks;
    }

    /** What another client was told. */
    synchronized void record(Operation other) {
        told.add(other);
    }

    /** The longest that one of them waited for a row, after {@code since}; they have stopped. */
    Duration outage(long since) {
        return outage(since, System.nanoTime());
    }

    /** As {@link #outage(long)}, for a row that came until then. */
    Duration outage(long since, long until) {
        return writers.stream()
                .map(writer -> writer.outage(since, until))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** What everybody was told in this run, beside what is there. */
    History history() throws SQLException {
        try (Connection connection = connect()) {
            return History.of(told, first, connection);
        }
    }

    /** Rows of the runs before this one. */
    long earlierRows() throws SQLException {
        String count = "SELECT count(*) FROM %s WHERE id < %d".formatted(Writer.TABLE, first);
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(count)) {
            row.next();
            return row.getLong(1);
        }
    }
}
