package homeport.cloud.cloudwatch;

import homeport.cloud.Caller;
import homeport.cloud.cloudwatch.math.TimeSeries;
import homeport.store.series.Retention;
import homeport.store.series.SeriesStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/** A CloudWatch on a file of its own, asked as the wire asks it. */
public final class CloudWatchWorld implements AutoCloseable {
    static final String NAMESPACE = "App";

    public final SeriesStore series;
    public final Metrics metrics;
    public final Queries queries;
    public final Caller api;

    public CloudWatchWorld(Path folder) {
        series = SeriesStore.open(folder, Retention.CLOUDWATCH);
        metrics = new Metrics(series);
        Counters counters =
                asked -> {
                    TimeSeries.Builder two = new TimeSeries.Builder(2);
                    two.add(asked.start(), 42);
                    two.add(asked.start() + asked.period(), 43);
                    return two.build();
                };
        queries = new Queries(metrics, counters);
        api = new Caller(new CloudWatch(metrics, counters).service());
    }

    public void put(Consumer<MetricDatum.Builder> datum) {
        putAll(List.of(datum));
    }

    void putAll(List<Consumer<MetricDatum.Builder>> datums) {
        List<MetricDatum> all = new ArrayList<>();
        for (var one : datums) {
            var datum = MetricDatum.builder().metricName("m");
            one.accept(datum);
            all.add(datum.build());
        }
        api.call(
                PutMetricDataResponse.class,
                PutMetricDataRequest.builder().namespace(NAMESPACE).metricData(all).build());
    }

    /** A value of metric {@code name} whose dimension {@code host} is {@code host}. */
    public void put(String name, String host, Instant at, double value) {
        put(datum -> datum.metricName(name).timestamp(at).value(value).dimensions(host(host)));
    }

    static Dimension host(String host) {
        return Dimension.builder().name("host").value(host).build();
    }

    GetMetricStatisticsResponse statistics(Consumer<GetMetricStatisticsRequest.Builder> asked) {
        var request =
                GetMetricStatisticsRequest.builder()
                        .namespace(NAMESPACE)
                        .metricName("m")
                        .startTime(api.now.minusSeconds(600))
                        .endTime(api.now.plusSeconds(60))
                        .period(60);
        asked.accept(request);
        return api.call(GetMetricStatisticsResponse.class, request.build());
    }

    GetMetricDataResponse data(
            Consumer<GetMetricDataRequest.Builder> asked, MetricDataQuery... queries) {
        var request =
                GetMetricDataRequest.builder()
                        .startTime(api.now.minusSeconds(600))
                        .endTime(api.now.plusSeconds(60))
                        .metricDataQueries(queries);
        asked.accept(request);
        return api.call(GetMetricDataResponse.class, request.build());
    }

    static MetricDataQuery metric(String id, String name, String host, String stat) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(of ->
                        of.stat(stat)
                                .period(60)
                                .metric(m ->
                                        m.namespace(NAMESPACE)
                                                .metricName(name)
                                                .dimensions(host(host))))
                .build();
    }

    static MetricDataQuery math(String id, String expression) {
        return MetricDataQuery.builder().id(id).expression(expression).build();
    }

    @Override
    public void close() {
        series.close();
    }
}
