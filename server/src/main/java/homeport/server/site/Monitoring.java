package homeport.server.site;

import homeport.aws.Service;
import homeport.control.Rds;
import homeport.insights.sample.Samplers;
import homeport.insights.store.SampleStore;
import homeport.insights.watch.Clients;
import homeport.insights.watch.Fleet;
import homeport.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What watches the databases and tells of them: metrics, alarms, notifications, logs, insights.
 * Everything in here may fail or stop without a database noticing.
 */
final class Monitoring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);

    /** The folder of samples, in the data folder. */
    private static final String INSIGHTS = "insights";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Fleet fleet;
    private final SampleStore samples;
    private final Samplers samplers;

    /**
     * @param data the data folder
     * @param account twelve digits
     */
    record Around(
            Path data,
            String account,
            Store store,
            Rds rds,
            ProxyKeeper proxies,
            InstantSource clock) {}

    Monitoring(Around around) {
        fleet = new WatchedServers(around.rds());
        samples = keep(new SampleStore(around.data().resolve(INSIGHTS)));
        samplers = keep(new Samplers(fleet, Clients.NONE, samples, around.clock()));
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.push(one);
        return one;
    }

    /** The AWS services that work here. */
    List<Service> services() {
        return List.of();
    }

    /** Starts what runs by itself: once, after the databases have been adopted. */
    void start() {
        samplers.start();
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
