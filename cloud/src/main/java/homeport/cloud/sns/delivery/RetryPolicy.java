package homeport.cloud.sns.delivery;

import java.time.Duration;
import java.util.Optional;

/**
 * When to try again: first at once, then after the shortest time, then after times that grow, then
 * after the longest. Source: SNS developer guide, "Amazon SNS message delivery retries".
 *
 * @param retries of all four kinds together
 */
public record RetryPolicy(
        Duration delayMin,
        Duration delayMax,
        int retries,
        int noDelayRetries,
        int minDelayRetries,
        int maxDelayRetries,
        Growth growth) {
    /** How the times grow from the shortest to the longest. */
    public enum Growth {
        LINEAR,
        ARITHMETIC,
        GEOMETRIC,
        EXPONENTIAL
    }

    /** AWS's for HTTP and HTTPS. */
    public static final RetryPolicy HTTP =
            new RetryPolicy(
                    Duration.ofSeconds(20), Duration.ofSeconds(20), 3, 0, 0, 0, Growth.LINEAR);

    /** AWS's for queues. */
    static final RetryPolicy QUEUE =
            new RetryPolicy(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    100_015,
                    3,
                    2,
                    100_000,
                    Growth.EXPONENTIAL);

    /** AWS's for mail: 50 attempts over some six hours. */
    static final RetryPolicy MAIL =
            new RetryPolicy(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(600),
                    50,
                    0,
                    2,
                    38,
                    Growth.EXPONENTIAL);

    /**
     * @param failed how many attempts have failed, from 1
     * @return how long to wait for the next one; empty: there is none
     */
    public Optional<Duration> after(int failed) {
        if (failed > retries) return Optional.empty();
        if (failed <= noDelayRetries) return Optional.of(Duration.ZERO);
        int step = failed - noDelayRetries;
        if (step <= minDelayRetries) return Optional.of(delayMin);
        step -= minDelayRetries;
        int growing = retries - noDelayRetries - minDelayRetries - maxDelayRetries;
        if (step > growing) return Optional.of(delayMax);
        double part = growing == 1 ? 1 : (step - 1) / (double) (growing - 1);
        return Optional.of(Duration.ofMillis(Math.round(1000 * seconds(part))));
    }

    /**
     * @param part of the way, 0 to 1
     */
    private double seconds(double part) {
        double low = delayMin.toMillis() / 1000.0;
        double high = delayMax.toMillis() / 1000.0;
        return switch (growth) {
            case LINEAR -> low + (high - low) * part;
            case ARITHMETIC -> low + (high - low) * part * (part + 1) / 2;
            case GEOMETRIC -> low + (high - low) * part * part;
            case EXPONENTIAL -> low * Math.pow(high / low, part);
        };
    }
}
