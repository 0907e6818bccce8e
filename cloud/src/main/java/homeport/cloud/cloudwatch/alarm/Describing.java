package homeport.cloud.cloudwatch.alarm;

import homeport.aws.Call;
import homeport.cloud.cloudwatch.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/** DescribeAlarms, DescribeAlarmsForMetric, DescribeAlarmHistory. */
final class Describing {
    private static final int PAGE_DEFAULT = 50;
    private static final int HISTORY_PAGE_DEFAULT = 100;

    private final AlarmStore store;

    Describing(AlarmStore store) {
        this.store = store;
    }

    DescribeAlarmsResponse alarms(Call call, DescribeAlarmsRequest given) {
        boolean parents = given.parentsOfAlarmName() != null;
        boolean children = given.childrenOfAlarmName() != null;
        boolean family = parents || children;
        alone(given, parents, children);
        List<Alarm> wanted =
                store.all(call.region()).stream()
                        .filter(alarm ->
                                family ? related(call, given, alarm) : wanted(given, alarm))
                        .toList();
        Page<Alarm> page =
                Page.of(wanted, given.nextToken(), size(given.maxRecords()), Alarm::name);
        List<MetricAlarm> metrics = new ArrayList<>();
        List<CompositeAlarm> composites = new ArrayList<>();
        for (Alarm alarm : page.rows()) {
            if (alarm.composite())
                composites.add(family ? bareComposite(alarm) : Shown.composite(alarm));
            else metrics.add(family ? bareMetric(alarm) : Shown.metric(alarm));
        }
        return DescribeAlarmsResponse.builder()
                .metricAlarms(metrics)
                .compositeAlarms(composites)
                .nextToken(page.next().orElse(null))
                .build();
    }

    private static int size(Integer asked) {
        return Optional.ofNullable(asked).orElse(PAGE_DEFAULT);
    }

    private static void alone(DescribeAlarmsRequest given, boolean parents, boolean children) {
        boolean others =
                given.hasAlarmNames() && !given.alarmNames().isEmpty()
                        || given.alarmNamePrefix() != null
                        || given.stateValueAsString() != null
                        || given.actionPrefix() != null;
        if (parents && children) throw Refusal.both("ChildrenOfAlarmName", "ParentsOfAlarmName");
        if ((parents || children) && others)
            throw Refusal.combination(
                    "%s cannot be specified together with names, a prefix or a state."
                            .formatted(parents ? "ParentsOfAlarmName" : "ChildrenOfAlarmName"));
        if (given.hasAlarmNames()
                && !given.alarmNames().isEmpty()
                && given.alarmNamePrefix() != null)
            throw Refusal.both("AlarmNames", "AlarmNamePrefix");
    }

    private boolean related(Call call, DescribeAlarmsRequest given, Alarm alarm) {
        if (given.parentsOfAlarmName() != null)
            return Composites.children(alarm).contains(given.parentsOfAlarmName());
        return store.find(call.region(), given.childrenOfAlarmName())
                .filter(parent -> Composites.children(parent).contains(alarm.name()))
                .isPresent();
    }

    private static boolean wanted(DescribeAlarmsRequest given, Alarm alarm) {
        List<AlarmType> types = given.alarmTypes();
        boolean type =
                types.isEmpty()
                        ? !alarm.composite()
                        : types.contains(
                                alarm.composite()
                                        ? AlarmType.COMPOSITE_ALARM
                                        : AlarmType.METRIC_ALARM);
        return type
                && (given.alarmNames().isEmpty() || given.alarmNames().contains(alarm.name()))
                && begins(alarm.name(), given.alarmNamePrefix())
                && (given.stateValueAsString() == null
                        || given.stateValueAsString().equals(alarm.stands().state().name()))
                && (given.actionPrefix() == null || acts(alarm, given.actionPrefix()));
    }

    private static boolean begins(String text, String prefix) {
        return prefix == null || text.startsWith(prefix);
    }

    private static boolean acts(Alarm alarm, String prefix) {
        for (State state : State.values())
            for (String action : alarm.actions().of(state))
                if (action.startsWith(prefix)) return true;
        return false;
    }

    /** Of relatives, no more than this is told. */
    private static MetricAlarm bareMetric(Alarm alarm) {
        return MetricAlarm.builder()
                .alarmName(alarm.name())
                .alarmArn(alarm.arn())
                .stateValue(alarm.stands().state().name())
                .stateUpdatedTimestamp(alarm.stands().updated())
                .build();
    }

    private static CompositeAlarm bareComposite(Alarm alarm) {
        return CompositeAlarm.builder()
                .alarmName(alarm.name())
                .alarmArn(alarm.arn())
                .stateValue(alarm.stands().state().name())
                .stateUpdatedTimestamp(alarm.stands().updated())
                .build();
    }

    DescribeAlarmsForMetricResponse forMetric(Call call, DescribeAlarmsForMetricRequest given) {
        String statistic =
                given.statisticAsString() != null
                        ? given.statisticAsString()
                        : given.extendedStatistic();
        Map<String, String> dimensions = new TreeMap<>(Query.dimensions(given.dimensions()));
        Predicate<Query.Stat> asked =
                metric ->
                        metric.namespace().equals(given.namespace())
                                && metric.name().equals(given.metricName())
                                && new TreeMap<>(metric.dimensions()).equals(dimensions)
                                && (statistic == null || statistic.equals(metric.statistic()))
                                && (given.period() == null || given.period() == metric.period())
                                && (given.unitAsString() == null
                                        || metric.unit()
                                                .filter(given.unitAsString()::equals)
                                                .isPresent());
        return DescribeAlarmsForMetricResponse.builder()
                .metricAlarms(
                        store.all(call.region()).stream()
                                .filter(alarm ->
                                        alarm.watched() instanceof Watched.Metrics of
                                                && !of.math()
                                                && asked.test(of.metric()))
                                .map(Shown::metric)
                                .toList())
                .build();
    }

    DescribeAlarmHistoryResponse history(Call call, DescribeAlarmHistoryRequest given) {
        List<AlarmType> types = given.alarmTypes();
        List<AlarmStore.Kept<HistoryItem>> items =
                store.history(call.region(), Optional.ofNullable(given.alarmName())).stream()
                        .filter(kept -> {
                            HistoryItem item = kept.value();
                            AlarmType type =
                                    item.composite()
                                            ? AlarmType.COMPOSITE_ALARM
                                            : AlarmType.METRIC_ALARM;
                            return (types.isEmpty()
                                            ? !item.composite() || given.alarmName() != null
                                            : types.contains(type))
                                    && (given.historyItemTypeAsString() == null
                                            || given.historyItemTypeAsString()
                                                    .equals(item.kind().text()))
                                    && (given.startDate() == null
                                            || !item.at().isBefore(given.startDate()))
                                    && (given.endDate() == null
                                            || !item.at().isAfter(given.endDate()));
                        })
                        .toList();
        boolean up = given.scanBy() == ScanBy.TIMESTAMP_ASCENDING;
        int size = Optional.ofNullable(given.maxRecords()).orElse(HISTORY_PAGE_DEFAULT);
        Page<AlarmStore.Kept<HistoryItem>> page =
                Page.inOrder(
                        up ? items : items.reversed(),
                        given.nextToken(),
                        size,
                        kept -> AlarmStore.stamp(kept.key()),
                        up);
        return DescribeAlarmHistoryResponse.builder()
                .alarmHistoryItems(
                        page.rows().stream().map(kept -> Shown.history(kept.value())).toList())
                .nextToken(page.next().orElse(null))
                .build();
    }
}
