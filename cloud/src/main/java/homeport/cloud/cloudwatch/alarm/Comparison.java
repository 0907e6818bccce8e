package homeport.cloud.cloudwatch.alarm;

import java.util.Arrays;
import java.util.Optional;

/** How a value breaches a threshold. Those of anomaly bands are not offered. */
enum Comparison {
    AT_LEAST("GreaterThanOrEqualToThreshold", "greater than or equal to"),
    ABOVE("GreaterThanThreshold", "greater than"),
    BELOW("LessThanThreshold", "less than"),
    AT_MOST("LessThanOrEqualToThreshold", "less than or equal to");

    private final String text;
    private final String words;

    Comparison(String text, String words) {
        this.text = text;
        this.words = words;
    }

    /** As the API writes it. */
    String text() {
        return text;
    }

    /** As reasons tell it. */
    String words() {
        return words;
    }

    boolean breaches(double value, double threshold) {
        return switch (this) {
            case AT_LEAST -> value >= threshold;
            case ABOVE -> value > threshold;
            case BELOW -> value < threshold;
            case AT_MOST -> value <= threshold;
        };
    }

    static Optional<Comparison> of(String text) {
        return Arrays.stream(values()).filter(one -> one.text.equals(text)).findFirst();
    }
}
