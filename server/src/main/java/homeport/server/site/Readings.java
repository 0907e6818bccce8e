package homeport.server.site;

import homeport.control.Rds;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.proxy.auth.TokenJournal;
import homeport.proxy.auth.TokenJournal.Counts;
import homeport.proxy.pool.ProxyMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads proxies and doors at the end of each minute and hands on what they say of it. Owner: its
 * thread.
 */
final class Readings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final long MINUTE = 60;

    private final Rds rds;
    private final DoorKeeper doors;
    private final ProxyKeeper proxies;
    private final MetricSink sink;
    private final InstantSource clock;

    /** How each stood a minute ago, by its id. */
    private final Map<String, ProxyMetrics> proxiesBefore = new HashMap<>();

    private final Map<String, Counts> tokensBefore = new HashMap<>();
    private final Thread reading;

    private Readings(Monitoring.Around around, MetricSink sink) {
        rds = around.rds();
        doors = around.doors();
        proxies = around.proxies();
        clock = around.clock();
        this.sink = sink;
        reading = Thread.ofVirtual().name("metric-readings").unstarted(this::readOnAndOn);
    }

    static Readings start(Monitoring.Around around, MetricSink sink) {
        Readings readings = new Readings(around, sink);
        readings.reading.start();
        return readings;
    }

    private void readOnAndOn() {
        try {
            while (true) {
                long minute = clock.instant().getEpochSecond() / MINUTE;
                Instant end = Instant.ofEpochSecond((minute + 1) * MINUTE);
                Thread.sleep(Duration.between(clock.instant(), end).plusMillis(1));
                attempt("proxies and instances", () -> read(minute * MINUTE));
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(long second) {
        Set<String> seen = new HashSet<>();
        for (Proxy proxy : rds.proxies().proxies().everywhere()) {
            seen.add(proxy.asked().resourceId());
            attempt(proxy.asked().name(), () -> read(proxy, second));
        }
        proxiesBefore.keySet().retainAll(seen);
        seen.clear();
        for (Instance instance : rds.instances().everywhere()) {
            seen.add(instance.asked().resourceId());
            attempt(instance.asked().identifier(), () -> read(instance, second));
        }
        tokensBefore.keySet().retainAll(seen);
    }

    /** One that does not answer must not take the others along. */
    private static void attempt(String name, Runnable read) {
        try {
            read.run();
        } catch (RuntimeException failed) {
            LOG.warn("the metrics of {} could not be read: {}", name, failed.toString());
        }
    }

    private void read(Proxy proxy, long second) {
        String id = proxy.asked().resourceId();
        Optional<ProxyMetrics> now = proxies.metrics(id);
        if (now.isEmpty()) return;
        Optional<ProxyMetrics> before = Optional.ofNullable(proxiesBefore.put(id, now.get()));
        for (Reading one : ProxyReadings.of(proxy.asked().name(), before, now.get()))
            one.into(sink, proxy.region(), second);
    }

    private void read(Instance instance, long second) {
        DbInstance asked = instance.asked();
        Optional<Counts> now = doors.journal(asked.resourceId()).map(TokenJournal::counts);
        if (now.isEmpty()) return;
        Optional<Counts> before =
                Optional.ofNullable(tokensBefore.put(asked.resourceId(), now.get()));
        String dimension = asked.clustered() ? "DBClusterIdentifier" : "DBInstanceIdentifier";
        for (Reading one :
                TokenReadings.of(Map.of(dimension, asked.identifier()), before, now.get()))
            one.into(sink, instance.region(), second);
    }

    @Override
    public void close() {
        reading.interrupt();
        try {
            reading.join();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
