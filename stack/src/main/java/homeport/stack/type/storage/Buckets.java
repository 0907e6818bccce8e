package homeport.stack.type.storage;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.Place;
import homeport.stack.type.Tags;
import homeport.stack.type.Told;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Buckets and their policies. */
final class Buckets {
    private static final String S3 = "s3";
    private static final int NAME_MAX = 63;

    /** The one that a request must not name. */
    private static final String FIRST_REGION = "us-east-1";

    private static final String VERSIONING = "VersioningConfiguration";
    private static final String ENCRYPTION = "BucketEncryption";
    private static final String BLOCK = "PublicAccessBlockConfiguration";
    private static final String OWNERSHIP = "OwnershipControls";

    private Buckets() {}

    static List<Documented> types() {
        return List.of(bucket(), policy());
    }

    private static Documented bucket() {
        return Declaration.type("AWS::S3::Bucket", S3)
                .named("BucketName", "Bucket", NAME_MAX, true)
                .update(VERSIONING, ENCRYPTION, BLOCK, OWNERSHIP, "Tags")
                .apart(VERSIONING, ENCRYPTION, BLOCK, OWNERSHIP, "Tags")
                .noted("AccessControl", "CorsConfiguration", "LifecycleConfiguration")
                .upserts()
                .ownedBy(Buckets::token)
                .createdBy("CreateBucket")
                .createdWith((api, place, properties, ask) -> {
                    if (!place.region().equals(FIRST_REGION))
                        ask.and(
                                "CreateBucketConfiguration",
                                Ask.with("LocationConstraint", place.region()));
                })
                .seenBy("HeadBucket", "Bucket", "")
                .settle(Buckets::settle)
                .deletedBy("DeleteBucket")
                .refers("the bucket's name")
                .attribute("Arn", (api, made) -> "arn:aws:s3:::" + made.id())
                .attribute("DomainName", (api, made) -> made.id() + ".s3.amazonaws.com")
                .attribute("RegionalDomainName", (api, made) -> regional(made.id(), made.place()))
                .build();
    }

    private static String regional(String bucket, Place place) {
        return "%s.s3.%s.amazonaws.com".formatted(bucket, place.region());
    }

    /** The tag that says which attempt made it; empty when nobody's did. */
    private static String token(Api api, String bucket) {
        Optional<JsonNode> tags =
                Told.unlessMissing(() ->
                        Ask.with("Bucket", bucket).of(api, S3, "GetBucketTagging").path("TagSet"));
        return tags.stream()
                .flatMap(JsonNode::valueStream)
                .filter(tag -> tag.path("Key").asString("").equals(Tags.TOKEN))
                .map(tag -> tag.path("Value").asString(""))
                .findFirst()
                .orElse("");
    }

    /** Its tags first: they say whose it is. */
    private static void settle(Change change) {
        tag(change);
        if (change.changed(VERSIONING)) {
            String status = change.wanted(VERSIONING).path("Status").asString("Suspended");
            if (!change.fresh() || status.equals("Enabled"))
                put(change, "PutBucketVersioning", VERSIONING, Ask.with("Status", status));
        }
        if (change.changed(ENCRYPTION)) {
            if (change.wanted().hasNonNull(ENCRYPTION))
                put(
                        change,
                        "PutBucketEncryption",
                        "ServerSideEncryptionConfiguration",
                        Ask.nothing().and("Rules", rules(change.wanted(ENCRYPTION))));
            else bucket(change).of(change.api(), S3, "DeleteBucketEncryption");
        }
        block(change, BLOCK, "PutPublicAccessBlock", "DeletePublicAccessBlock");
        block(change, OWNERSHIP, "PutBucketOwnershipControls", "DeleteBucketOwnershipControls");
    }

    private static void tag(Change change) {
        var tags = Tags.kept(change.place(), change.wanted());
        String token = change.fresh() ? change.place().token() : token(change.api(), change.id());
        if (!token.isEmpty()) tags.put(Tags.TOKEN, token);
        put(change, "PutBucketTagging", "Tagging", Ask.nothing().and("TagSet", Tags.list(tags)));
    }

    private static Ask bucket(Change change) {
        return Ask.with("Bucket", change.id());
    }

    private static void put(Change change, String action, String member, Ask value) {
        bucket(change).and(member, value).of(change.api(), S3, action);
    }

    /** A setting that templates and requests write alike. */
    private static void block(Change change, String property, String put, String delete) {
        if (!change.changed(property)) return;
        boolean there = change.wanted().hasNonNull(property);
        bucket(change)
                .take(change.wanted(), property, property)
                .of(change.api(), S3, there ? put : delete);
    }

    private static ArrayNode rules(JsonNode encryption) {
        ArrayNode rules = JsonNodeFactory.instance.arrayNode();
        for (JsonNode rule : encryption.path("ServerSideEncryptionConfiguration").values()) {
            Ask one = Ask.nothing();
            if (rule.has("ServerSideEncryptionByDefault"))
                one.and(
                        "ApplyServerSideEncryptionByDefault",
                        rule.get("ServerSideEncryptionByDefault"));
            if (rule.has("BucketKeyEnabled"))
                one.and("BucketKeyEnabled", rule.get("BucketKeyEnabled"));
            rules.add(one.members());
        }
        return rules;
    }

    private static Documented policy() {
        return Declaration.type("AWS::S3::BucketPolicy", S3)
                .named("Bucket", NAME_MAX)
                .update("PolicyDocument")
                .documents("PolicyDocument")
                .as("PolicyDocument", "Policy")
                .createdBy("PutBucketPolicy")
                .modifiedBy("PutBucketPolicy")
                .deletedBy("DeleteBucketPolicy")
                .refers("the bucket's name")
                .build();
    }
}
