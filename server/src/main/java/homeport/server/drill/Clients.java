package homeport.server.drill;

import homeport.server.drill.Operation.Mark;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.rds.model.DBInstance;

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

    private final Stage stage;
    private final DBInstance instance;
    private final String user;
    private final String password;
    private List<Operation> told = new ArrayList<>();
    private List<Writer> writers = List.of();
    private long first = 1;
    private long next = 1;

    /**
     * @param instance its endpoint stays, whatever happens behind it
     */
    Clients(Stage stage, DBInstance instance, String user, String password) {
        this.stage = stage;
        this.instance = instance;
        this.user = user;
        this.password = password;
    }

    Connection connect() throws SQLException {
        return connect(PATIENT);
    }

    private Connection connect(Map<String, String> more) throws SQLException {
        return stage.connect(instance, user, password, more);
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
        writers =
                List.of(
                        new Writer(() -> connect(PATIENT), numbers()).start(),
                        new Writer(() -> connect(IMPATIENT), numbers()).start());
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
    }

    /** What another client was told. */
    synchronized void record(Operation other) {
        told.add(other);
    }

    /** The longest that one of them waited for a row, after {@code since}. */
    Duration outage(long since) {
        return writers.stream()
                .map(writer -> writer.outage(since))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** What everybody was told in this run, beside what is there. */
    History history() throws SQLException {
        Map<Long, Mark> found = new HashMap<>();
        Set<Mark> everybody = new HashSet<>();
        String rows = "SELECT id, %s FROM %s WHERE id >= %d";
        String marks = "SELECT DISTINCT %s FROM %s";
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery(rows.formatted(Mark.COLUMNS, Writer.TABLE, first))) {
                while (row.next()) found.put(row.getLong(1), mark(row, 2));
            }
            try (ResultSet row =
                    statement.executeQuery(marks.formatted(Mark.COLUMNS, Writer.TABLE))) {
                while (row.next()) everybody.add(mark(row, 1));
            }
        }
        return new History(List.copyOf(told), found, everybody);
    }

    private static Mark mark(ResultSet row, int at) throws SQLException {
        return new Mark(row.getString(at), row.getString(at + 1), row.getString(at + 2));
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
