package homeport.cloud.cloudwatch.alarm;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * When an alarm of a metric changes its state.
 *
 * @param periods N, how many points decide
 * @param points M, how many of them must breach; empty for all
 * @param periodSeconds what a point stands for
 * @param samplesMin a point of fewer samples changes nothing; 0 where that does not matter
 * @param statistic as reasons tell it; empty for math
 */
record Rule(
        int periods,
        OptionalInt points,
        int periodSeconds,
        Comparison comparison,
        double threshold,
        Missing missing,
        double samplesMin,
        Optional<String> statistic,
        Optional<String> unit) {
    /**
     * How many points are looked at beyond N, to find N that are real. AWS says that the number
     * depends on the period and shows 5 for N = 3. Source: CloudWatch user guide, "How alarm state
     * is evaluated when data is missing".
     */
    static final int EXTRA = 2;

    int toAlarm() {
        return points.orElse(periods);
    }

    /** How many periods are looked at. */
    int range() {
        return periods + EXTRA;
    }

    boolean breaches(double value) {
        return comparison.breaches(value, threshold);
    }
}
