package homeport.insights.load;

import java.time.Duration;

/** How finely load is on record. The finer, the sooner it is removed. */
public enum Grain {
    /** Each tick by itself, at its true time; for 7 days. */
    TICK(Duration.ofSeconds(1)),
    /** For 31 days. */
    MINUTE(Duration.ofMinutes(1)),
    /** As long as the instance's retention says. */
    HOUR(Duration.ofHours(1)),
    /** UTC; as long as the instance's retention says. */
    DAY(Duration.ofDays(1));

    private final Duration length;

    Grain(Duration length) {
        this.length = length;
    }

    public Duration length() {
        return length;
    }
}
