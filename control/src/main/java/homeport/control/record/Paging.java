package homeport.control.record;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list in key order. The marker names the last key of the page before, so rows made
 * or removed meanwhile neither repeat nor hide others. Source: RDS API, MaxRecords and Marker.
 *
 * @param marker where the next page starts; empty on the last
 */
public record Paging<T>(List<T> rows, Optional<String> marker) {
    private static final int DEFAULT = 100;
    private static final int MIN = 20;
    private static final int MAX = 100;
    private static final String PREFIX = "k:";

    /**
     * @param sorted by {@code key}, ascending, every key once
     */
    public static <T> Paging<T> of(
            List<T> sorted, Integer maxRecords, String marker, Function<T, String> key) {
        int limit = limit(maxRecords);
        String after = marker == null || marker.isEmpty() ? "" : decode(marker);
        List<T> rest =
                sorted.stream()
                        .filter(row -> after.isEmpty() || key.apply(row).compareTo(after) > 0)
                        .toList();
        if (rest.size() <= limit) return new Paging<>(rest, Optional.empty());
        List<T> rows = rest.subList(0, limit);
        return new Paging<>(rows, Optional.of(encode(key.apply(rows.getLast()))));
    }

    /** As the SDK's builders want it: null when absent. */
    public String markerOrNull() {
        return marker.orElse(null);
    }

    private static int limit(Integer maxRecords) {
        if (maxRecords == null) return DEFAULT;
        if (maxRecords < MIN || maxRecords > MAX)
            throw AwsException.invalidValue(
                    "Invalid value %d for MaxRecords. Must be between %d and %d."
                            .formatted(maxRecords, MIN, MAX));
        return maxRecords;
    }

    private static String encode(String key) {
        byte[] text = (PREFIX + key).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static String decode(String marker) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
            if (text.startsWith(PREFIX)) return text.substring(PREFIX.length());
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
        throw invalid();
    }

    private static AwsException invalid() {
        return AwsException.invalidValue("The Marker is not one that this service gave.");
    }
}
