package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.TargetState;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The alarms that people set up, on a real lag of a replica and a real pinned session of a DB
 * proxy, and one on a metric of their own: all fire and recover, and a web server is told each
 * time, also by a service that was killed.
 */
class AlarmsIT {
    /** The last point stays in the range for two periods more, and alarms look once a minute. */
    private static final Duration MAX = Duration.ofSeconds(300);

    private static final String PINNED = "DatabaseConnectionsCurrentlySessionPinned";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";

    @TempDir Path home;

    private final BlockingQueue<JsonNode> got = new LinkedBlockingQueue<>();
    private final List<JsonNode> heard = new ArrayList<>();
    private Stage stage;
    private Processes processes;

    @Test
    void alarmsFireAndRecoverOnARealLagAndTellAWebServer() throws Exception {
        HttpServer hook = hook();
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            processes = new Processes(stage);
            String topic = topic("http://127.0.0.1:" + hook.getAddress().getPort() + "/hook");
            ofAMetricThatWasPut(topic);
            ofALagAndOfPins(topic);
            history();
        } finally {
            hook.stop(0);
        }
    }

    private void history() throws Exception {
        try (CloudWatchClient cloudwatch = client(CloudWatchClient.builder())) {
            assertThat(
                            cloudwatch
                                    .describeAlarmHistory(r ->
                                            r.alarmName("lag")
                                                    .historyItemType(HistoryItemType.ACTION))
                                    .alarmHistoryItems())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(item -> item.historySummary().startsWith("Successfully"));
        }
    }

    private String topic(String url) throws Exception {
        try (SnsClient sns = client(SnsClient.builder())) {
            String topic = sns.createTopic(r -> r.name("DbAlerts")).topicArn();
            sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(url));
            JsonNode asked = got.poll(MAX.toSeconds(), TimeUnit.SECONDS);
            URI confirm = URI.create(asked.get("SubscribeURL").asString());
            try (InputStream answer = confirm.toURL().openStream()) {
                assertThat(new String(answer.readAllBytes())).contains(topic);
            }
            return topic;
        }
    }

    /** Of ten seconds: it is told of at once. The service is killed between alarm and recovery. */
    private void ofAMetricThatWasPut(String topic) throws Exception {
        try (CloudWatchClient cloudwatch = client(CloudWatchClient.builder())) {
            fires(cloudwatch, topic);
        }
        stage.killService();
        stage.up();
        try (CloudWatchClient again = client(CloudWatchClient.builder())) {
            assertThat(again.describeAlarms(r -> r.alarmNames("own")).metricAlarms())
                    .singleElement()
                    .satisfies(one -> assertThat(one.stateValue()).isEqualTo(StateValue.ALARM));
            told("own", "OK", () -> put(again, 0));
            again.deleteAlarms(r -> r.alarmNames("own"));
        }
    }

    private void fires(CloudWatchClient cloudwatch, String topic) throws Exception {
        cloudwatch.putMetricAlarm(r ->
                r.alarmName("own")
                        .namespace("App")
                        .metricName("errors")
                        .statistic("Maximum")
                        .period(10)
                        .evaluationPeriods(1)
                        .threshold(1.0)
                        .comparisonOperator("GreaterThanThreshold")
                        .alarmActions(topic)
                        .okActions(topic));
        JsonNode alarm = told("own", "ALARM", () -> put(cloudwatch, 5));
        assertThat(alarm.get("OldStateValue").asString()).isEqualTo("INSUFFICIENT_DATA");
    }

    private static void put(CloudWatchClient cloudwatch, double value) {
        MetricDatum datum =
                MetricDatum.builder()
                        .metricName("errors")
                        .value(value)
                        .storageResolution(1)
                        .build();
        cloudwatch.putMetricData(r -> r.namespace("App").metricData(datum));
    }

    /** As in the stack that people have, but a second, and one session, are too much here. */
    private void ofALagAndOfPins(String topic) throws Exception {
        createPair();
        String proxy = createProxy();
        put("lag", "ReplicaLag", "Average", 1.0, "DBInstanceIdentifier", "replica", topic);
        put("pins", PINNED, "Maximum", 0.0, "ProxyName", "shop", topic);
        String startup = startupProcess();
        signal("STOP", startup);
        try (Connection client = stage.connect(proxy, 5432, "postgres", USER, PASSWORD, Map.of());
                Statement statement = client.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE mine (n int)");
            JsonNode lag = told("lag", "ALARM", this::write);
            assertThat(lag.get("NewStateReason").asString())
                    .startsWith("Threshold Crossed: 1 datapoint [")
                    .endsWith("was greater than the threshold (1.0).");
            dimension(lag, "replica");
            dimension(told("pins", "ALARM", this::write), "shop");
        } finally {
            signal("CONT", startup);
        }
        told("lag", "OK", this::write);
        told("pins", "OK", this::write);
    }

    private static void dimension(JsonNode alarm, String value) {
        assertThat(alarm.get("Trigger").get("Dimensions").get(0).get("value").asString())
                .isEqualTo(value);
    }

    private void put(
            String alarm,
            String metric,
            String statistic,
            double threshold,
            String dimension,
            String value,
            String topic)
            throws Exception {
        Dimension of = Dimension.builder().name(dimension).value(value).build();
        try (CloudWatchClient cloudwatch = client(CloudWatchClient.builder())) {
            cloudwatch.putMetricAlarm(r ->
                    r.alarmName(alarm)
                            .alarmDescription(metric + " is too high")
                            .namespace("AWS/RDS")
                            .metricName(metric)
                            .dimensions(of)
                            .statistic(statistic)
                            .period(60)
                            .evaluationPeriods(1)
                            .threshold(threshold)
                            .comparisonOperator("GreaterThanThreshold")
                            // nothing pinned is no metric, as at AWS
                            .treatMissingData(metric.equals(PINNED) ? "notBreaching" : "missing")
                            .alarmActions(topic)
                            .okActions(topic));
        }
    }

    private String createProxy() throws Exception {
        String json = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(USER, PASSWORD);
        try (RdsClient rds = stage.rds();
                SecretsManagerClient secrets = stage.secrets()) {
            String secret = secrets.createSecret(r -> r.name("master").secretString(json)).arn();
            UserAuthConfig auth = UserAuthConfig.builder().secretArn(secret).build();
            List<String> subnets =
                    stage.instance("source").dbSubnetGroup().subnets().stream()
                            .map(Subnet::subnetIdentifier)
                            .toList();
            String endpoint =
                    rds.createDBProxy(r ->
                                    r.dbProxyName("shop")
                                            .engineFamily("POSTGRESQL")
                                            .roleArn("arn:aws:iam::000000000000:role/proxy")
                                            .vpcSubnetIds(subnets)
                                            .auth(auth))
                            .dbProxy()
                            .endpoint();
            rds.registerDBProxyTargets(r -> r.dbProxyName("shop").dbInstanceIdentifiers("source"));
            Stage.await("its target is available", MAX, () -> isAvailable(rds));
            return endpoint;
        }
    }

    private static boolean isAvailable(RdsClient rds) {
        return rds.describeDBProxyTargets(r -> r.dbProxyName("shop")).targets().stream()
                .anyMatch(one -> one.targetHealth().state() == TargetState.AVAILABLE);
    }

    private void createPair() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier("source")
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(1)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
            stage.awaitStatus("source", "available", MAX);
            rds.createDBInstanceReadReplica(
                    r -> r.dbInstanceIdentifier("replica").sourceDBInstanceIdentifier("source"));
        }
        stage.awaitStatus("replica", "available", MAX);
    }

    private void write() throws Exception {
        try (Connection connection = stage.connect(stage.instance("source"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS beat (at timestamptz)");
            statement.execute("INSERT INTO beat VALUES (now())");
        }
    }

    private String startupProcess() throws IOException {
        String id = stage.instance("replica").dbiResourceId();
        return processes.all().stream()
                .filter(line -> line.contains(id + ": startup"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow();
    }

    private static void signal(String signal, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    }

    /** What makes the state come about, again and again while we wait. */
    private interface Cause {
        void happen() throws Exception;
    }

    /** The first message that tells of that alarm in that state; the others are kept. */
    private JsonNode told(String alarm, String state, Cause cause) throws Exception {
        long end = System.nanoTime() + MAX.toNanos();
        while (System.nanoTime() < end) {
            for (JsonNode one : heard) {
                JsonNode message = JsonMapper.shared().readTree(one.get("Message").asString());
                boolean wanted =
                        message.get("AlarmName").asString().equals(alarm)
                                && message.get("NewStateValue").asString().equals(state);
                if (!wanted) continue;
                heard.remove(one);
                assertThat(one.get("Subject").asString())
                        .isEqualTo("%s: \"%s\" in US East (N. Virginia)".formatted(state, alarm));
                return message;
            }
            cause.happen();
            JsonNode next = got.poll(1, TimeUnit.SECONDS);
            if (next != null && next.get("Type").asString().equals("Notification")) heard.add(next);
        }
        throw new AssertionError("nobody was told that %s is %s".formatted(alarm, state));
    }

    private HttpServer hook() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/hook",
                exchange -> {
                    got.add(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder)
            throws IOException {
        return stage.client(builder.region(Region.US_EAST_1));
    }
}
