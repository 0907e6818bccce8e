package homeport.server.site;

import homeport.aws.Service;
import homeport.cloud.secret.Sealer;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.Rds;
import homeport.engine.FileAuthority;
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
            ProxyKeeper proxies,
            InstantSource clock,
            Sealer sealer,
            FileAuthority authority,
            MailSettings mail,
            String apiUrl) {}

    private final Messaging messaging;

    Monitoring(Around around) {
        messaging = keep(new Messaging(around));
    }

    /** The AWS services that work here. */
    List<Service> services() {
        return messaging.services();
    }

    /** Topics and queues: what they are told, and whom they tell. */
    Messaging messaging() {
        return messaging;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Starts what runs by itself: once, after the databases have been adopted. */
    void start() {}

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
