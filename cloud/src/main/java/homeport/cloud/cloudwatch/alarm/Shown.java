package homeport.cloud.cloudwatch.alarm;

import java.util.List;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Alarms as the API tells of them. */
final class Shown {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Shown() {}

    static MetricAlarm metric(Alarm alarm) {
        Watched.Metrics watched = (Watched.Metrics) alarm.watched();
        var shown =
                MetricAlarm.builder()
                        .alarmName(alarm.name())
                        .alarmArn(alarm.arn())
                        .alarmDescription(alarm.description().orElse(null))
                        .alarmConfigurationUpdatedTimestamp(alarm.configured())
                        .actionsEnabled(alarm.actions().enabled())
                        .okActions(alarm.actions().ok())
                        .alarmActions(alarm.actions().alarm())
                        .insufficientDataActions(alarm.actions().insufficientData())
                        .stateValue(alarm.stands().state().name())
                        .stateReason(alarm.stands().reason())
                        .stateReasonData(alarm.stands().data().orElse(null))
                        .stateUpdatedTimestamp(alarm.stands().updated())
                        .stateTransitionedTimestamp(alarm.stands().since())
                        .evaluationPeriods(watched.periods())
                        .comparisonOperator(watched.comparison().text())
                        .threshold(watched.threshold())
                        .treatMissingData(watched.missing().map(Missing::text).orElse(null))
                        .evaluateLowSampleCountPercentile(watched.lowSamples().orElse(null));
        watched.points().ifPresent(shown::datapointsToAlarm);
        if (watched.math())
            return shown.dimensions(List.of())
                    .metrics(watched.queries().stream().map(Query::shown).toList())
                    .build();
        Query.Stat metric = watched.metric();
        boolean basic = Rules.basic(metric.statistic());
        return shown.metricName(metric.name())
                .namespace(metric.namespace())
                .dimensions(Query.shown(metric.dimensions()))
                .period(metric.period())
                .unit(metric.unit().orElse(null))
                .statistic(basic ? metric.statistic() : null)
                .extendedStatistic(basic ? null : metric.statistic())
                .build();
    }

    static CompositeAlarm composite(Alarm alarm) {
        Watched.Children children = (Watched.Children) alarm.watched();
        return CompositeAlarm.builder()
                .alarmName(alarm.name())
                .alarmArn(alarm.arn())
                .alarmDescription(alarm.description().orElse(null))
                .alarmConfigurationUpdatedTimestamp(alarm.configured())
                .actionsEnabled(alarm.actions().enabled())
                .okActions(alarm.actions().ok())
                .alarmActions(alarm.actions().alarm())
                .insufficientDataActions(alarm.actions().insufficientData())
                .alarmRule(children.rule())
                .stateValue(alarm.stands().state().name())
                .stateReason(alarm.stands().reason())
                .stateReasonData(alarm.stands().data().orElse(null))
                .stateUpdatedTimestamp(alarm.stands().updated())
                .stateTransitionedTimestamp(alarm.stands().since())
                .build();
    }

    static AlarmHistoryItem history(HistoryItem item) {
        return AlarmHistoryItem.builder()
                .alarmName(item.alarm())
                .alarmType(item.composite() ? "CompositeAlarm" : "MetricAlarm")
                .timestamp(item.at())
                .historyItemType(item.kind().text())
                .historySummary(item.summary())
                .historyData(item.data())
                .build();
    }

    /** The definition, as history tells it. */
    static ObjectNode configuration(Alarm alarm) {
        ObjectNode shown = JSON.createObjectNode();
        shown.put("alarmName", alarm.name());
        shown.put("alarmArn", alarm.arn());
        alarm.description().ifPresent(text -> shown.put("alarmDescription", text));
        shown.put("actionsEnabled", alarm.actions().enabled());
        alarm.actions().ok().forEach(shown.putArray("okactions")::add);
        alarm.actions().alarm().forEach(shown.putArray("alarmActions")::add);
        alarm.actions().insufficientData().forEach(shown.putArray("insufficientDataActions")::add);
        shown.put("alarmConfigurationUpdatedTimestamp", Reason.time(alarm.configured()));
        switch (alarm.watched()) {
            case Watched.Children(String rule) -> shown.put("alarmRule", rule);
            case Watched.Metrics watched -> metrics(shown, watched);
        }
        return shown;
    }

    private static void metrics(ObjectNode shown, Watched.Metrics watched) {
        if (!watched.math()) {
            Query.Stat metric = watched.metric();
            shown.put("metricName", metric.name());
            shown.put("namespace", metric.namespace());
            shown.put("statistic", metric.statistic());
            shown.put("period", metric.period());
        }
        watched.points().ifPresent(points -> shown.put("datapointsToAlarm", points));
        shown.put("evaluationPeriods", watched.periods());
        shown.put("threshold", watched.threshold());
        shown.put("comparisonOperator", watched.comparison().text());
        shown.put("treatMissingData", watched.missing().orElse(Missing.MISSING).text());
    }
}
