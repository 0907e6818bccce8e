package homeport.proxy.door;

import homeport.wire.FirstPacket;
import homeport.wire.Message;
import homeport.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads whole packets off a link while a client signs in. Owner: the sign-in's virtual thread. */
final class Inbox {
    private static final int BYTES_FIRST = 2048;

    private final Link link;
    private final Ended whenGone;
    private ByteBuffer buffer = ByteBuffer.allocate(BYTES_FIRST).flip();

    /** Reads off {@code link}; {@code whenGone} says whose end it is when that ends. */
    Inbox(Link link, Ended whenGone) {
        this.link = link;
        this.whenGone = whenGone;
    }

    /**
     * Waits for a first packet.
     *
     * @throws Gone the peer closed before its end
     */
    FirstPacket firstPacket() throws IOException {
        while (true) {
            Optional<FirstPacket> packet = FirstPacket.take(buffer);
            if (packet.isPresent()) return packet.get();
            fill(FirstPacket.BYTES_MAX);
        }
    }

    /**
     * Waits for a message.
     *
     * @param bodyMax most body bytes accepted
     * @throws Gone the peer closed before its end
     */
    Message message(int bodyMax) throws IOException {
        while (true) {
            Optional<Message> message = Message.take(buffer, bodyMax);
            if (message.isPresent()) return message.get();
            fill(Message.HEADER_BYTES + bodyMax);
        }
    }

    /** The next byte without taking it; -1 at the end. */
    int peek() throws IOException {
        if (!buffer.hasRemaining() && !more(BYTES_FIRST)) return -1;
        return buffer.get(buffer.position()) & 0xff;
    }

    boolean isEmpty() {
        return !buffer.hasRemaining();
    }

    /** Takes what was read and not asked for. */
    ByteBuffer rest() {
        ByteBuffer rest = buffer;
        buffer = ByteBuffer.allocate(0);
        return rest;
    }

    private void fill(int bytesMax) throws IOException {
        if (!more(bytesMax)) throw new Gone(whenGone, "closed while signing in");
    }

    /** One read into a buffer that grows by doubling, at most to {@code bytesMax}. */
    private boolean more(int bytesMax) throws IOException {
        buffer.compact();
        if (!buffer.hasRemaining()) grow(bytesMax);
        try {
            return link.read(buffer) >= 0;
        } catch (IOException broken) {
            throw new Gone(whenGone, broken);
        } finally {
            buffer.flip();
        }
    }

    private void grow(int bytesMax) throws ProtocolException {
        int size = Math.min(bytesMax, Math.max(BYTES_FIRST, buffer.capacity() * 2));
        if (size <= buffer.capacity()) throw new ProtocolException("packet is too long");
        buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
}
