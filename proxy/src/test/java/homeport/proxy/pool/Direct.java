package homeport.proxy.pool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A server's unix socket as an address: each client has a connection of its own. */
final class Direct implements AutoCloseable {
    final InetSocketAddress at;
    private final ServerSocket listens;

    Direct(String address, Path socket) throws IOException {
        listens = new ServerSocket(0, 50, InetAddress.getByName(address));
        at = new InetSocketAddress(address, listens.getLocalPort());
        Thread.ofVirtual().start(() -> accept(socket));
    }

    private void accept(Path socket) {
        try {
            while (true) {
                Socket client = listens.accept();
                client.setTcpNoDelay(true);
                SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX);
                server.connect(UnixDomainSocketAddress.of(socket));
                InputStream says = Channels.newInputStream(server);
                OutputStream hears = Channels.newOutputStream(server);
                Thread.ofVirtual().start(() -> relay(client, server, () -> copy(client, hears)));
                Thread.ofVirtual().start(() -> relay(client, server, () -> copy(says, client)));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private interface Copy {
        void run() throws IOException;
    }

    private static void copy(Socket from, OutputStream to) throws IOException {
        from.getInputStream().transferTo(to);
    }

    private static void copy(InputStream from, Socket to) throws IOException {
        from.transferTo(to.getOutputStream());
    }

    private static void relay(Socket client, SocketChannel server, Copy copy) {
        try (client;
                server) {
            copy.run();
        } catch (IOException gone) {
            // one side has left, so the other is closed
        }
    }

    @Override
    public void close() throws IOException {
        listens.close();
    }
}
