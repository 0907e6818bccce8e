package homeport.cloud.iam.access;

import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a request to CloudWatch takes: alarms and dashboards are resources, metrics are none; who
 * may write which is told by their namespace. Source: Service Authorization Reference, "Actions,
 * resources, and condition keys for Amazon CloudWatch".
 */
final class CloudWatchNeeds {
    private final Call call;
    private final String action;
    private final Members members;

    CloudWatchNeeds(Call call, String action, Members members) {
        this.call = call;
        this.action = action;
        this.members = members;
    }

    List<Need> all() {
        return switch (action) {
            case "PutMetricData" -> List.of(new Need(name(), "*", namespace()));
            case "PutMetricAlarm", "PutCompositeAlarm", "SetAlarmState", "DescribeAlarmHistory" ->
                    each(members.text("AlarmName").stream().map(this::alarm));
            case "DeleteAlarms", "EnableAlarmActions", "DisableAlarmActions" ->
                    each(members.texts("AlarmNames").stream().map(this::alarm));
            case "TagResource", "UntagResource", "ListTagsForResource" ->
                    each(members.text("ResourceARN").stream());
            case "PutDashboard", "GetDashboard" ->
                    each(members.text("DashboardName").stream().map(this::dashboard));
            case "DeleteDashboards" ->
                    each(members.texts("DashboardNames").stream().map(this::dashboard));
            default -> each(Stream.empty());
        };
    }

    private String name() {
        return "cloudwatch:" + action;
    }

    private Map<String, String> namespace() {
        return members.text("Namespace")
                .map(namespace -> Map.of("cloudwatch:namespace", namespace))
                .orElse(Map.of());
    }

    private List<Need> each(Stream<String> resources) {
        List<Need> needs = resources.distinct().map(resource -> Need.of(name(), resource)).toList();
        return needs.isEmpty() ? List.of(Need.of(name(), "*")) : needs;
    }

    private String alarm(String name) {
        return call.arn("cloudwatch", "alarm:" + name);
    }

    /** Dashboards have no region. */
    private String dashboard(String name) {
        return "arn:aws:cloudwatch::" + call.account() + ":dashboard/" + name;
    }
}
