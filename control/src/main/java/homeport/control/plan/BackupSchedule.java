package homeport.control.plan;

import homeport.control.instance.Settings.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the next automated backup is due: once in each backup window; at once when there is none, or
 * when a window was missed (the service was down, the instance was stopped), which is when the
 * newest is older than a day and a window. Pure.
 */
final class BackupSchedule {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration RETRY_MIN = Duration.ofMinutes(1);
    private static final Duration RETRY_MAX = Duration.ofHours(1);

    private BackupSchedule() {}

    /**
     * @return now or before: it is due; empty: automated backups are off
     */
    static Optional<Instant> next(Upkeep upkeep, World.Backups had, Instant now) {
        if (upkeep.backupRetentionDays() == 0) return Optional.empty();
        if (had.failed().isPresent())
            return Optional.of(had.failed().get().plus(pause(had.failures())));
        if (had.newest().isEmpty()) return Optional.of(now);
        Window window = Window.daily(upkeep.backupWindow());
        Instant newest = had.newest().get();
        if (window.contains(now) && newest.isBefore(window.lastStart(now))) return Optional.of(now);
        Instant start = window.nextStart(now);
        Instant missed = newest.plus(DAY).plus(window.length());
        return Optional.of(missed.isBefore(start) ? missed : start);
    }

    /** Doubles from a minute to an hour. */
    private static Duration pause(int failures) {
        Duration pause = RETRY_MIN.multipliedBy(1L << Math.min(failures - 1, 6));
        return pause.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : pause;
    }
}
