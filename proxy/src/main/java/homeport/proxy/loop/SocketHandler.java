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

    /**
     * The peer is gone; called once, and not after {@link Socket#close}. The socket is closed.
     *
     * @param cause empty when the peer has closed in order
     */
    void closed(Optional<IOException> cause);
}
