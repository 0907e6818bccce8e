package homeport.insights.pi;

import homeport.aws.Service;
import homeport.insights.counter.CounterHistory;
import homeport.insights.load.Histories;
import homeport.insights.report.ReportStore;
import homeport.insights.watch.Fleet;
import software.amazon.awssdk.services.pi.model.CreatePerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.DeletePerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.DescribeDimensionKeysRequest;
import software.amazon.awssdk.services.pi.model.GetDimensionKeyDetailsRequest;
import software.amazon.awssdk.services.pi.model.GetPerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.GetResourceMetadataRequest;
import software.amazon.awssdk.services.pi.model.GetResourceMetricsRequest;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceDimensionsRequest;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceMetricsRequest;
import software.amazon.awssdk.services.pi.model.ListPerformanceAnalysisReportsRequest;
import software.amazon.awssdk.services.pi.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.pi.model.TagResourceRequest;
import software.amazon.awssdk.services.pi.model.UntagResourceRequest;

/** Performance Insights: its actions. */
public final class PerformanceInsights {
    private PerformanceInsights() {}

    /** What the answers are made of. */
    public record Sources(
            Fleet fleet, Histories histories, CounterHistory counters, ReportStore reports) {}

    /**
     * @param strict whether identifiers with {@code db:} before them are refused, as AWS does
     */
    public static Service service(Sources sources, boolean strict) {
        Resources resources = new Resources(sources.fleet(), strict);
        ResourceMetrics metrics =
                new ResourceMetrics(resources, sources.histories(), sources.counters());
        DimensionKeys keys = new DimensionKeys(resources, sources.histories(), sources.counters());
        Details details = new Details(resources, sources.histories());
        Offers offers = new Offers(resources, sources.counters());
        Reports reports = new Reports(resources, sources.histories(), sources.reports());
        return new Service("pi")
                .on("GetResourceMetrics", GetResourceMetricsRequest::builder, metrics::get)
                .on("DescribeDimensionKeys", DescribeDimensionKeysRequest::builder, keys::describe)
                .on("GetDimensionKeyDetails", GetDimensionKeyDetailsRequest::builder, details::get)
                .on("GetResourceMetadata", GetResourceMetadataRequest::builder, offers::metadata)
                .on(
                        "ListAvailableResourceDimensions",
                        ListAvailableResourceDimensionsRequest::builder,
                        offers::dimensions)
                .on(
                        "ListAvailableResourceMetrics",
                        ListAvailableResourceMetricsRequest::builder,
                        offers::metrics)
                .on(
                        "CreatePerformanceAnalysisReport",
                        CreatePerformanceAnalysisReportRequest::builder,
                        reports::create)
                .on(
                        "GetPerformanceAnalysisReport",
                        GetPerformanceAnalysisReportRequest::builder,
                        reports::get)
                .on(
                        "ListPerformanceAnalysisReports",
                        ListPerformanceAnalysisReportsRequest::builder,
                        reports::list)
                .on(
                        "DeletePerformanceAnalysisReport",
                        DeletePerformanceAnalysisReportRequest::builder,
                        reports::delete)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, reports::tags)
                .on("TagResource", TagResourceRequest::builder, reports::tag)
                .on("UntagResource", UntagResourceRequest::builder, reports::untag);
    }
}
