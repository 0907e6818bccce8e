package homeport.store.series;

import java.util.Arrays;

/**
 * What was seen of a series within a while: a statistic set. Where all values were the same, their
 * distribution is known without being kept.
 *
 * @param count how many samples, over 0; not always whole
 * @param spread the single values; {@link Distribution#UNKNOWN} when only the set was told, or when
 *     they were all the same
 */
public record Stats(double count, double sum, double min, double max, Distribution spread) {
    public Stats {
        boolean finite =
                Double.isFinite(count)
                        && Double.isFinite(sum)
                        && Double.isFinite(min)
                        && Double.isFinite(max);
        if (!finite || count <= 0 || min > max)
            throw new IllegalArgumentException(
                    "a statistic set of %s samples, sum %s, from %s to %s; needs finite numbers and at least one sample"
                            .formatted(count, sum, min, max));
        if (min == max) spread = Distribution.UNKNOWN;
    }

    /** One sample. */
    public static Stats of(double value) {
        return of(value, 1);
    }

    /** The same value {@code count} times. */
    public static Stats of(double value, double count) {
        return new Stats(count, value * count, value, value, Distribution.UNKNOWN);
    }

    /** A set of which the single values are not known. */
    public static Stats set(double count, double sum, double min, double max) {
        return new Stats(count, sum, min, max, Distribution.UNKNOWN);
    }

    /**
     * @param values at least one
     * @param counts how often each was seen, over 0
     */
    public static Stats of(double[] values, double[] counts) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) sum += values[i] * counts[i];
        return new Stats(
                Arrays.stream(counts).sum(),
                sum,
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow(),
                Distribution.of(values, counts));
    }

    public double average() {
        return sum / count;
    }

    /** The single values, kept or told by the set; unknown otherwise. */
    public Distribution distribution() {
        return min == max ? Distribution.kept(new double[] {min}, new double[] {count}, 0) : spread;
    }

    public Stats merge(Stats other) {
        return new Stats(
                count + other.count,
                sum + other.sum,
                Math.min(min, other.min),
                Math.max(max, other.max),
                distribution().merge(other.distribution()));
    }

    /** How much memory it takes, in units of a plain set. */
    int weight() {
        return 1 + spread.size() / 4;
    }
}
