package homeport.cloud.cloudwatch;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What tells one metric from another. As a series of the store it goes by region, namespace, name,
 * dimensions by name, and unit, joined by characters that none of them may hold.
 *
 * @param dimensions the whole set: one more or less is another metric
 */
public record MetricId(String namespace, String name, SortedMap<String, String> dimensions) {
    static final String UNIT_NONE = "None";
    private static final char PART = '\u0001';
    private static final char VALUE = '\u0002';

    public MetricId {
        dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }

    public static MetricId of(String namespace, String name, Map<String, String> dimensions) {
        return new MetricId(namespace, name, new TreeMap<>(dimensions));
    }

    /** What the series of all its units begin with. */
    String prefix(String region) {
        String set =
                dimensions.entrySet().stream()
                        .map(one -> one.getKey() + VALUE + one.getValue() + VALUE)
                        .collect(Collectors.joining());
        return place(region, namespace, name) + set + PART;
    }

    String series(String region, String unit) {
        return prefix(region) + unit;
    }

    static String place(String region) {
        return region + PART;
    }

    static String place(String region, String namespace) {
        return place(region) + namespace + PART;
    }

    static String place(String region, String namespace, String name) {
        return place(region, namespace) + name + PART;
    }

    /** The metric of a series' name. */
    static MetricId parse(String series) {
        String[] part = series.split(String.valueOf(PART), -1);
        SortedMap<String, String> dimensions = new TreeMap<>();
        String[] set = part[3].split(String.valueOf(VALUE), -1);
        for (int i = 0; i + 1 < set.length; i += 2) dimensions.put(set[i], set[i + 1]);
        return new MetricId(part[1], part[2], dimensions);
    }

    static String unit(String series) {
        return series.substring(series.lastIndexOf(PART) + 1);
    }

    static String region(String series) {
        return series.substring(0, series.indexOf(PART));
    }
}
