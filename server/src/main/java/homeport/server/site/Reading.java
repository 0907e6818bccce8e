package homeport.server.site;

import java.util.Map;

/**
 * What was seen of one metric in one minute, in the namespace {@code AWS/RDS}.
 *
 * @param unit as CloudWatch names it
 */
record Reading(
        String name,
        Map<String, String> dimensions,
        String unit,
        double count,
        double sum,
        double min,
        double max) {
    static final String NAMESPACE = "AWS/RDS";
    static final String COUNT = "Count";
    static final String PERCENT = "Percent";
    static final String MICROSECONDS = "Microseconds";

    Reading {
        dimensions = Map.copyOf(dimensions);
    }

    /** One sample. */
    static Reading one(String name, Map<String, String> dimensions, String unit, double value) {
        return new Reading(name, dimensions, unit, 1, value, value, value);
    }

    void into(MetricSink sink, String region, long second) {
        sink.put(region, NAMESPACE, name, dimensions, unit, second, count, sum, min, max);
    }
}
