package homeport.cloud.cloudwatch.alarm;

import homeport.aws.Service;
import homeport.cloud.Caller;
import homeport.cloud.cloudwatch.CloudWatchWorld;
import homeport.store.EmbeddedStore;
import homeport.store.Store;
import homeport.store.series.Stats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;

/** Alarms over metrics on files of their own, at a time of the test's choosing. */
final class AlarmWorld implements AutoCloseable {
    static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:alarms";

    final CloudWatchWorld cloudwatch;
    Caller api;
    final List<String> told = new ArrayList<>();
    Optional<RuntimeException> refuses = Optional.empty();
    private final Path folder;
    private Store store;
    private Alarms alarms;
    private Watch watch;

    AlarmWorld(Path folder) {
        this.folder = folder;
        cloudwatch = new CloudWatchWorld(folder.resolve("metrics"));
        open(cloudwatch.api.now);
    }

    private void open(Instant now) {
        store = EmbeddedStore.openUnwatched(folder.resolve("alarms.db"), 64 << 20);
        alarms = new Alarms(store, cloudwatch.queries, this::publish, () -> now);
        api = new Caller(alarms.register(new Service("cloudwatch")));
        api.now = now;
        watch = alarms.watch();
    }

    private void publish(String topic, String id, String subject, String message) {
        if (refuses.isPresent()) throw refuses.get();
        told.add(topic + " " + subject + " " + message);
    }

    /** What a crash leaves: nothing but the file. */
    void crash() {
        alarms.close();
        store.close();
        open(api.now);
    }

    /** A value of the metric {@code m} now. */
    void put(double value) {
        cloudwatch.metrics.put(
                Caller.REGION,
                "App",
                "m",
                Map.of(),
                "None",
                api.now.getEpochSecond(),
                Stats.of(value),
                api.now);
    }

    /** The same, kept by the second. */
    void putFine(double value) {
        cloudwatch.put(d -> d.value(value).timestamp(api.now).storageResolution(1));
    }

    /** Minutes go by, each with that value, and alarms are looked at each second. */
    void minutes(int minutes, double value) {
        for (int minute = 0; minute < minutes; minute++) {
            put(value);
            pass(Duration.ofMinutes(1));
        }
    }

    void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            api.now = api.now.plusSeconds(1);
            watch.tick(api.now);
        }
    }

    void settle() {
        watch.settle(api.now);
    }

    void alarm(Consumer<PutMetricAlarmRequest.Builder> given) {
        api.call(PutMetricAlarmResponse.class, definition(given));
    }

    static PutMetricAlarmRequest definition(Consumer<PutMetricAlarmRequest.Builder> given) {
        var request =
                PutMetricAlarmRequest.builder()
                        .alarmName("high")
                        .namespace("App")
                        .metricName("m")
                        .statistic("Average")
                        .period(60)
                        .evaluationPeriods(1)
                        .threshold(90.0)
                        .comparisonOperator("GreaterThanThreshold")
                        .alarmActions(TOPIC);
        given.accept(request);
        return request.build();
    }

    MetricAlarm high() {
        return describe(r -> r.alarmNames("high")).metricAlarms().getFirst();
    }

    DescribeAlarmsResponse describe(Consumer<DescribeAlarmsRequest.Builder> asked) {
        var request = DescribeAlarmsRequest.builder();
        asked.accept(request);
        return api.call(DescribeAlarmsResponse.class, request.build());
    }

    List<AlarmHistoryItem> history(Consumer<DescribeAlarmHistoryRequest.Builder> asked) {
        var request = DescribeAlarmHistoryRequest.builder();
        asked.accept(request);
        return api.call(DescribeAlarmHistoryResponse.class, request.build()).alarmHistoryItems();
    }

    @Override
    public void close() {
        alarms.close();
        store.close();
        cloudwatch.close();
    }
}
