package homeport.cloud.s3;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;

/** What the one who puts an object says of it, and its readers are told. */
final class Said {
    private static final int METADATA_BYTES_MAX = 2048;
    private static final int KEY_BYTES_MAX = 1024;
    private static final String EXPIRES = "Expires";
    private static final List<String> HEADERS =
            List.of(
                    "CacheControl",
                    "ContentDisposition",
                    "ContentEncoding",
                    "ContentLanguage",
                    "ContentType",
                    EXPIRES,
                    "StorageClass",
                    "ServerSideEncryption",
                    "SSEKMSKeyId");

    private Said() {}

    static void checkKey(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX)
            throw new AwsException("KeyTooLongError", "Your key is too long");
    }

    /** By the names of members. */
    static Map<String, String> headers(SdkPojo request, BucketRecord bucket) {
        Map<String, String> said = new TreeMap<>();
        for (String name : HEADERS)
            Members.text(request, name).ifPresent(text -> said.put(name, text));
        // of the transfer, not of the object
        said.computeIfPresent("ContentEncoding", (name, text) -> withoutChunks(text));
        said.putIfAbsent("ServerSideEncryption", Configs.encryption(bucket));
        said.putIfAbsent("ContentType", "binary/octet-stream");
        return said;
    }

    private static String withoutChunks(String text) {
        String rest =
                String.join(
                        ",",
                        List.of(text.split(" *, *")).stream()
                                .filter(one -> !one.equals("aws-chunked"))
                                .toList());
        return rest.isEmpty() ? null : rest;
    }

    static Map<String, String> metadata(SdkPojo request) {
        Map<String, String> found = new TreeMap<>();
        if (Members.get(request, "Metadata").orElse(null) instanceof Map<?, ?> sent)
            sent.forEach((name, value) -> found.put(name.toString(), value.toString()));
        int bytes = 0;
        for (Map.Entry<String, String> one : found.entrySet())
            bytes += one.getKey().length() + one.getValue().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > METADATA_BYTES_MAX)
            throw new AwsException(
                    "MetadataTooLarge",
                    "Your metadata headers exceed the maximum allowed metadata size");
        return found;
    }

    static Map<String, String> tags(SdkPojo request) {
        return Members.text(request, "Tagging").map(TagSet::ofHeader).orElse(Map.of());
    }

    /** Tells a reader all of it. */
    static void tell(SdkPojo answer, Version version) {
        version.headers()
                .forEach((name, text) -> {
                    boolean plain = name.equals("StorageClass") && text.equals("STANDARD");
                    if (!plain) Members.set(answer, name, value(name, text));
                });
        Members.set(answer, "Metadata", version.metadata());
    }

    private static Object value(String name, String text) {
        return name.equals(EXPIRES) ? Instant.parse(text) : text;
    }

    /** Encryption and version, of an answer to a change. */
    static void tellChange(SdkPojo answer, Bucket bucket, Version version) {
        Members.set(answer, "ETag", version.quotedEtag());
        version.header("ServerSideEncryption")
                .ifPresent(text -> Members.set(answer, "ServerSideEncryption", text));
        version.header("SSEKMSKeyId").ifPresent(text -> Members.set(answer, "SSEKMSKeyId", text));
        versionId(bucket, version).ifPresent(id -> Members.set(answer, "VersionId", id));
    }

    static void tellSums(SdkPojo answer, Version version) {
        version.checksums().forEach((sum, value) -> Members.set(answer, "Checksum" + sum, value));
        if (!version.checksums().isEmpty())
            Members.set(answer, "ChecksumType", version.whole() ? "FULL_OBJECT" : "COMPOSITE");
    }

    /** Told where versions are, or were, kept. */
    static Optional<String> versionId(Bucket bucket, Version version) {
        return bucket.record().versioning().map(status -> version.id());
    }
}
