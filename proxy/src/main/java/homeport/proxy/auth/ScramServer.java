package homeport.proxy.auth;

import homeport.wire.ProtocolException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The server's side of SCRAM-SHA-256, opened by the client's first message; without channel
 * binding, so for who offers no {@code -PLUS}. Immutable. Source: RFC 5802, section 3; PostgreSQL,
 * {@code auth-scram.c}.
 */
public final class ScramServer {
    /** The name to offer. */
    public static final String MECHANISM = "SCRAM-SHA-256";

    /** Longest message of a client, bytes; read no longer one. */
    public static final int MESSAGE_BYTES_MAX = ScramText.BYTES_MAX;

    private static final int PROOF_BYTES = 32;

    /** In Base64, its padding included. */
    private static final int PROOF_CHARACTERS = 44;

    private final ScramVerifier verifier;
    private final char bindingFlag;
    private final String clientFirstBare;
    private final String serverFirst;
    private final String nonce;

    private ScramServer(
            ScramVerifier verifier, char bindingFlag, String clientFirstBare, String nonce) {
        this.verifier = verifier;
        this.bindingFlag = bindingFlag;
        this.clientFirstBare = clientFirstBare;
        this.nonce = nonce;
        serverFirst =
                "r=%s,s=%s,i=%d"
                        .formatted(nonce, ScramText.base64(verifier.salt()), verifier.iterations());
    }

    /**
     * Takes {@code client-first-message}. Its user name is not looked at: the startup packet names
     * the user.
     *
     * @throws ProtocolException what PostgreSQL refuses, with its text
     */
    public static ScramServer open(ScramVerifier verifier, byte[] clientFirst, SecureRandom random)
            throws ProtocolException {
        return open(verifier, clientFirst, ScramText.nonce(random));
    }

    static ScramServer open(ScramVerifier verifier, byte[] clientFirst, String serverNonce)
            throws ProtocolException {
        ScramText text = new ScramText(clientFirst);
        char flag = bindingFlag(text);
        if (text.peek() == 'a')
            throw new ProtocolException(
                    "0A000", "client uses authorization identity, but it is not supported");
        if (text.peek() != ',')
            throw ScramText.malformed(
                    "Unexpected attribute %s in client-first-message."
                            .formatted(ScramText.shown(text.peek())));
        text.take();
        String bare = text.rest();
        if (text.peek() == 'm')
            throw new ProtocolException("0A000", "client requires an unsupported SCRAM extension");
        text.value('n');
        String clientNonce = text.value('r');
        if (!ScramText.isPrintable(clientNonce))
            throw new ProtocolException("non-printable characters in SCRAM nonce");
        text.anyOthers();
        return new ScramServer(verifier, flag, bare, clientNonce + serverNonce);
    }

    /**
     * {@code n}: the client cannot bind. {@code y}: it could, and thinks that we cannot, which is
     * so.
     */
    private static char bindingFlag(ScramText text) throws ProtocolException {
        char flag = text.take();
        switch (flag) {
            case 'n', 'y' -> text.comma();
            case 'p' ->
                    throw ScramText.malformed(
                            "The client selected SCRAM-SHA-256 without channel binding, but the"
                                    + " SCRAM message includes channel binding data.");
            default ->
                    throw ScramText.malformed(
                            "Unexpected channel-binding flag " + ScramText.shown(flag) + ".");
        }
        return flag;
    }

    /** {@code server-first-message}. */
    public byte[] challenge() {
        return ScramText.bytes(serverFirst);
    }

    /**
     * Takes {@code client-final-message}.
     *
     * @return {@code server-final-message}; empty when the password is wrong or the user unknown
     * @throws ProtocolException what PostgreSQL refuses, with its text
     */
    public Optional<byte[]> finish(byte[] clientFinal) throws ProtocolException {
        ScramText text = new ScramText(clientFinal);
        String binding = text.value('c');
        if (!binding.equals(ScramText.base64(ScramText.bytes(bindingFlag + ",,"))))
            throw new ProtocolException(
                    "unexpected SCRAM channel-binding attribute in client-final-message");
        String answered = text.value('r');
        byte[] proof = proof(text.valueAfterOthers('p'));
        if (!text.isAtEnd())
            throw ScramText.malformed("Garbage found at the end of client-final-message.");
        if (!MessageDigest.isEqual(ScramText.bytes(answered), ScramText.bytes(nonce)))
            throw new ProtocolException("invalid SCRAM response: Nonce does not match.");
        String signed = clientFirstBare + "," + serverFirst + "," + text.beforeLast();
        return verifier.signature(ScramText.bytes(signed), proof)
                .map(signature -> ScramText.bytes("v=" + ScramText.base64(signature)));
    }

    private static byte[] proof(String value) throws ProtocolException {
        byte[] proof = ScramText.unbase64(value, "proof in client-final-message");
        if (proof.length == PROOF_BYTES && value.length() == PROOF_CHARACTERS) return proof;
        throw ScramText.malformed("Malformed proof in client-final-message.");
    }
}
