package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.pi.PiClient;
import software.amazon.awssdk.services.pi.model.DimensionKeyDescription;
import software.amazon.awssdk.services.pi.model.DimensionKeyDetail;
import software.amazon.awssdk.services.pi.model.MetricKeyDataPoints;
import software.amazon.awssdk.services.pi.model.MetricQuery;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * Plans of statements, as Performance Insights tells of them while an index goes away; and what
 * must never happen for that: a statement that is run again, a utility statement that is looked at,
 * a function that is called with more rights than its user has, a sampler that waits.
 */
class PlansIT {
    private static final String NEW = "shop";
    private static final String OLD = "till";
    private static final String MASTER = "pgadmin";
    private static final String CLERK = "clerk";
    private static final String PASSWORD = "not-a-secret-1";
    private static final String LOOKUP =
            "SELECT sum(quantity), pg_sleep(0.3)::text FROM stock WHERE item = 77";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    private final List<Connection> sessions = new ArrayList<>();
    private Stage stage;
    private PiClient insights;
    private volatile boolean over;

    @Test
    void aPlanThatChangesIsSeenAndNothingElseHappensForIt() throws Exception {
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            create(NEW, "16");
            create(OLD, "15");
            stage.awaitStatus(NEW, "available", MAX);
            stage.awaitStatus(OLD, "available", MAX);
            fill(NEW);
            fill(OLD);
            try (PiClient client = stage.insights();
                    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                    Connection master = connect(NEW, MASTER, Map.of())) {
                insights = client;
                try {
                    story(clients, master);
                } finally {
                    over = true;
                    for (Connection one : sessions) one.abort(Runnable::run);
                }
            }
        }
    }

    private void story(ExecutorService clients, Connection master) throws Exception {
        Instant begin = Instant.now();
        run(clients, NEW, LOOKUP);
        run(clients, OLD, LOOKUP);
        hostile(clients, master);
        String indexed = awaitPlans(begin, Set.of()).iterator().next();
        asWhom(master);
        execute(master, "DROP INDEX stock_item");
        Set<String> both = awaitPlans(begin, Set.of(indexed));
        both.remove(indexed);
        compare(begin, indexed, both.iterator().next());
        nothingElse(begin, master);
    }

    private void create(String name, String version) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(name)
                            .engine("postgres")
                            .engineVersion(version)
                            .dbInstanceClass("db.t3.medium")
                            .allocatedStorage(20)
                            .enablePerformanceInsights(true)
                            .performanceInsightsRetentionPeriod(465)
                            .databaseInsightsMode("advanced")
                            .masterUsername(MASTER)
                            .masterUserPassword(PASSWORD));
        }
    }

    /** The clerk's function lies: it is not immutable, and takes its time to be looked at. */
    private void fill(String name) throws Exception {
        try (Connection session = connect(name, MASTER, Map.of())) {
            for (String sql :
                    List.of(
                            "CREATE TABLE stock (item int, quantity int)",
                            "INSERT INTO stock SELECT i, 1 FROM generate_series(1, 20000) i",
                            "CREATE INDEX stock_item ON stock (item)",
                            "ANALYZE stock",
                            "CREATE TABLE bystander (id int)",
                            "CREATE TABLE locked (id int)",
                            "CREATE ROLE clerk LOGIN PASSWORD '" + PASSWORD + "'",
                            "GRANT ALL ON stock, bystander, locked TO clerk",
                            "CREATE FUNCTION trap(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
                                    + " 'BEGIN PERFORM pg_sleep(0.5); RETURN $1; END'"))
                execute(session, sql);
        }
    }

    private void run(ExecutorService clients, String name, String sql) throws Exception {
        Connection session = connect(name, CLERK, Map.of("preferQueryMode", "simple"));
        sessions.add(session);
        clients.submit(() -> {
            try {
                while (!over) execute(session, sql);
            } catch (SQLException closed) {
                return; // at the end of the test
            }
        });
    }

    private void hostile(ExecutorService clients, Connection master) throws Exception {
        run(clients, NEW, "SELECT pg_sleep(900); DROP TABLE bystander");
        run(clients, NEW, "DO 'BEGIN PERFORM pg_sleep(900); END'");
        run(clients, NEW, "SELECT trap(1)");
        master.setAutoCommit(false);
        execute(master, "LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
        run(clients, NEW, "SELECT count(*), pg_sleep(0.3)::text FROM locked");
        Thread.sleep(Duration.ofSeconds(12)); // a round, while the table is locked
        master.commit();
        master.setAutoCommit(true);
    }

    private Set<String> awaitPlans(Instant begin, Set<String> known) throws Exception {
        Set<String> plans = new HashSet<>();
        Stage.await(
                "another plan than " + known,
                MAX,
                () -> {
                    plans.addAll(plansOf(begin, LOOKUP));
                    return plans.size() > known.size();
                });
        return plans;
    }

    private Set<String> plansOf(Instant begin, String text) throws Exception {
        return keys(NEW, begin, "db.plans", Map.of("db.sql.statement", text)).stream()
                .map(one -> one.dimensions().get("db.plans.id"))
                .collect(Collectors.toSet());
    }

    private List<DimensionKeyDescription> keys(
            String name, Instant begin, String group, Map<String, String> filter) throws Exception {
        String id = stage.instance(name).dbiResourceId();
        return insights.describeDimensionKeys(r ->
                        r.serviceType("RDS")
                                .identifier(id)
                                .startTime(begin)
                                .endTime(Instant.now().plusSeconds(1))
                                .periodInSeconds(1)
                                .metric("db.load.avg")
                                .groupBy(g -> g.group(group).limit(25))
                                .filter(filter))
                .keys();
    }

    /** While a function is called to plan its statement, that is by a session of its user. */
    private void asWhom(Connection master) throws Exception {
        Set<String> users = new HashSet<>();
        Stage.await(
                "the function is called to plan",
                MAX,
                () -> {
                    try (Statement sql = master.createStatement();
                            ResultSet row =
                                    sql.executeQuery(
                                            "SELECT usename FROM pg_stat_activity WHERE"
                                                    + " application_name = 'homeport plans'"
                                                    + " AND wait_event = 'PgSleep'")) {
                        while (row.next()) users.add(row.getString(1));
                    }
                    return !users.isEmpty();
                });
        assertThat(users).containsExactly(CLERK);
    }

    private void compare(Instant begin, String indexed, String scanned) throws Exception {
        Map<String, String> before = details(indexed);
        Map<String, String> after = details(scanned);
        assertThat(before.get("raw_plan")).contains("\"stock_item\"");
        assertThat(after.get("raw_plan")).contains("Seq Scan").doesNotContain("stock_item");
        Instant lastIndexed = Instant.parse(before.get("last_seen"));
        Instant firstScanned = Instant.parse(after.get("first_seen"));
        assertThat(Instant.parse(before.get("first_seen"))).isBetween(begin, lastIndexed);
        assertThat(firstScanned).isAfter(lastIndexed);
        assertThat(Double.parseDouble(after.get("last_cost")))
                .isGreaterThan(Double.parseDouble(before.get("last_cost")));
        assertThat(before.get("sql_tokenized_id")).isEqualTo(after.get("sql_tokenized_id"));
        Stage.await(
                "a second with that plan is over",
                MAX,
                () -> series(begin, scanned).dataPoints().getLast().value() > 0);
        assertThat(series(begin, scanned).dataPoints())
                .filteredOn(point -> !point.timestamp().isAfter(firstScanned))
                .allSatisfy(point -> assertThat(point.value()).isZero());
    }

    private Map<String, String> details(String plan) throws Exception {
        String id = stage.instance(NEW).dbiResourceId();
        return insights
                .getDimensionKeyDetails(r ->
                        r.serviceType("RDS")
                                .identifier(id)
                                .group("db.execution_plan")
                                .groupIdentifier(plan)
                                .requestedDimensions(
                                        "raw_plan",
                                        "sql_tokenized_id",
                                        "first_seen",
                                        "last_seen",
                                        "last_cost"))
                .dimensions()
                .stream()
                .collect(
                        Collectors.toMap(DimensionKeyDetail::dimension, DimensionKeyDetail::value));
    }

    private MetricKeyDataPoints series(Instant begin, String plan) throws Exception {
        String id = stage.instance(NEW).dbiResourceId();
        Instant end = Instant.now();
        return insights
                .getResourceMetrics(r ->
                        r.serviceType("RDS")
                                .identifier(id)
                                .startTime(begin)
                                .endTime(end)
                                .periodInSeconds(1)
                                .metricQueries(
                                        MetricQuery.builder()
                                                .metric("db.load.avg")
                                                .groupBy(g -> g.group("db.plans"))
                                                .build()))
                .metricList()
                .stream()
                .filter(one -> one.key().hasDimensions())
                .filter(one -> plan.equals(one.key().dimensions().get("db.plans.id")))
                .findFirst()
                .orElseThrow();
    }

    private void nothingElse(Instant begin, Connection master) throws Exception {
        try (Statement sql = master.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT to_regclass('bystander') IS NOT NULL,"
                                        + " (SELECT count(*) FROM pg_stat_statements(true)"
                                        + " WHERE query ~* '^EXPLAIN'"
                                        + " AND query ~* 'bystander|\\mDO\\M')")) {
            row.next();
            assertThat(row.getBoolean(1)).as("the table is still there").isTrue();
            assertThat(row.getLong(2)).as("utility statements that were explained").isZero();
        }
        Set<String> digests =
                keys(NEW, begin, "db.sql_tokenized", Map.of()).stream()
                        .map(one -> one.dimensions().get("db.sql_tokenized.statement"))
                        .collect(Collectors.toSet());
        assertThat(digests)
                .as("what ran was seen")
                .contains("SELECT pg_sleep(?); DROP TABLE bystander", "DO ?", "SELECT trap(?)");
        assertThat(plansOf(begin, "SELECT pg_sleep(900); DROP TABLE bystander")).isEmpty();
        assertThat(plansOf(begin, "DO 'BEGIN PERFORM pg_sleep(900); END'")).isEmpty();
        assertThat(keys(NEW, begin, "db.application", Map.of()))
                .as("who asks for plans is no load")
                .noneSatisfy(
                        one -> assertThat(one.dimensions().values()).contains("homeport plans"));
        assertThat(keys(OLD, begin, "db.sql_tokenized", Map.of())).isNotEmpty();
        assertThat(keys(OLD, begin, "db.plans", Map.of()))
                .as("a server before 16 has no plans")
                .isEmpty();
        sampled(begin);
    }

    /** A locked table, and a function that takes its time, kept no second from being sampled. */
    private void sampled(Instant begin) throws Exception {
        String id = stage.instance(NEW).dbiResourceId();
        Instant end = Instant.now();
        long seconds = Duration.between(begin, end).toSeconds();
        assertThat(
                        insights.getResourceMetrics(r ->
                                        r.serviceType("RDS")
                                                .identifier(id)
                                                .startTime(begin)
                                                .endTime(end)
                                                .periodInSeconds(1)
                                                .metricQueries(
                                                        MetricQuery.builder()
                                                                .metric("db.load.avg")
                                                                .build()))
                                .metricList()
                                .getFirst()
                                .dataPoints())
                .hasSizeGreaterThan((int) (seconds * 0.8));
    }

    private static void execute(Connection session, String text) throws SQLException {
        try (Statement sql = session.createStatement()) {
            sql.execute(text);
        }
    }

    private Connection connect(String name, String user, Map<String, String> more)
            throws Exception {
        return stage.connect(stage.instance(name), user, PASSWORD, more);
    }
}
