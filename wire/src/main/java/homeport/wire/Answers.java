package homeport.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a client answers while it signs in, type {@code p} whatever was asked. Source: PostgreSQL
 * documentation, "Message Formats", PasswordMessage, SASLInitialResponse, SASLResponse.
 */
public final class Answers {
    /** The type byte of every answer. */
    public static final char TYPE = 'p';

    /**
     * Longest body, bytes: twice what a database token of a session can have. PostgreSQL's own
     * {@code PG_MAX_AUTH_TOKEN_LENGTH} is four times as much, which a thousand clients that have
     * not shown who they are would fill the memory with.
     */
    public static final int BYTES_MAX = 16_384;

    /**
     * Longest body of an answer that is no text of the client's own, bytes. Source: PostgreSQL,
     * {@code PG_MAX_SASL_MESSAGE_LENGTH}, 1024, and the mechanism's name before it.
     */
    public static final int PROOF_BYTES_MAX = 2_048;

    private Answers() {}

    /**
     * The first word of SASL.
     *
     * @param data empty when the client waits for the server to begin, which it then does with an
     *     empty challenge
     */
    public record SaslInitial(String mechanism, Optional<byte[]> data) {}

    /**
     * A password, in clear or as MD5.
     *
     * @throws ProtocolException another message, or a text that does not end where the message does
     */
    public static String password(Message message) throws ProtocolException {
        ByteBuffer body = body(message);
        String password = text(body);
        if (body.hasRemaining()) throw new ProtocolException("invalid password packet size");
        return password;
    }

    /**
     * The mechanism that the client chose and what it says first.
     *
     * @throws ProtocolException another message, or a layout that is broken
     */
    public static SaslInitial saslInitial(Message message) throws ProtocolException {
        ByteBuffer body = body(message);
        String mechanism = text(body);
        if (body.remaining() < 4) throw new ProtocolException("SASL answer without a length");
        int length = body.getInt();
        if (length == -1 && !body.hasRemaining())
            return new SaslInitial(mechanism, Optional.empty());
        if (length != body.remaining())
            throw new ProtocolException(
                    "SASL answer of " + body.remaining() + " bytes says it has " + length);
        return new SaslInitial(mechanism, Optional.of(rest(body)));
    }

    /**
     * What the client says to a challenge.
     *
     * @throws ProtocolException another message
     */
    public static byte[] sasl(Message message) throws ProtocolException {
        return rest(body(message));
    }

    /** A password, in clear or as MD5. */
    public static Message ofPassword(String password) {
        byte[] text = password.getBytes(StandardCharsets.UTF_8);
        return Message.of(TYPE, ByteBuffer.allocate(text.length + 1).put(text).array());
    }

    /** The first word of SASL. */
    public static Message ofSaslInitial(String mechanism, byte[] data) {
        byte[] name = mechanism.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(name.length + 5 + data.length);
        body.put(name).put((byte) 0).putInt(data.length).put(data);
        return Message.of(TYPE, body.array());
    }

    /** An answer to a challenge. */
    public static Message ofSasl(byte[] data) {
        return Message.of(TYPE, data);
    }

    private static ByteBuffer body(Message message) throws ProtocolException {
        if (message.type() == TYPE) return message.body();
        throw new ProtocolException(
                "expected password response, got message type 0x%02x"
                        .formatted((int) message.type()));
    }

    private static String text(ByteBuffer in) throws ProtocolException {
        int start = in.position();
        while (in.hasRemaining()) {
            if (in.get() != 0) continue;
            int length = in.position() - 1 - start;
            byte[] bytes = new byte[length];
            in.get(start, bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
        throw new ProtocolException("invalid password packet size");
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }
}
