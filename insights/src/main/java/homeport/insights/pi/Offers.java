package homeport.insights.pi;

import homeport.aws.Call;
import homeport.insights.counter.Counter;
import homeport.insights.counter.CounterHistory;
import homeport.insights.pi.Resources.Resource;
import homeport.insights.query.DimensionGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.pi.model.DimensionDetail;
import software.amazon.awssdk.services.pi.model.DimensionGroupDetail;
import software.amazon.awssdk.services.pi.model.FeatureMetadata;
import software.amazon.awssdk.services.pi.model.FeatureStatus;
import software.amazon.awssdk.services.pi.model.GetResourceMetadataRequest;
import software.amazon.awssdk.services.pi.model.GetResourceMetadataResponse;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceDimensionsRequest;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceDimensionsResponse;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceMetricsRequest;
import software.amazon.awssdk.services.pi.model.ListAvailableResourceMetricsResponse;
import software.amazon.awssdk.services.pi.model.MetricDimensionGroups;
import software.amazon.awssdk.services.pi.model.ResponseResourceMetric;

/** What can be asked of a resource: its features, its dimensions, its metrics. */
final class Offers {
    private static final String DIGEST_STATISTICS = "db.sql_tokenized.stats";

    /** PostgreSQL counts digests, not single texts: there is nothing of this type. */
    private static final String TEXT_STATISTICS = "db.sql.stats";

    private final Resources resources;
    private final CounterHistory counters;

    Offers(Resources resources, CounterHistory counters) {
        this.resources = resources;
        this.counters = counters;
    }

    GetResourceMetadataResponse metadata(Call call, GetResourceMetadataRequest request) {
        resources.find(call, request.serviceTypeAsString(), request.identifier());
        return GetResourceMetadataResponse.builder()
                .identifier(request.identifier())
                .features(
                        Map.of(
                                "SQL_DIGEST_STATISTICS",
                                FeatureMetadata.builder().status(FeatureStatus.ENABLED).build()))
                .build();
    }

    ListAvailableResourceDimensionsResponse dimensions(
            Call call, ListAvailableResourceDimensionsRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        String asked = request.toBuilder().nextToken(null).build().toString();
        Paging paging = Paging.of(asked, request.nextToken(), request.maxResults(), call.now());
        List<MetricDimensionGroups> all =
                request.metrics().stream().map(metric -> groups(metric, resource)).toList();
        return ListAvailableResourceDimensionsResponse.builder()
                .metricDimensions(paging.page(all))
                .nextToken(paging.next(all).orElse(null))
                .build();
    }

    private static MetricDimensionGroups groups(String metric, Resource resource) {
        if (!metric.equals("db.load") && !metric.equals("db.sampledload"))
            throw Refusal.metric(metric);
        return MetricDimensionGroups.builder()
                .metric(metric)
                .groups(
                        Arrays.stream(DimensionGroup.values())
                                .filter(one -> !one.advanced() || resource.insights().advanced())
                                .map(Offers::group)
                                .toList())
                .build();
    }

    private static DimensionGroupDetail group(DimensionGroup group) {
        return DimensionGroupDetail.builder()
                .group(group.apiName())
                .dimensions(
                        group.dimensions().stream()
                                .map(one ->
                                        DimensionDetail.builder().identifier(one.apiName()).build())
                                .toList())
                .build();
    }

    ListAvailableResourceMetricsResponse metrics(
            Call call, ListAvailableResourceMetricsRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        String asked = request.toBuilder().nextToken(null).build().toString();
        Paging paging = Paging.of(asked, request.nextToken(), request.maxResults(), call.now());
        List<ResponseResourceMetric> all = new ArrayList<>();
        for (String type : request.metricTypes())
            for (Counter counter : ofType(type, resource))
                all.add(
                        ResponseResourceMetric.builder()
                                .metric(counter.name())
                                .description(counter.description())
                                .unit(counter.unit())
                                .build());
        return ListAvailableResourceMetricsResponse.builder()
                .metrics(paging.page(all))
                .nextToken(paging.next(all).orElse(null))
                .build();
    }

    private List<Counter> ofType(String type, Resource resource) {
        return switch (type) {
            case "os", "db" -> counters.counters(resource.id(), type);
            case DIGEST_STATISTICS -> counters.digestStatistics();
            case TEXT_STATISTICS -> List.of();
            default ->
                    throw Refusal.argument(
                            "The metric type %s is unknown; there are os, db, %s and %s.",
                            type, TEXT_STATISTICS, DIGEST_STATISTICS);
        };
    }
}
