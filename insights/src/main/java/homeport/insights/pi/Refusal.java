package homeport.insights.pi;

import homeport.aws.AwsException;

/** What Performance Insights answers to what it cannot do. */
final class Refusal {
    private Refusal() {}

    static AwsException argument(String message, Object... values) {
        return new AwsException("InvalidArgumentException", message.formatted(values));
    }

    /** AWS's words, then which one. */
    static AwsException statistic(String metric) {
        return argument("The specified statistic is not a known statistic: %s.", metric);
    }

    static AwsException metric(String metric) {
        return argument(
                "The specified metric is not a known metric: %s. list-available-resource-metrics"
                        + " names those of this resource.",
                metric);
    }

    static AwsException group(String group) {
        return argument("The specified group is not a known group: %s.", group);
    }

    static AwsException standardMode(String group) {
        return argument(
                "The group %s is there in the advanced mode of Database Insights only; this"
                        + " resource is in standard mode.",
                group);
    }

    static AwsException dimension(String dimension, String group) {
        return argument("The dimension %s is not one of the group %s.", dimension, group);
    }
}
