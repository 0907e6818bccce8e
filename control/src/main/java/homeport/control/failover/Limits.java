package homeport.control.failover;

import java.time.Duration;

/**
 * How long things may take before somebody acts.
 *
 * @param silenceMax a primary that gives no sign of life for so long is replaced, 1 to 30 s: it
 *     answers nothing, and no follower receives more of its log
 * @param startMax a server that starts is left alone for so long while it may not be replaced
 * @param stuckMax a follower that confirms nothing for so long, although it lacks something, is
 *     given up
 * @param goneMax a follower that does not stream for so long is given up
 * @param behindMaxBytes a follower that lacks more of the log is not yet waited for
 */
public record Limits(
        Duration silenceMax,
        Duration startMax,
        Duration stuckMax,
        Duration goneMax,
        long behindMaxBytes) {
    public static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(1),
                    16L << 20);

    /** The usual, but for {@link #silenceMax}. */
    public static Limits silence(Duration max) {
        Limits d = DEFAULT;
        return new Limits(max, d.startMax, d.stuckMax, d.goneMax, d.behindMaxBytes);
    }

    public Limits {
        if (silenceMax.compareTo(Duration.ofSeconds(1)) < 0
                || silenceMax.compareTo(Duration.ofSeconds(30)) > 0)
            throw new IllegalArgumentException(
                    "the failover limit is " + silenceMax + ", allowed PT1S to PT30S");
    }
}
