package homeport.cloud.cloudwatch;

import homeport.aws.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/** ListMetrics: what has data in the last two weeks. The token names the last metric told. */
final class Listing {
    private static final int PAGE = 500;
    private static final Duration RECENTLY = Duration.ofHours(3);

    private final Metrics metrics;

    Listing(Metrics metrics) {
        this.metrics = metrics;
    }

    ListMetricsResponse list(Call call, ListMetricsRequest request) {
        boolean elsewhere =
                request.owningAccount() != null && !request.owningAccount().equals(call.account());
        if (elsewhere) return ListMetricsResponse.builder().metrics(List.of()).build();
        Duration age = request.recentlyActiveAsString() == null ? Metrics.LISTED : RECENTLY;
        Instant since = call.now().minus(age);
        Optional<String> after = Optional.ofNullable(request.nextToken()).map(Listing::decode);
        List<MetricId> rest =
                metrics
                        .list(
                                call.region(),
                                Optional.ofNullable(request.namespace()),
                                Optional.ofNullable(request.metricName()),
                                since)
                        .stream()
                        .filter(metric -> has(metric, request.dimensions()))
                        .filter(metric -> after.isEmpty() || key(metric).compareTo(after.get()) > 0)
                        .limit(PAGE + 1)
                        .toList();
        List<MetricId> page = rest.subList(0, Math.min(PAGE, rest.size()));
        var answer =
                ListMetricsResponse.builder().metrics(page.stream().map(Listing::shown).toList());
        if (rest.size() > PAGE) answer.nextToken(encode(key(page.getLast())));
        if (Boolean.TRUE.equals(request.includeLinkedAccounts()))
            answer.owningAccounts(page.stream().map(_ -> call.account()).toList());
        return answer.build();
    }

    private static String key(MetricId metric) {
        return metric.prefix("");
    }

    /** A metric may have more dimensions than are asked for. */
    private static boolean has(MetricId metric, List<DimensionFilter> filters) {
        return filters.stream()
                .allMatch(filter -> {
                    String value = metric.dimensions().get(filter.name());
                    return value != null
                            && (filter.value() == null || filter.value().equals(value));
                });
    }

    static Metric shown(MetricId metric) {
        return Metric.builder()
                .namespace(metric.namespace())
                .metricName(metric.name())
                .dimensions(
                        metric.dimensions().entrySet().stream()
                                .map(one ->
                                        Dimension.builder()
                                                .name(one.getKey())
                                                .value(one.getValue())
                                                .build())
                                .toList())
                .build();
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw Refusal.nextToken();
        }
    }
}
