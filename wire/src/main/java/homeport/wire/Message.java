package homeport.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One typed message. Shape: 1 byte type; 4 bytes length counting itself but not the type; the body.
 * Source: PostgreSQL documentation, "Message Formats".
 *
 * @param frame the whole message as it came, type and length included
 */
public record Message(byte[] frame) {
    /** Bytes before the body. */
    public static final int HEADER_BYTES = 5;

    /** The type byte as a character: {@code 'R'}, {@code 'p'}. */
    public char type() {
        return (char) (frame[0] & 0xff);
    }

    /** A fresh view of the body. */
    public ByteBuffer body() {
        return ByteBuffer.wrap(frame, HEADER_BYTES, frame.length - HEADER_BYTES);
    }

    /** A message made of its parts. */
    public static Message of(char type, byte[] body) {
        byte[] frame = new byte[HEADER_BYTES + body.length];
        ByteBuffer.wrap(frame).put((byte) type).putInt(body.length + 4).put(body);
        return new Message(frame);
    }

    /**
     * Takes one message off {@code in}; leaves the position alone when more bytes are needed.
     *
     * @param bodyMax most body bytes accepted; checked as soon as the header is there
     * @return empty when the message is not complete yet
     * @throws ProtocolException a length under 4 or over the bound
     */
    public static Optional<Message> take(ByteBuffer in, int bodyMax) throws ProtocolException {
        if (in.remaining() < HEADER_BYTES) return Optional.empty();
        int length = in.getInt(in.position() + 1);
        if (length < 4 || length - 4 > bodyMax)
            throw new ProtocolException(
                    "message type 0x%02x: length %d, allowed 4 to %d"
                            .formatted(in.get(in.position()), length, bodyMax + 4L));
        if (in.remaining() - 1 < length) return Optional.empty();
        byte[] frame = new byte[length + 1];
        in.get(frame);
        return Optional.of(new Message(frame));
    }
}
