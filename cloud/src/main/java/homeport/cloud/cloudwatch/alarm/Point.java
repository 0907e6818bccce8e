package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * One period of what an alarm watches.
 *
 * @param at when it began
 * @param value empty when it is missing
 * @param samples how many made it; empty when that is not known, as of math
 */
record Point(Instant at, OptionalDouble value, OptionalDouble samples) {
    static Point missing(Instant at) {
        return new Point(at, OptionalDouble.empty(), OptionalDouble.empty());
    }

    boolean real() {
        return value.isPresent();
    }
}
