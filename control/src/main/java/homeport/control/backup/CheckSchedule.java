package homeport.control.backup;

import homeport.control.snapshot.DbSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which snapshot is to be restored on trial next: the newest that never was, a bounded number in a
 * day. Pure.
 */
record CheckSchedule(int checksADay) {
    static final Duration TIME_MAX = Duration.ofMinutes(30);
    static final long BYTES_MAX = 100L << 30;

    /** Room for the restored data, twice: recovery writes too. */
    private static final int ROOM = 2;

    private static final Duration DAY = Duration.ofDays(1);

    /**
     * @param ready it may be tried now
     */
    Optional<DbSnapshot> next(List<DbSnapshot> all, Instant now, Predicate<DbSnapshot> ready) {
        long today =
                all.stream()
                        .flatMap(snapshot -> snapshot.check().stream())
                        .filter(check -> check.at().isAfter(now.minus(DAY)))
                        .count();
        if (today >= checksADay) return Optional.empty();
        return all.stream()
                .filter(snapshot -> snapshot.usable() && snapshot.check().isEmpty())
                .filter(ready)
                .max(Comparator.comparing(snapshot -> snapshot.taken().orElseThrow().at()));
    }

    /** Why data of this size is not tried here; empty: it is. */
    Optional<String> refused(long bytes, long freeBytes) {
        if (bytes > BYTES_MAX)
            return Optional.of("it has %d bytes, allowed %d".formatted(bytes, BYTES_MAX));
        if (freeBytes < ROOM * bytes)
            return Optional.of(
                    "%d bytes are free, a trial needs %d".formatted(freeBytes, ROOM * bytes));
        return Optional.empty();
    }
}
