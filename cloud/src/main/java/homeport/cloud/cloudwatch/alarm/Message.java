package homeport.cloud.cloudwatch.alarm;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a topic is told when an alarm changes: subject and JSON as CloudWatch sends them, observed
 * in messages that people have published.
 */
final class Message {
    /** Of SNS. */
    private static final int SUBJECT_CHARS_MAX = 100;

    private static final String CUT = "...";
    private static final JsonMapper JSON = JsonMapper.shared();

    private Message() {}

    /** A long name is cut, as AWS cuts it. */
    static String subject(Alarm alarm) {
        String state = alarm.stands().state().name() + ": \"";
        String region = "\" in " + Regions.name(alarm.region());
        int room = SUBJECT_CHARS_MAX - state.length() - region.length();
        String name = alarm.name();
        if (name.length() > room) name = name.substring(0, room - CUT.length()) + CUT;
        return state + name + region;
    }

    static String text(Alarm alarm, State was) {
        ObjectNode message = JSON.createObjectNode();
        message.put("AlarmName", alarm.name());
        message.put("AlarmDescription", alarm.description().orElse(null));
        if (alarm.watched() instanceof Watched.Children(String rule))
            message.put("AlarmRule", rule);
        message.put("AWSAccountId", alarm.account());
        message.put("AlarmConfigurationUpdatedTimestamp", Reason.time(alarm.configured()));
        message.put("NewStateValue", alarm.stands().state().name());
        message.put("NewStateReason", alarm.stands().reason());
        message.put("StateChangeTime", Reason.time(alarm.stands().since()));
        message.put("Region", Regions.name(alarm.region()));
        message.put("AlarmArn", alarm.arn());
        message.put("OldStateValue", was.name());
        list(message, "OKActions", alarm.actions().ok());
        list(message, "AlarmActions", alarm.actions().alarm());
        list(message, "InsufficientDataActions", alarm.actions().insufficientData());
        if (alarm.watched() instanceof Watched.Metrics watched)
            message.set("Trigger", trigger(watched));
        return message.toString();
    }

    private static void list(ObjectNode message, String name, List<String> texts) {
        ArrayNode list = message.putArray(name);
        texts.forEach(list::add);
    }

    private static ObjectNode trigger(Watched.Metrics watched) {
        ObjectNode trigger = JSON.createObjectNode();
        if (!watched.math()) metric(trigger, watched.metric());
        trigger.put("Period", Rules.period(watched));
        trigger.put("EvaluationPeriods", watched.periods());
        watched.points().ifPresent(points -> trigger.put("DatapointsToAlarm", points));
        trigger.put("ComparisonOperator", watched.comparison().text());
        trigger.put("Threshold", watched.threshold());
        trigger.put("TreatMissingData", watched.missing().orElse(Missing.MISSING).text());
        trigger.put("EvaluateLowSampleCountPercentile", watched.lowSamples().orElse(""));
        if (watched.math()) {
            ArrayNode metrics = trigger.putArray("Metrics");
            watched.queries().forEach(query -> metrics.add(query(query)));
        }
        return trigger;
    }

    private static void metric(ObjectNode trigger, Query.Stat metric) {
        boolean basic = Rules.basic(metric.statistic());
        trigger.put("MetricName", metric.name());
        trigger.put("Namespace", metric.namespace());
        trigger.put("StatisticType", basic ? "Statistic" : "ExtendedStatistic");
        if (basic) trigger.put("Statistic", Rules.upper(metric.statistic()));
        else trigger.put("ExtendedStatistic", metric.statistic());
        trigger.put("Unit", metric.unit().orElse(null));
        dimensions(trigger, metric.dimensions());
    }

    private static void dimensions(ObjectNode node, Map<String, String> dimensions) {
        ArrayNode list = node.putArray("Dimensions");
        dimensions.forEach((name, value) -> list.addObject().put("value", value).put("name", name));
    }

    private static ObjectNode query(Query query) {
        ObjectNode node = JSON.createObjectNode();
        query.expression().ifPresent(text -> node.put("Expression", text));
        node.put("Id", query.id());
        query.label().ifPresent(text -> node.put("Label", text));
        query.stat()
                .ifPresent(stat -> {
                    ObjectNode of = node.putObject("MetricStat");
                    ObjectNode metric = of.putObject("Metric");
                    dimensions(metric, stat.dimensions());
                    metric.put("MetricName", stat.name());
                    metric.put("Namespace", stat.namespace());
                    of.put("Period", stat.period());
                    of.put("Stat", stat.statistic());
                    stat.unit().ifPresent(unit -> of.put("Unit", unit));
                });
        node.put("ReturnData", query.returnData().orElse(true));
        return node;
    }
}
