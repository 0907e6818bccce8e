package homeport.insights.pi;

import static homeport.insights.testkit.MemoryHistory.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.insights.load.Column;
import homeport.insights.load.Statement;
import homeport.insights.report.ReportStore;
import homeport.insights.testkit.MemoryHistory;
import homeport.insights.testkit.NineHits;
import homeport.insights.testkit.NoServer;
import homeport.insights.watch.Watched;
import homeport.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.pi.model.CreatePerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.CreatePerformanceAnalysisReportResponse;
import software.amazon.awssdk.services.pi.model.DeletePerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.DescribeDimensionKeysRequest;
import software.amazon.awssdk.services.pi.model.DescribeDimensionKeysResponse;
import software.amazon.awssdk.services.pi.model.DimensionGroup;
import software.amazon.awssdk.services.pi.model.GetDimensionKeyDetailsRequest;
import software.amazon.awssdk.services.pi.model.GetDimensionKeyDetailsResponse;
import software.amazon.awssdk.services.pi.model.GetPerformanceAnalysisReportRequest;
import software.amazon.awssdk.services.pi.model.GetPerformanceAnalysisReportResponse;
import software.amazon.awssdk.services.pi.model.GetResourceMetricsRequest;
import software.amazon.awssdk.services.pi.model.GetResourceMetricsResponse;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceDimensionsRequest;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceDimensionsResponse;
import software.amazon.awssdk.services.pi.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.pi.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.pi.model.MetricKeyDataPoints;
import software.amazon.awssdk.services.pi.model.MetricQuery;
import software.amazon.awssdk.services.pi.model.PeriodAlignment;
import software.amazon.awssdk.services.pi.model.Tag;

/** The API's rules, on load that is known. Source: Performance Insights API Reference. */
class PerformanceInsightsTest {
    private static final Instant NOON = Instant.parse("2026-06-14T12:00:00Z");
    private static final String ID = "db-ABCDEF";
    private final MemoryHistory history = new MemoryHistory();
    private final ReportStore reports = new ReportStore(new MemoryStore());
    private boolean advanced;

    /** Two minutes: one session of each of three users, then one of the first alone. */
    PerformanceInsightsTest() {
        history.statement(new Statement("t1", "42", "d1", "select 1"));
        history.statement(new Statement("d1", "42", "d1", "select ?"));
        var ann = key(Column.USER, "ann", Column.SQL, "t1", Column.DIGEST, "d1");
        for (int second = 0; second < 120; second++) {
            Instant at = NOON.plusSeconds(second);
            if (second < 60) history.tick(at, ann, key(Column.USER, "bob"), key(Column.USER, "cy"));
            else history.tick(at, ann);
        }
    }

    @Test
    void theTotalComesFirstThenTheGroupsByLoad() {
        var response = metrics(request -> request.metricQueries(load("db.user", 2)));
        assertThat(response.metricList())
                .extracting(one -> one.key().dimensions().get("db.user.name"))
                .containsExactly(null, "ann", "bob");
        assertThat(values(response.metricList().get(0))).containsExactly(3.0, 1.0);
        assertThat(values(response.metricList().get(1))).containsExactly(1.0, 1.0);
        assertThat(values(response.metricList().get(2))).containsExactly(1.0, 0.0);
        assertThat(response.metricList().get(2).key().metric()).isEqualTo("db.load.avg");
    }

    @Test
    void aPointBearsTheEndOfItsPeriodUnlessTheBeginningIsAskedFor() {
        var usual = metrics(request -> request.metricQueries(load()));
        assertThat(usual.metricList().getFirst().dataPoints())
                .extracting(point -> point.timestamp())
                .containsExactly(NOON.plusSeconds(60), NOON.plusSeconds(120));
        var start =
                metrics(request ->
                        request.metricQueries(load()).periodAlignment(PeriodAlignment.START_TIME));
        assertThat(start.metricList().getFirst().dataPoints().getFirst().timestamp())
                .isEqualTo(NOON);
    }

    @Test
    void aPeriodThatIsNotOverHasNoPoint() {
        var response =
                (GetResourceMetricsResponse)
                        call(
                                "GetResourceMetrics",
                                metricsRequest().metricQueries(load()).build(),
                                NOON.plusSeconds(90));
        assertThat(values(response.metricList().getFirst())).containsExactly(3.0);
    }

    @Test
    void whatWasNeverSampledIsEmptyAndNoError() {
        var response =
                metrics(request ->
                        request.startTime(NOON.minus(Duration.ofHours(3)))
                                .endTime(NOON.minus(Duration.ofHours(2)))
                                .metricQueries(load("db.user", 5)));
        assertThat(response.metricList()).hasSize(1);
        assertThat(response.metricList().getFirst().dataPoints()).isEmpty();
    }

    @Test
    void pagesMakeUpTheWhole() {
        List<MetricKeyDataPoints> all = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            var page =
                    metrics(request ->
                            request.metricQueries(load("db.user", 10))
                                    .maxResults(1)
                                    .nextToken(from));
            assertThat(page.metricList()).hasSize(1);
            all.addAll(page.metricList());
            token = page.nextToken();
        } while (token != null);
        assertThat(all).isEqualTo(metrics(r -> r.metricQueries(load("db.user", 10))).metricList());
    }

    @Test
    void aTokenIsWorthNothingToAnotherRequest() {
        String token =
                metrics(request -> request.metricQueries(load("db.user", 10)).maxResults(1))
                        .nextToken();
        refused(
                "NextToken",
                request ->
                        request.metricQueries(load("db.host", 10)).maxResults(1).nextToken(token));
        refused("NextToken", request -> request.metricQueries(load()).nextToken("AAAA"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"db.load", "db.load.p99", "load", "db.Cache.blks_hit"})
    void aMetricMustNameItsStatistic(String metric) {
        refused(
                "The specified statistic is not a known statistic",
                request -> request.metricQueries(query(metric)));
    }

    @Test
    void oneUnknownMetricFailsTheWholeCall() {
        refused(
                "not a known metric: db.nothing.avg",
                request -> request.metricQueries(load(), query("db.nothing.avg")));
    }

    @ParameterizedTest
    @CsvSource({
        "db.application_name, db.application.name, not a known group: db.application_name",
        "db.user, db.host.name, db.host.name is not one of the group db.user",
        "db.blocking_session, db.blocking_session.id, advanced mode",
        "db.plans, db.plans.id, advanced mode",
    })
    void groupsAndDimensionsMustFit(String group, String dimension, String message) {
        refused(
                message,
                request ->
                        request.metricQueries(
                                MetricQuery.builder()
                                        .metric("db.load.avg")
                                        .groupBy(g -> g.group(group).dimensions(dimension))
                                        .build()));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-14T12:00:00Z, 2026-06-14T12:00:00Z, 60, not before EndTime",
        "2026-06-14T12:00:00Z, 2026-06-14T11:00:00Z, 60, not before EndTime",
        "2026-06-01T12:00:00Z, 2026-06-14T12:00:00Z, 60, retention of this resource is 7 days",
        "1970-01-01T00:00:00Z, 2026-06-14T12:00:00Z, 86400, retention",
        "2026-06-14T11:00:00Z, 2026-06-14T12:00:00Z, 30, 'PeriodInSeconds is 30'",
        "2026-06-08T12:00:00Z, 2026-06-14T12:00:00Z, 1, allowed are 50000",
    })
    void rangesHaveRules(Instant start, Instant end, int period, String message) {
        refused(
                message,
                request ->
                        request.startTime(start)
                                .endTime(end)
                                .periodInSeconds(period)
                                .metricQueries(load()));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres-prod, use its DbiResourceId",
        "db-OTHER, No DB instance with the DbiResourceId db-OTHER",
        "'db:db:x', letters",
        "db-OFF, Performance Insights is not enabled for db-OFF",
    })
    void identifiersAreResourceIds(String identifier, String message) {
        refused(message, request -> request.identifier(identifier).metricQueries(load()));
    }

    @Test
    void thePrefixThatGuidesHaveIsTakenUnlessStrict() {
        var request = metricsRequest().identifier("db:" + ID).metricQueries(load()).build();
        assertThat(call("GetResourceMetrics", request, later())).isNotNull();
        Service strict = service(true);
        assertThatThrownBy(() -> handle(strict, "GetResourceMetrics", request, later()))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("letters, digits and hyphens");
    }

    @Test
    void countersComeWithTheNameThatWasAskedForAndCannotBeGrouped() {
        var response = metrics(request -> request.metricQueries(query("db.io.blks_hit.max")));
        assertThat(response.metricList().getFirst().key().metric()).isEqualTo("db.io.blks_hit.max");
        assertThat(values(response.metricList().getFirst())).containsExactly(9.0);
        refused(
                "only db.load can be grouped",
                request ->
                        request.metricQueries(
                                MetricQuery.builder()
                                        .metric("db.Cache.blks_hit.avg")
                                        .groupBy(g -> g.group("db.user"))
                                        .build()));
    }

    @Test
    void dimensionKeysHaveTheAverageOfTheWholeRangeAndSharesInPartitions() {
        var response =
                (DescribeDimensionKeysResponse)
                        call(
                                "DescribeDimensionKeys",
                                keys().groupBy(group("db.user"))
                                        .partitionBy(group("db.sql_tokenized"))
                                        .build(),
                                later());
        assertThat(response.keys())
                .extracting(one -> one.dimensions().get("db.user.name"))
                .containsExactly("ann", "bob", "cy");
        assertThat(response.keys().get(1).total()).isEqualTo(0.5);
        assertThat(response.partitionKeys()).hasSize(2);
        assertThat(response.keys())
                .allSatisfy(key ->
                        assertThat(key.partitions().stream().mapToDouble(Double::doubleValue).sum())
                                .isEqualTo(key.total()));
    }

    @Test
    void digestsHaveStatisticsOthersHaveNone() {
        String calls = "db.sql_tokenized.stats.calls_per_sec.avg";
        var response =
                (DescribeDimensionKeysResponse)
                        call(
                                "DescribeDimensionKeys",
                                keys().groupBy(group("db.sql_tokenized"))
                                        .additionalMetrics(calls)
                                        .build(),
                                later());
        assertThat(response.keys().getFirst().dimensions())
                .containsEntry("db.sql_tokenized.statement", "Unknown");
        assertThat(response.keys().get(1).additionalMetrics()).isEqualTo(Map.of(calls, 7.0));
        DescribeDimensionKeysRequest other =
                keys().groupBy(group("db.user")).additionalMetrics(calls).build();
        assertThatThrownBy(() -> call("DescribeDimensionKeys", other, later()))
                .hasMessageContaining("for the group db.sql_tokenized only");
    }

    @Test
    void theFullTextIsInTheDetails() {
        var request =
                GetDimensionKeyDetailsRequest.builder()
                        .serviceType("RDS")
                        .identifier(ID)
                        .group("db.sql")
                        .groupIdentifier("t1");
        var response =
                (GetDimensionKeyDetailsResponse)
                        call(
                                "GetDimensionKeyDetails",
                                request.requestedDimensions("statement").build(),
                                later());
        assertThat(response.dimensions().getFirst().value()).isEqualTo("select 1");
        var absent =
                (GetDimensionKeyDetailsResponse)
                        call(
                                "GetDimensionKeyDetails",
                                request.groupIdentifier("t9").build(),
                                later());
        assertThat(absent.dimensions().getFirst().statusAsString()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void advancedModeHasMoreDimensions() {
        var request =
                ListAvailableResourceDimensionsRequest.builder()
                        .serviceType("RDS")
                        .identifier(ID)
                        .metrics("db.load")
                        .build();
        assertThat(groups(request))
                .contains("db.sql", "db")
                .doesNotContain("db.blocking_sql", "db.plans");
        advanced = true;
        assertThat(groups(request)).contains("db.blocking_sql", "db.plans");
    }

    @Test
    void aReportIsMadeReadListedTaggedAndDeleted() {
        var made =
                (CreatePerformanceAnalysisReportResponse)
                        call(
                                "CreatePerformanceAnalysisReport",
                                CreatePerformanceAnalysisReportRequest.builder()
                                        .serviceType("RDS")
                                        .identifier(ID)
                                        .startTime(NOON)
                                        .endTime(NOON.plusSeconds(300))
                                        .tags(Tag.builder().key("team").value("a").build())
                                        .build(),
                                later());
        String id = made.analysisReportId();
        assertThat(id).matches("report-[0-9a-f]{17}");
        var get =
                GetPerformanceAnalysisReportRequest.builder()
                        .serviceType("RDS")
                        .identifier(ID)
                        .analysisReportId(id)
                        .build();
        var report =
                ((GetPerformanceAnalysisReportResponse)
                                call("GetPerformanceAnalysisReport", get, later()))
                        .analysisReport();
        assertThat(report.statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(report.insights()).isNotEmpty();
        String arn = "arn:aws:pi:us-east-1:000000000000:perf-reports/RDS/" + ID + "/" + id;
        var tags =
                (ListTagsForResourceResponse)
                        call(
                                "ListTagsForResource",
                                ListTagsForResourceRequest.builder()
                                        .serviceType("RDS")
                                        .resourceARN(arn)
                                        .build(),
                                later());
        assertThat(tags.tags()).hasSize(1);
        call(
                "DeletePerformanceAnalysisReport",
                DeletePerformanceAnalysisReportRequest.builder()
                        .serviceType("RDS")
                        .identifier(ID)
                        .analysisReportId(id)
                        .build(),
                later());
        assertThatThrownBy(() -> call("GetPerformanceAnalysisReport", get, later()))
                .hasMessageContaining("There is no report");
    }

    @Test
    void aReportIsOfFiveMinutesToSixDays() {
        var request =
                CreatePerformanceAnalysisReportRequest.builder()
                        .serviceType("RDS")
                        .identifier(ID)
                        .startTime(NOON)
                        .endTime(NOON.plusSeconds(60))
                        .build();
        assertThatThrownBy(() -> call("CreatePerformanceAnalysisReport", request, later()))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("allowed are 300 s");
    }

    private List<String> groups(ListAvailableResourceDimensionsRequest request) {
        var response =
                (ListAvailableResourceDimensionsResponse)
                        call("ListAvailableResourceDimensions", request, later());
        return response.metricDimensions().getFirst().groups().stream()
                .map(one -> one.group())
                .toList();
    }

    private static DescribeDimensionKeysRequest.Builder keys() {
        return DescribeDimensionKeysRequest.builder()
                .serviceType("RDS")
                .identifier(ID)
                .metric("db.load.avg")
                .startTime(NOON)
                .endTime(NOON.plusSeconds(120))
                .periodInSeconds(60);
    }

    private static DimensionGroup group(String name) {
        return DimensionGroup.builder().group(name).build();
    }

    private static List<Double> values(MetricKeyDataPoints series) {
        return series.dataPoints().stream().map(point -> point.value()).toList();
    }

    private static MetricQuery load() {
        return query("db.load.avg");
    }

    private static MetricQuery query(String metric) {
        return MetricQuery.builder().metric(metric).build();
    }

    private static MetricQuery load(String group, int limit) {
        return MetricQuery.builder()
                .metric("db.load.avg")
                .groupBy(g -> g.group(group).limit(limit))
                .build();
    }

    private static GetResourceMetricsRequest.Builder metricsRequest() {
        return GetResourceMetricsRequest.builder()
                .serviceType("RDS")
                .identifier(ID)
                .startTime(NOON)
                .endTime(NOON.plusSeconds(120))
                .periodInSeconds(60);
    }

    private GetResourceMetricsResponse metrics(Consumer<GetResourceMetricsRequest.Builder> more) {
        var request = metricsRequest();
        more.accept(request);
        return (GetResourceMetricsResponse) call("GetResourceMetrics", request.build(), later());
    }

    private void refused(String message, Consumer<GetResourceMetricsRequest.Builder> more) {
        assertThatThrownBy(() -> metrics(more))
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("InvalidArgumentException"))
                .hasMessageContaining(message);
    }

    private static Instant later() {
        return NOON.plusSeconds(600);
    }

    private SdkPojo call(String action, SdkPojo request, Instant now) {
        return handle(service(false), action, request, now);
    }

    private static SdkPojo handle(Service service, String action, SdkPojo request, Instant now) {
        Call call = new Call("us-east-1", "000000000000", new Call.Caller("", "", ""), "id", now);
        return service.actions().get(action).handler().handle(call, request);
    }

    private Service service(boolean strict) {
        List<Watched> fleet =
                List.of(
                        server(ID, "postgres-prod", Optional.of(new Watched.Insights(7, advanced))),
                        server("db-OFF", "quiet", Optional.empty()));
        return PerformanceInsights.service(
                new PerformanceInsights.Sources(
                        () -> fleet,
                        id -> id.equals(ID) ? Optional.of(history) : Optional.empty(),
                        new NineHits(),
                        reports),
                strict);
    }

    private static Watched server(String id, String name, Optional<Watched.Insights> insights) {
        return new Watched("us-east-1", id, name, 2, insights, new NoServer());
    }
}
