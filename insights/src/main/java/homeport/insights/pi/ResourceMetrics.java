package homeport.insights.pi;

import homeport.aws.Call;
import homeport.insights.counter.Counter;
import homeport.insights.counter.CounterHistory;
import homeport.insights.load.Histories;
import homeport.insights.pi.Resources.Resource;
import homeport.insights.query.Dimension;
import homeport.insights.query.LoadQuery;
import homeport.insights.query.LoadReader;
import homeport.insights.query.LoadResult;
import homeport.insights.query.Statistic;
import homeport.insights.query.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.pi.model.DataPoint;
import software.amazon.awssdk.services.pi.model.GetResourceMetricsRequest;
import software.amazon.awssdk.services.pi.model.GetResourceMetricsResponse;
import software.amazon.awssdk.services.pi.model.MetricKeyDataPoints;
import software.amazon.awssdk.services.pi.model.MetricQuery;
import software.amazon.awssdk.services.pi.model.PeriodAlignment;
import software.amazon.awssdk.services.pi.model.ResponseResourceMetricKey;

/**
 * {@code GetResourceMetrics}: series of load or of counters. For each query the total, then its
 * groups by load. A period that was not sampled, or is not over, has no point.
 */
final class ResourceMetrics {
    private final Resources resources;
    private final Histories histories;
    private final CounterHistory counters;

    ResourceMetrics(Resources resources, Histories histories, CounterHistory counters) {
        this.resources = resources;
        this.histories = histories;
        this.counters = counters;
    }

    GetResourceMetricsResponse get(Call call, GetResourceMetricsRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        String asked = request.toBuilder().nextToken(null).build().toString();
        Paging paging = Paging.of(asked, request.nextToken(), request.maxResults(), call.now());
        Window window =
                Ranges.window(
                        request.startTime(),
                        request.endTime(),
                        Optional.ofNullable(request.periodInSeconds()),
                        resource.insights().retentionDays(),
                        paging.asOf());
        boolean atEnd = request.periodAlignment() != PeriodAlignment.START_TIME;
        List<MetricKeyDataPoints> all = new ArrayList<>();
        for (MetricQuery query : request.metricQueries())
            all.addAll(series(query, resource, new Frame(window, atEnd, paging.asOf())));
        return GetResourceMetricsResponse.builder()
                .alignedStartTime(window.start())
                .alignedEndTime(window.end())
                .identifier(request.identifier())
                .metricList(paging.page(all))
                .nextToken(paging.next(all).orElse(null))
                .build();
    }

    /**
     * What all series of a response share.
     *
     * @param atEnd a point bears the time of its period's end
     */
    private record Frame(Window window, boolean atEnd, Instant now) {
        Instant stamp(int period) {
            return window.startOf(atEnd ? period + 1 : period);
        }
    }

    private List<MetricKeyDataPoints> series(MetricQuery query, Resource resource, Frame frame) {
        Metric metric = Metric.parse(query.metric());
        if (metric.isLoad()) return load(query, metric, resource, frame);
        Counter counter =
                counters.find(resource.id(), metric.name())
                        .orElseThrow(() -> Refusal.metric(metric.asked()));
        if (query.groupBy() != null || (query.hasFilter() && !query.filter().isEmpty()))
            throw Refusal.argument(
                    "%s is a counter; only db.load can be grouped or filtered.", metric.asked());
        return List.of(counted(metric, counter, resource, frame));
    }

    private List<MetricKeyDataPoints> load(
            MetricQuery query, Metric metric, Resource resource, Frame frame) {
        LoadQuery question =
                new LoadQuery(
                        frame.window(),
                        metric.statistic(),
                        Optional.ofNullable(query.groupBy())
                                .map(group -> Groups.grouping(group, resource)),
                        Groups.filter(query.filter(), resource));
        Optional<LoadResult> result =
                histories
                        .of(resource.id())
                        .map(history -> LoadReader.answer(history, question, frame.now()));
        List<MetricKeyDataPoints> all = new ArrayList<>();
        double[] total = result.map(one -> one.total().values()).orElse(new double[0]);
        all.add(key(metric, Map.of(), points(total, frame)));
        for (LoadResult.Group group : result.map(LoadResult::groups).orElse(List.of()))
            all.add(key(metric, named(group.dimensions()), points(group.series().values(), frame)));
        return all;
    }

    static Map<String, String> named(Map<Dimension, String> dimensions) {
        Map<String, String> named = new TreeMap<>();
        dimensions.forEach((dimension, value) -> named.put(dimension.apiName(), value));
        return named;
    }

    private static List<DataPoint> points(double[] values, Frame frame) {
        List<DataPoint> points = new ArrayList<>();
        for (int period = 0; period < values.length; period++) {
            if (Double.isNaN(values[period])) continue;
            if (!Ranges.over(frame.window(), period, frame.now())) break;
            points.add(point(frame.stamp(period), values[period]));
        }
        return points;
    }

    private MetricKeyDataPoints counted(
            Metric metric, Counter counter, Resource resource, Frame frame) {
        List<Optional<CounterHistory.Value>> values =
                counters.read(resource.id(), counter, frame.window(), frame.now());
        List<DataPoint> points = new ArrayList<>();
        for (int period = 0; period < values.size(); period++) {
            if (values.get(period).isEmpty()) continue;
            if (!Ranges.over(frame.window(), period, frame.now())) break;
            double value = value(values.get(period).get(), metric.statistic());
            points.add(point(frame.stamp(period), value));
        }
        return key(metric, Map.of(), points);
    }

    private static double value(CounterHistory.Value value, Statistic statistic) {
        return switch (statistic) {
            case AVG -> value.sum() / value.count();
            case MIN -> value.min();
            case MAX -> value.max();
            case SUM -> value.sum();
            case SAMPLE_COUNT -> value.count();
        };
    }

    private static DataPoint point(Instant at, double value) {
        return DataPoint.builder().timestamp(at).value(value).build();
    }

    private static MetricKeyDataPoints key(
            Metric metric, Map<String, String> dimensions, List<DataPoint> points) {
        ResponseResourceMetricKey.Builder key =
                ResponseResourceMetricKey.builder().metric(metric.asked());
        if (!dimensions.isEmpty()) key.dimensions(dimensions);
        return MetricKeyDataPoints.builder().key(key.build()).dataPoints(points).build();
    }
}
