package homeport.insights.report;

import homeport.insights.load.LoadHistory;
import homeport.insights.query.Dimension;
import homeport.insights.query.Window;
import homeport.insights.report.Finding.Figure;
import homeport.insights.report.Finding.Severity;
import homeport.insights.report.Picture.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules: how much load there was for the processors, what rose against the stretch before of
 * the same length, which waits and which statements it was, and who held others up. Pure.
 */
public final class Analysis {
    /** Of all load: a part that is at least so much is named. */
    private static final double DOMINATES = 0.3;

    /** Risen is what grew by half, and by as much as somebody would notice. */
    private static final double RISE = 1.5;

    private static final double RISE_SESSIONS_MIN = 0.25;
    private static final double BLOCKED_SESSIONS_MIN = 0.25;
    private static final String LOAD = "db.load.avg";

    private final int vcpus;
    private final Picture now;
    private final Picture before;
    private final List<Finding> findings = new ArrayList<>();

    private Analysis(int vcpus, Picture now, Picture before) {
        this.vcpus = vcpus;
        this.now = now;
        this.before = before;
    }

    /**
     * The most severe first; nothing where there was no load.
     *
     * @param vcpus of the class
     */
    public static List<Finding> of(
            LoadHistory history, Instant start, Instant end, int vcpus, Instant now) {
        Duration length = Duration.between(start, end);
        int period = Window.periodFor(start, end);
        Picture then = Picture.of(history, Window.around(start.minus(length), start, period), now);
        Picture during = Picture.of(history, Window.around(start, end, period), now);
        return new Analysis(vcpus, during, then).findings();
    }

    private List<Finding> findings() {
        if (!now.sampled() || now.load() == 0) return List.of();
        load();
        processors();
        blockers();
        waits();
        statements();
        plans();
        findings.sort(Comparator.comparing(Finding::severity).reversed());
        return findings;
    }

    private void load() {
        double ratio = now.load() / vcpus;
        if (ratio < 1 && !rose(now.load(), before.load())) return;
        Severity severity =
                ratio >= 2 ? Severity.HIGH : ratio >= 1 ? Severity.MEDIUM : Severity.LOW;
        add(
                "HighDBLoad",
                severity,
                "The load was %s average active sessions for %d vCPUs%s."
                        .formatted(number(now.load()), vcpus, against(now.load(), before.load())),
                List.of("Look at the waits and the statements below: they make up this load."),
                Map.of(),
                now.load(),
                before.load());
    }

    private void processors() {
        double queued = Picture.same(now.cpu(), Dimension.CPU_STATE, "queued");
        if (queued < 0.5) return;
        add(
                "HighCPU",
                queued > vcpus ? Severity.HIGH : Severity.MEDIUM,
                "On average %s sessions were ready to run and had no processor."
                        .formatted(number(queued)),
                List.of(
                        "Make the statements below cheaper, or move to a class with more vCPUs.",
                        "Fewer sessions at a time, as through a DB proxy, wait less for each other."),
                Map.of("db.cpu.state", "queued"),
                queued,
                Picture.same(before.cpu(), Dimension.CPU_STATE, "queued"));
    }

    private void blockers() {
        for (Part one : now.blockers()) {
            if (one.load() < BLOCKED_SESSIONS_MIN) continue;
            String text = one.get(Dimension.BLOCKING_SQL_TEXT);
            add(
                    "LockContention",
                    one.load() >= vcpus ? Severity.HIGH : Severity.MEDIUM,
                    "On average %s sessions waited for a lock of one whose statement was: %s"
                            .formatted(number(one.load()), text.isEmpty() ? "(unknown)" : text),
                    List.of(
                            "End that transaction sooner: commit before anything slow is done.",
                            "Set idle_in_transaction_session_timeout for clients that forget to.",
                            "In advanced mode, read the tree of locks:"
                                    + " get-dimension-key-details, group db.lock_snapshot."),
                    named(one),
                    one.load(),
                    same(before.blockers(), one, Dimension.BLOCKING_SQL_ID));
        }
    }

    private void waits() {
        for (Part one : now.waits()) {
            boolean dominates = one.load() >= now.load() * DOMINATES;
            double then = same(before.waits(), one, Dimension.WAIT_EVENT_NAME);
            String type = one.get(Dimension.WAIT_EVENT_TYPE);
            if (!dominates || type.equals("CPU")) continue;
            String name = type + ":" + one.get(Dimension.WAIT_EVENT_NAME);
            add(
                    "DominatingWaits",
                    rose(one.load(), then) ? Severity.MEDIUM : Severity.LOW,
                    "%s of the load was spent waiting for %s%s."
                            .formatted(percent(one.load()), name, against(one.load(), then)),
                    List.of(advice(type)),
                    named(one),
                    one.load(),
                    then);
        }
    }

    /** Source: PostgreSQL documentation, "Wait Event Types". */
    private static String advice(String type) {
        return switch (type) {
            case "Lock" ->
                    "Find who holds the locks: in advanced mode, group by db.blocking_session.";
            case "IO" ->
                    "Read less: an index, or a larger share of the data in shared_buffers; or"
                            + " write less at a time.";
            case "LWLock" -> "Fewer sessions at a time meet less in shared memory.";
            case "Client" ->
                    "The server waits for its clients: larger pieces, fewer round trips, a faster"
                            + " network.";
            case "IPC" ->
                    "It waits for another process, such as a standby's confirmation or a parallel"
                            + " worker.";
            case "Timeout" -> "It waits on purpose: pg_sleep, or a vacuum that takes its time.";
            case "BufferPin" -> "Cursors that stay open keep others from a page.";
            default -> "Look at the statements that wait for it: filter by db.wait_event.name.";
        };
    }

    private void statements() {
        for (Part one : now.statements()) {
            if (one.load() < now.load() * DOMINATES) continue;
            String text = one.get(Dimension.TOKENIZED_STATEMENT);
            double then = same(before.statements(), one, Dimension.TOKENIZED_ID);
            add(
                    "DominatingSQLs",
                    rose(one.load(), then) ? Severity.MEDIUM : Severity.LOW,
                    "%s of the load came from one statement%s: %s"
                            .formatted(
                                    percent(one.load()),
                                    against(one.load(), then),
                                    text.isEmpty() ? "(unknown)" : text),
                    List.of(
                            "EXPLAIN it, and look whether it reads what it needs only.",
                            "describe-dimension-keys with calls_per_sec tells whether it is slow"
                                    + " or frequent."),
                    named(one),
                    one.load(),
                    then);
        }
    }

    /** Another plan, and more load than before: the one is likely to be why of the other. */
    private void plans() {
        for (Part one : now.statements()) {
            double then = same(before.statements(), one, Dimension.TOKENIZED_ID);
            List<String> was = before.plans(one);
            List<String> is = now.plans(one);
            boolean known = !was.isEmpty() && !is.isEmpty();
            if (!known || was.contains(is.getFirst()) || !rose(one.load(), then)) continue;
            add(
                    "PlanChange",
                    one.load() >= vcpus ? Severity.HIGH : Severity.MEDIUM,
                    "A statement has another plan, and its load rose from %s to %s: %s"
                            .formatted(
                                    number(then),
                                    number(one.load()),
                                    one.get(Dimension.TOKENIZED_STATEMENT)),
                    List.of(
                            "Compare the plans %s, before, and %s: get-dimension-key-details, group"
                                            .formatted(was.getFirst(), is.getFirst())
                                    + " db.execution_plan.",
                            "An index that is gone and statistics that are old (ANALYZE) are the"
                                    + " usual reasons."),
                    named(one),
                    one.load(),
                    then);
        }
    }

    private void add(
            String type,
            Severity severity,
            String text,
            List<String> advice,
            Map<String, String> dimensions,
            double value,
            double then) {
        List<Figure> baseline =
                before.sampled() ? List.of(new Figure(LOAD, dimensions, then)) : List.of();
        findings.add(
                new Finding(
                        type,
                        severity,
                        text,
                        advice,
                        List.of(new Figure(LOAD, dimensions, value)),
                        baseline));
    }

    private static Map<String, String> named(Part part) {
        Map<String, String> named = new TreeMap<>();
        part.dimensions().forEach((dimension, value) -> named.put(dimension.apiName(), value));
        return named;
    }

    private static double same(List<Part> parts, Part one, Dimension by) {
        return Picture.same(parts, by, one.get(by));
    }

    private boolean rose(double value, double then) {
        return before.sampled() && value >= then * RISE && value - then >= RISE_SESSIONS_MIN;
    }

    private String against(double value, double then) {
        if (!before.sampled()) return "";
        return rose(value, then) ? ", up from " + number(then) : ", " + number(then) + " before";
    }

    private String percent(double load) {
        return Math.round(load / now.load() * 100) + " %";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
