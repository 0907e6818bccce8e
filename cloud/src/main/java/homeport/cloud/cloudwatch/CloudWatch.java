package homeport.cloud.cloudwatch;

import homeport.aws.Service;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;

/** CloudWatch: its actions on metrics. */
public final class CloudWatch {
    private final Metrics metrics;
    private final Counters counters;

    public CloudWatch(Metrics metrics, Counters counters) {
        this.metrics = metrics;
        this.counters = counters;
    }

    public Service service() {
        var putting = new Putting(metrics);
        var statistics = new Statistics(metrics);
        var data = new Data(metrics, counters);
        var listing = new Listing(metrics);
        return new Service("cloudwatch")
                .on("PutMetricData", PutMetricDataRequest::builder, putting::put)
                .on("GetMetricStatistics", GetMetricStatisticsRequest::builder, statistics::get)
                .on("GetMetricData", GetMetricDataRequest::builder, data::get)
                .on("ListMetrics", ListMetricsRequest::builder, listing::list);
    }
}
