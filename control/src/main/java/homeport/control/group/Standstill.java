package homeport.control.group;

import homeport.engine.Lsn;
import java.time.Duration;
import java.time.Instant;

/**
 * When a follower was last in order: it streams, and has all that its primary has or confirms more
 * than before. Whether a commit waits for it does not matter: one that was given up because it
 * stands still is not in order because nobody waits any more. Pure.
 *
 * @param flushed how far it had confirmed then
 */
record Standstill(Lsn flushed, Instant since) {
    static Standstill begun(Instant now) {
        return new Standstill(Lsn.NONE, now);
    }

    /**
     * @param confirmed what it has on disk, as its primary knows
     * @param primary how far the primary's log goes, seen together with the other
     */
    Standstill seen(boolean streaming, Lsn confirmed, Lsn primary, Instant now) {
        boolean inOrder =
                streaming
                        && (confirmed.compareTo(primary) >= 0 || confirmed.compareTo(flushed) > 0);
        return inOrder ? new Standstill(confirmed, now) : this;
    }

    Duration at(Instant now) {
        return Duration.between(since, now);
    }
}
