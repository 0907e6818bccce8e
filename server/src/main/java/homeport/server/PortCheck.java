package homeport.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Asks for the API port before the HTTP server does: that one reports a failure only in its log.
 */
final class PortCheck {
    private PortCheck() {}

    /**
     * @throws StartException somebody listens there, or the address is not this machine's
     */
    static void requireFree(InetAddress listen, int port) throws StartException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(listen, port));
        } catch (IOException taken) {
            throw new StartException(
                    "Homeport cannot listen on port %d of %s (%s). Choose another with --port or --listen, or stop what listens there."
                            .formatted(port, listen.getHostAddress(), taken.getMessage()),
                    taken);
        }
    }
}
