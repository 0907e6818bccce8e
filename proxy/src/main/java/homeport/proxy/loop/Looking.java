package homeport.proxy.loop;

import java.time.Duration;

/**
 * Whether a loop looks again before it sleeps. It does while that has paid lately, and tries it now
 * and then when it has not, so that a loop whose peers are slow sleeps. Owner: the loop's thread.
 */
final class Looking {
    /** So many in a row that do not pay end it. */
    private static final int TRUST_MAX = 8;

    /** Without trust one in so many is tried. */
    private static final int TRY_EVERY = 16;

    private final long nanosMax;
    private boolean hasCome;
    private int trust = TRUST_MAX;
    private int skipped;

    /** Looks for {@code max} at most; zero where nobody else could work meanwhile. */
    Looking(Duration max) {
        nanosMax = Runtime.getRuntime().availableProcessors() > 1 ? max.toNanos() : 0;
    }

    /** Something has come: more may follow. */
    void hasCome() {
        hasCome = true;
    }

    /** Whether to look now. */
    boolean isWorthwhile() {
        if (nanosMax == 0 || !hasCome) return false;
        hasCome = false;
        if (trust > 0) return true;
        if (++skipped < TRY_EVERY) return false;
        skipped = 0;
        return true;
    }

    /** Something came while it looked. */
    void hasPaid() {
        trust = Math.min(TRUST_MAX, trust + 1);
    }

    /** Whether it has looked for long enough, which then did not pay. */
    boolean isOver(long nanos) {
        if (nanos < nanosMax) return false;
        trust = Math.max(0, trust - 1);
        return true;
    }
}
