package homeport.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A user's password in the old way of PostgreSQL, both sides: the answer to a salt is {@code md5}
 * and {@code md5(md5(password, user) in hex, salt)} in hex. Whoever has the inner hash can sign in
 * with it. Immutable. Source: PostgreSQL documentation, "Message Flow", AuthenticationMD5Password.
 */
public final class Md5Password {
    /** Of a challenge. */
    public static final int SALT_BYTES = 4;

    private static final String PREFIX = "md5";

    private final byte[] hash;

    /** Nobody's: every answer is refused. */
    private final boolean mock;

    private Md5Password(byte[] hash, boolean mock) {
        this.hash = hash;
        this.mock = mock;
    }

    /**
     * For a user's password.
     *
     * @throws IllegalArgumentException an empty password, which PostgreSQL takes from nobody
     */
    public static Md5Password of(String user, String password) {
        if (password.isEmpty()) throw new IllegalArgumentException("an empty password");
        return new Md5Password(hex(Hashes.md5(bytes(password), bytes(user))), false);
    }

    /** For a user that is not known: every answer is refused, after as much work. */
    public static Md5Password mock() {
        return new Md5Password(hex(new byte[16]), true);
    }

    /** A fresh challenge. */
    public static byte[] salt(SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    /** What the client says to the salt: {@code md5} and 32 hexadecimal digits. */
    public String answer(byte[] salt) {
        return PREFIX + new String(hex(Hashes.md5(hash, salt)), StandardCharsets.US_ASCII);
    }

    /** Whether a client's answer to the salt is right. */
    public boolean isAnswered(byte[] salt, String answer) {
        boolean equal = MessageDigest.isEqual(bytes(answer(salt)), bytes(answer));
        return equal & !mock;
    }

    private static byte[] hex(byte[] digest) {
        return bytes(HexFormat.of().formatHex(digest));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The hash stays out of logs. */
    @Override
    public String toString() {
        return "Md5Password[***]";
    }
}
