package homeport.cloud.iam.directory;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Ids and secrets as AWS writes them. */
public final class Ids {
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String ANY =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /**
     * @param prefix {@code AIDA}, {@code AROA}, {@code AGPA}, {@code ANPA} or {@code AIPA}
     */
    public static String entity(String prefix) {
        return prefix + text(UPPER, 17);
    }

    /**
     * @param prefix {@code AKIA} of a user's key, {@code ASIA} of a session's
     */
    public static String accessKey(String prefix) {
        return prefix + text(UPPER, 16);
    }

    public static String secret() {
        return text(ANY, 40);
    }

    private static String text(String alphabet, int length) {
        return RANDOM.ints(length, 0, alphabet.length())
                .mapToObj(index -> alphabet.substring(index, index + 1))
                .collect(Collectors.joining());
    }
}
