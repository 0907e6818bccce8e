package homeport.proxy.auth;

import homeport.wire.ProtocolException;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * The client's side of SCRAM-SHA-256, without channel binding: {@link #first}, then {@link #answer}
 * to the server's challenge, then {@link Answer#check} of its last word. Immutable; one for each
 * sign-in. Source: RFC 5802, section 3; PostgreSQL, {@code fe-auth-scram.c}.
 */
public final class ScramClient {
    /** Longest message of a server, bytes; the offer of mechanisms aside. */
    public static final int MESSAGE_BYTES_MAX = ScramText.BYTES_MAX;

    /**
     * Most rounds that a server may ask for, some 200 ms of work: one that asks for more would keep
     * this processor from everybody else.
     */
    static final int ITERATIONS_MAX = 600_000;

    private static final String HEADER = "n,,";
    private static final int SIGNATURE_BYTES = 32;

    private final ScramPassword password;
    private final String nonce;
    private final String firstBare;

    private ScramClient(ScramPassword password, String name, String nonce) {
        this.password = password;
        this.nonce = nonce;
        firstBare = "n=" + name + ",r=" + nonce;
    }

    /** The user's name is left out, as libpq does: the startup packet has it. */
    public static ScramClient of(ScramPassword password, SecureRandom random) {
        return of(password, "", ScramText.nonce(random));
    }

    static ScramClient of(ScramPassword password, String name, String nonce) {
        return new ScramClient(password, name, nonce);
    }

    /** {@code client-first-message}. */
    public byte[] first() {
        return ScramText.bytes(HEADER + firstBare);
    }

    /**
     * Takes {@code server-first-message}.
     *
     * @throws ProtocolException it is none, answers somebody else, or asks for too much work
     */
    public Answer answer(byte[] serverFirst) throws ProtocolException {
        ScramText text = new ScramText(serverFirst);
        String both = text.value('r');
        byte[] salt = ScramText.unbase64(text.value('s'), "salt in server-first-message");
        int iterations = iterations(text.value('i'));
        if (!text.isAtEnd())
            throw ScramText.malformed("Garbage found at the end of server-first-message.");
        if (!both.startsWith(nonce) || both.length() == nonce.length())
            throw new ProtocolException("invalid SCRAM response: Nonce does not match.");
        if (!ScramText.isPrintable(both))
            throw new ProtocolException("non-printable characters in SCRAM nonce");
        if (salt.length == 0) throw ScramText.malformed("An empty salt.");
        ScramKeys keys = password.keys(salt, iterations);
        String withoutProof = "c=" + ScramText.base64(ScramText.bytes(HEADER)) + ",r=" + both;
        byte[] signed =
                ScramText.bytes(
                        firstBare + "," + new ScramText(serverFirst).rest() + "," + withoutProof);
        byte[] proof = ScramKeys.xor(keys.clientKey(), Hashes.hmac(keys.storedKey(), signed));
        return new Answer(
                ScramText.bytes(withoutProof + ",p=" + ScramText.base64(proof)),
                Hashes.hmac(keys.serverKey(), signed));
    }

    private static int iterations(String value) throws ProtocolException {
        if (value.matches("[1-9][0-9]{0,9}") && Long.parseLong(value) <= ITERATIONS_MAX)
            return Integer.parseInt(value);
        throw ScramText.malformed(
                "The iteration count is not in the range 1 to " + ITERATIONS_MAX + ".");
    }

    /** What the client says to a challenge, and what only a server that knows it can say next. */
    public static final class Answer {
        private final byte[] last;
        private final byte[] signature;

        private Answer(byte[] last, byte[] signature) {
            this.last = last;
            this.signature = signature;
        }

        /** {@code client-final-message}. */
        public byte[] last() {
            return last.clone();
        }

        /**
         * Takes {@code server-final-message}.
         *
         * @throws ProtocolException the server has not proved that it knows the password: it must
         *     not be spoken to, whatever it goes on to say
         */
        public void check(byte[] serverFinal) throws ProtocolException {
            ScramText text = new ScramText(serverFinal);
            if (text.peek() == 'e')
                throw new ProtocolException(
                        "the server refused the SCRAM exchange: " + reason(text.value('e')));
            byte[] given = ScramText.unbase64(text.value('v'), "server signature");
            if (!text.isAtEnd())
                throw ScramText.malformed("Garbage found at the end of server-final-message.");
            if (given.length != SIGNATURE_BYTES || !MessageDigest.isEqual(given, signature))
                throw new ProtocolException("incorrect server signature");
        }

        private static String reason(String said) {
            return ScramText.isPrintable(said) ? said : "unreadable";
        }

        /** Proofs stay out of logs. */
        @Override
        public String toString() {
            return "Answer[***]";
        }
    }
}
