package homeport.server.site;

import homeport.aws.Service;
import homeport.control.Rds;
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
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

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
            InstantSource clock) {}

    private final LogKeeping logs;

    Monitoring(Around around) {
        logs = new LogKeeping(around);
    }

    /** The AWS services that work here. */
    List<Service> services() {
        return List.of(logs.service());
    }

    /** Starts what runs by itself: once, after the databases have been adopted. */
    void start() {
        opened.push(logs.start());
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
