package homeport.server.site;

import homeport.insights.counter.CounterHistory;
import homeport.insights.counter.CounterReading;
import homeport.insights.load.Histories;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.Statement;
import homeport.insights.lock.LockTree;
import homeport.insights.query.Dimension;
import homeport.insights.query.LoadReader.Partitioned;
import homeport.insights.query.LoadResult;
import homeport.insights.query.Window;
import homeport.insights.watch.Fleet;
import homeport.insights.watch.Watched;
import homeport.server.top.LoadReading;
import homeport.server.top.LoadReading.Digest;
import homeport.server.top.LoadReading.Holder;
import homeport.server.top.LoadReading.Wait;
import homeport.server.top.NotShown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code top} shows. */
record Loads(Fleet fleet, Histories histories, CounterHistory counters, NewestReadings newest) {
    /** A tree is taken each second while somebody waits; an older one is over. */
    private static final Duration TREE_AGE_MAX = Duration.ofSeconds(3);

    /** Digests are counted once a minute: the newest count, or the one before. */
    private static final Duration COUNTED = Duration.ofMinutes(3);

    private static final String CALLS = "db.sql_tokenized.stats.calls_per_sec";
    private static final String LATENCY = "db.sql_tokenized.stats.avg_latency_per_call";

    /** What is shown of a statement, in characters. */
    private static final int SQL_MAX = 1000;

    /**
     * @param name of a DB instance, or of a member of a Multi-AZ DB cluster
     * @param region empty: the only one with that name
     */
    LoadReading of(String name, String region, Instant now) throws NotShown {
        Watched server = find(name, region);
        if (server.insights().isEmpty())
            throw new NotShown(
                    ("%1$s has no Performance Insights, so nobody samples its load. Turn it on:"
                                    + " aws rds modify-db-instance --region %2$s"
                                    + " --db-instance-identifier %1$s"
                                    + " --enable-performance-insights --apply-immediately"
                                    + " (of a member of a cluster: modify-db-cluster).")
                            .formatted(server.identifier(), server.region()));
        Optional<CounterReading> counted = newest.of(server.resourceId(), now);
        return histories
                .of(server.resourceId())
                .map(history -> reading(server, history, counted, now))
                .orElseGet(() ->
                        new LoadReading(
                                server.identifier(),
                                server.region(),
                                server.vcpus(),
                                LoadReading.UNKNOWN,
                                count(counted, "cw.DatabaseConnections"),
                                count(counted, "db.User.max_connections"),
                                0,
                                List.of(),
                                0,
                                0,
                                List.of(),
                                List.of(),
                                List.of(),
                                0));
    }

    private Watched find(String name, String region) throws NotShown {
        List<Watched> found =
                fleet.servers().stream()
                        .filter(one ->
                                one.identifier().equals(name) || one.resourceId().equals(name))
                        .filter(one -> region.isEmpty() || one.region().equals(region))
                        .toList();
        if (found.isEmpty())
            throw new NotShown(
                    "There is no DB instance %s%s."
                            .formatted(name, region.isEmpty() ? "" : " in " + region));
        if (found.size() > 1)
            throw new NotShown(
                    "%s is in %s: say which with --region."
                            .formatted(
                                    name,
                                    String.join(
                                            ", ",
                                            found.stream()
                                                    .map(Watched::region)
                                                    .sorted()
                                                    .toList())));
        return found.getFirst();
    }

    private LoadReading reading(
            Watched server, LoadHistory history, Optional<CounterReading> counted, Instant now) {
        LastMinute minute = new LastMinute(history, now);
        LoadResult waits = minute.byWait();
        Map<String, Double> cpu = minute.byCpuState();
        List<Double> seconds = new ArrayList<>();
        for (double one : waits.total().values())
            seconds.add(Double.isNaN(one) ? LoadReading.UNKNOWN : one);
        Optional<LockTree> tree = tree(history, now);
        List<Holder> holders = new ArrayList<>();
        tree.ifPresent(all -> all.roots().forEach(root -> holders(root, 0, history, now, holders)));
        int all = tree.map(Loads::size).orElse(0);
        return new LoadReading(
                server.identifier(),
                server.region(),
                server.vcpus(),
                minute.sampleAge().orElse(LoadReading.UNKNOWN),
                count(counted, "cw.DatabaseConnections"),
                count(counted, "db.User.max_connections"),
                waits.total().average(),
                seconds,
                cpu.getOrDefault("running", 0.0),
                cpu.getOrDefault("queued", 0.0),
                waits(LastMinute.averages(waits)),
                digests(server, minute),
                holders,
                all - holders.size());
    }

    private static int count(Optional<CounterReading> counted, String name) {
        return counted.map(one -> one.values().get(name))
                .map(Double::intValue)
                .orElse(LoadReading.UNKNOWN);
    }

    private static List<Wait> waits(Map<String, Double> averages) {
        return averages.entrySet().stream()
                .filter(one -> one.getValue() > 0)
                .map(one -> new Wait(one.getKey(), one.getValue()))
                .sorted(Comparator.comparingDouble(one -> -one.load()))
                .toList();
    }

    private List<Digest> digests(Watched server, LastMinute minute) {
        Partitioned found = minute.digests(LoadReading.DIGESTS_MAX);
        Window counted = Window.around(minute.now().minus(COUNTED), minute.now(), 60);
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < found.result().groups().size(); i++) {
            LoadResult.Group group = found.result().groups().get(i);
            Map<String, Double> shares = new LinkedHashMap<>();
            for (int type = 0; type < found.partitions().size(); type++)
                shares.put(
                        found.partitions()
                                .get(type)
                                .getOrDefault(Dimension.WAIT_TYPE_NAME, "Unknown"),
                        found.averages()[i][type]);
            String id = group.dimensions().getOrDefault(Dimension.TOKENIZED_ID, "");
            Map<String, Double> statistics =
                    counters.digest(
                            server.resourceId(),
                            id,
                            List.of(CALLS, LATENCY),
                            counted,
                            minute.now());
            boolean isCounted = statistics.getOrDefault(CALLS, 0.0) > 0;
            digests.add(
                    new Digest(
                            id,
                            group.dimensions().getOrDefault(Dimension.TOKENIZED_STATEMENT, ""),
                            group.series().average(),
                            waits(shares),
                            isCounted ? statistics.get(CALLS) : LoadReading.UNKNOWN,
                            isCounted
                                    ? statistics.getOrDefault(LATENCY, 0.0)
                                    : LoadReading.UNKNOWN));
        }
        return digests;
    }

    private static Optional<LockTree> tree(LoadHistory history, Instant now) {
        List<Long> seconds = history.lockSnapshots(now.minus(TREE_AGE_MAX), now.plusSeconds(1), 1);
        return seconds.isEmpty() ? Optional.empty() : history.lockSnapshot(seconds.getLast());
    }

    private static int size(LockTree tree) {
        return tree.omitted() + tree.roots().stream().mapToInt(root -> root.blocked() + 1).sum();
    }

    private static void holders(
            LockTree.Session one, int depth, LoadHistory history, Instant now, List<Holder> all) {
        if (all.size() >= LoadReading.HOLDERS_MAX) return;
        all.add(
                new Holder(
                        depth,
                        one.pid(),
                        one.user(),
                        one.database(),
                        one.application(),
                        one.state(),
                        since(one.stateSince(), now),
                        one.blocked(),
                        one.waiting().map(Loads::object).orElse(""),
                        one.waiting().map(LockTree.Waiting::mode).orElse(""),
                        one.waiting()
                                .map(waiting -> since(waiting.since(), now))
                                .orElse((double) LoadReading.UNKNOWN),
                        history.statement(one.sql())
                                .map(Statement::text)
                                .map(Loads::cut)
                                .orElse("")));
        for (LockTree.Session below : one.blocks()) holders(below, depth + 1, history, now, all);
    }

    private static String object(LockTree.Waiting waiting) {
        String type = waiting.object().type();
        String name = waiting.object().name(); // one that is not known yet says what it is itself
        return name.startsWith(type) ? name : type + " " + name;
    }

    private static double since(Optional<Instant> at, Instant now) {
        return at.map(then -> Math.max(0, Duration.between(then, now).toMillis() / 1000.0))
                .orElse((double) LoadReading.UNKNOWN);
    }

    private static String cut(String sql) {
        return sql.length() <= SQL_MAX ? sql : sql.substring(0, SQL_MAX);
    }
}
