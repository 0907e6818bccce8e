package homeport.cloud.sts;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

/** No token is good. Source: STS API reference, "AssumeRoleWithWebIdentity", "Errors". */
class WebIdentityTest {
    private static final Call CALL =
            new Call("us-east-1", "000000000000", Call.Caller.NOBODY, "r", Instant.EPOCH);

    @ParameterizedTest(name = "{0}.{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"alg":"RS256"} | {"iss":"https://id.example"} | No OpenIDConnect provider found in your account for https://id.example
                    {"alg":"RS256"} | {"sub":"me"}                 | is not a valid JWT
                    {"alg":"RS256"} | {"iss":7}                    | is not a valid JWT
                    {"alg":"RS256"} | []                           | is not a valid JWT
                    nonsense        | {"iss":"https://id.example"} | is not a valid JWT
                    """)
    void everyTokenIsRefused(String header, String claims, String because) {
        refused(base64(header) + "." + base64(claims) + ".c2ln", because);
    }

    @ParameterizedTest
    @CsvSource({"abcd", "a.b", "%.%.%", "..", "a.b.c.d"})
    void soIsWhatIsNoToken(String token) {
        refused(token, "is not a valid JWT");
    }

    private static void refused(String token, String because) {
        var request =
                AssumeRoleWithWebIdentityRequest.builder()
                        .roleArn("arn:aws:iam::000000000000:role/r")
                        .roleSessionName("s")
                        .webIdentityToken(token)
                        .build();
        assertThatThrownBy(() -> WebIdentity.refuse(CALL, request))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining(because)
                .extracting(refused -> ((AwsException) refused).code())
                .isEqualTo("InvalidIdentityToken");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
