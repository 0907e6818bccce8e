package homeport.insights.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids as Performance Insights prints them: 40 hexadecimal digits, equal for equal texts. */
public final class Ids {
    private Ids() {}

    /** SHA-1 of the text as UTF-8. Not for secrets: it only tells texts apart. */
    public static String of(String text) {
        return HexFormat.of().formatHex(sha1(text));
    }

    /** The number after {@code pi-}: of a statement that the server gives none. */
    static long number(String text) {
        long number = 0;
        byte[] hash = sha1(text);
        for (int i = 0; i < Long.BYTES; i++) number = number << 8 | hash[i] & 0xff;
        return number & Long.MAX_VALUE;
    }

    private static byte[] sha1(String text) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return sha1.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-1", absent);
        }
    }
}
