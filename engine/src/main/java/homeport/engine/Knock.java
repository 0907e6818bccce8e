package homeport.engine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Waits until a postmaster has accepted one more connection. It does one thing after the other, a
 * reload before anything that came later: so if it was told to reload before, it has read its files
 * and passed the signal on to all its processes. The connection ends after its first answer, of
 * which the log says nothing. Source: PostgreSQL, postmaster.c, ServerLoop.
 */
final class Knock {
    /** {@code SSLRequest}. Source: PostgreSQL documentation, "Message Formats". */
    private static final int SSL_REQUEST = 80877103;

    private static final int BYTES = 8;

    private Knock() {}

    static void at(Path socket, Deadline deadline) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.allocate(BYTES).putInt(BYTES).putInt(SSL_REQUEST).flip());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            if (selector.select(deadline.left().toMillis()) == 0)
                throw new EngineException("nobody answers in time at " + socket);
        } catch (IOException e) {
            throw new EngineException("nobody answers at " + socket, e);
        }
    }
}
