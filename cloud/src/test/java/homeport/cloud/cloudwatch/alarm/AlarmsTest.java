package homeport.cloud.cloudwatch.alarm;

import static homeport.cloud.Caller.refused;
import static homeport.cloud.cloudwatch.alarm.AlarmWorld.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.AwsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alarms follow their metric, tell topics and keep a history, also through a crash. */
final class AlarmsTest {
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

    @Test
    void anAlarmFiresAndRecoversAndTellsOnceEach() {
        world.alarm(r -> r.okActions(TOPIC));
        assertThat(world.high().stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        assertThat(world.high().stateReason()).isEqualTo("Unchecked: Initial alarm creation");
        world.minutes(3, 10);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.OK);
        world.told.clear();
        world.minutes(4, 95);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(world.told).singleElement().asString().startsWith(TOPIC + " ALARM: \"high\" in");
        world.minutes(4, 10);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.OK);
        assertThat(world.told).hasSize(2);
        assertThat(world.told.getLast()).startsWith(TOPIC + " OK: \"high\" in US East");
        assertThat(world.history(r -> r.alarmName("high")))
                .extracting(AlarmHistoryItem::historySummary)
                .containsExactly(
                        "Successfully executed action " + TOPIC,
                        "Alarm updated from ALARM to OK",
                        "Successfully executed action " + TOPIC,
                        "Alarm updated from OK to ALARM",
                        "Successfully executed action " + TOPIC,
                        "Alarm updated from INSUFFICIENT_DATA to OK",
                        "Alarm \"high\" created");
        assertThat(
                        world.history(r ->
                                r.alarmName("high").historyItemType(HistoryItemType.STATE_UPDATE)))
                .hasSize(3);
    }

    @Test
    void dataThatEndsIsInsufficientWhenNothingIsLeftOfIt() {
        world.alarm(r -> {});
        world.minutes(2, 10);
        world.pass(Duration.ofMinutes(5));
        MetricAlarm high = world.high();
        assertThat(high.stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        assertThat(high.stateReason()).isEqualTo("Insufficient Data: 1 datapoint was unknown.");
    }

    @Test
    void theMessageHasTheShapeThatReceiversKnow() {
        world.alarm(r -> r.datapointsToAlarm(1).alarmDescription("too high"));
        world.minutes(3, 94.1);
        JsonNode message = JsonMapper.shared().readTree(world.told.getFirst().split(" ", 9)[8]);
        assertThat(message.propertyNames())
                .containsExactly(
                        "AlarmName",
                        "AlarmDescription",
                        "AWSAccountId",
                        "AlarmConfigurationUpdatedTimestamp",
                        "NewStateValue",
                        "NewStateReason",
                        "StateChangeTime",
                        "Region",
                        "AlarmArn",
                        "OldStateValue",
                        "OKActions",
                        "AlarmActions",
                        "InsufficientDataActions",
                        "Trigger");
        assertThat(message.get("Region").asString()).isEqualTo("US East (N. Virginia)");
        assertThat(message.get("StateChangeTime").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");
        assertThat(message.get("NewStateReason").asString())
                .matches(
                        "Threshold Crossed: 1 out of the last 1 datapoints \\[94\\.1 \\(24/11/26 10:0\\d:00\\)] was greater than the threshold \\(90\\.0\\) \\(minimum 1 datapoint for OK -> ALARM transition\\)\\.");
        assertThat(message.get("Trigger").toString())
                .isEqualTo(
                        """
                        {"MetricName":"m","Namespace":"App","StatisticType":"Statistic",\
                        "Statistic":"AVERAGE","Unit":null,"Dimensions":[],"Period":60,\
                        "EvaluationPeriods":1,"DatapointsToAlarm":1,\
                        "ComparisonOperator":"GreaterThanThreshold","Threshold":90.0,\
                        "TreatMissingData":"missing","EvaluateLowSampleCountPercentile":""}\
                        """);
    }

    @Test
    void aCrashBetweenChangeAndTellingTellsAfterwards() {
        world.refuses = Optional.of(new AwsException("Throttled", "not yet"));
        world.alarm(r -> {});
        world.minutes(2, 95);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(world.told).isEmpty();
        world.crash();
        world.refuses = Optional.empty();
        world.settle();
        assertThat(world.told).hasSize(1);
        world.settle();
        assertThat(world.told).hasSize(1);
    }

    @Test
    void whatCannotBeToldIsInTheHistory() {
        world.refuses = Optional.of(new AwsException("NotFound", "Topic does not exist"));
        world.alarm(r -> r.alarmActions(TOPIC, "arn:aws:lambda:us-east-1:000000000000:function:f"));
        world.minutes(2, 95);
        assertThat(world.history(r -> r.historyItemType(HistoryItemType.ACTION)))
                .extracting(AlarmHistoryItem::historySummary)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains(TOPIC, "Topic does not exist"),
                        one -> assertThat(one).contains(":function:f", "SNS topics only"));
    }

    @Test
    void aFaultOfOursIsInTheHistoryToo() {
        world.refuses = Optional.of(new IllegalStateException("a bug"));
        world.alarm(r -> {});
        world.minutes(2, 95);
        world.refuses = Optional.empty();
        world.minutes(2, 10);
        world.minutes(2, 95);
        assertThat(world.told).hasSize(1);
        assertThat(world.history(r -> r.historyItemType(HistoryItemType.ACTION)))
                .extracting(AlarmHistoryItem::historySummary)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains("Internal failure", "a bug"),
                        one -> assertThat(one).contains("Successfully executed"));
    }

    @Test
    void aStateThatIsSetActsAndLastsUntilTheNextEvaluation() {
        world.alarm(r -> {});
        world.minutes(2, 10);
        set(StateValue.ALARM);
        world.settle();
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(world.high().stateReason()).isEqualTo("a test");
        assertThat(world.told).hasSize(1);
        set(StateValue.ALARM);
        world.settle();
        assertThat(world.told).hasSize(1);
        world.minutes(1, 10);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.OK);
        refused(
                "ResourceNotFound",
                "no alarm",
                () ->
                        world.api.call(
                                SetAlarmStateResponse.class,
                                SetAlarmStateRequest.builder()
                                        .alarmName("none")
                                        .stateValue(StateValue.OK)
                                        .stateReason("r")
                                        .build()));
        refused(
                "InvalidFormat",
                "JSON",
                () ->
                        world.api.call(
                                SetAlarmStateResponse.class,
                                SetAlarmStateRequest.builder()
                                        .alarmName("high")
                                        .stateValue(StateValue.OK)
                                        .stateReason("r")
                                        .stateReasonData("{")
                                        .build()));
    }

    private void set(StateValue state) {
        world.api.call(
                SetAlarmStateResponse.class,
                SetAlarmStateRequest.builder()
                        .alarmName("high")
                        .stateValue(state)
                        .stateReason("a test")
                        .build());
    }

    @Test
    void disabledActionsAreNotRun() {
        world.alarm(r -> {});
        world.api.call(
                DisableAlarmActionsResponse.class,
                DisableAlarmActionsRequest.builder().alarmNames("high", "none").build());
        world.minutes(2, 95);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(world.told).isEmpty();
        world.api.call(
                EnableAlarmActionsResponse.class,
                EnableAlarmActionsRequest.builder().alarmNames("high").build());
        assertThat(world.high().actionsEnabled()).isTrue();
        world.minutes(2, 95);
        assertThat(world.told).as("no transition, no action").isEmpty();
    }

    @Test
    void anotherDefinitionByTheSameNameKeepsTheState() {
        world.alarm(r -> {});
        world.minutes(2, 95);
        world.alarm(r -> r.threshold(99.0).alarmActions(TOPIC).okActions(TOPIC));
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(world.high().threshold()).isEqualTo(99.0);
        world.minutes(2, 95);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.OK);
    }

    @Test
    void mathIsWatchedAsOneMetricIs() {
        world.alarm(r ->
                r.namespace(null)
                        .metricName(null)
                        .statistic((String) null)
                        .period(null)
                        .metrics(
                                MetricDataQuery.builder()
                                        .id("e")
                                        .expression("m * 2")
                                        .returnData(true)
                                        .build(),
                                MetricDataQuery.builder()
                                        .id("m")
                                        .returnData(false)
                                        .metricStat(s ->
                                                s.stat("Average")
                                                        .period(60)
                                                        .metric(m ->
                                                                m.namespace("App").metricName("m")))
                                        .build()));
        world.minutes(2, 50);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(world.high().metrics()).hasSize(2);
        assertThat(world.high().stateReason()).contains("100.0 (");
        assertThat(world.told.getFirst()).contains("\"Metrics\":[{\"Expression\":\"m * 2\"");
    }

    @Test
    void percentilesOfFewSamplesChangeNothingWhenThatIsAsked() {
        world.alarm(r ->
                r.statistic((String) null)
                        .extendedStatistic("p50")
                        .evaluateLowSampleCountPercentile("ignore"));
        world.minutes(2, 95);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        for (int sample = 0; sample < 25; sample++) world.put(95);
        world.minutes(2, 95);
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
    }

    @Test
    void compositesFollowTheirChildren() {
        world.alarm(r -> {});
        world.minutes(2, 10);
        refused("ValidationError", "[none]", () -> composite("both", "ALARM(high) OR OK(none)"));
        composite("both", "ALARM(high)");
        composite("above", "NOT ALARM(both)");
        refused("ValidationError", "itself", () -> composite("both", "ALARM(above)"));
        var both =
                world.describe(r -> r.alarmTypesWithStrings("CompositeAlarm").alarmNames("both"))
                        .compositeAlarms()
                        .getFirst();
        assertThat(both.stateValue()).isEqualTo(StateValue.OK);
        assertThat(both.stateReason())
                .isEqualTo(both.alarmArn() + " was created and its alarm rule evaluates to OK");
        world.settle();
        world.told.clear();
        world.minutes(2, 95);
        both =
                world.describe(r -> r.alarmTypesWithStrings("CompositeAlarm"))
                        .compositeAlarms()
                        .getLast();
        assertThat(both.stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(both.stateReason())
                .startsWith("arn:aws:cloudwatch:us-east-1:000000000000:alarm:high transitioned to")
                .matches(".* at Tuesday 24 November, 2026 10:0\\d:\\d\\d UTC");
        assertThat(world.told).hasSize(2);
        assertThat(world.told.getLast()).contains("\"AlarmRule\":\"ALARM(high)\"");
        assertThat(world.describe(r -> r.childrenOfAlarmName("both")).metricAlarms()).hasSize(1);
        assertThat(world.describe(r -> r.parentsOfAlarmName("both")).compositeAlarms())
                .singleElement()
                .satisfies(one -> assertThat(one.alarmName()).isEqualTo("above"));
        refused("ValidationError", "both depends", () -> delete("high"));
        delete("above");
        delete("both", "high", "none");
        assertThat(world.describe(r -> {}).metricAlarms()).isEmpty();
        assertThat(world.history(r -> r.alarmName("high")).getFirst().historySummary())
                .isEqualTo("Alarm \"high\" deleted");
    }

    @Test
    void aCompositeStateThatIsSetLastsForAMinuteAtTheMost() {
        world.alarm(r -> {});
        world.minutes(2, 10);
        composite("both", "ALARM(high)");
        world.pass(Duration.ofSeconds(5));
        world.told.clear();
        world.api.call(
                SetAlarmStateResponse.class,
                SetAlarmStateRequest.builder()
                        .alarmName("both")
                        .stateValue(StateValue.ALARM)
                        .stateReason("a test")
                        .build());
        world.settle();
        assertThat(state("both")).isEqualTo(StateValue.ALARM);
        assertThat(world.told).hasSize(1);
        world.pass(Duration.ofSeconds(60));
        assertThat(state("both")).isEqualTo(StateValue.OK);
    }

    private StateValue state(String composite) {
        return world.describe(r -> r.alarmTypesWithStrings("CompositeAlarm").alarmNames(composite))
                .compositeAlarms()
                .getFirst()
                .stateValue();
    }

    private void composite(String name, String rule) {
        world.api.call(
                PutCompositeAlarmResponse.class,
                PutCompositeAlarmRequest.builder()
                        .alarmName(name)
                        .alarmRule(rule)
                        .alarmActions(TOPIC)
                        .build());
    }

    private void delete(String... names) {
        world.api.call(
                DeleteAlarmsResponse.class,
                DeleteAlarmsRequest.builder().alarmNames(names).build());
    }

    @Test
    void tenSecondPeriodsAreLookedAtEveryTenSeconds() {
        world.alarm(r -> r.period(10));
        world.putFine(95);
        world.pass(Duration.ofSeconds(25));
        assertThat(world.high().stateValue()).isEqualTo(StateValue.ALARM);
    }

    @Test
    void historyIsKeptForThirtyDays() {
        world.alarm(r -> {});
        world.minutes(2, 95);
        assertThat(world.history(r -> {})).hasSize(3);
        world.api.now = world.api.now.plus(Duration.ofDays(29));
        world.pass(Duration.ofSeconds(61));
        int then = world.history(r -> {}).size();
        assertThat(then).isGreaterThanOrEqualTo(3);
        world.api.now = world.api.now.plus(Duration.ofDays(2));
        world.pass(Duration.ofSeconds(61));
        assertThat(world.history(r -> {})).hasSizeLessThan(then);
    }
}
