package homeport.cloud.cloudwatch.alarm;

import static homeport.cloud.Caller.refused;
import static homeport.cloud.cloudwatch.alarm.AlarmWorld.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

/** What may be put, and how it is found. Source: CloudWatch API reference, "PutMetricAlarm". */
final class AlarmInputTest {
    private static final String ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";

    @TempDir private Path folder;
    private AlarmWorld world;

    @BeforeEach
    void open() {
        world = new AlarmWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private record Bad(String code, String sentence, Consumer<PutMetricAlarmRequest.Builder> put) {}

    private static Bad bad(
            String code, String sentence, Consumer<PutMetricAlarmRequest.Builder> put) {
        return new Bad(code, sentence, put);
    }

    private void refusedAll(List<Bad> all) {
        for (Bad one : all) refused(one.code(), one.sentence(), () -> world.alarm(one.put()));
        assertThat(world.describe(r -> {}).metricAlarms()).isEmpty();
    }

    @Test
    void whatIsMissingIsRefused() {
        refusedAll(
                List.of(
                        bad("MissingParameter", "Period", r -> r.period(null)),
                        bad("MissingParameter", "Threshold", r -> r.threshold(null)),
                        bad("MissingParameter", "EvaluationP", r -> r.evaluationPeriods(null)),
                        bad("MissingParameter", "MetricName", r -> r.metricName(null)),
                        bad("MissingParameter", "Namespace", r -> r.namespace(null)),
                        bad("MissingParameter", "Statistic", r -> r.statistic((String) null))));
    }

    @Test
    void whatCannotBeIsRefused() {
        refusedAll(
                List.of(
                        bad("ValidationError", "10, 20, 30", r -> r.period(15)),
                        bad("ValidationError", "10, 20, 30", r -> r.period(90)),
                        bad("ValidationError", "more than", r -> r.datapointsToAlarm(2)),
                        bad("ValidationError", "more than a day", r -> r.evaluationPeriods(1441)),
                        bad(
                                "ValidationError",
                                "more than a week",
                                r -> r.period(86_400).evaluationPeriods(8)),
                        bad("ValidationError", "TreatMissingData", r -> r.treatMissingData("no")),
                        bad(
                                "ValidationError",
                                "percentile",
                                r -> r.evaluateLowSampleCountPercentile("ignore")),
                        bad(
                                "ValidationError",
                                "anomaly",
                                r -> r.comparisonOperator("LessThanLowerThreshold")),
                        bad(
                                "ValidationError",
                                "not supported",
                                r -> r.statistic((String) null).extendedStatistic("q9")),
                        bad("ValidationError", "twice", r -> r.okActions(TOPIC, TOPIC)),
                        bad("InvalidParameterValue", "AlarmName", r -> r.alarmName(" ")),
                        bad("InvalidParameterValue", "Threshold", r -> r.threshold(Double.NaN))));
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        MetricDataQuery metric =
                MetricDataQuery.builder()
                        .id("m")
                        .metricStat(s ->
                                s.stat("Sum")
                                        .period(60)
                                        .metric(m -> m.namespace("App").metricName("m")))
                        .build();
        String mixed = "InvalidParameterCombination";
        refusedAll(
                List.of(
                        bad(mixed, "mutually exclusive", r -> r.extendedStatistic("p90")),
                        bad(mixed, "Metrics", r -> r.metrics(metric)),
                        bad("ValidationError", "Invalid arn syntax", r -> r.okActions("topic")),
                        bad(
                                "ValidationError",
                                "Invalid region eu-west-1",
                                r -> r.okActions("arn:aws:sns:eu-west-1:000000000000:t")),
                        bad(
                                "ValidationError",
                                "should return data",
                                r -> math(r, metric, metric.toBuilder().id("n").build())),
                        bad(
                                "ValidationError",
                                "SEARCH",
                                r ->
                                        math(
                                                r,
                                                MetricDataQuery.builder()
                                                        .id("e")
                                                        .expression("SEARCH('m', 'Sum', 60)")
                                                        .build())),
                        bad(
                                "InvalidParameterValue",
                                "aws:",
                                r -> r.tags(Tag.builder().key("aws:x").value("y").build()))));
    }

    private static void math(PutMetricAlarmRequest.Builder given, MetricDataQuery... queries) {
        given.metricName(null)
                .namespace(null)
                .statistic((String) null)
                .period(null)
                .metrics(queries);
    }

    @Test
    void whatWasPutIsTold() {
        Dimension replica =
                Dimension.builder().name("DBInstanceIdentifier").value("replica").build();
        world.alarm(r ->
                r.alarmName("lag")
                        .alarmDescription("Replica lag > 5 minutes")
                        .namespace("AWS/RDS")
                        .metricName("ReplicaLag")
                        .dimensions(replica)
                        .evaluationPeriods(3)
                        .threshold(300.0)
                        .treatMissingData("missing"));
        MetricAlarm lag = world.describe(r -> r.alarmNamePrefix("l")).metricAlarms().getFirst();
        assertThat(lag.alarmArn()).isEqualTo(ARN + "lag");
        assertThat(lag.alarmDescription()).isEqualTo("Replica lag > 5 minutes");
        assertThat(lag.dimensions()).containsExactly(replica);
        assertThat(lag.period()).isEqualTo(60);
        assertThat(lag.evaluationPeriods()).isEqualTo(3);
        assertThat(lag.datapointsToAlarm()).isNull();
        assertThat(lag.threshold()).isEqualTo(300.0);
        assertThat(lag.treatMissingData()).isEqualTo("missing");
        assertThat(lag.alarmActions()).containsExactly(TOPIC);
        assertThat(lag.actionsEnabled()).isTrue();
        assertThat(forMetric(r -> r.dimensions(replica))).containsExactly("lag");
        assertThat(forMetric(r -> r.dimensions(replica).statistic("Maximum"))).isEmpty();
        assertThat(forMetric(r -> r.dimensions(replica).period(60))).containsExactly("lag");
        assertThat(forMetric(r -> {})).isEmpty();
    }

    private List<String> forMetric(Consumer<DescribeAlarmsForMetricRequest.Builder> asked) {
        var request =
                DescribeAlarmsForMetricRequest.builder()
                        .namespace("AWS/RDS")
                        .metricName("ReplicaLag");
        asked.accept(request);
        return world
                .api
                .call(DescribeAlarmsForMetricResponse.class, request.build())
                .metricAlarms()
                .stream()
                .map(MetricAlarm::alarmName)
                .toList();
    }

    @Test
    void alarmsAreFoundByNameStateAndActionInPages() {
        for (int i = 0; i < 7; i++) {
            String name = "a" + i;
            world.alarm(r -> r.alarmName(name));
        }
        world.alarm(r -> r.alarmName("Ünter den Linden/1").alarmActions(List.of()));
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            var page = world.describe(r -> r.maxRecords(3).nextToken(next));
            page.metricAlarms().forEach(one -> names.add(one.alarmName()));
            token = page.nextToken();
        } while (token != null);
        assertThat(names)
                .containsExactly("a0", "a1", "a2", "a3", "a4", "a5", "a6", "Ünter den Linden/1");
        assertThat(world.describe(r -> r.alarmNamePrefix("a")).metricAlarms()).hasSize(7);
        assertThat(world.describe(r -> r.actionPrefix("arn:aws:sns")).metricAlarms()).hasSize(7);
        assertThat(world.describe(r -> r.stateValue(StateValue.OK)).metricAlarms()).isEmpty();
        assertThat(world.describe(r -> r.alarmNames("a1", "none")).metricAlarms()).hasSize(1);
        assertThat(world.describe(r -> r.alarmTypesWithStrings("CompositeAlarm")).metricAlarms())
                .isEmpty();
        refused("InvalidNextToken", "NextToken", () -> world.describe(r -> r.nextToken("%")));
        refused(
                "InvalidParameterCombination",
                "mutually exclusive",
                () -> world.describe(r -> r.alarmNames("a").alarmNamePrefix("a")));
    }

    @Test
    void namesThatAreLongOrOddAreApart() {
        String base = "ü".repeat(250);
        world.alarm(r -> r.alarmName(base + "1"));
        world.alarm(r -> r.alarmName(base + "2"));
        assertThat(world.describe(r -> r.alarmNames(base + "2")).metricAlarms())
                .singleElement()
                .satisfies(one -> assertThat(one.alarmName()).isEqualTo(base + "2"));
    }

    @Test
    void tagsOfAlarmsGoByArn() {
        world.alarm(r -> r.tags(Tag.builder().key("team").value("db").build()));
        world.api.call(
                TagResourceResponse.class,
                TagResourceRequest.builder()
                        .resourceARN(ARN + "high")
                        .tags(Tag.builder().key("tier").value("1").build())
                        .build());
        assertThat(tags()).isEqualTo(Map.of("team", "db", "tier", "1"));
        world.alarm(r -> r.tags(Tag.builder().key("other").value("x").build()));
        assertThat(tags()).as("tags are taken when it is made").hasSize(2);
        world.api.call(
                UntagResourceResponse.class,
                UntagResourceRequest.builder().resourceARN(ARN + "high").tagKeys("team").build());
        assertThat(tags()).isEqualTo(Map.of("tier", "1"));
        for (String arn : List.of(ARN + "none", "arn:aws:cloudwatch:eu-west-1:1:alarm:high"))
            refused(
                    "ResourceNotFoundException",
                    arn,
                    () ->
                            world.api.call(
                                    ListTagsForResourceResponse.class,
                                    ListTagsForResourceRequest.builder().resourceARN(arn).build()));
    }

    private Map<String, String> tags() {
        return world
                .api
                .call(
                        ListTagsForResourceResponse.class,
                        ListTagsForResourceRequest.builder().resourceARN(ARN + "high").build())
                .tags()
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    @Test
    void aLongNameIsCutInTheSubject() {
        String name = "x".repeat(200);
        world.alarm(r -> r.alarmName(name));
        Alarm alarm =
                new Alarm(
                        "us-east-1",
                        "000000000000",
                        name,
                        Optional.empty(),
                        new Watched.Children("TRUE"),
                        new Alarm.Actions(true, List.of(), List.of(), List.of()),
                        Map.of(),
                        world.api.now,
                        Alarm.Stands.created(world.api.now));
        assertThat(Message.subject(alarm))
                .hasSize(100)
                .startsWith("INSUFFICIENT_DATA: \"xxx")
                .endsWith("...\" in US East (N. Virginia)");
    }
}
