package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Strikes a Multi-AZ instance of its own again and again while clients write, and compares what
 * they were told with what is there. The verdict is false when a promise was broken or the instance
 * did not become redundant again.
 */
public final class Drill {
    private static final Duration REDUNDANT_MAX = Duration.ofMinutes(2);

    /** Rows before a strike, so that it hits clients at work. */
    private static final int WARM = 50;

    /** Rows after service is back, so that what follows counts too. */
    private static final int AFTER = 20;

    private static final int LOG_LINES = 60;

    private final PrintWriter out;
    private final Field field;
    private final Report report = new Report();
    private boolean kept = true;
    private long settled;

    private Drill(PrintWriter out, Field field) {
        this.out = out;
        this.field = field;
    }

    /** What can be struck with. */
    public static List<String> names() {
        return Fault.options();
    }

    /**
     * @param faults names as {@link #names} has them, in the order in which they strike
     * @param failoverAfterSeconds as for {@code up}
     * @param cluster a Multi-AZ DB cluster is struck, not an instance
     * @return every promise held
     */
    public static boolean run(
            PrintWriter out, List<String> faults, int failoverAfterSeconds, boolean cluster)
            throws Exception {
        List<Fault> strikes = faults.stream().map(Fault::of).toList();
        String limit = Integer.toString(failoverAfterSeconds);
        boolean fills = strikes.stream().anyMatch(Fault::needsDisks);
        try (Ground ground = Ground.open(fills, "--failover-after", limit, "--allow-faults")) {
            return run(out, ground.stage(), ground.disks(), strikes, cluster);
        }
    }

    private static boolean run(
            PrintWriter out,
            Stage stage,
            Optional<Disks> disks,
            List<Fault> strikes,
            boolean cluster)
            throws Exception {
        String what = cluster ? "cluster of a writer and two readers" : "instance";
        say(out, "A Multi-AZ DB %s in %s (removed at the end)".formatted(what, stage.data()));
        Database database = Database.create(stage, cluster, password());
        Clients clients = new Clients(database);
        try (Connection connection = clients.connect()) {
            Writer.prepare(connection);
        }
        return new Drill(out, new Field(stage, database, clients, disks)).run(strikes);
    }

    private boolean run(List<Fault> strikes) throws Exception {
        try {
            awaitRedundant(System.nanoTime());
            for (Fault fault : strikes) {
                Optional<String> missing = fault.missing(field);
                if (missing.isPresent()) report.skip(fault, missing.get());
                else strike(fault);
            }
        } catch (TimeoutException never) {
            broken("it did not recover: " + never.getMessage());
            tail();
        }
        say("");
        report.table().forEach(this::say);
        int forks = field.clients().longForks();
        if (field.database().cluster())
            say(
                    "%d looks at a reader showed commits in another order than the writer did: PostgreSQL's own long fork."
                            .formatted(forks));
        say(kept ? "Every promise was kept." : "A PROMISE WAS BROKEN.");
        return kept;
    }

    private void strike(Fault fault) throws Exception {
        Clients clients = field.clients();
        clients.start();
        clients.awaitRows(WARM);
        long struck = System.nanoTime();
        fault.strike(field);
        clients.awaitRows(AFTER);
        Duration redundant = awaitRedundant(struck);
        clients.awaitRows(AFTER);
        clients.stop();
        History history = clients.history();
        Duration outage = clients.outage(struck);
        History.Verdict verdict = judge(history);
        report.add(fault, new Report.Run(outage, redundant, history.operations(), verdict));
        say(
                String.format(
                        Locale.ROOT,
                        "  %-38s served after %5.2f s, redundant after %5.1f s%s",
                        fault.told(),
                        outage.toMillis() / 1000.0,
                        redundant.toMillis() / 1000.0,
                        verdict.holds() ? "" : ", BROKEN"));
        if (!verdict.lost().isEmpty()) broken("acknowledged and not there: " + verdict.lost());
        verdict.other().forEach(this::broken);
        if (!verdict.holds()) tail();
    }

    /** What the history tells, and what the fault has seen itself. */
    private History.Verdict judge(History history) throws SQLException {
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

    private Duration awaitRedundant(long since) throws IOException, TimeoutException {
        Stage.await("commits wait for every follower", REDUNDANT_MAX, this::isRedundant);
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private boolean isRedundant() throws SQLException {
        try (Connection connection = field.clients().connect()) {
            return Servers.followers(connection) == field.database().followers();
        }
    }

    private void broken(String sentence) {
        kept = false;
        say("  BROKEN: " + sentence);
    }

    /** The folder is removed at the end; this stays. */
    private void tail() throws IOException {
        Path log = field.stage().data().resolve("log").resolve("homeport.log");
        List<String> lines = Files.readAllLines(log);
        lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                .forEach(line -> say("    " + line));
    }

    private void say(String line) {
        say(out, line);
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private static String password() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
