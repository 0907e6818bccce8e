package homeport.aws.live;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** A URL signed by the SDK's own signer, with a temporary key, for a minute. */
final class Presigned {
    private Presigned() {}

    static URI url(URI server, String service, String query, String key, String token) {
        var identity = AwsSessionCredentialsIdentity.create(key, LiveServer.SECRET, token);
        SdkHttpRequest unsigned =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.GET)
                        .uri(URI.create(server + "/?" + query))
                        .build();
        return AwsV4HttpSigner.create()
                .sign(request ->
                        request.identity(identity)
                                .request(unsigned)
                                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                                .putProperty(
                                        AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                                .putProperty(
                                        AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(1)))
                .request()
                .getUri();
    }
}
