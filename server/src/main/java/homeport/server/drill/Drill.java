package homeport.server.drill;

import java.io.PrintWriter;
import java.time.Duration;
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
    /** Rows before a strike, so that it hits clients at work. */
    private static final int WARM = 50;

    /** Rows after service is back, so that what follows counts too. */
    private static final int AFTER = 20;

    private final Field field;
    private final Umpire umpire;
    private final Report report = new Report();

    private Drill(PrintWriter out, Field field) {
        this.field = field;
        this.umpire = new Umpire(out, field);
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
            Field field = Field.make(out, ground, cluster, Duration.ZERO);
            return new Drill(out, field).run(strikes);
        }
    }

    private boolean run(List<Fault> strikes) throws Exception {
        try {
            umpire.awaitRedundant(System.nanoTime());
            for (Fault fault : strikes) {
                Optional<String> missing = fault.missing(field);
                if (missing.isPresent()) report.skip(fault, missing.get());
                else strike(fault);
            }
        } catch (TimeoutException never) {
            umpire.never(never);
        }
        umpire.say("");
        report.table().forEach(umpire::say);
        int forks = field.clients().longForks();
        if (field.database().cluster())
            umpire.say(
                    "%d looks at a reader showed commits in another order than the writer did: PostgreSQL's own long fork."
                            .formatted(forks));
        return umpire.close();
    }

    private void strike(Fault fault) throws Exception {
        Clients clients = field.clients();
        clients.start();
        clients.awaitRows(WARM);
        long struck = System.nanoTime();
        fault.strike(field);
        clients.awaitRows(AFTER);
        Duration redundant = umpire.awaitRedundant(struck);
        clients.awaitRows(AFTER);
        clients.stop();
        History history = clients.history();
        Duration outage = clients.outage(struck);
        History.Verdict verdict = umpire.judge(history);
        report.add(fault, new Report.Run(outage, redundant, history.operations(), verdict));
        umpire.say(
                String.format(
                        Locale.ROOT,
                        "  %-38s served after %5.2f s, redundant after %5.1f s%s",
                        fault.told(),
                        outage.toMillis() / 1000.0,
                        redundant.toMillis() / 1000.0,
                        verdict.holds() ? "" : ", BROKEN"));
        umpire.tell(verdict);
    }
}
