package homeport.server.site;

import java.util.Map;

/** Where measurements go, whoever made them. Safe from any thread. */
@FunctionalInterface
interface MetricSink {
    /**
     * Takes what was seen of one metric in one minute.
     *
     * @param second of the minute's beginning, since 1970
     * @param count samples, at least 1; {@code sum}, {@code min} and {@code max} are of them
     */
    void put(
            String region,
            String namespace,
            String name,
            Map<String, String> dimensions,
            String unit,
            long second,
            double count,
            double sum,
            double min,
            double max);
}
