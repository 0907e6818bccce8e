package homeport.server.openmetrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who may read {@code /metrics}. */
public enum MetricsAccess {
    /** Whoever shows the token in the data folder. */
    TOKEN,
    /** Everybody on this machine. */
    OPEN,
    /** Nobody. */
    OFF;

    public static Optional<MetricsAccess> named(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findAny();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
