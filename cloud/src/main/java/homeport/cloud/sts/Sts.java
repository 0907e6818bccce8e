package homeport.cloud.sts;

import homeport.aws.Call;
import homeport.aws.Service;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** STS as far as it needs nothing but the signature. */
public final class Sts {
    private Sts() {}

    public static Service service() {
        return new Service("sts")
                .on("GetCallerIdentity", GetCallerIdentityRequest::builder, Sts::identity);
    }

    private static GetCallerIdentityResponse identity(Call call, GetCallerIdentityRequest request) {
        return GetCallerIdentityResponse.builder()
                .account(call.account())
                .arn(call.caller().arn())
                .userId(call.caller().userId())
                .build();
    }
}
