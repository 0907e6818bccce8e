package homeport.server.drill;

import homeport.server.drill.Operation.Outcome;
import homeport.server.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts runs by fault and draws the table. Owner: the drill's thread. */
final class Report {
    private static final String LINE = "%-38s %4s  %-24s %9s %7s %6s %7s %5s %6s";

    private final Map<Fault, Row> rows = new EnumMap<>(Fault.class);

    /** All runs of one fault. */
    private static final class Row {
        private final List<Duration> outages = new ArrayList<>();
        private final List<Duration> redundant = new ArrayList<>();
        private int acknowledged;
        private int refused;
        private int unknown;
        private int lost;
        private int broken;
        private String skipped = "";
    }

    /**
     * @param outage the longest that a client waited
     * @param redundant until every commit was on two nodes again
     */
    record Run(
            Duration outage,
            Duration redundant,
            List<Operation> operations,
            History.Verdict verdict) {}

    void add(Fault fault, Run run) {
        Row row = rows.computeIfAbsent(fault, _ -> new Row());
        row.outages.add(run.outage());
        row.redundant.add(run.redundant());
        for (Operation operation : run.operations())
            switch (operation.outcome()) {
                case Outcome.Ok _ -> row.acknowledged++;
                case Outcome.Fail _ -> row.refused++;
                case Outcome.Unknown _ -> row.unknown++;
            }
        row.lost += run.verdict().lost().size();
        row.broken += run.verdict().other().size();
    }

    void skip(Fault fault, String why) {
        rows.computeIfAbsent(fault, _ -> new Row()).skipped = why;
    }

    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(
                LINE.formatted(
                        "fault",
                        "runs",
                        "outage min/median/max",
                        "redundant",
                        "acked",
                        "failed",
                        "unknown",
                        "lost",
                        "broken"));
        rows.forEach((fault, row) -> lines.add(line(fault, row)));
        return lines;
    }

    private static String line(Fault fault, Row row) {
        if (row.outages.isEmpty()) return "%-38s skipped: %s".formatted(fault.told(), row.skipped);
        return LINE.formatted(
                fault.told(),
                row.outages.size(),
                spread(row.outages),
                Stage.seconds(median(row.redundant)),
                row.acknowledged,
                row.refused,
                row.unknown,
                row.lost,
                row.broken);
    }

    private static String spread(List<Duration> times) {
        return String.format(
                Locale.ROOT,
                "%.2f / %.2f / %.2f s",
                Collections.min(times).toMillis() / 1000.0,
                median(times).toMillis() / 1000.0,
                Collections.max(times).toMillis() / 1000.0);
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }
}
