package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Fails one instance over again and again, each time as soon as it is redundant, while clients
 * write a little; every tenth time its primary is killed instead of asked. Before, between and
 * after it takes an inventory of what the instance and its Homeport hold: nothing may grow beyond
 * its bound. The instance must be healthy in the end, and every promised row there.
 */
public final class Endurance {
    private static final int WARM_UP = 5;
    private static final int ROUND = 25;
    private static final int KILL_EACH = 10;

    /** As a client that tries again every 10 ms. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Rows before and after a failover. */
    private static final int ROWS = 5;

    private static final Duration AVAILABLE_MAX = Duration.ofSeconds(30);
    private static final History.Verdict NOTHING_BROKEN = new History.Verdict(List.of(), List.of());

    private final Field field;
    private final Umpire umpire;
    private final Report report = new Report();
    private final List<Inventory> taken = new ArrayList<>();
    private int done;

    /** One failover in a round that is not judged yet. */
    private record Strike(Fault fault, long begin, Duration redundant) {}

    private Endurance(PrintWriter out, Field field) {
        this.field = field;
        this.umpire = new Umpire(out, field);
    }

    /**
     * @param failovers without those that warm everything up before
     * @param failoverAfterSeconds as for {@code up}
     * @param cluster a Multi-AZ DB cluster, not an instance
     * @return nothing was left behind, and every promise held
     */
    public static boolean run(
            PrintWriter out, int failovers, int failoverAfterSeconds, boolean cluster)
            throws Exception {
        String limit = Integer.toString(failoverAfterSeconds);
        try (Ground ground = Ground.open(false, "--failover-after", limit)) {
            Field field = Field.make(out, ground, cluster, PAUSE);
            return new Endurance(out, field).run(failovers);
        }
    }

    private boolean run(int failovers) throws Exception {
        try {
            umpire.awaitRedundant(System.nanoTime());
            round(WARM_UP, new Report());
            taken.add(Inventory.take(field));
            for (int left = failovers; left > 0; left -= ROUND) {
                round(Math.min(left, ROUND), report);
                taken.add(Inventory.take(field));
            }
            health();
        } catch (TimeoutException never) {
            umpire.never(never);
        }
        umpire.say("");
        report.table().forEach(umpire::say);
        if (!taken.isEmpty()) {
            Ledger ledger = new Ledger(taken, failovers);
            umpire.say("");
            ledger.table().forEach(umpire::say);
            ledger.broken().forEach(umpire::broken);
        }
        return umpire.close();
    }

    private void round(int failovers, Report into) throws Exception {
        Clients clients = field.clients();
        clients.start();
        List<Strike> strikes = new ArrayList<>();
        for (int i = 0; i < failovers; i++) strikes.add(strike());
        clients.stop();
        History history = clients.history();
        History.Verdict verdict = umpire.judge(history);
        judge(strikes, history, verdict, into);
        umpire.say(
                String.format(
                        Locale.ROOT,
                        "  %d failovers, the newest redundant after %.1f s, %d rows promised, %d lost",
                        done,
                        strikes.getLast().redundant().toMillis() / 1000.0,
                        history.operations().size(),
                        verdict.lost().size()));
        umpire.tell(verdict);
    }

    private Strike strike() throws Exception {
        Clients clients = field.clients();
        clients.awaitRows(ROWS);
        Stage.await(
                "the API calls it available",
                AVAILABLE_MAX,
                () -> field.database().status().equals("available"));
        Fault fault = ++done % KILL_EACH == 0 ? Fault.KILL : Fault.FORCED;
        String timeline = clients.timeline();
        long begin = System.nanoTime();
        fault.strike(field);
        clients.awaitSuccessor(timeline);
        clients.awaitRows(ROWS);
        return new Strike(fault, begin, umpire.awaitRedundant(begin));
    }

    /** What a strike cost is known when its clients have stopped; the verdict is of all of them. */
    private void judge(
            List<Strike> strikes, History history, History.Verdict verdict, Report into) {
        Map<Integer, List<Operation>> told =
                history.operations().stream()
                        .collect(Collectors.groupingBy(op -> newest(strikes, op.completed())));
        long end = System.nanoTime();
        for (int i = strikes.size() - 1; i >= 0; i--) {
            Strike strike = strikes.get(i);
            boolean last = i == strikes.size() - 1;
            into.add(
                    strike.fault(),
                    new Report.Run(
                            field.clients().outage(strike.begin(), end),
                            strike.redundant(),
                            told.getOrDefault(i, List.of()),
                            last ? verdict : NOTHING_BROKEN));
            end = strike.begin();
        }
    }

    /** The number of the strike that came last before; the first also has what was before it. */
    private static int newest(List<Strike> strikes, long moment) {
        int newest = 0;
        for (int i = 0; i < strikes.size(); i++)
            if (strikes.get(i).begin() - moment <= 0) newest = i;
        return newest;
    }

    private void health() throws IOException, TimeoutException {
        Database database = field.database();
        Stage.await(
                "the API calls it available",
                AVAILABLE_MAX,
                () -> database.status().equals("available"));
        int standbys = field.standbys().size();
        if (standbys != database.followers())
            umpire.broken("%d nodes follow, wanted %d".formatted(standbys, database.followers()));
        List<String> one = database.cluster() ? EventOrder.OF_CLUSTER : EventOrder.OF_INSTANCE;
        EventOrder.wrong(database.events(), one, done).forEach(umpire::broken);
    }
}
