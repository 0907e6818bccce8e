package homeport.cloud.secret;

import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/** What several requests give in the same way. */
final class Given {
    private static final int TOKEN_CHARS_MIN = 32;
    private static final int TOKEN_CHARS_MAX = 64;

    private Given() {}

    /** A value given as text or as bytes, either of which may be null; empty when neither was. */
    static Optional<Plain> value(String text, SdkBytes bytes) {
        if (text != null && bytes != null)
            throw Refusal.parameter(
                    "You can't specify both a binary secret value and a string secret value in the"
                            + " same secret.");
        if (text != null) return Optional.of(Plain.text(text));
        return Optional.ofNullable(bytes).map(b -> new Plain(b.asByteArray(), true));
    }

    static String token(Optional<String> given) {
        String token =
                given.orElseThrow(() ->
                        Refusal.request(
                                "You must provide a ClientRequestToken value. We recommend"
                                        + " a UUID-type value."));
        if (token.length() < TOKEN_CHARS_MIN || token.length() > TOKEN_CHARS_MAX)
            throw Refusal.parameter(
                    "ClientRequestToken must be %d-%d characters long."
                            .formatted(TOKEN_CHARS_MIN, TOKEN_CHARS_MAX));
        return token;
    }

    /** Users read and tag what a service manages; the rest is the service's. */
    static void checkNotManaged(Secret secret, String verb) {
        secret.owningService()
                .ifPresent(service -> {
                    throw Refusal.managed(verb, service);
                });
    }

    static void checkAlive(Secret secret) {
        if (secret.deletion().isPresent()) throw Refusal.deleted();
    }
}
