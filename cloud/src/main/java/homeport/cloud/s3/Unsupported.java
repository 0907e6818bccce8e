package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** What a request may say and is not done here: it is refused, whichever action it asks for. */
final class Unsupported {
    private static final List<String> ABSENT =
            List.of(
                    "SSECustomerAlgorithm",
                    "CopySourceSSECustomerAlgorithm",
                    "WebsiteRedirectLocation",
                    "WriteOffsetBytes",
                    "MFA");
    private static final List<String> OF_LOCKS =
            List.of("ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus");

    private Unsupported() {}

    /**
     * @throws AwsException {@code NotImplemented}, {@code InvalidRequest}, {@code AccessDenied}
     */
    static void check(Call call, SdkPojo request) {
        for (String member : ABSENT)
            if (Members.text(request, member).isPresent()) throw Refusal.notImplemented(member);
        for (String member : OF_LOCKS)
            if (Members.text(request, member).isPresent())
                throw Refusal.request("Bucket is missing Object Lock Configuration");
        BucketActions.checkAcl(request);
        for (String member : List.of("ExpectedBucketOwner", "ExpectedSourceBucketOwner")) {
            Optional<String> owner = Members.text(request, member);
            if (owner.filter(number -> !number.equals(call.account())).isPresent())
                throw new AwsException("AccessDenied", "Access Denied");
        }
    }
}
