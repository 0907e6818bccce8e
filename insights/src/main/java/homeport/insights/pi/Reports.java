package homeport.insights.pi;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.insights.load.Histories;
import homeport.insights.pi.Resources.Resource;
import homeport.insights.report.Analysis;
import homeport.insights.report.Finding;
import homeport.insights.report.ReportStore;
import homeport.insights.report.ReportStore.Report;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.pi.model.AnalysisReport;
import software.amazon.awssdk.services.pi.model.AnalysisReportSummary;
import software.amazon.awssdk.services.pi.model.AnalysisStatus;
import software.amazon.awssdk.services.pi.model.ContextType;
import software.amazon.awssdk.services.pi.model.CreatePerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.CreatePerformanceAnalysisReportResponse;
import software.amazon.awssdk.services.pi.model.Data;
import software.amazon.awssdk.services.pi.model.DeletePerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.DeletePerformanceAnalysisReportResponse;
import software.amazon.awssdk.services.pi.model.GetPerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.GetPerformanceAnalysisReportResponse;
import software.amazon.awssdk.services.pi.model.Insight;
import software.amazon.awssdk.services.pi.model.ListPerformanceAnalysisReportsRequest;
import software.amazon.awssdk.services.pi.model.ListPerformanceAnalysisReportsResponse;
import software.amazon.awssdk.services.pi.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.pi.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.pi.model.PerformanceInsightsMetric;
import software.amazon.awssdk.services.pi.model.Recommendation;
import software.amazon.awssdk.services.pi.model.ServiceType;
import software.amazon.awssdk.services.pi.model.Tag;
import software.amazon.awssdk.services.pi.model.TagResourceRequest;
import software.amazon.awssdk.services.pi.model.TagResourceResponse;
import software.amazon.awssdk.services.pi.model.UntagResourceRequest;
import software.amazon.awssdk.services.pi.model.UntagResourceResponse;

/**
 * Performance analysis reports: made at once, since the rules take milliseconds, and so never
 * {@code RUNNING}. Source: API Reference, CreatePerformanceAnalysisReport.
 */
final class Reports {
    /** Source: RDS User Guide, "Creating a performance analysis report": 5 minutes to 6 days. */
    private static final Duration RANGE_MIN = Duration.ofMinutes(5);

    private static final Duration RANGE_MAX = Duration.ofDays(6);
    private static final Pattern ARN =
            Pattern.compile(
                    "arn:aws:pi:([a-z0-9-]+):([0-9]{12}):perf-reports/RDS/([A-Za-z0-9-]+)/(report-[0-9a-f]{17})");

    private final Resources resources;
    private final Histories histories;
    private final ReportStore store;
    private final SecureRandom random = new SecureRandom();

    Reports(Resources resources, Histories histories, ReportStore store) {
        this.resources = resources;
        this.histories = histories;
        this.store = store;
    }

    CreatePerformanceAnalysisReportResponse create(
            Call call, CreatePerformanceAnalysisReportRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        Ranges.window(
                request.startTime(),
                request.endTime(),
                Optional.empty(),
                resource.insights().retentionDays(),
                call.now());
        Duration range = Duration.between(request.startTime(), request.endTime());
        if (range.compareTo(RANGE_MIN) < 0 || range.compareTo(RANGE_MAX) > 0)
            throw Refusal.argument(
                    "The report is to be of %d s; allowed are %d s to %d s.",
                    range.toSeconds(), RANGE_MIN.toSeconds(), RANGE_MAX.toSeconds());
        Map<String, String> tags = new HashMap<>();
        request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        List<Finding> findings =
                histories
                        .of(resource.id())
                        .map(history ->
                                Analysis.of(
                                        history,
                                        request.startTime(),
                                        request.endTime(),
                                        resource.server().vcpus(),
                                        call.now()))
                        .orElse(List.of());
        String id =
                "report-"
                        + HexFormat.of().toHexDigits(random.nextLong())
                        + HexFormat.of().toHexDigits((byte) random.nextInt()).charAt(0);
        store.add(
                new Report(
                        call.region(),
                        resource.id(),
                        id,
                        call.now(),
                        request.startTime(),
                        request.endTime(),
                        findings,
                        tags));
        return CreatePerformanceAnalysisReportResponse.builder().analysisReportId(id).build();
    }

    GetPerformanceAnalysisReportResponse get(
            Call call, GetPerformanceAnalysisReportRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        Report report = report(call.region(), resource.id(), request.analysisReportId());
        boolean marked = "MARKDOWN".equals(request.textFormatAsString());
        return GetPerformanceAnalysisReportResponse.builder()
                .analysisReport(
                        AnalysisReport.builder()
                                .analysisReportId(report.id())
                                .identifier(resource.id())
                                .serviceType(ServiceType.RDS)
                                .createTime(report.created())
                                .startTime(report.start())
                                .endTime(report.end())
                                .status(AnalysisStatus.SUCCEEDED)
                                .insights(
                                        report.findings().stream()
                                                .map(one -> insight(report, one, marked))
                                                .toList())
                                .build())
                .build();
    }

    private Report report(String region, String resourceId, String id) {
        return store.find(region, resourceId, id)
                .orElseThrow(
                        () -> Refusal.argument("There is no report %s of %s.", id, resourceId));
    }

    private static Insight insight(Report report, Finding finding, boolean marked) {
        int place = report.findings().indexOf(finding);
        return Insight.builder()
                .insightId("insight-" + report.id().substring("report-".length()) + place)
                .insightType(finding.type())
                .context(ContextType.CAUSAL)
                .severity(finding.severity().name())
                .startTime(report.start())
                .endTime(report.end())
                .description(
                        marked ? "**" + finding.type() + "** " + finding.text() : finding.text())
                .recommendations(
                        finding.advice().stream()
                                .map(text ->
                                        Recommendation.builder()
                                                .recommendationId(
                                                        finding.type()
                                                                + "-"
                                                                + finding.advice().indexOf(text))
                                                .recommendationDescription(text)
                                                .build())
                                .toList())
                .insightData(finding.now().stream().map(Reports::data).toList())
                .baselineData(finding.before().stream().map(Reports::data).toList())
                .build();
    }

    private static Data data(Finding.Figure figure) {
        PerformanceInsightsMetric.Builder metric =
                PerformanceInsightsMetric.builder()
                        .metric(figure.metric())
                        .displayName("DB load")
                        .value(figure.value());
        if (!figure.dimensions().isEmpty()) metric.dimensions(figure.dimensions());
        return Data.builder().performanceInsightsMetric(metric.build()).build();
    }

    ListPerformanceAnalysisReportsResponse list(
            Call call, ListPerformanceAnalysisReportsRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        String asked = request.toBuilder().nextToken(null).build().toString();
        Paging paging = Paging.of(asked, request.nextToken(), request.maxResults(), call.now());
        boolean withTags = Boolean.TRUE.equals(request.listTags());
        List<AnalysisReportSummary> all =
                store.list(call.region(), resource.id()).stream()
                        .map(report -> summary(report, withTags))
                        .toList();
        return ListPerformanceAnalysisReportsResponse.builder()
                .analysisReports(paging.page(all))
                .nextToken(paging.next(all).orElse(null))
                .build();
    }

    private static AnalysisReportSummary summary(Report report, boolean withTags) {
        AnalysisReportSummary.Builder summary =
                AnalysisReportSummary.builder()
                        .analysisReportId(report.id())
                        .createTime(report.created())
                        .startTime(report.start())
                        .endTime(report.end())
                        .status(AnalysisStatus.SUCCEEDED);
        return (withTags ? summary.tags(tags(report)) : summary).build();
    }

    private static List<Tag> tags(Report report) {
        return report.tags().entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    DeletePerformanceAnalysisReportResponse delete(
            Call call, DeletePerformanceAnalysisReportRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        store.delete(report(call.region(), resource.id(), request.analysisReportId()));
        return DeletePerformanceAnalysisReportResponse.builder().build();
    }

    ListTagsForResourceResponse tags(Call call, ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tags(tags(report(call, request.resourceARN())))
                .build();
    }

    TagResourceResponse tag(Call call, TagResourceRequest request) {
        change(
                report(call, request.resourceARN()),
                tags -> request.tags().forEach(tag -> tags.put(tag.key(), tag.value())));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(Call call, UntagResourceRequest request) {
        change(
                report(call, request.resourceARN()),
                tags -> request.tagKeys().forEach(tags::remove));
        return UntagResourceResponse.builder().build();
    }

    private void change(Report report, Consumer<Map<String, String>> change) {
        boolean done =
                store.tag(
                        report,
                        tags -> {
                            change.accept(tags);
                            return tags;
                        });
        if (!done)
            throw new AwsException(
                    "InternalServiceError", "The report changed meanwhile; try again.");
    }

    private Report report(Call call, String arn) {
        Matcher matcher = ARN.matcher(arn);
        boolean here =
                matcher.matches()
                        && matcher.group(1).equals(call.region())
                        && matcher.group(2).equals(call.account());
        if (!here)
            throw Refusal.argument(
                    "ResourceARN is %s; it must be that of a performance analysis report of this"
                            + " account and region.",
                    arn);
        return report(call.region(), matcher.group(3), matcher.group(4));
    }
}
