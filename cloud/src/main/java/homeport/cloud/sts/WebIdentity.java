package homeport.cloud.sts;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code AssumeRoleWithWebIdentity}, which nobody signs: the token is the proof. This account
 * trusts no identity provider and cannot be made to, so that every token is refused as AWS refuses
 * that of a provider the account does not have.
 */
final class WebIdentity {
    private static final int PARTS = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private WebIdentity() {}

    /**
     * @throws AwsException {@code InvalidIdentityToken}, always
     */
    static AssumeRoleWithWebIdentityResponse refuse(
            Call call, AssumeRoleWithWebIdentityRequest request) {
        String issuer =
                Optional.ofNullable(request.providerId())
                        .or(() -> issuer(request.webIdentityToken()))
                        .orElseThrow(() ->
                                invalid(
                                        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"));
        throw invalid("No OpenIDConnect provider found in your account for " + issuer);
    }

    private static AwsException invalid(String sentence) {
        return new AwsException("InvalidIdentityToken", sentence);
    }

    /** Who says that it made the token; empty when it is no JSON Web Token. Source: RFC 7519. */
    private static Optional<String> issuer(String token) {
        String[] parts = token.split("\\.", PARTS + 1);
        if (parts.length != PARTS || json(parts[0]).isEmpty()) return Optional.empty();
        return json(parts[1])
                .map(claims -> claims.get("iss"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    private static Optional<JsonNode> json(String part) {
        try {
            return Optional.of(JSON.readTree(Base64.getUrlDecoder().decode(part)))
                    .filter(JsonNode::isObject);
        } catch (JacksonException | IllegalArgumentException notThat) {
            return Optional.empty();
        }
    }
}
