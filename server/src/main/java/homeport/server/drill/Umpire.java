package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Says what happens and decides whether a promise was broken. Owner: the drill's thread.
 *
 * <p>Rows of runs that have been judged are counted from then on: they stay.
 */
final class Umpire {
    private static final Duration REDUNDANT_MAX = Duration.ofMinutes(2);
    private static final int LOG_LINES = 60;

    private final PrintWriter out;
    private final Field field;
    private boolean kept = true;
    private long settled;

    Umpire(PrintWriter out, Field field) {
        this.out = out;
        this.field = field;
    }

    /** No promise was broken so far. */
    boolean kept() {
        return kept;
    }

    /** What the history of this run tells, and what the fault has seen itself. */
    History.Verdict judge(History history) throws SQLException {
        History.Verdict verdict = history.verdict();
        List<String> other = new ArrayList<>(verdict.other());
        other.addAll(field.broken());
        field.broken().clear();
        long earlier = field.clients().earlierRows();
        if (earlier < settled)
            other.add("of %d rows of earlier runs %d are there".formatted(settled, earlier));
        settled = earlier + history.found().size();
        return new History.Verdict(verdict.lost(), other);
    }

    /** Says what the verdict says against us. */
    void tell(History.Verdict verdict) throws IOException {
        if (!verdict.lost().isEmpty()) broken("acknowledged and not there: " + verdict.lost());
        verdict.other().forEach(this::broken);
        if (!verdict.holds()) tail();
    }

    /**
     * Every follower has what the primary had when this was called, and commits wait for it.
     *
     * @return since {@code since}
     */
    Duration awaitRedundant(long since) throws IOException, TimeoutException {
        Redundancy redundancy = new Redundancy(field.database().followers());
        Stage.await(
                "commits wait for every follower",
                REDUNDANT_MAX,
                () -> {
                    try (Connection connection = field.clients().connect()) {
                        return redundancy.holds(connection);
                    }
                });
        return Duration.ofNanos(System.nanoTime() - since);
    }

    void broken(String sentence) {
        kept = false;
        say("  BROKEN: " + sentence);
    }

    /** It did not recover; what the service has to say about that. */
    void never(TimeoutException waited) throws IOException {
        broken("it did not recover: " + waited.getMessage());
        tail();
    }

    /** The folder is removed at the end; this stays. */
    private void tail() throws IOException {
        Path log = field.stage().data().resolve("log").resolve("homeport.log");
        List<String> lines = Files.readAllLines(log);
        lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                .forEach(line -> say("    " + line));
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /**
     * @return no promise was broken
     */
    boolean close() {
        say(kept ? "Every promise was kept." : "A PROMISE WAS BROKEN.");
        return kept;
    }
}
