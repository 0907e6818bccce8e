package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.rest.RestService;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** What tools ask every bucket about and no bucket here has: answered as of one that has it not. */
final class Absences {
    private final Buckets buckets;

    Absences(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        answer(
                s3,
                "GetBucketAccelerateConfiguration",
                GetBucketAccelerateConfigurationRequest::builder,
                GetBucketAccelerateConfigurationResponse.builder().build());
        answer(
                s3,
                "GetBucketLogging",
                GetBucketLoggingRequest::builder,
                GetBucketLoggingResponse.builder().build());
        answer(
                s3,
                "GetBucketNotificationConfiguration",
                GetBucketNotificationConfigurationRequest::builder,
                GetBucketNotificationConfigurationResponse.builder().build());
        answer(
                s3,
                "GetBucketRequestPayment",
                GetBucketRequestPaymentRequest::builder,
                GetBucketRequestPaymentResponse.builder().payer("BucketOwner").build());
        refuse(
                s3,
                "GetBucketWebsite",
                GetBucketWebsiteRequest::builder,
                "NoSuchWebsiteConfiguration",
                "The specified bucket does not have a website configuration");
        refuse(
                s3,
                "GetBucketReplication",
                GetBucketReplicationRequest::builder,
                "ReplicationConfigurationNotFoundError",
                "The replication configuration was not found");
        refuse(
                s3,
                "GetObjectLockConfiguration",
                GetObjectLockConfigurationRequest::builder,
                "ObjectLockConfigurationNotFoundError",
                "Object Lock configuration does not exist for this bucket");
        s3.on(
                "GetBucketAcl",
                GetBucketAclRequest::builder,
                (call, request) -> {
                    buckets.required(request.bucket());
                    return GetBucketAclResponse.builder()
                            .owner(ListingActions.owner(call))
                            .grants(ownersGrant(call.account()))
                            .build();
                });
    }

    static Grant ownersGrant(String account) {
        return Grant.builder()
                .grantee(g -> g.type("CanonicalUser").id(ListingActions.canonicalId(account)))
                .permission("FULL_CONTROL")
                .build();
    }

    private <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>> void answer(
            RestService s3, String action, Supplier<B> input, SdkPojo answer) {
        s3.on(
                action,
                input,
                (call, request) -> {
                    buckets.required(Members.text(request, "Bucket").orElseThrow());
                    return answer;
                });
    }

    private <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>> void refuse(
            RestService s3, String action, Supplier<B> input, String code, String text) {
        s3.on(
                action,
                input,
                (call, request) -> {
                    buckets.required(Members.text(request, "Bucket").orElseThrow());
                    throw new AwsException(code, text);
                });
    }
}
