package homeport.stack.type.monitoring;

import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.Made;
import homeport.stack.type.TagForm;
import java.util.List;

/** Alarms, dashboards and logs. */
public final class Monitoring {
    private static final String CLOUDWATCH = "cloudwatch";
    private static final String LOGS = "logs";
    private static final int NAME_MAX = 255;

    private Monitoring() {}

    public static List<Documented> types() {
        return List.of(alarm(), compositeAlarm(), dashboard(), logGroup(), logStream());
    }

    private static Documented alarm() {
        return Declaration.type("AWS::CloudWatch::Alarm", CLOUDWATCH)
                .named("AlarmName", NAME_MAX)
                .update(
                        "ActionsEnabled",
                        "AlarmActions",
                        "AlarmDescription",
                        "ComparisonOperator",
                        "DatapointsToAlarm",
                        "Dimensions",
                        "EvaluateLowSampleCountPercentile",
                        "EvaluationPeriods",
                        "ExtendedStatistic",
                        "InsufficientDataActions",
                        "MetricName",
                        "Metrics",
                        "Namespace",
                        "OKActions",
                        "Period",
                        "Statistic",
                        "Threshold",
                        "ThresholdMetricId",
                        "TreatMissingData",
                        "Unit")
                .tagged(TagForm.list(CLOUDWATCH, "ResourceARN", "/AlarmArn"))
                .upserts()
                .createdBy("PutMetricAlarm")
                .modifiedBy("PutMetricAlarm")
                .seenInListBy("DescribeAlarms", "AlarmNames", "/MetricAlarms/0")
                .deletedBy("DeleteAlarms")
                .deletedWith((api, made, ask) -> inList(made, ask, "AlarmName"))
                .refers("the alarm's name")
                .attribute("Arn", "/AlarmArn")
                .build();
    }

    /** Both delete actions take several names. */
    private static void inList(Made made, Ask ask, String member) {
        ask.members().remove(member);
        ask.and(member + "s", List.of(made.id()));
    }

    private static Documented compositeAlarm() {
        return Declaration.type("AWS::CloudWatch::CompositeAlarm", CLOUDWATCH)
                .named("AlarmName", NAME_MAX)
                .update(
                        "ActionsEnabled",
                        "ActionsSuppressor",
                        "ActionsSuppressorExtensionPeriod",
                        "ActionsSuppressorWaitPeriod",
                        "AlarmActions",
                        "AlarmDescription",
                        "AlarmRule",
                        "InsufficientDataActions",
                        "OKActions")
                .tagged(TagForm.list(CLOUDWATCH, "ResourceARN", "/AlarmArn"))
                .upserts()
                .createdBy("PutCompositeAlarm")
                .modifiedBy("PutCompositeAlarm")
                .seenInListBy("DescribeAlarms", "AlarmNames", "/CompositeAlarms/0")
                .seenWith(Ask.nothing().and("AlarmTypes", List.of("CompositeAlarm")))
                .deletedBy("DeleteAlarms")
                .deletedWith((api, made, ask) -> inList(made, ask, "AlarmName"))
                .refers("the alarm's name")
                .attribute("Arn", "/AlarmArn")
                .build();
    }

    private static Documented dashboard() {
        return Declaration.type("AWS::CloudWatch::Dashboard", CLOUDWATCH)
                .named("DashboardName", NAME_MAX)
                .update("DashboardBody")
                .documents("DashboardBody")
                .createdBy("PutDashboard")
                .modifiedBy("PutDashboard")
                .seenBy("GetDashboard", "DashboardName", "")
                .deletedBy("DeleteDashboards")
                .deletedWith((api, made, ask) -> inList(made, ask, "DashboardName"))
                .refers("the dashboard's name")
                .build();
    }

    private static Documented logGroup() {
        return Declaration.type("AWS::Logs::LogGroup", LOGS)
                .named("LogGroupName", "logGroupName", NAME_MAX, false)
                .replace("LogGroupClass")
                .as("LogGroupClass", "logGroupClass")
                .update("RetentionInDays")
                .apart("RetentionInDays")
                .noted("KmsKeyId")
                .tagged(TagForm.logs("/logGroupArn"))
                .createdBy("CreateLogGroup")
                .seenBy("DescribeLogGroups", "logGroupNamePrefix", "/logGroups/0")
                .settle(Monitoring::settleGroup)
                .deletedBy("DeleteLogGroup")
                .refers("the group's name")
                .attribute("Arn", "/arn")
                .build();
    }

    private static void settleGroup(Change change) {
        if (!change.changed("RetentionInDays")) return;
        Ask ask = Ask.with("logGroupName", change.id());
        boolean kept = change.wanted().hasNonNull("RetentionInDays");
        if (kept) ask.take(change.wanted(), "RetentionInDays", "retentionInDays");
        ask.of(change.api(), LOGS, kept ? "PutRetentionPolicy" : "DeleteRetentionPolicy");
    }

    private static Documented logStream() {
        return Declaration.type("AWS::Logs::LogStream", LOGS)
                .named("LogStreamName", "logStreamName", NAME_MAX, false)
                .replace("LogGroupName")
                .as("LogGroupName", "logGroupName")
                .createdBy("CreateLogStream")
                .deletedBy("DeleteLogStream")
                .deletedWith((api, made, ask) ->
                        ask.take(made.properties(), "LogGroupName", "logGroupName"))
                .refers("the stream's name")
                .build();
    }
}
