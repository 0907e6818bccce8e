package homeport.cloud.sts;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

final class StsTest {
    @Test
    void theCallerIsWhoSigned() {
        var sts = new Caller(Sts.service());
        var who =
                sts.call(
                        GetCallerIdentityResponse.class,
                        GetCallerIdentityRequest.builder().build());
        assertThat(who.account()).isEqualTo(Caller.ACCOUNT);
        assertThat(who.arn()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(who.userId()).isEqualTo(Caller.ACCOUNT);
    }
}
