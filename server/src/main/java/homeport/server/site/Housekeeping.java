package homeport.server.site;

import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.secret.SecretsManager;
import homeport.control.Rds;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once an hour removes what has outlived its retention: events after 14 days, secrets after their
 * window, uses of keys that are gone; and has managed passwords rotated that are due.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("housekeeping").factory());

    private Housekeeping() {}

    static Housekeeping start(Rds rds, SecretsManager secrets, IdentityStore directory) {
        Housekeeping housekeeping = new Housekeeping();
        housekeeping.clock.scheduleWithFixedDelay(
                () -> tidy(rds, secrets, directory), 1, 60, TimeUnit.MINUTES);
        return housekeeping;
    }

    private static void tidy(Rds rds, SecretsManager secrets, IdentityStore directory) {
        try {
            Instant now = Instant.now();
            rds.prune(now);
            secrets.sweep(now);
            secrets.rotate(now);
            directory.sweep();
        } catch (RuntimeException failed) { // the next hour tries again
            LOG.warn("housekeeping failed", failed);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
