package homeport.insights.store;

import java.time.Duration;

/** How long what is kept, where the instance's retention does not say. */
final class Kept {
    static final Duration TICKS = Duration.ofDays(7);
    static final Duration MINUTES = Duration.ofDays(31);

    /** Of what an instance may ask for. */
    static final Duration LONGEST = Duration.ofDays(731);

    private Kept() {}
}
