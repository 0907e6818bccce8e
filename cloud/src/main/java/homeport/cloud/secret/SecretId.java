package homeport.cloud.secret;

import homeport.aws.AwsException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names and ARNs of secrets: {@code arn:aws:secretsmanager:R:A:secret:NAME-XXXXXX}. */
final class SecretId {
    static final int SUFFIX_CHARS = 6;
    private static final int NAME_CHARS_MAX = 512;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]+");
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretId() {}

    static String freshArn(String region, String account, String name) {
        var suffix = new StringBuilder("-");
        for (int i = 0; i < SUFFIX_CHARS; i++)
            suffix.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        return prefix(region, account) + name + suffix;
    }

    static String prefix(String region, String account) {
        return "arn:aws:secretsmanager:" + region + ":" + account + ":secret:";
    }

    /** What stands behind the ARN's prefix: a name, with the suffix or without. */
    static Optional<String> resource(String region, String account, String arn) {
        String prefix = prefix(region, account);
        return arn.startsWith(prefix)
                ? Optional.of(arn.substring(prefix.length()))
                : Optional.empty();
    }

    /** The name that a full ARN holds, if {@code resource} can be of one. */
    static Optional<String> withoutSuffix(String resource) {
        int end = resource.length() - SUFFIX_CHARS - 1;
        return end > 0 && resource.charAt(end) == '-'
                ? Optional.of(resource.substring(0, end))
                : Optional.empty();
    }

    /** Users may not name a secret as services do, with an exclamation mark. */
    static void checkName(String name) {
        if (name.length() > NAME_CHARS_MAX || !NAME.matcher(name).matches())
            throw new AwsException(
                    "ValidationException",
                    "Invalid name. Must be a valid name containing alphanumeric characters, or any"
                            + " of the following: -/_+=.@");
    }
}
