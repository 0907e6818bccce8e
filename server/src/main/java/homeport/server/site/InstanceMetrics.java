package homeport.server.site;

import homeport.cloud.cloudwatch.Metrics;
import homeport.control.Rds;
import homeport.control.replica.LagSeries;
import homeport.control.replica.Lags;
import homeport.insights.counter.CounterReading;
import homeport.insights.load.Histories;
import homeport.insights.query.Dimension;
import homeport.insights.query.LoadQuery;
import homeport.insights.query.LoadReader;
import homeport.insights.query.Statistic;
import homeport.insights.query.Window;
import homeport.insights.watch.Fleet;
import homeport.insights.watch.Watched;
import homeport.store.StoreException;
import homeport.store.series.SeriesFullException;
import homeport.store.series.Stats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics that RDS has in CloudWatch for each DB instance: of the counters as they are read, of
 * load when a minute is over, of lags each second. Source: RDS User Guide, "CloudWatch metrics".
 */
final class InstanceMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceMetrics.class);
    private static final String NAMESPACE = "AWS/RDS";
    private static final String DIMENSION = "DBInstanceIdentifier";

    /** Until all samples of a minute are in. */
    private static final Duration LATE = Duration.ofSeconds(3);

    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("CPUUtilization", "Percent"),
                    Map.entry("DatabaseConnections", "Count"),
                    Map.entry("FreeableMemory", "Bytes"),
                    Map.entry("SwapUsage", "Bytes"),
                    Map.entry("FreeStorageSpace", "Bytes"),
                    Map.entry("DiskQueueDepth", "Count"),
                    Map.entry("ReadIOPS", "Count/Second"),
                    Map.entry("WriteIOPS", "Count/Second"),
                    Map.entry("ReadLatency", "Seconds"),
                    Map.entry("WriteLatency", "Seconds"),
                    Map.entry("ReadThroughput", "Bytes/Second"),
                    Map.entry("WriteThroughput", "Bytes/Second"),
                    Map.entry("CheckpointLag", "Seconds"),
                    Map.entry("MaximumUsedTransactionIDs", "Count"),
                    Map.entry("OldestReplicationSlotLag", "Bytes"),
                    Map.entry("OldestLogicalReplicationSlotLag", "Bytes"),
                    Map.entry("ReplicationSlotDiskUsage", "Bytes"),
                    Map.entry("TransactionLogsDiskUsage", "Bytes"),
                    Map.entry("TransactionLogsGeneration", "Bytes/Second"));

    private final Fleet fleet;
    private final Rds rds;
    private final Histories histories;
    private final Metrics metrics;
    private final InstantSource clock;
    private Optional<EverySecond> timer = Optional.empty();
    private Instant minute = Instant.MIN;
    private volatile boolean failing;

    InstanceMetrics(
            Fleet fleet, Rds rds, Histories histories, Metrics metrics, InstantSource clock) {
        this.fleet = fleet;
        this.rds = rds;
        this.histories = histories;
        this.metrics = metrics;
        this.clock = clock;
    }

    void start() {
        timer =
                Optional.of(
                        EverySecond.start(
                                "instance metrics", "reading lags and load", this::second));
    }

    /** What a reading has that CloudWatch has, too. Safe from any thread. */
    void add(CounterReading reading) {
        reading.values()
                .forEach((name, value) -> {
                    if (!name.startsWith(CounterReading.CLOUDWATCH)) return;
                    String metric = name.substring(CounterReading.CLOUDWATCH.length());
                    put(reading.server(), metric, UNITS.get(metric), reading.at(), value);
                });
    }

    private void put(Watched server, String metric, String unit, Instant at, double value) {
        try {
            metrics.put(
                    server.region(),
                    NAMESPACE,
                    metric,
                    Map.of(DIMENSION, server.identifier()),
                    unit,
                    at.getEpochSecond(),
                    Stats.of(value),
                    at);
        } catch (SeriesFullException | StoreException failed) {
            report(failed);
        }
    }

    private void second() {
        Instant now = clock.instant();
        List<Watched> servers = fleet.servers();
        for (Watched one : servers) lag(one, now);
        Instant over = Instant.ofEpochSecond(now.minus(LATE).getEpochSecond() / 60 * 60);
        if (over.equals(minute)) return;
        if (!minute.equals(Instant.MIN)) for (Watched one : servers) ended(one, over);
        minute = over;
        failing = false;
    }

    /** Said once a minute at most, by whichever thread is the first. */
    private void report(RuntimeException failed) {
        if (!failing) LOG.warn("metrics of DB instances are not put; trying on", failed);
        failing = true;
    }

    /** What is not known for a moment is left out of the minute's average. */
    private void lag(Watched one, Instant now) {
        rds.lags()
                .of(one.resourceId())
                .map(LagSeries::newest)
                .filter(seconds -> seconds != LagSeries.UNKNOWN)
                .ifPresent(seconds -> putLag(one, now, seconds));
    }

    private void putLag(Watched one, Instant at, double seconds) {
        put(one, Lags.METRIC, Lags.UNIT, at, seconds);
    }

    private void ended(Watched one, Instant over) {
        load(one, over);
        Instant begin = over.minusSeconds(60);
        rds.lags()
                .of(one.resourceId())
                .filter(series -> series.unknownIn(begin))
                .ifPresent(_ -> putLag(one, begin, LagSeries.UNKNOWN));
    }

    /**
     * Load of the minute that ended at {@code over}; without load there is no metric, as AWS has
     * it.
     */
    private void load(Watched one, Instant over) {
        if (one.insights().isEmpty()) return;
        Instant begin = over.minusSeconds(60);
        Optional<Double> all = average(one, begin, over, Map.of());
        if (all.isEmpty() || all.get() == 0) return;
        double cpu = average(one, begin, over, Map.of(Dimension.WAIT_TYPE_NAME, "CPU")).orElse(0.0);
        put(one, "DBLoad", "None", begin, all.get());
        put(one, "DBLoadCPU", "None", begin, cpu);
        put(one, "DBLoadNonCPU", "None", begin, all.get() - cpu);
        put(one, "DBLoadRelativeToNumVCPUs", "None", begin, all.get() / one.vcpus());
    }

    private Optional<Double> average(
            Watched one, Instant begin, Instant end, Map<Dimension, String> filter) {
        LoadQuery query =
                new LoadQuery(
                        Window.around(begin, end, 60), Statistic.AVG, Optional.empty(), filter);
        return histories
                .of(one.resourceId())
                .map(history -> LoadReader.answer(history, query, end).total().values()[0])
                .filter(value -> !value.isNaN());
    }

    @Override
    public void close() {
        timer.ifPresent(EverySecond::close);
    }
}
