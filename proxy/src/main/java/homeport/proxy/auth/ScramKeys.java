package homeport.proxy.auth;

/**
 * The keys that a password makes with a salt. Source: RFC 5802, section 3.
 *
 * @param clientKey only the client has it
 * @param storedKey what the server checks the client by
 * @param serverKey what both have: the server proves with it that it knew the password, too
 */
record ScramKeys(byte[] clientKey, byte[] storedKey, byte[] serverKey) {
    static ScramKeys of(byte[] password, byte[] salt, int iterations) {
        if (password.length == 0) throw new IllegalArgumentException("an empty password");
        byte[] salted = Hashes.stretch(password, salt, iterations);
        byte[] clientKey = Hashes.hmac(salted, "Client Key");
        return new ScramKeys(
                clientKey, Hashes.sha256(clientKey), Hashes.hmac(salted, "Server Key"));
    }

    /** Both of one length. */
    static byte[] xor(byte[] one, byte[] other) {
        byte[] out = one.clone();
        for (int i = 0; i < out.length; i++) out[i] ^= other[i];
        return out;
    }

    /** Keys stay out of logs. */
    @Override
    public String toString() {
        return "ScramKeys[***]";
    }
}
