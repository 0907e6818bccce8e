package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.rest.RestService;
import homeport.cloud.iam.policy.MalformedPolicy;
import homeport.cloud.iam.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;

/** Bucket policies; requests are decided by them as by those of secrets and topics. */
final class Policies {
    static final String SETTING = "Policy";
    private static final int BYTES_MAX = 20 << 10;

    private final Buckets buckets;

    Policies(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("PutBucketPolicy", PutBucketPolicyRequest::builder, this::put)
                .on("GetBucketPolicy", GetBucketPolicyRequest::builder, this::get)
                .on("DeleteBucketPolicy", DeleteBucketPolicyRequest::builder, this::delete)
                .on("GetBucketPolicyStatus", GetBucketPolicyStatusRequest::builder, this::status);
    }

    private PutBucketPolicyResponse put(Call call, PutBucketPolicyRequest asked) {
        String document = ListingActions.text(asked.policy());
        if (document.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX)
            throw malformed("Policies may have %d bytes.".formatted(BYTES_MAX));
        Policy policy = parse(document);
        Bucket bucket = buckets.required(asked.bucket());
        boolean blocked =
                bucket.record()
                        .settings()
                        .getOrDefault("PublicAccessBlock", "")
                        .contains("<BlockPublicPolicy>true");
        if (blocked && policy.isPublic())
            throw new AwsException(
                    "AccessDenied",
                    "The policy is public, and the bucket's public access block does not allow that.");
        bucket.change(before -> before.with(SETTING, Optional.of(document)));
        return PutBucketPolicyResponse.builder().build();
    }

    private static Policy parse(String document) {
        try {
            return Policy.parse(document, Policy.Kind.RESOURCE);
        } catch (MalformedPolicy wrong) {
            throw malformed(wrong.getMessage());
        }
    }

    private static AwsException malformed(String why) {
        return new AwsException("MalformedPolicy", why);
    }

    private String held(String bucket) {
        return Optional.ofNullable(buckets.required(bucket).record().settings().get(SETTING))
                .orElseThrow(() ->
                        new AwsException("NoSuchBucketPolicy", "The bucket policy does not exist"));
    }

    private GetBucketPolicyResponse get(Call call, GetBucketPolicyRequest asked) {
        return GetBucketPolicyResponse.builder().policy(held(asked.bucket())).build();
    }

    private DeleteBucketPolicyResponse delete(Call call, DeleteBucketPolicyRequest asked) {
        buckets.required(asked.bucket()).change(before -> before.with(SETTING, Optional.empty()));
        return DeleteBucketPolicyResponse.builder().build();
    }

    private GetBucketPolicyStatusResponse status(Call call, GetBucketPolicyStatusRequest asked) {
        boolean open = parse(held(asked.bucket())).isPublic();
        return GetBucketPolicyStatusResponse.builder().policyStatus(s -> s.isPublic(open)).build();
    }
}
