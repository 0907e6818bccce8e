package homeport.server.site;

import homeport.aws.Service;
import homeport.cloud.cloudwatch.Counters;
import homeport.cloud.cloudwatch.Metrics;
import homeport.cloud.cloudwatch.math.MathException;
import homeport.cloud.cloudwatch.math.TimeSeries;
import homeport.control.Rds;
import homeport.insights.counter.Collectors;
import homeport.insights.counter.Counter;
import homeport.insights.counter.CounterHistory;
import homeport.insights.counter.CounterStore;
import homeport.insights.pi.PerformanceInsights;
import homeport.insights.query.LoadQuery;
import homeport.insights.query.LoadReader;
import homeport.insights.query.Statistic;
import homeport.insights.query.Window;
import homeport.insights.report.ReportStore;
import homeport.insights.sample.Samplers;
import homeport.insights.store.SampleStore;
import homeport.insights.watch.Clients;
import homeport.insights.watch.Fleet;
import homeport.server.openmetrics.Family;
import homeport.server.top.LoadReading;
import homeport.server.top.NotShown;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples and counters of all databases: who takes them, where they are, who is told. */
final class InsightsParts implements AutoCloseable {
    private static final String SAMPLES = "insights";
    private static final String COUNTERS = "counters";

    private final Fleet fleet;
    private final SampleStore samples;
    private final CounterStore counters;
    private final Samplers samplers;
    private final Collectors collectors;
    private final InstanceMetrics metrics;
    private final ReportStore reports;
    private final NewestReadings newest;
    private final Scrape scrape;
    private final InstantSource clock;
    private final boolean strict;

    InsightsParts(Monitoring.Around around, Metrics cloudWatch) {
        Path data = around.data();
        Rds rds = around.rds();
        clock = around.clock();
        strict = around.strict();
        reports = new ReportStore(around.store());
        fleet = new WatchedServers(rds);
        samples = new SampleStore(data.resolve(SAMPLES));
        counters = CounterStore.open(data.resolve(COUNTERS), samples, strict);
        samplers = new Samplers(fleet, clients(around.doors()), samples, clock);
        metrics = new InstanceMetrics(fleet, rds, samples, cloudWatch, clock);
        newest = new NewestReadings();
        scrape = new Scrape(fleet, rds, samples, newest, around.proxies(), clock);
        collectors =
                new Collectors(
                        fleet,
                        counters,
                        clock,
                        reading -> {
                            newest.add(reading);
                            metrics.add(reading);
                        });
    }

    /** All servers are on this machine: no two processes have one pid. */
    private static Clients clients(DoorKeeper doors) {
        return (_, pid) ->
                doors.client(pid)
                        .map(from ->
                                new Clients.Client(from.getHostAddress(), 0, Optional.empty()));
    }

    Service service() {
        return PerformanceInsights.service(
                new PerformanceInsights.Sources(fleet, samples, counters, reports), strict);
    }

    void start() {
        samplers.start();
        collectors.start();
        metrics.start();
    }

    /** What {@code top} shows of an instance. */
    LoadReading load(String name, String region) throws NotShown {
        return new Loads(fleet, samples, counters, newest).of(name, region, clock.instant());
    }

    /** What {@code /metrics} tells. */
    List<Family> families() {
        return scrape.families();
    }

    /** What the CloudWatch function {@code DB_PERF_INSIGHTS} reads. */
    Counters counters() {
        return this::read;
    }

    private TimeSeries read(Counters.Asked asked) {
        int dot = asked.metric().lastIndexOf('.');
        String name = asked.metric().substring(0, Math.max(0, dot));
        Statistic statistic =
                Statistic.named(asked.metric().substring(dot + 1))
                        .orElseThrow(() -> unknown(asked));
        fleet.find(asked.region(), asked.resource())
                .filter(one -> one.insights().isPresent())
                .orElseThrow(() ->
                        new MathException(
                                "%s has no Performance Insights".formatted(asked.resource())));
        Instant start = Instant.ofEpochSecond(asked.start());
        Instant end = Instant.ofEpochSecond(asked.end());
        Window window = new Window(start, end, Duration.ofSeconds(asked.period()));
        TimeSeries.Builder points = new TimeSeries.Builder((int) window.periods());
        if (name.equals("db.load")) load(asked, window, statistic, points);
        else counted(asked, window, name, statistic, points);
        return points.build();
    }

    private static MathException unknown(Counters.Asked asked) {
        return new MathException("%s is no metric of a database".formatted(asked.metric()));
    }

    private void load(
            Counters.Asked asked, Window window, Statistic statistic, TimeSeries.Builder points) {
        LoadQuery query = new LoadQuery(window, statistic, Optional.empty(), Map.of());
        samples.of(asked.resource())
                .ifPresent(history -> {
                    double[] values =
                            LoadReader.answer(history, query, asked.now()).total().values();
                    for (int i = 0; i < values.length; i++)
                        if (!Double.isNaN(values[i]))
                            points.add(window.startOf(i).getEpochSecond(), values[i]);
                });
    }

    private void counted(
            Counters.Asked asked,
            Window window,
            String name,
            Statistic statistic,
            TimeSeries.Builder points) {
        Counter counter = counters.find(asked.resource(), name).orElseThrow(() -> unknown(asked));
        List<Optional<CounterHistory.Value>> values =
                counters.read(asked.resource(), counter, window, asked.now());
        for (int i = 0; i < values.size(); i++) {
            long second = window.startOf(i).getEpochSecond();
            values.get(i).ifPresent(value -> points.add(second, value.of(statistic)));
        }
    }

    @Override
    public void close() throws IOException {
        metrics.close();
        collectors.close();
        samplers.close();
        counters.close();
        samples.close();
    }
}
