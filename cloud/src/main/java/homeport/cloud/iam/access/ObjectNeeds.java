package homeport.cloud.iam.access;

import homeport.cloud.s3.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be allowed for S3, whose permissions go by other names than its actions. Source:
 * Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
 */
final class ObjectNeeds {
    /** Of whole buckets. */
    private static final Map<String, String> OF_BUCKETS =
            Map.ofEntries(
                    Map.entry("HeadBucket", "ListBucket"),
                    Map.entry("ListObjects", "ListBucket"),
                    Map.entry("ListObjectsV2", "ListBucket"),
                    Map.entry("ListObjectVersions", "ListBucketVersions"),
                    Map.entry("ListMultipartUploads", "ListBucketMultipartUploads"),
                    Map.entry("GetBucketEncryption", "GetEncryptionConfiguration"),
                    Map.entry("PutBucketEncryption", "PutEncryptionConfiguration"),
                    Map.entry("DeleteBucketEncryption", "PutEncryptionConfiguration"),
                    Map.entry("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
                    Map.entry("PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
                    Map.entry("DeleteBucketLifecycle", "PutLifecycleConfiguration"),
                    Map.entry("GetBucketCors", "GetBucketCORS"),
                    Map.entry("PutBucketCors", "PutBucketCORS"),
                    Map.entry("DeleteBucketCors", "PutBucketCORS"),
                    Map.entry("DeleteBucketTagging", "PutBucketTagging"),
                    Map.entry("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
                    Map.entry("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
                    Map.entry("DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
                    Map.entry("DeleteBucketOwnershipControls", "PutBucketOwnershipControls"),
                    Map.entry("GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"),
                    Map.entry("GetBucketNotificationConfiguration", "GetBucketNotification"),
                    Map.entry("GetBucketReplication", "GetReplicationConfiguration"),
                    Map.entry("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"));

    /** Of objects; of a version that is named they are {@code …Version}. */
    private static final Map<String, String> OF_OBJECTS =
            Map.of(
                    "HeadObject", "GetObject",
                    "GetObject", "GetObject",
                    "GetObjectAttributes", "GetObject",
                    "DeleteObject", "DeleteObject",
                    "GetObjectTagging", "GetObjectTagging",
                    "PutObjectTagging", "PutObjectTagging",
                    "DeleteObjectTagging", "DeleteObjectTagging",
                    "GetObjectAcl", "GetObjectAcl");

    private final String action;
    private final Members members;

    ObjectNeeds(String action, Members members) {
        this.action = action;
        this.members = members;
    }

    List<Need> all() {
        return switch (action) {
            case "ListBuckets" -> List.of(Need.of("s3:ListAllMyBuckets", "*"));
            case "DeleteObjects" -> List.of(); // each of them is asked for by its handler
            case "PutObject", "CreateMultipartUpload" -> writing();
            case "UploadPart", "CompleteMultipartUpload" -> List.of(object("PutObject"));
            case "AbortMultipartUpload" -> List.of(object(action));
            case "ListParts" -> List.of(object("ListMultipartUploadParts"));
            case "CopyObject", "UploadPartCopy" -> copying();
            default -> List.of(OF_OBJECTS.containsKey(action) ? ofVersion() : bucket());
        };
    }

    private Need ofVersion() {
        String name = OF_OBJECTS.get(action);
        if (members.text("VersionId").isEmpty()) return object(name);
        return object(
                name.endsWith("Tagging")
                        ? name.replace("Tagging", "VersionTagging")
                        : name.endsWith("Acl") ? "GetObjectVersionAcl" : name + "Version");
    }

    private List<Need> writing() {
        List<Need> needs = new ArrayList<>();
        needs.add(object("PutObject"));
        if (members.text("Tagging").isPresent()) needs.add(object("PutObjectTagging"));
        return needs;
    }

    private List<Need> copying() {
        List<Need> needs = writing();
        Source source = Source.parse(members.text("CopySource").orElse(""));
        needs.add(
                Need.of(
                        source.versionId().isPresent() ? "s3:GetObjectVersion" : "s3:GetObject",
                        arn(source.bucket() + "/" + source.key())));
        return needs;
    }

    private Need object(String name) {
        return Need.of("s3:" + name, arn(bucketName() + "/" + keyName()));
    }

    private Need bucket() {
        Map<String, String> keys =
                members.text("Prefix").map(prefix -> Map.of("s3:prefix", prefix)).orElse(Map.of());
        return new Need("s3:" + OF_BUCKETS.getOrDefault(action, action), arn(bucketName()), keys);
    }

    private String bucketName() {
        return named("Bucket", "DestinationBucket");
    }

    private String keyName() {
        return named("Key", "DestinationKey");
    }

    private String named(String name, String ofCopies) {
        Optional<String> text = members.text(name).or(() -> members.text(ofCopies));
        return text.orElse("*");
    }

    private static String arn(String resource) {
        return "arn:aws:s3:::" + resource;
    }
}
