package homeport.server.site;

import homeport.aws.Service;
import homeport.cloud.cloudwatch.Queries;
import homeport.cloud.cloudwatch.alarm.Alarms;
import homeport.cloud.cloudwatch.dashboard.Dashboards;
import homeport.cloud.sns.Topics;
import homeport.server.openmetrics.AlarmFamilies;
import homeport.server.openmetrics.Family;
import homeport.store.EmbeddedStore;
import homeport.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Alarms and dashboards, in a store of their own, so that neither takes room from databases. Alarms
 * that change tell topics.
 */
final class Alarming implements AutoCloseable {
    /** Dashboards hold 16 MiB at the most and history some 40; the rest is alarms. */
    private static final long STORE_BYTES_MAX = 96L << 20;

    private final Store store;
    private final Alarms alarms;
    private final Dashboards dashboards;

    /**
     * @param data the data folder
     */
    Alarming(Path data, Queries queries, Topics topics, InstantSource clock) {
        store =
                EmbeddedStore.openUnwatched(
                        data.resolve("store").resolve("alarms.db"), STORE_BYTES_MAX);
        dashboards = new Dashboards(store);
        alarms =
                new Alarms(
                        store,
                        queries,
                        (arn, id, subject, message) ->
                                topics.publish(arn, id, subject, message, Map.of()),
                        clock);
    }

    /** Adds their actions to CloudWatch's. */
    Service register(Service service) {
        return dashboards.register(alarms.register(service));
    }

    /** How they stand. */
    List<Family> families() {
        return AlarmFamilies.of(
                alarms.standing().stream()
                        .map(one ->
                                new AlarmFamilies.Sight(
                                        one.name(), one.region(), one.state(), one.since()))
                        .toList());
    }

    void start() {
        alarms.start();
    }

    @Override
    public void close() {
        alarms.close();
        store.close();
    }
}
