package homeport.wire;

import java.nio.ByteBuffer;

/**
 * What names a session in a cancel request: the server's process and its secret. Equal by content.
 *
 * @param secret read-only; 4 bytes in protocol 3.0, 4 to 256 from 3.2 on
 */
public record CancelKey(int pid, ByteBuffer secret) {
    /** Longest secret, bytes. Source: PostgreSQL 18 documentation, "BackendKeyData". */
    public static final int SECRET_BYTES_MAX = 256;

    /** A view of its own for each caller, so that reading it moves nobody else's position. */
    @Override
    public ByteBuffer secret() {
        return secret.duplicate();
    }

    /** The secret is the rest of {@code in}, copied. */
    static CancelKey of(int pid, ByteBuffer in) throws ProtocolException {
        if (in.remaining() < 4 || in.remaining() > SECRET_BYTES_MAX)
            throw new ProtocolException(
                    "cancel key of " + in.remaining() + " bytes, allowed 4 to " + SECRET_BYTES_MAX);
        byte[] copy = new byte[in.remaining()];
        in.get(copy);
        return new CancelKey(pid, ByteBuffer.wrap(copy).asReadOnlyBuffer());
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "CancelKey[pid=" + pid + ", secret=***]";
    }
}
