package homeport.control.reconcile;

import homeport.control.plan.Diagnosis;
import java.time.Duration;
import java.time.Instant;

/**
 * Spaces out the restarts of a server that does not stay up. Owned by the instance's reconciler.
 */
final class Crashes {
    private static final Duration HEALTHY = Duration.ofSeconds(30);

    private Instant started = Instant.EPOCH;
    private Instant next = Instant.EPOCH;
    private int quick;
    private boolean alive;

    void started(Instant when) {
        started = when;
        alive = true;
    }

    /**
     * The first restart is at once; one that did not live 30 s makes the next wait, 1 s to 60 s.
     */
    void exited(Instant now) {
        if (!alive) return;
        alive = false;
        boolean lived = Duration.between(started, now).compareTo(HEALTHY) >= 0;
        quick = lived ? 0 : quick + 1;
        next = quick < 2 ? now : now.plus(Diagnosis.pause(quick - 1));
    }

    boolean tooSoon(Instant now) {
        return now.isBefore(next);
    }

    Instant next() {
        return next;
    }
}
