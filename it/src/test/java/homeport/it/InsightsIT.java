package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import homeport.server.stage.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.pi.PiClient;
import software.amazon.awssdk.services.pi.model.DimensionKeyDescription;
import software.amazon.awssdk.services.pi.model.MetricKeyDataPoints;
import software.amazon.awssdk.services.pi.model.MetricQuery;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Load that is known, on a real instance, as Performance Insights and CloudWatch tell of it: two
 * sessions that sleep, and two that wait for a row which a third has changed and not committed.
 */
class InsightsIT {
    private static final String NAME = "shop";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final Duration MAX = Duration.ofSeconds(120);

    /** How long the load is looked at. */
    private static final int SECONDS = 12;

    /** An autovacuum may come by, and is load, too. */
    private static final Map<String, String> OF_CLIENTS =
            Map.of("db.session_type.name", "client backend");

    @TempDir Path home;

    private Stage stage;
    private DBInstance instance;
    private PiClient insights;

    @Test
    void loadIsToldByWaitByStatementAndByWhoHoldsItUp() throws Exception {
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            create();
            try (PiClient client = stage.insights();
                    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                    Connection holder = connect("holder")) {
                insights = client;
                List<Connection> waiting = load(clients, holder);
                Instant begin = Instant.now().plusSeconds(2);
                Thread.sleep(Duration.ofSeconds(SECONDS + 5));
                byWait(begin);
                byStatement(begin);
                blockers(begin);
                counters(begin);
                cloudWatch(begin);
                holder.rollback();
                for (Connection one : waiting) one.close();
            }
        }
    }

    private void create() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.medium")
                            .allocatedStorage(20)
                            .enablePerformanceInsights(true)
                            .performanceInsightsRetentionPeriod(465)
                            .databaseInsightsMode("advanced")
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
        }
        stage.awaitStatus(NAME, "available", MAX);
        instance = stage.instance(NAME);
        try (Connection session = connect("setup");
                Statement sql = session.createStatement()) {
            sql.execute("CREATE TABLE stock (id int PRIMARY KEY, quantity int)");
            sql.execute("INSERT INTO stock VALUES (1, 100)");
        }
    }

    private List<Connection> load(ExecutorService clients, Connection holder) throws Exception {
        holder.setAutoCommit(false);
        execute(holder, "UPDATE stock SET quantity = quantity - 1 WHERE id = 1");
        List<Connection> busy = new ArrayList<>();
        for (int i = 0; i < 2; i++) busy.add(run(clients, "sleeper", "SELECT pg_sleep(60)"));
        for (int i = 0; i < 2; i++)
            busy.add(run(clients, "waiter", "UPDATE stock SET quantity = 7 WHERE id = 1"));
        return busy;
    }

    private Connection run(ExecutorService clients, String application, String sql)
            throws Exception {
        Connection session = connect(application);
        clients.submit(() -> {
            try {
                execute(session, sql);
            } catch (SQLException closed) {
                return; // at the end of the test
            }
        });
        return session;
    }

    private static void execute(Connection session, String text) throws SQLException {
        try (Statement sql = session.createStatement()) {
            sql.execute(text);
        }
    }

    private void byWait(Instant begin) {
        Map<String, Double> load = new TreeMap<>();
        for (MetricKeyDataPoints series : load(begin, "db.wait_event_type"))
            load.put(
                    series.key().dimensions().getOrDefault("db.wait_event_type.name", "total"),
                    series.dataPoints().stream().mapToDouble(p -> p.value()).average().orElse(-1));
        assertThat(load.get("total")).isCloseTo(4.0, within(0.2));
        assertThat(load.get("Timeout")).isCloseTo(2.0, within(0.05));
        assertThat(load.get("Lock")).isCloseTo(2.0, within(0.05));
    }

    private List<MetricKeyDataPoints> load(Instant begin, String group) {
        return insights.getResourceMetrics(r ->
                        r.serviceType("RDS")
                                .identifier("db:" + instance.dbiResourceId())
                                .startTime(begin)
                                .endTime(begin.plusSeconds(SECONDS))
                                .periodInSeconds(1)
                                .metricQueries(
                                        MetricQuery.builder()
                                                .metric("db.load.avg")
                                                .groupBy(g -> g.group(group))
                                                .filter(OF_CLIENTS)
                                                .build()))
                .metricList();
    }

    private List<DimensionKeyDescription> keys(Instant begin, String group, String... filter) {
        return insights.describeDimensionKeys(
                        r -> {
                            r.serviceType("RDS")
                                    .identifier(instance.dbiResourceId())
                                    .startTime(begin)
                                    .endTime(begin.plusSeconds(SECONDS))
                                    .periodInSeconds(1)
                                    .metric("db.load.avg")
                                    .groupBy(g -> g.group(group));
                            if (filter.length > 0) r.filter(Map.of(filter[0], filter[1]));
                        })
                .keys();
    }

    private void byStatement(Instant begin) {
        List<DimensionKeyDescription> digests = keys(begin, "db.sql_tokenized");
        assertThat(digests)
                .extracting(one -> one.dimensions().get("db.sql_tokenized.statement"))
                .contains("SELECT pg_sleep(?)", "UPDATE stock SET quantity = ? WHERE id = ?");
        DimensionKeyDescription text =
                keys(begin, "db.sql", "db.application.name", "waiter").getFirst();
        assertThat(text.total()).isCloseTo(2.0, within(0.05));
        var details =
                insights.getDimensionKeyDetails(r ->
                        r.serviceType("RDS")
                                .identifier(instance.dbiResourceId())
                                .group("db.sql")
                                .groupIdentifier(text.dimensions().get("db.sql.id"))
                                .requestedDimensions("statement"));
        assertThat(details.dimensions().getFirst().value())
                .isEqualTo("UPDATE stock SET quantity = 7 WHERE id = 1");
        assertThat(keys(begin, "db.host").getFirst().dimensions())
                .containsEntry("db.host.name", "127.0.0.1");
        assertThat(keys(begin, "db.user").getFirst().dimensions().get("db.user.name"))
                .isEqualTo(USER);
    }

    private void blockers(Instant begin) {
        DimensionKeyDescription root = keys(begin, "db.blocking_session").getFirst();
        assertThat(root.total()).isCloseTo(2.0, within(0.05));
        assertThat(keys(begin, "db.blocking_sql").getFirst().dimensions())
                .containsEntry(
                        "db.blocking_sql.sql",
                        "UPDATE stock SET quantity = quantity - 1 WHERE id = 1");
        String tree =
                insights.getDimensionKeyDetails(r ->
                                r.serviceType("RDS")
                                        .identifier(instance.dbiResourceId())
                                        .group("db.lock_snapshot")
                                        .groupIdentifier(
                                                Long.toString(
                                                        begin.plusSeconds(3).getEpochSecond())))
                        .dimensions()
                        .getFirst()
                        .value();
        assertThat(tree).contains("idle in transaction", "\"blocked_sessions_count\":2", "holder");
    }

    /** Read every ten seconds; what counts up has a rate from the second reading on. */
    private void counters(Instant begin) throws Exception {
        Stage.await("two readings", MAX, () -> !points(begin).get(2).dataPoints().isEmpty());
        List<MetricKeyDataPoints> series = points(begin);
        assertThat(series.get(0).dataPoints().getFirst().value()).isEqualTo(2.0);
        assertThat(series.get(1).dataPoints().getLast().value()).isEqualTo(2.0);
        assertThat(series.get(2).key().metric()).isEqualTo("db.io.blks_hit.avg");
    }

    private List<MetricKeyDataPoints> points(Instant begin) {
        return insights.getResourceMetrics(r ->
                        r.serviceType("RDS")
                                .identifier(instance.dbiResourceId())
                                .startTime(begin)
                                .endTime(Instant.now())
                                .periodInSeconds(1)
                                .metricQueries(
                                        metric("os.general.numVCPUs.max"),
                                        metric("db.Transactions.blocked_transactions.max"),
                                        metric("db.io.blks_hit.avg")))
                .metricList();
    }

    private static MetricQuery metric(String name) {
        return MetricQuery.builder().metric(name).build();
    }

    private void cloudWatch(Instant begin) throws Exception {
        try (CloudWatchClient client = stage.cloudWatch()) {
            Map<String, Double> newest = new TreeMap<>();
            for (String metric :
                    List.of("DatabaseConnections", "CPUUtilization", "FreeableMemory")) {
                var points =
                        client.getMetricStatistics(r ->
                                        r.namespace("AWS/RDS")
                                                .metricName(metric)
                                                .dimensions(
                                                        Dimension.builder()
                                                                .name("DBInstanceIdentifier")
                                                                .value(NAME)
                                                                .build())
                                                .startTime(begin.minusSeconds(60))
                                                .endTime(begin.plusSeconds(120))
                                                .period(60)
                                                .statisticsWithStrings("Maximum"))
                                .datapoints();
                points.forEach(point -> newest.merge(metric, point.maximum(), Math::max));
            }
            assertThat(newest.get("DatabaseConnections")).isEqualTo(5.0);
            assertThat(newest.get("CPUUtilization")).isBetween(0.0, 100.0);
            assertThat(newest.get("FreeableMemory")).isGreaterThan(0);
        }
    }

    private Connection connect(String application) throws Exception {
        Connection session = stage.connect(stage.instance(NAME), USER, PASSWORD);
        execute(session, "SET application_name = '" + application + "'");
        return session;
    }
}
