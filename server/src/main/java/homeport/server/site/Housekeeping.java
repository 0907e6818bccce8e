package homeport.server.site;

import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.secret.ManagedSecrets;
import homeport.cloud.secret.SecretsManager;
import homeport.control.Rds;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once an hour removes what has outlived its retention: events after 14 days, secrets after their
 * window, uses of keys that are gone, managed secrets that no database has; and has managed
 * passwords rotated that are due.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** After that a secret was made for no database that is still being made. */
    private static final Duration MAKING_MAX = Duration.ofHours(1);

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("housekeeping").factory());

    private final Rds rds;
    private final SecretsManager secrets;
    private final ManagedSecrets managed;
    private final IdentityStore directory;

    private Housekeeping(
            Rds rds, SecretsManager secrets, ManagedSecrets managed, IdentityStore directory) {
        this.rds = rds;
        this.secrets = secrets;
        this.managed = managed;
        this.directory = directory;
    }

    static Housekeeping start(
            Rds rds, SecretsManager secrets, ManagedSecrets managed, IdentityStore directory) {
        Housekeeping housekeeping = new Housekeeping(rds, secrets, managed, directory);
        housekeeping.clock.scheduleWithFixedDelay(housekeeping::tidy, 1, 60, TimeUnit.MINUTES);
        return housekeeping;
    }

    private void tidy() {
        Instant now = Instant.now();
        attempt("events and logs", () -> rds.prune(now));
        attempt("secrets", () -> secrets.sweep(now));
        attempt("managed passwords", () -> secrets.rotate(now));
        attempt("secrets of nobody", () -> dropLeft(now));
        attempt("identities", directory::sweep);
    }

    private void dropLeft(Instant now) {
        Set<String> used =
                rds.instances().everywhere().stream()
                        .flatMap(one -> one.asked().password().secretArn().stream())
                        .collect(Collectors.toSet());
        int went = managed.sweep(CloudParts.OWNER, used, now.minus(MAKING_MAX));
        if (went > 0) LOG.info("{} managed secrets that no database has are gone", went);
    }

    /** One that cannot be tidied must not keep the others from it; the next hour tries again. */
    private static void attempt(String what, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException failed) {
            LOG.warn("{} could not be tidied", what, failed);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
