package homeport.insights.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is made of the samples of a period. */
public enum Statistic {
    AVG,
    MIN,
    MAX,
    SUM,
    SAMPLE_COUNT;

    /** As metrics end: {@code db.load.avg}. */
    public static Optional<Statistic> named(String suffix) {
        return Arrays.stream(values()).filter(one -> one.suffix().equals(suffix)).findAny();
    }

    public String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }
}
