package homeport.cloud.ec2;

import homeport.aws.Sha256;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Resource ids: a prefix, a hyphen, a zero and sixteen hexadecimal digits. */
final class Ids {
    private static final int RANDOM_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static String fresh(String prefix) {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return form(prefix, bytes);
    }

    /** The same id for the same parts, on every machine and for ever. */
    static String derived(String prefix, String... parts) {
        return form(prefix, Sha256.of(prefix + "\n" + String.join("\n", parts)));
    }

    private static String form(String prefix, byte[] bytes) {
        return prefix + "-0" + HexFormat.of().formatHex(bytes, 0, RANDOM_BYTES);
    }
}
