package homeport.server.openmetrics;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Families as text. Source: OpenMetrics 1.0, "Text Format". Pure. */
public final class Exposition {
    public static final String MEDIA_TYPE =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** Whole numbers up to here are written without a point or an exponent. */
    private static final double WHOLE_MAX = 1e15;

    private Exposition() {}

    /**
     * @param families each name once; those without samples are left out
     */
    public static String text(List<Family> families) {
        StringBuilder text = new StringBuilder(64 << 10);
        Set<String> names = new HashSet<>();
        for (Family one : families) {
            if (one.samples().isEmpty()) continue;
            if (!names.add(one.name()))
                throw new IllegalArgumentException("two families are called " + one.name());
            family(one, text);
        }
        return text.append("# EOF\n").toString();
    }

    private static void family(Family one, StringBuilder text) {
        String name = one.name();
        text.append("# TYPE ").append(name).append(' ').append(one.kind().word()).append('\n');
        if (!one.unit().isEmpty())
            text.append("# UNIT ").append(name).append(' ').append(one.unit()).append('\n');
        text.append("# HELP ").append(name).append(' ').append(escaped(one.help())).append('\n');
        for (Family.Sample sample : one.samples()) {
            text.append(name).append(one.kind().ending());
            if (!sample.labels().isEmpty()) text.append(labels(sample.labels()));
            text.append(' ').append(number(sample.value())).append('\n');
        }
    }

    private static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(one -> one.getKey() + "=\"" + escaped(one.getValue()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        if (Double.isNaN(value)) return "NaN";
        if (Double.isInfinite(value)) return value > 0 ? "+Inf" : "-Inf";
        if (value == Math.rint(value) && Math.abs(value) < WHOLE_MAX)
            return Long.toString((long) value);
        return Double.toString(value);
    }
}
