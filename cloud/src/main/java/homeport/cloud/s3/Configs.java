package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.rest.RestService;
import homeport.aws.rest.RestXml;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What a bucket is told about itself: kept, and given back. Encryption is told of each object but
 * nothing is encrypted, lifecycle rules delete nothing: see the guide.
 */
final class Configs {
    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    static final String ENCRYPTION_DEFAULT =
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>";
    static final String BLOCK_DEFAULT =
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";

    private static final Pattern ALGORITHM =
            Pattern.compile("<SSEAlgorithm>([A-Za-z0-9:]+)</SSEAlgorithm>");
    private static final String ENFORCED = "BucketOwnerEnforced";

    private final Buckets buckets;

    Configs(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        protection(s3);
        ownership(s3);
        rules(s3);
        tags(s3);
    }

    private void protection(RestService s3) {
        put(
                s3,
                "PutBucketEncryption",
                PutBucketEncryptionRequest::builder,
                "Encryption",
                PutBucketEncryptionResponse.builder().build());
        get(
                s3,
                "GetBucketEncryption",
                GetBucketEncryptionRequest::builder,
                "Encryption",
                GetBucketEncryptionResponse::builder,
                new AwsException(
                        "ServerSideEncryptionConfigurationNotFoundError",
                        "The server side encryption configuration was not found"));
        delete(
                s3,
                "DeleteBucketEncryption",
                DeleteBucketEncryptionRequest::builder,
                "Encryption",
                DeleteBucketEncryptionResponse.builder().build());
    }

    private void ownership(RestService s3) {
        put(
                s3,
                "PutPublicAccessBlock",
                PutPublicAccessBlockRequest::builder,
                "PublicAccessBlock",
                PutPublicAccessBlockResponse.builder().build());
        get(
                s3,
                "GetPublicAccessBlock",
                GetPublicAccessBlockRequest::builder,
                "PublicAccessBlock",
                GetPublicAccessBlockResponse::builder,
                new AwsException(
                        "NoSuchPublicAccessBlockConfiguration",
                        "The public access block configuration was not found"));
        delete(
                s3,
                "DeletePublicAccessBlock",
                DeletePublicAccessBlockRequest::builder,
                "PublicAccessBlock",
                DeletePublicAccessBlockResponse.builder().build());
        put(
                s3,
                "PutBucketOwnershipControls",
                PutBucketOwnershipControlsRequest::builder,
                "OwnershipControls",
                PutBucketOwnershipControlsResponse.builder().build());
        get(
                s3,
                "GetBucketOwnershipControls",
                GetBucketOwnershipControlsRequest::builder,
                "OwnershipControls",
                GetBucketOwnershipControlsResponse::builder,
                new AwsException(
                        "OwnershipControlsNotFoundError",
                        "The bucket ownership controls were not found"));
        delete(
                s3,
                "DeleteBucketOwnershipControls",
                DeleteBucketOwnershipControlsRequest::builder,
                "OwnershipControls",
                DeleteBucketOwnershipControlsResponse.builder().build());
    }

    private void rules(RestService s3) {
        put(
                s3,
                "PutBucketLifecycleConfiguration",
                PutBucketLifecycleConfigurationRequest::builder,
                "Lifecycle",
                PutBucketLifecycleConfigurationResponse.builder().build());
        get(
                s3,
                "GetBucketLifecycleConfiguration",
                GetBucketLifecycleConfigurationRequest::builder,
                "Lifecycle",
                GetBucketLifecycleConfigurationResponse::builder,
                new AwsException(
                        "NoSuchLifecycleConfiguration",
                        "The lifecycle configuration does not exist"));
        delete(
                s3,
                "DeleteBucketLifecycle",
                DeleteBucketLifecycleRequest::builder,
                "Lifecycle",
                DeleteBucketLifecycleResponse.builder().build());
        put(
                s3,
                "PutBucketCors",
                PutBucketCorsRequest::builder,
                "Cors",
                PutBucketCorsResponse.builder().build());
        get(
                s3,
                "GetBucketCors",
                GetBucketCorsRequest::builder,
                "Cors",
                GetBucketCorsResponse::builder,
                new AwsException(
                        "NoSuchCORSConfiguration", "The CORS configuration does not exist"));
        delete(
                s3,
                "DeleteBucketCors",
                DeleteBucketCorsRequest::builder,
                "Cors",
                DeleteBucketCorsResponse.builder().build());
    }

    private void tags(RestService s3) {
        put(
                s3,
                "PutBucketTagging",
                PutBucketTaggingRequest::builder,
                "Tagging",
                PutBucketTaggingResponse.builder().build());
        get(
                s3,
                "GetBucketTagging",
                GetBucketTaggingRequest::builder,
                "Tagging",
                GetBucketTaggingResponse::builder,
                new AwsException("NoSuchTagSet", "The TagSet does not exist"));
        delete(
                s3,
                "DeleteBucketTagging",
                DeleteBucketTaggingRequest::builder,
                "Tagging",
                DeleteBucketTaggingResponse.builder().build());
    }

    private <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>> void put(
            RestService s3, String action, Supplier<B> input, String setting, SdkPojo done) {
        s3.on(
                action,
                input,
                (call, request) -> {
                    String document =
                            RestXml.payloadOf(request, NAMESPACE)
                                    .map(xml -> new String(xml, StandardCharsets.UTF_8))
                                    .orElseThrow(Refusal::malformedXml);
                    if (setting.equals("OwnershipControls")) checkOwnership(document);
                    bucket(request).change(before -> before.with(setting, Optional.of(document)));
                    return done;
                });
    }

    private <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>> void get(
            RestService s3,
            String action,
            Supplier<B> input,
            String setting,
            Supplier<? extends SdkPojo> answer,
            AwsException absent) {
        s3.on(
                action,
                input,
                (call, request) -> {
                    String document = bucket(request).record().settings().get(setting);
                    if (document == null) throw absent;
                    SdkPojo builder = answer.get();
                    RestXml.read(document.getBytes(StandardCharsets.UTF_8), builder);
                    return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
                });
    }

    private <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>> void delete(
            RestService s3, String action, Supplier<B> input, String setting, SdkPojo done) {
        Optional<String> after =
                setting.equals("Encryption") ? Optional.of(ENCRYPTION_DEFAULT) : Optional.empty();
        s3.on(
                action,
                input,
                (call, request) -> {
                    bucket(request).change(before -> before.with(setting, after));
                    return done;
                });
    }

    private Bucket bucket(SdkPojo request) {
        return buckets.required(Members.text(request, "Bucket").orElseThrow());
    }

    /** Lists of who may do what are not here, so ownership that allows them is kept in vain. */
    private static void checkOwnership(String document) {
        if (!document.contains("ObjectOwnership")) throw Refusal.malformedXml();
    }

    static String ownership(Optional<String> wanted) {
        return "<OwnershipControls><Rule><ObjectOwnership>%s</ObjectOwnership></Rule></OwnershipControls>"
                .formatted(wanted.orElse(ENFORCED));
    }

    /** What a new object is said to be encrypted with. */
    static String encryption(BucketRecord bucket) {
        Matcher found =
                ALGORITHM.matcher(bucket.settings().getOrDefault("Encryption", ENCRYPTION_DEFAULT));
        return found.find() ? found.group(1) : "AES256";
    }
}
