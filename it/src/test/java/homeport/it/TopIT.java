package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.cli.CommandLineTool;
import homeport.server.stage.Stage;
import java.io.InputStream;
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
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real database at work, seen by {@code top} and by a scrape. */
class TopIT {
    private static final String PASSWORD = "correct-horse-battery";
    private static final Duration MAX = Duration.ofSeconds(90);
    private static final Path DASHBOARD = Path.of("..", "docs", "grafana", "homeport.json");

    private static final String CTRL_C = "\u0003";
    private static final String ANOTHER_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String SCREEN_AS_BEFORE = "\u001b[?25h\u001b[?1049l";

    @TempDir(factory = OnDisk.class)
    Path home;

    @Test
    void aLockPileUpIsSeenByTopAndByAScrape() throws Exception {
        try (Stage stage = Stage.in(home)) {
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
                onATerminal(stage);
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
            Databases.create(rds, name, r -> r.enablePerformanceInsights(insights));
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
        return stage.connect(
                on, Databases.USER, Databases.PASSWORD, Map.of("ApplicationName", application));
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

    /** Once of 80 by 24, once of 40 by 12; it is given back as it was, whatever ends it. */
    private static void onATerminal(Stage stage) throws Exception {
        for (String key : List.of("q", CTRL_C)) {
            JsonNode said = terminal(stage, key);
            assertThat(said.get("start").asString()).endsWith(ANOTHER_SCREEN);
            List<String> frames = said.get("frames").valueStream().map(JsonNode::asString).toList();
            int narrow = said.get("narrow").asInt(); // one more may have been on its way
            assertThat(text(frames.get(2)))
                    .contains("L Lock", "FROM things", "(holder)", "holds up 2");
            for (String frame : frames.subList(0, 3)) fits(frame, 80, 24);
            for (String frame : frames.subList(narrow + 1, narrow + 4)) fits(frame, 40, 12);
            // one may come late, and the next soon after it
            double seconds =
                    said.get("seconds")
                            .valueStream()
                            .mapToDouble(JsonNode::asDouble)
                            .average()
                            .orElseThrow();
            assertThat(seconds).isBetween(0.8, 3.0);
            assertThat(frames.getLast()).endsWith(SCREEN_AS_BEFORE);
            assertThat(said.get("asBefore").asBoolean()).as("echo, line by line").isTrue();
            assertThat(said.get("exit").asInt()).isEqualTo(key.equals("q") ? 0 : 128 + 2);
        }
    }

    private static void fits(String frame, int columns, int rows) {
        List<String> lines = text(frame).lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(rows);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
    }

    /** Without colours and moves, and what the terminal puts before each end of a line. */
    private static String text(String frame) {
        return frame.replaceAll("\\r|\\x1b\\[[?0-9;]*[A-Za-z]", "");
    }

    private static JsonNode terminal(Stage stage, String key) throws Exception {
        Path program = Files.createTempFile("terminal", ".py");
        try (InputStream source = TopIT.class.getResourceAsStream("terminal.py")) {
            Files.write(program, source.readAllBytes());
        }
        ProcessBuilder python =
                new ProcessBuilder(
                        "python3",
                        program.toString(),
                        key,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "homeport.server.Main",
                        "top",
                        "busy",
                        "--data",
                        stage.data().toString());
        python.environment().put("TERM", "xterm");
        Process run = python.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (InputStream said = run.getInputStream()) {
            return JsonMapper.shared().readTree(said);
        } finally {
            Files.delete(program);
        }
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
