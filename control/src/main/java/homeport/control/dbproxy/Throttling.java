package homeport.control.dbproxy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which refusals of client connections were told. A storm is told once in an hour, not once for
 * each client. Pure.
 *
 * @param told how many there were then
 * @param at when; empty: none were
 */
record Throttling(long told, Optional<Instant> at) {
    static final Duration EVERY = Duration.ofHours(1);
    static final Throttling NONE = new Throttling(0, Optional.empty());

    /**
     * @param count refusals until now; fewer than before when the proxy is served anew
     * @return what is told now; empty when nothing is
     */
    Optional<Throttling> next(long count, Instant now) {
        boolean isNew = count > (count < told ? 0 : told);
        boolean isDue = at.filter(last -> now.isBefore(last.plus(EVERY))).isEmpty();
        return isNew && isDue
                ? Optional.of(new Throttling(count, Optional.of(now)))
                : Optional.empty();
    }
}
