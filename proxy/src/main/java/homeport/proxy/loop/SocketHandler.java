package homeport.proxy.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Hears one socket, on its loop's thread. */
public interface SocketHandler {
    /** Some bytes have come; the buffer is the loop's, so what is to be kept must be copied. */
    void received(ByteBuffer bytes);

    /** The peer has taken all that was kept for it. */
    void drained();

    /** A TLS handshake is over, and nothing was heard through it yet. */
    default void secured() {
        // only who asks for TLS can be told
    }

    /**
     * The peer says nothing more and may still listen.
     *
     * @return whether the socket stays open; then {@link #closed} need not be called any more
     */
    default boolean inputEnded() {
        return false;
    }

    /**
     * The peer is gone; called once, and not after {@link Socket#close}. The socket is closed.
     *
     * @param cause empty when the peer has closed in order
     */
    void closed(Optional<IOException> cause);
}
