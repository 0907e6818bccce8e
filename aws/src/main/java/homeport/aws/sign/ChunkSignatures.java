package homeport.aws.sign;

import homeport.aws.AwsException;
import homeport.aws.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The signatures of a body's chunks: each is over the chunk and over the signature before it, the
 * first of which is the head's. Source: S3 API reference, "Signature Calculations for the
 * Authorization Header: Transferring Payload in Multiple Chunks". Owner: the thread that reads the
 * body.
 */
public final class ChunkSignatures {
    private static final String EMPTY_HASH = Sha256.hex("");

    private final byte[] key;
    private final String time;
    private final String scope;
    private String last;

    ChunkSignatures(byte[] key, String time, String scope, String seed) {
        this.key = key.clone();
        this.time = time;
        this.scope = scope;
        this.last = seed;
    }

    /**
     * @param hash SHA-256 of the chunk's bytes
     * @throws AwsException {@code SignatureDoesNotMatch}
     */
    public void chunk(byte[] hash, String given) {
        check("AWS4-HMAC-SHA256-PAYLOAD", EMPTY_HASH + "\n" + SigV4.hex(hash), given);
    }

    /**
     * @param text {@code name:value} and a line feed for each
     * @throws AwsException {@code SignatureDoesNotMatch}
     */
    public void trailer(String text, String given) {
        String hash = Sha256.hex(text);
        check("AWS4-HMAC-SHA256-TRAILER", hash, given);
    }

    private void check(String algorithm, String hashes, String given) {
        String text = String.join("\n", algorithm, time, scope, last, hashes);
        String wanted = SigV4.hex(SigV4.hmac(key, text));
        boolean same =
                MessageDigest.isEqual(
                        wanted.getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8));
        if (!same)
            throw new AwsException(
                    "SignatureDoesNotMatch",
                    "The signature of a chunk of the body does not match what was computed.");
        last = wanted;
    }

    @Override
    public String toString() {
        return "ChunkSignatures[***]";
    }
}
