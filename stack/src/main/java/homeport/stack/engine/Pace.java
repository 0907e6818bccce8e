package homeport.stack.engine;

import java.time.Duration;

/**
 * How the engine waits.
 *
 * @param first before a service is asked again whether something has come about; doubles up to
 *     {@code most}
 * @param retry how long something is tried again that its service cannot do yet
 */
public record Pace(Duration first, Duration most, Duration retry) {
    public static final Pace USUAL =
            new Pace(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(90));

    Duration next(Duration now) {
        Duration twice = now.multipliedBy(2);
        return twice.compareTo(most) > 0 ? most : twice;
    }
}
