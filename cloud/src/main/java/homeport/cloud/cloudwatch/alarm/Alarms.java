package homeport.cloud.cloudwatch.alarm;

import homeport.aws.Service;
import homeport.cloud.cloudwatch.Queries;
import homeport.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;

/** Alarms: their actions, and the one thread that evaluates them and tells. */
public final class Alarms implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final AlarmStore store;
    private final Queries queries;
    private final Publisher publisher;
    private final InstantSource clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("alarms").factory());
    private volatile Watch watch;
    private boolean failing;

    /**
     * @param store of alarms only
     */
    public Alarms(Store store, Queries queries, Publisher publisher, InstantSource clock) {
        this.store = new AlarmStore(store);
        this.queries = queries;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * How an alarm stands.
     *
     * @param state {@code OK}, {@code ALARM} or {@code INSUFFICIENT_DATA}
     * @param since when it came to be in it
     */
    public record Standing(String region, String name, String state, Instant since) {}

    /** All of all regions, by name. */
    public List<Standing> standing() {
        return store.all().stream()
                .map(one ->
                        new Standing(
                                one.region(),
                                one.name(),
                                one.stands().state().name(),
                                one.stands().since()))
                .toList();
    }

    /** Adds the actions of alarms to CloudWatch's. */
    public Service register(Service service) {
        var putting = new Putting(store, new Composites(store), this::changed);
        var changing = new Changing(store, this::changed);
        var describing = new Describing(store);
        var tags = new Tags(store);
        return service.on("PutMetricAlarm", PutMetricAlarmRequest::builder, putting::metric)
                .on("PutCompositeAlarm", PutCompositeAlarmRequest::builder, putting::composite)
                .on("DescribeAlarms", DescribeAlarmsRequest::builder, describing::alarms)
                .on(
                        "DescribeAlarmsForMetric",
                        DescribeAlarmsForMetricRequest::builder,
                        describing::forMetric)
                .on(
                        "DescribeAlarmHistory",
                        DescribeAlarmHistoryRequest::builder,
                        describing::history)
                .on("DeleteAlarms", DeleteAlarmsRequest::builder, changing::delete)
                .on("SetAlarmState", SetAlarmStateRequest::builder, changing::set)
                .on("EnableAlarmActions", EnableAlarmActionsRequest::builder, changing::enable)
                .on("DisableAlarmActions", DisableAlarmActionsRequest::builder, changing::disable)
                .on("TagResource", TagResourceRequest::builder, tags::tag)
                .on("UntagResource", UntagResourceRequest::builder, tags::untag)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, tags::list);
    }

    /** Begins to evaluate, and tells what an earlier run left. */
    public void start() {
        watch = watch();
        timer.scheduleAtFixedRate(
                () -> carefully(() -> watch.tick(clock.instant())), 1, 1, TimeUnit.SECONDS);
    }

    /** What looks at the alarms from now on. */
    Watch watch() {
        return new Watch(store, queries, new Teller(store, publisher), clock.instant());
    }

    /** Whom a change by hand concerns is told at once. */
    private void changed() {
        if (watch == null) return;
        try {
            timer.execute(() -> carefully(() -> watch.settle(clock.instant())));
        } catch (RejectedExecutionException closing) {
            LOG.debug("left to the next run");
        }
    }

    /** Said when it begins and when it is over, not each second. */
    private void carefully(Runnable work) {
        try {
            work.run();
            if (failing) LOG.info("alarms are evaluated again");
            failing = false;
        } catch (RuntimeException failed) { // the next second tries again
            if (!failing) LOG.warn("alarms cannot be evaluated; trying on", failed);
            failing = true;
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) timer.shutdownNow();
        } catch (InterruptedException interrupted) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
