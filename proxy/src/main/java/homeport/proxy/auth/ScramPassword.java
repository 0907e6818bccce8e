package homeport.proxy.auth;

import java.util.Arrays;

/**
 * A password to sign in with by SCRAM. It remembers the keys for the salt that it was used with
 * last, so that only the first of many sign-ins as one role pays for making them. Any thread.
 */
public final class ScramPassword {
    private final byte[] password;
    private volatile Salted last;

    private record Salted(byte[] salt, int iterations, ScramKeys keys) {}

    /**
     * Takes any password that is not empty. One with characters beyond ASCII is brought into the
     * form of RFC 4013 (SASLprep) first, as PostgreSQL does when it is set.
     */
    public ScramPassword(String password) {
        if (password.isEmpty()) throw new IllegalArgumentException("an empty password");
        this.password = Saslprep.bytes(password);
    }

    ScramKeys keys(byte[] salt, int iterations) {
        Salted known = last;
        if (known != null && known.iterations == iterations && Arrays.equals(known.salt, salt))
            return known.keys;
        ScramKeys keys = ScramKeys.of(password, salt, iterations);
        last = new Salted(salt.clone(), iterations, keys);
        return keys;
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "ScramPassword[***]";
    }
}
