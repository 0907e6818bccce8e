package homeport.proxy.auth;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a server keeps to check a password by SCRAM-SHA-256, and not the password. Making one costs
 * milliseconds: make it once for each version of a password. Immutable. Source: RFC 5802, section
 * 3; RFC 7677.
 */
public final class ScramVerifier {
    /** As PostgreSQL's {@code scram_iterations} unless set. */
    static final int ITERATIONS = 4096;

    /** Source: PostgreSQL, {@code SCRAM_DEFAULT_SALT_LEN}. */
    private static final int SALT_BYTES = 16;

    private static final int KEY_BYTES = 32;

    private final byte[] salt;
    private final int iterations;
    private final byte[] storedKey;
    private final byte[] serverKey;

    /** Nobody's: every proof is refused. */
    private final boolean mock;

    private ScramVerifier(
            byte[] salt, int iterations, byte[] storedKey, byte[] serverKey, boolean mock) {
        this.salt = salt.clone();
        this.iterations = iterations;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
        this.mock = mock;
    }

    /**
     * For a password, with a salt of its own.
     *
     * @throws IllegalArgumentException an empty password, which PostgreSQL takes from nobody
     */
    public static ScramVerifier of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return of(password, salt, ITERATIONS);
    }

    static ScramVerifier of(String password, byte[] salt, int iterations) {
        ScramKeys keys = ScramKeys.of(Saslprep.bytes(password), salt, iterations);
        return new ScramVerifier(salt, iterations, keys.storedKey(), keys.serverKey(), false);
    }

    /**
     * For a user that is not known: the exchange looks like any other, with a salt that is the same
     * each time, and ends as for a wrong password.
     *
     * @param secret random bytes of this process, which make salts that nobody can foretell
     */
    public static ScramVerifier mock(String user, byte[] secret) {
        byte[] salt = Arrays.copyOf(Hashes.hmac(secret, user), SALT_BYTES);
        byte[] none = new byte[KEY_BYTES];
        return new ScramVerifier(salt, ITERATIONS, none, none, true);
    }

    byte[] salt() {
        return salt.clone();
    }

    int iterations() {
        return iterations;
    }

    /**
     * The server's signature over {@code message} when the proof is right. Takes as long when it is
     * not.
     */
    Optional<byte[]> signature(byte[] message, byte[] proof) {
        byte[] clientKey = ScramKeys.xor(Hashes.hmac(storedKey, message), proof);
        boolean equal = MessageDigest.isEqual(Hashes.sha256(clientKey), storedKey);
        byte[] signature = Hashes.hmac(serverKey, message);
        return equal & !mock ? Optional.of(signature) : Optional.empty();
    }

    /** Keys stay out of logs. */
    @Override
    public String toString() {
        return "ScramVerifier[***]";
    }
}
