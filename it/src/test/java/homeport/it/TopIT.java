package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.cli.CommandLineTool;
import homeport.server.stage.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** A real database at work, seen by {@code top} and by a scrape. */
class TopIT {
    private static final String PASSWORD = "correct-horse-battery";
    private static final Duration MAX = Duration.ofSeconds(90);
    private static final Path DASHBOARD = Path.of("..", "docs", "grafana", "homeport.json");

    @Test
    void aLockPileUpIsSeenByTopAndByAScrape() throws Exception {
        try (Stage stage = Stage.open()) {
            create(stage, "busy", true);
            create(stage, "quiet", false);
            stage.awaitStatus("busy", "available", MAX);
            stage.awaitStatus("quiet", "available", MAX);
            DBInstance busy = stage.instance("busy");
            try (Connection holder = open(stage, busy, "holder");
                    Statement sql = holder.createStatement()) {
                sql.execute("CREATE TABLE things (id int)");
                holder.setAutoCommit(false);
                alarm(stage);
                sql.execute("LOCK TABLE things");
                List<Thread> waiters = new ArrayList<>();
                for (int i = 0; i < 2; i++) waiters.add(waiter(stage, busy));
                Stage.await("top shows who waits", MAX, () -> shows(stage));
                assertThat(top(stage, "busy"))
                        .contains(
                                "busy  us-east-1  2 vCPUs",
                                "L Lock",
                                "(holder), idle in transaction for",
                                "for AccessShareLock on relation things",
                                "FROM things -- ?[2J")
                        .doesNotContain("\u001b");
                Stage.await("counters are read twice", MAX, () -> isCounted(stage));
                scraped(scrape(stage).body());
                holder.rollback();
                for (Thread one : waiters) one.join(MAX);
            }
            assertThat(top(stage, "quiet")).contains("--enable-performance-insights");
            assertThat(top(stage, "other")).contains("There is no DB instance other.");
        }
    }

    private static void create(Stage stage, String name, boolean insights) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(name)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(0)
                            .enablePerformanceInsights(insights)
                            .masterUsername("pgadmin")
                            .masterUserPassword(PASSWORD));
        }
    }

    /** Of a metric that nobody puts. */
    private static void alarm(Stage stage) throws Exception {
        try (CloudWatchClient cloudWatch = stage.cloudWatch()) {
            cloudWatch.putMetricAlarm(r ->
                    r.alarmName("errors")
                            .namespace("App")
                            .metricName("errors")
                            .statistic("Sum")
                            .period(60)
                            .evaluationPeriods(1)
                            .threshold(1.0)
                            .comparisonOperator("GreaterThanThreshold"));
        }
    }

    private static Connection open(Stage stage, DBInstance on, String application)
            throws SQLException {
        return stage.connect(on, "pgadmin", PASSWORD, Map.of("ApplicationName", application));
    }

    private static Thread waiter(Stage stage, DBInstance on) {
        return Thread.ofVirtual()
                .start(() -> {
                    try (Connection connection = open(stage, on, "waiter");
                            Statement sql = connection.createStatement()) {
                        sql.execute("SELECT count(*) FROM things -- \u001b[2J");
                    } catch (SQLException refused) {
                        throw new IllegalStateException(refused);
                    }
                });
    }

    /** Names of relations and the first samples come a moment later. */
    private static boolean shows(Stage stage) {
        String shown = top(stage, "busy");
        return shown.contains("holds up 2")
                && shown.contains("relation things")
                && shown.contains("L Lock");
    }

    private static String top(Stage stage, String name) {
        StringWriter said = new StringWriter();
        CommandLineTool.run(
                new PrintWriter(said, true),
                List.of("top", name, "--once", "--data", stage.data().toString()));
        return said.toString();
    }

    private static HttpResponse<String> scrape(Stage stage) throws Exception {
        String token = Files.readString(stage.data().resolve("metrics-token"));
        return get(stage, "Bearer " + token);
    }

    private static HttpResponse<String> get(Stage stage, String authorization) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(stage.api() + "/metrics"))
                            .header("Authorization", authorization)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static boolean isCounted(Stage stage) throws Exception {
        String text = scrape(stage).body();
        return text.contains("homeport_cpu_utilization_ratio{instance=\"busy\"")
                && text.contains("kind=\"blocked\"} 2\n");
    }

    private static void scraped(String text) throws Exception {
        String busy = "{instance=\"busy\",region=\"us-east-1\"";
        assertThat(text)
                .endsWith("# EOF\n")
                .contains(
                        "pg_up" + busy + "} 1\n",
                        "pg_up{instance=\"quiet\",region=\"us-east-1\"} 1\n",
                        "homeport_vcpus" + busy + "} 2\n",
                        "homeport_transactions" + busy + ",kind=\"blocked\"} 2\n",
                        "pg_stat_activity_count" + busy + ",state=\"idle in transaction\"} 1\n",
                        "homeport_db_load" + busy + ",wait_type=\"CPU\"} ",
                        "homeport_alarm_state{alarm=\"errors\",region=\"us-east-1\","
                                + "state=\"INSUFFICIENT_DATA\"} 1\n")
                .doesNotContain("homeport_db_load{instance=\"quiet\"", "things");
        assertThat(value(text, "homeport_db_load" + busy + ",wait_type=\"Lock\"}"))
                .isBetween(0.0, 2.0);
        assertThat(value(text, "pg_stat_database_xact_commit_total" + busy + "}")).isPositive();
        // there is no replica, no proxy, and no slot
        Set<String> missing = new TreeSet<>();
        for (String one : ofDashboard())
            if (!one.contains("proxy") && !text.contains("\n" + one)) missing.add(one);
        missing.removeAll(
                Set.of("pg_replication_lag_seconds", "homeport_oldest_replication_slot_lag_bytes"));
        assertThat(missing).isEmpty();
    }

    private static double value(String text, String sample) {
        int at = text.indexOf("\n" + sample + " ");
        assertThat(at).as(sample).isNotNegative();
        int from = at + sample.length() + 2;
        return Double.parseDouble(text.substring(from, text.indexOf('\n', from)));
    }

    private static Set<String> ofDashboard() throws Exception {
        Matcher expression =
                Pattern.compile("\"expr\": \"(.*)\"").matcher(Files.readString(DASHBOARD));
        Set<String> names = new TreeSet<>();
        while (expression.find()) {
            Matcher metric =
                    Pattern.compile("\\b(?:pg|homeport|process|jvm)_[a-z0-9_]+(?=[\\\\{\\[ ])")
                            .matcher(expression.group(1));
            while (metric.find()) names.add(metric.group());
        }
        return names;
    }
}
