package homeport.cloud.s3;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of an object, or a delete marker.
 *
 * @param id {@value #NULL} for what was written without versioning
 * @param sequence grows within a bucket: of the versions of a key the newest has the highest
 * @param etag without quotes; empty of a marker
 * @param blobs in the order of their bytes; one, or one for each part
 * @param headers what the one who put it said of it, by the model's names of members
 * @param checksums in base64, by the names of {@link Sum}; of parts with {@code -N} at the end
 * @param whole the checksums are over the object, not over those of its parts
 */
record Version(
        String key,
        String id,
        long sequence,
        boolean marker,
        Instant modified,
        String etag,
        List<Blob> blobs,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> checksums,
        boolean whole,
        Map<String, String> tags) {
    static final String NULL = "null";

    Version {
        blobs = List.copyOf(blobs);
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
        checksums = Map.copyOf(checksums);
        tags = Map.copyOf(tags);
    }

    /**
     * Bytes in a file.
     *
     * @param id the file's name
     */
    record Blob(String id, long size) {}

    static Version marker(String key, String id, long sequence, Instant now) {
        return new Version(
                key, id, sequence, true, now, "", List.of(), Map.of(), Map.of(), Map.of(), true,
                Map.of());
    }

    long size() {
        return blobs.stream().mapToLong(Blob::size).sum();
    }

    String quotedEtag() {
        return "\"" + etag + "\"";
    }

    Optional<String> header(String member) {
        return Optional.ofNullable(headers.get(member));
    }

    String storageClass() {
        return header("StorageClass").orElse("STANDARD");
    }

    Version at(String newId, long newSequence) {
        return new Version(
                key,
                newId,
                newSequence,
                marker,
                modified,
                etag,
                blobs,
                headers,
                metadata,
                checksums,
                whole,
                tags);
    }

    Version withTags(Map<String, String> after) {
        return new Version(
                key, id, sequence, marker, modified, etag, blobs, headers, metadata, checksums,
                whole, after);
    }
}
