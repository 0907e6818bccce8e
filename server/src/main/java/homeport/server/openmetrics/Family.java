package homeport.server.openmetrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One metric and all its samples at a moment.
 *
 * @param name without the ending that its kind adds
 * @param unit base unit, which then ends the name; empty: none
 * @param help one sentence
 */
public record Family(String name, Kind kind, String unit, String help, List<Sample> samples) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** What a number means, and what ends the names of its samples. */
    public enum Kind {
        GAUGE("gauge", ""),
        COUNTER("counter", "_total"),
        INFO("info", "_info");

        private final String word;
        private final String ending;

        Kind(String word, String ending) {
            this.word = word;
            this.ending = ending;
        }

        String word() {
            return word;
        }

        String ending() {
            return ending;
        }
    }

    /**
     * @param labels in the order in which they are written
     */
    public record Sample(Map<String, String> labels, double value) {
        public Sample {
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
            for (String label : labels.keySet())
                if (!NAME.matcher(label).matches())
                    throw new IllegalArgumentException("a label " + label);
        }
    }

    public Family {
        samples = List.copyOf(samples);
        if (!NAME.matcher(name).matches() || name.endsWith("_total") || name.endsWith("_info"))
            throw new IllegalArgumentException("a metric " + name);
        if (!unit.isEmpty() && !name.endsWith("_" + unit))
            throw new IllegalArgumentException(name + " does not end in " + unit);
        if (kind == Kind.COUNTER)
            for (Sample one : samples)
                if (!(one.value() >= 0)) // NaN too
                throw new IllegalArgumentException(name + " counts " + one.value());
    }

    /** A family with one sample that has no labels. */
    public static Family single(String name, Kind kind, String unit, String help, double value) {
        return new Family(name, kind, unit, help, List.of(new Sample(Map.of(), value)));
    }
}
