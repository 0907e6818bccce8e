package homeport.stack.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tokens that are the same whenever a step is tried again. */
final class Tokens {
    private Tokens() {}

    /** 32 characters of {@code [0-9a-f]}. */
    static String of(String... parts) {
        try {
            byte[] all = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
