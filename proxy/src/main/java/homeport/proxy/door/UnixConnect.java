package homeport.proxy.door;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Connects to a server's unix socket. */
final class UnixConnect {
    /** Between two tries while the server's queue of new connections is full. */
    private static final Duration FULL_PAUSE = Duration.ofMillis(10);

    private UnixConnect() {}

    /**
     * Connects, waiting while the server's queue is full and the connection is {@code wanted}.
     *
     * @throws IOException nobody listens there, or the connection is not wanted any more
     */
    static SocketChannel connect(Path socket, BooleanSupplier wanted) throws IOException {
        while (wanted.getAsBoolean()) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            if (connected(channel, socket)) return channel;
            channel.close();
            LockSupport.parkNanos(FULL_PAUSE.toNanos());
        }
        throw new IOException("ended or moved while connecting");
    }

    /** A unix socket never connects later: not at once means that the queue is full (EAGAIN). */
    private static boolean connected(SocketChannel channel, Path socket) throws IOException {
        try {
            channel.configureBlocking(false);
            boolean connected = channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(true);
            return connected;
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }
}
