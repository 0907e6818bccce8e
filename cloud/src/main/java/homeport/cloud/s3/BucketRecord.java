package homeport.cloud.s3;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a bucket besides its objects.
 *
 * @param versioning empty when it was never set, then {@code Enabled} or {@code Suspended}
 * @param settings documents by name: {@code Policy} in JSON, the others in S3's XML
 */
record BucketRecord(
        String name,
        String region,
        Instant created,
        Optional<String> versioning,
        Map<String, String> settings) {
    static final String ENABLED = "Enabled";

    BucketRecord {
        settings = Map.copyOf(settings);
    }

    boolean keepsVersions() {
        return versioning.equals(Optional.of(ENABLED));
    }

    BucketRecord withVersioning(String status) {
        return new BucketRecord(name, region, created, Optional.of(status), settings);
    }

    /**
     * @param document empty: none from now on
     */
    BucketRecord with(String setting, Optional<String> document) {
        var after = new TreeMap<>(settings);
        after.remove(setting);
        document.ifPresent(text -> after.put(setting, text));
        return new BucketRecord(name, region, created, versioning, after);
    }
}
