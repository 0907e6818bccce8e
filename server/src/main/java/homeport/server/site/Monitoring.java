package homeport.server.site;

import homeport.aws.Service;
import homeport.cloud.cloudwatch.CloudWatch;
import homeport.cloud.cloudwatch.Metrics;
import homeport.cloud.cloudwatch.Queries;
import homeport.cloud.secret.Sealer;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.Rds;
import homeport.engine.FileAuthority;
import homeport.server.openmetrics.Family;
import homeport.server.top.LoadReading;
import homeport.server.top.NotShown;
import homeport.store.Store;
import homeport.store.series.Retention;
import homeport.store.series.SeriesStore;
import homeport.store.series.Stats;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What watches the databases and tells of them: metrics, alarms, notifications, logs, insights.
 * Everything in here may fail or stop without a database noticing.
 */
final class Monitoring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Around around;
    private final InstantSource clock;
    private final SeriesStore series;
    private final Metrics metrics;
    private final InsightsParts insights;
    private final Messaging messaging;
    private final LogKeeping logs;
    private final Alarming alarming;

    /**
     * @param data the data folder
     * @param account twelve digits
     */
    record Around(
            Path data,
            String account,
            Store store,
            Rds rds,
            DoorKeeper doors,
            ProxyKeeper proxies,
            TokenErrors errors,
            InstantSource clock,
            Sealer sealer,
            FileAuthority authority,
            MailSettings mail,
            String apiUrl,
            boolean strict) {}

    Monitoring(Around around) {
        this.around = around;
        this.clock = around.clock();
        this.series =
                opened(SeriesStore.open(around.data().resolve("metrics"), Retention.CLOUDWATCH));
        this.metrics = new Metrics(series);
        this.insights = opened(new InsightsParts(around, metrics));
        this.messaging = opened(new Messaging(around));
        this.logs = new LogKeeping(around);
        this.alarming =
                opened(
                        new Alarming(
                                around.data(),
                                new Queries(metrics, insights.counters()),
                                messaging.topics(),
                                clock));
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.push(one);
        return one;
    }

    /** The AWS services that work here. */
    List<Service> services() {
        List<Service> all = new ArrayList<>(messaging.services());
        all.add(alarming.register(new CloudWatch(metrics, insights.counters()).service()));
        all.add(insights.service());
        all.add(logs.service());
        return all;
    }

    /** What {@code top} shows of an instance. */
    LoadReading load(String name, String region) throws NotShown {
        return insights.load(name, region);
    }

    /** Everything that is measured, for {@code /metrics}. What is added here is told there. */
    List<Family> families() {
        List<Family> all = new ArrayList<>(insights.families());
        all.addAll(alarming.families());
        return all;
    }

    /** Topics and queues: what they are told, and whom they tell. */
    Messaging messaging() {
        return messaging;
    }

    /** Starts what runs by itself: once, after the databases have been adopted. */
    void start() {
        // once a second: what a kill -9 loses of them
        opened(EverySecond.start("series", "writing metrics", () -> series.care(clock.instant())));
        insights.start();
        opened(logs.start());
        opened(Readings.start(around, this::put));
        alarming.start();
    }

    private void put(
            String region,
            String namespace,
            String name,
            Map<String, String> dimensions,
            String unit,
            long second,
            double count,
            double sum,
            double min,
            double max) {
        metrics.put(
                region,
                namespace,
                name,
                dimensions,
                unit,
                second,
                Stats.set(count, sum, min, max),
                clock.instant());
    }

    @Override
    public void close() {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception failed) {
                LOG.warn("while monitoring stops: {}", failed.toString());
            }
        }
    }
}
