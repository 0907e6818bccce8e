package homeport.control.group;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For how long a server has given no sign of life: neither an answer nor, of a primary, more of its
 * log to a follower. A busy server that answers late, or whose clients keep it writing, is not
 * silent. Time in which we did not ask though we should have does not count: one pause of ours, of
 * whatever length, and one question without an answer are together shorter than the shortest
 * failover limit. Pure.
 *
 * @param before of questions that are over
 * @param asking since when a question is open
 * @param ended when the last question was over
 */
record Silence(Duration before, Optional<Instant> asking, Instant ended) {
    /** Between the end of a question and the next one. */
    static final Duration PERIOD = Duration.ofMillis(200);

    /** What one question can count; longer than a busy server needs. */
    static final Duration ANSWER_MAX = Duration.ofMillis(750);

    static Silence none(Instant now) {
        return new Silence(Duration.ZERO, Optional.empty(), now);
    }

    Duration at(Instant now) {
        return before.plus(
                asking.map(since -> between(since, now, ANSWER_MAX))
                        .orElseGet(() -> between(ended, now, PERIOD)));
    }

    Silence asked(Instant now) {
        return new Silence(at(now), Optional.of(now), ended);
    }

    Silence failed(Instant now) {
        return new Silence(at(now), Optional.empty(), now);
    }

    /**
     * It showed otherwise that it lived, so long before; a question may still be open. What we
     * learn late neither makes a silence longer nor one shorter that began after it.
     */
    Silence heard(Instant now, Duration ago) {
        Duration silent = at(now);
        if (ago.compareTo(silent) < 0) silent = ago.isNegative() ? Duration.ZERO : ago;
        return new Silence(silent, asking.map(_ -> now), now);
    }

    /** The clock may be set back. */
    private static Duration between(Instant from, Instant to, Duration max) {
        Duration time = Duration.between(from, to);
        if (time.isNegative()) return Duration.ZERO;
        return time.compareTo(max) < 0 ? time : max;
    }
}
