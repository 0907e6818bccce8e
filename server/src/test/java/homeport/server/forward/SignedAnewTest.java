package homeport.server.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import homeport.aws.AwsException;
import homeport.aws.Call.Caller;
import homeport.aws.Credentials;
import homeport.aws.Credentials.AccessKey;
import homeport.aws.HttpRequest;
import homeport.aws.Permission;
import homeport.aws.sign.SigV4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/** What has one signature goes on with another, which the other side's own check finds whole. */
class SignedAnewTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final AwsBasicCredentials ROOT = AwsBasicCredentials.create("AKIAROOT", "one");
    private static final AwsBasicCredentials USER = AwsBasicCredentials.create("AKIAUSER", "two");
    private static final AwsBasicCredentials AWAY = AwsBasicCredentials.create("AKIAAWAY", "away");
    private static final String BODY = "{\"Limit\": 1}";

    private final SignedAnew aws = to(Optional.empty());

    private static SignedAnew to(Optional<URI> to) {
        return new SignedAnew(
                to,
                new SigV4(knows(Map.of(ROOT, ":root", USER, ":user/jane"))),
                StaticCredentialsProvider.create(AWAY),
                InstantSource.fixed(NOW));
    }

    private static Credentials knows(Map<AwsBasicCredentials, String> principals) {
        return (id, _, _) ->
                principals.entrySet().stream()
                        .filter(one -> one.getKey().accessKeyId().equals(id))
                        .map(one ->
                                new AccessKey(
                                        one.getKey().secretAccessKey(),
                                        new Caller(id, "arn:aws:iam::1" + one.getValue(), id),
                                        Permission.NONE))
                        .findFirst();
    }

    private static HttpRequest signed(AwsBasicCredentials by, String service, String region) {
        SdkHttpRequest unsigned =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(URI.create("http://127.0.0.1:4566/a%20b/c?x=%2F&y"))
                        .putHeader("X-Amz-Target", "DynamoDB_20120810.ListTables")
                        .build();
        Map<String, List<String>> headers = new HashMap<>();
        AwsV4HttpSigner.create()
                .sign(r ->
                        r.identity(by)
                                .request(unsigned)
                                .payload(ContentStreamProvider.fromUtf8String(BODY))
                                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                                .putProperty(
                                        HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
                .request()
                .headers()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        return new HttpRequest("POST", "/a%20b/c", "x=%2F&y", headers, body, "127.0.0.1");
    }

    private static Onward.Request sent(SignedAnew by, HttpRequest request) throws IOException {
        return by.of(request, request.headers(), new ByteArrayInputStream(request.body()));
    }

    @Test
    void theOtherSideFindsItsOwnKey() throws IOException {
        URI place = URI.create("http://127.0.0.1:5000");
        Onward.Request onward = sent(to(Optional.of(place)), signed(ROOT, "dynamodb", "eu-west-1"));
        assertThat(onward.to()).isEqualTo(place);
        assertThat(onward.body().readAllBytes()).asString().isEqualTo(BODY);
        assertThat(onward.headers())
                .containsEntry("host", List.of("127.0.0.1:5000"))
                .containsEntry("content-length", List.of("12"))
                .doesNotContainValue(List.of("127.0.0.1:4566"));
        SigV4 away = new SigV4(knows(Map.of(AWAY, ":root")));
        SigV4.Signed found = away.verify(onward.head(), NOW);
        assertThat(found.service()).isEqualTo("dynamodb");
        assertThat(found.region()).isEqualTo("eu-west-1");
        assertThat(onward.headers().toString()).doesNotContain("AKIAROOT", "away");
    }

    @ParameterizedTest(name = "{0} in {1} is at {2}")
    @CsvSource({
        "dynamodb, eu-west-1,  https://dynamodb.eu-west-1.amazonaws.com",
        "ses,      us-east-1,  https://email.us-east-1.amazonaws.com",
        "route53,  us-east-1,  https://route53.amazonaws.com",
        "lambda,   cn-north-1, https://lambda.cn-north-1.amazonaws.com.cn",
    })
    void awsHasAHostForEachService(String service, String region, URI host) throws IOException {
        assertThat(sent(aws, signed(ROOT, service, region)).to()).isEqualTo(host);
    }

    @Test
    void onlyWhatTheRootKeyHasSignedGoesOn() {
        refused("AccessDenied", () -> sent(aws, signed(USER, "dynamodb", "us-east-1")));
        AwsBasicCredentials forged = AwsBasicCredentials.create("AKIAROOT", "guessed");
        refused("SignatureDoesNotMatch", () -> sent(aws, signed(forged, "dynamodb", "us-east-1")));
        HttpRequest changed = signed(ROOT, "dynamodb", "us-east-1");
        refused(
                "SignatureDoesNotMatch",
                () -> aws.of(changed, changed.headers(), new ByteArrayInputStream(new byte[1])));
    }

    @Test
    void aProfileWithoutAKeyIsNamed() {
        SignedAnew keyless =
                new SignedAnew(
                        Optional.empty(),
                        new SigV4(knows(Map.of(ROOT, ":root"))),
                        ProfileCredentialsProvider.create("homeport-has-no-such-profile"),
                        InstantSource.fixed(NOW));
        assertThat(
                        refused(
                                "ServiceUnavailable",
                                () -> sent(keyless, signed(ROOT, "kms", "us-east-1"))))
                .hasMessageContaining("homeport-has-no-such-profile");
    }

    private interface Sending {
        Onward.Request send() throws IOException;
    }

    private static AwsException refused(String code, Sending sending) {
        AwsException why = catchThrowableOfType(AwsException.class, sending::send);
        assertThat(why.code()).isEqualTo(code);
        return why;
    }
}
