package homeport.control.backup;

import homeport.control.snapshot.DbSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which automated snapshots no restore needs any more. Every moment of the retention can be
 * restored, so one snapshot that is older than it stays: the newest such. The newest good one
 * always stays. Pure.
 */
final class Retention {
    /** Failed ones are shown for a while, and counted for the pause before the next. */
    private static final int FAILED_MAX = 8;

    private Retention() {}

    /**
     * @param days 0: automated backups are off
     * @param read being restored or copied right now
     */
    static List<DbSnapshot> over(
            List<DbSnapshot> all, int days, Instant now, Predicate<DbSnapshot> read) {
        List<DbSnapshot> own = all.stream().filter(s -> s.automated() && !s.deleting()).toList();
        Predicate<DbSnapshot> over = days == 0 ? _ -> true : old(own, days, now).or(failed(own));
        return own.stream().filter(over).filter(read.negate()).toList();
    }

    private static Predicate<DbSnapshot> old(List<DbSnapshot> own, int days, Instant now) {
        Instant begin = now.minus(Duration.ofDays(days));
        Optional<Instant> base =
                own.stream()
                        .filter(DbSnapshot::good)
                        .flatMap(snapshot -> snapshot.taken().stream())
                        .map(DbSnapshot.Taken::at)
                        .filter(at -> !at.isAfter(begin))
                        .max(Comparator.naturalOrder());
        return snapshot ->
                snapshot.taken().isPresent()
                        && base.filter(snapshot.taken().get().at()::isBefore).isPresent();
    }

    /** Before a good one, or many. */
    private static Predicate<DbSnapshot> failed(List<DbSnapshot> own) {
        List<DbSnapshot> failed =
                own.stream()
                        .filter(s -> s.failure().isPresent())
                        .sorted(Comparator.comparing(DbSnapshot::requested).reversed())
                        .toList();
        Optional<Instant> good =
                own.stream()
                        .filter(DbSnapshot::good)
                        .map(DbSnapshot::requested)
                        .max(Comparator.naturalOrder());
        return snapshot ->
                snapshot.failure().isPresent()
                        && (good.filter(snapshot.requested()::isBefore).isPresent()
                                || failed.indexOf(snapshot) >= FAILED_MAX);
    }
}
