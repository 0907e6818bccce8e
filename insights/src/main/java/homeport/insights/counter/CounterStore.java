package homeport.insights.counter;

import homeport.insights.load.Histories;
import homeport.insights.load.Statement;
import homeport.insights.query.Window;
import homeport.store.series.Point;
import homeport.store.series.Retention;
import homeport.store.series.Retention.Tier;
import homeport.store.series.Sample;
import homeport.store.series.SeriesStore;
import homeport.store.series.Stats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counters on record. Safe from any thread. */
public final class CounterStore implements CounterHistory, AutoCloseable {
    /** Seconds between two readings of a server. */
    static final int READING_SECONDS = 10;

    /** Seconds between two readings of what its digests have done. */
    static final int DIGEST_SECONDS = 60;

    /** Of one reading, those that took most time. */
    static final int DIGESTS_MAX = 200;

    private static final String DIGEST_STATISTICS = "db.sql_tokenized.stats.";

    /** For how long digests have been counted. */
    private static final String SECONDS = "digest/seconds";

    private static final String PER_SECOND = "_per_sec";
    private static final String PER_CALL = "_per_call";
    private static final String LATENCY = "avg_latency" + PER_CALL;

    /** The longest that Performance Insights keeps anything, and a little. */
    private static final Retention RETENTION =
            new Retention(
                    List.of(
                            new Tier(READING_SECONDS, Duration.ofDays(1)),
                            new Tier(60, Duration.ofDays(15)),
                            new Tier(300, Duration.ofDays(63)),
                            new Tier(3600, Duration.ofDays(735))));

    private final SeriesStore series;
    private final Catalog catalog;
    private final Histories histories;

    private CounterStore(SeriesStore series, Catalog catalog, Histories histories) {
        this.series = series;
        this.catalog = catalog;
        this.histories = histories;
    }

    /**
     * @param histories which digest has which {@code query_id}
     * @param strict only AWS's names of counters are known
     */
    public static CounterStore open(Path folder, Histories histories, boolean strict) {
        return new CounterStore(
                SeriesStore.open(folder, RETENTION), new Catalog(strict), histories);
    }

    void add(CounterReading reading) {
        long second = reading.at().getEpochSecond();
        reading.values()
                .forEach((name, value) -> {
                    if (name.startsWith(CounterReading.CLOUDWATCH)
                            || name.startsWith(CounterReading.POSTGRES)
                            || !Double.isFinite(value)) return;
                    String key = key(reading.server().resourceId(), name);
                    series.put(
                            new Point(key, second, READING_SECONDS, Stats.of(value)), reading.at());
                });
    }

    void add(String resourceId, DigestQuery.Grown grown, Instant at) {
        long second = at.getEpochSecond();
        put(key(resourceId, SECONDS), second, grown.seconds(), at);
        grown.digests().entrySet().stream()
                .sorted((one, other) -> Double.compare(time(other), time(one)))
                .limit(DIGESTS_MAX)
                .forEach(digest -> {
                    double[] values = digest.getValue().values();
                    for (int i = 0; i < values.length; i++)
                        if (values[i] > 0)
                            put(
                                    digestKey(
                                            resourceId,
                                            Long.toString(digest.getKey()),
                                            DigestCounts.NAMES.get(i)),
                                    second,
                                    values[i],
                                    at);
                });
    }

    private static double time(Map.Entry<Long, DigestCounts> digest) {
        return digest.getValue().values()[DigestCounts.NAMES.indexOf("total_time")];
    }

    private void put(String key, long second, double value, Instant now) {
        series.put(new Point(key, second, DIGEST_SECONDS, Stats.of(value)), now);
    }

    /** Each second or so; how often is how much a {@code kill -9} loses. */
    void care(Instant now) {
        series.care(now);
    }

    void forget(String resourceId, Instant before, Instant now) {
        series.forget(resourceId + "/", before.getEpochSecond(), now);
    }

    private static String key(String resourceId, String name) {
        return resourceId + "/" + name;
    }

    private static String digestKey(String resourceId, String queryId, String name) {
        return resourceId + "/digest/" + queryId + "/" + name;
    }

    @Override
    public List<Counter> counters(String resourceId, String type) {
        return catalog.ofType(type);
    }

    @Override
    public Optional<Counter> find(String resourceId, String name) {
        return catalog.find(name);
    }

    @Override
    public List<Optional<Value>> read(
            String resourceId, Counter counter, Window window, Instant now) {
        List<Optional<Value>> periods =
                new ArrayList<>(Collections.nCopies((int) window.periods(), Optional.empty()));
        for (Sample sample : samples(key(resourceId, counter.name()), window, now)) {
            long offset = sample.second() - window.start().getEpochSecond();
            int period = (int) (offset / window.period().toSeconds());
            if (offset < 0 || period >= periods.size()) continue;
            Value value = value(sample.stats());
            periods.set(
                    period,
                    Optional.of(
                            periods.get(period).map(one -> together(one, value)).orElse(value)));
        }
        return periods;
    }

    private List<Sample> samples(String key, Window window, Instant now) {
        return series.read(
                key, window.start().getEpochSecond(), window.end().getEpochSecond(), now);
    }

    private static Value value(Stats stats) {
        return new Value(stats.count(), stats.sum(), stats.min(), stats.max());
    }

    private static Value together(Value one, Value other) {
        return new Value(
                one.count() + other.count(),
                one.sum() + other.sum(),
                Math.min(one.min(), other.min()),
                Math.max(one.max(), other.max()));
    }

    @Override
    public List<Counter> digestStatistics() {
        List<Counter> all = new ArrayList<>();
        for (String name : DigestCounts.NAMES) {
            String what = name.replace('_', ' ');
            all.add(
                    new Counter(
                            DIGEST_STATISTICS + name + PER_SECOND,
                            "Of the digest: " + what + " per second.",
                            name.endsWith("time") ? "Average active executions" : "Per second"));
            if (name.equals("calls")) continue;
            boolean total = name.equals("total_time");
            all.add(
                    new Counter(
                            DIGEST_STATISTICS + (total ? LATENCY : name + PER_CALL),
                            "Of the digest: " + what + " per call.",
                            name.endsWith("time") ? "Milliseconds per call" : "Per call"));
        }
        return all;
    }

    @Override
    public Map<String, Double> digest(
            String resourceId, String digest, List<String> names, Window window, Instant now) {
        Optional<String> queryId =
                histories
                        .of(resourceId)
                        .flatMap(history -> history.statement(digest))
                        .map(Statement::dbId);
        if (queryId.isEmpty()) return Map.of();
        double seconds = sum(key(resourceId, SECONDS), window, now);
        if (seconds == 0) return Map.of();
        double calls = sum(digestKey(resourceId, queryId.get(), "calls"), window, now);
        Map<String, Double> values = new TreeMap<>();
        for (String name : names) {
            String statistic = name.substring(DIGEST_STATISTICS.length());
            String counted = counted(statistic);
            double sum = sum(digestKey(resourceId, queryId.get(), counted), window, now);
            if (statistic.endsWith(PER_SECOND)) {
                boolean time = counted.endsWith("time");
                values.put(name, time ? sum / 1000 / seconds : sum / seconds);
            } else if (calls > 0) {
                values.put(name, sum / calls);
            }
        }
        return values;
    }

    private static String counted(String statistic) {
        if (statistic.equals(LATENCY)) return "total_time";
        return statistic.replace(PER_SECOND, "").replace(PER_CALL, "");
    }

    private double sum(String key, Window window, Instant now) {
        return samples(key, window, now).stream().mapToDouble(one -> one.stats().sum()).sum();
    }

    @Override
    public void close() {
        series.close();
    }
}
