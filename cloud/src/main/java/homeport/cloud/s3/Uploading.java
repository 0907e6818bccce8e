package homeport.cloud.s3;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A multipart upload under way.
 *
 * @param sum what its parts are checked by; empty: nothing was said
 * @param whole that sum is asked for over the object
 * @param parts by number
 */
record Uploading(
        String id,
        String key,
        Instant initiated,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> tags,
        Optional<Sum> sum,
        boolean whole,
        Map<Integer, Part> parts) {
    Uploading {
        parts = java.util.Collections.unmodifiableMap(new TreeMap<>(parts));
    }

    /**
     * @param etag MD5 in hex
     * @param checksums in base64, by the names of {@link Sum}
     */
    record Part(
            int number,
            String etag,
            Version.Blob blob,
            Instant modified,
            Map<String, String> checksums) {}

    Uploading with(Part part) {
        var after = new TreeMap<>(parts);
        after.put(part.number(), part);
        return with(after);
    }

    Uploading withoutParts() {
        return with(Map.of());
    }

    private Uploading with(Map<Integer, Part> after) {
        return new Uploading(id, key, initiated, headers, metadata, tags, sum, whole, after);
    }
}
