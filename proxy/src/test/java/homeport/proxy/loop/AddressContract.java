package homeport.proxy.loop;

import static homeport.proxy.loop.LoopWorld.SECONDS_MAX;
import static homeport.proxy.loop.LoopWorld.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where every loop listens and connects. */
abstract class AddressContract {
    static final byte[] PING = {'p', 'i', 'n', 'g'};

    @TempDir Path folder;
    LoopWorld world;

    abstract Loop start(String name) throws IOException;

    @AfterEach
    void end() {
        if (world != null) world.close();
    }

    final LoopWorld recording(Recorder recorder) throws IOException {
        world =
                new LoopWorld(
                        start("contract"),
                        socket -> {
                            recorder.socket = socket;
                            return recorder;
                        });
        return world;
    }

    @Test
    void anAddressIsTakenOnceAndFreeAfterwards() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder);
                Socket in = heard.client()) {
            InetSocketAddress taken = heard.address();
            assertTrue(taken.getPort() > 0);
            BindException refused =
                    assertThrows(
                            BindException.class,
                            () -> heard.loop.listen(taken, (_, _) -> new Recorder()));
            assertTrue(refused.getMessage().contains("127.0.0.1 port " + taken.getPort()));
            assertThrows(
                    BindException.class,
                    () ->
                            heard.loop.listen(
                                    new InetSocketAddress("192.0.2.1", 0),
                                    (_, _) -> new Recorder()));
            eventually("it is in", () -> recorder.socket != null);
            for (int i = 0; i < 20; i++) {
                (i == 0 ? heard.listening() : heard.loop.listen(taken, (_, _) -> recorder)).close();
                new java.net.ServerSocket(taken.getPort(), 1, taken.getAddress()).close();
            }
            in.getOutputStream().write(PING); // who is in stays
            eventually("heard", () -> recorder.bytes == 4);
            assertThrows(IOException.class, () -> heard.client().close());
        }
    }

    @Test
    void clientsAreToldWhereTheyComeFrom() throws Exception {
        for (String host : List.of("127.3.2.1", "::1", "::")) {
            CompletableFuture<InetSocketAddress> from = new CompletableFuture<>();
            try (Loop loop = start("contract");
                    Loop.Listening at =
                            loop.listen(
                                    new InetSocketAddress(host, 0),
                                    (_, client) -> {
                                        from.complete(client);
                                        return new Recorder();
                                    })) {
                String to = host.equals("::") ? "127.0.0.1" : host;
                try (Socket client = new Socket(to, at.address().getPort())) {
                    InetSocketAddress seen = from.get(SECONDS_MAX, TimeUnit.SECONDS);
                    assertEquals(client.getLocalPort(), seen.getPort());
                    assertEquals(client.getLocalAddress(), seen.getAddress());
                }
            }
        }
    }

    @Test
    void aUnixSocketTakesAndGivesAsATcpSocketDoes() throws Exception {
        byte[] sent = new byte[5_000_000];
        new Random(4).nextBytes(sent);
        Path path = folder.resolve("server");
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(new Recorder());
                ServerSocketChannel server = server(path)) {
            homeport.proxy.loop.Socket socket =
                    heard.call(() -> heard.loop.connect(path, recorder));
            try (SocketChannel peer = server.accept()) {
                for (int at = 0; at < sent.length; at += 100_000) { // each in a turn of its own
                    ByteBuffer piece = ByteBuffer.wrap(sent, at, 100_000);
                    heard.run(() -> socket.send(piece));
                }
                assertTrue(heard.call(socket::unsentBytes) > 1_000_000);
                ByteBuffer got = ByteBuffer.allocate(sent.length);
                while (got.hasRemaining() && peer.read(got) > 0) assertTrue(got.position() > 0);
                assertEquals(ByteBuffer.wrap(sent), got.flip());
                eventually("drained", () -> recorder.drains.get() == 1);
                ByteBuffer back = ByteBuffer.wrap(sent);
                while (back.hasRemaining()) peer.write(back);
                eventually("all", () -> recorder.bytes == sent.length);
                for (int i = 0; i < 1_000; i++) {
                    long before = recorder.bytes;
                    heard.run(() -> socket.send(ByteBuffer.wrap(PING)));
                    peer.read(got.clear().limit(4));
                    peer.write(got.flip());
                    eventually("answered", () -> recorder.bytes == before + 4);
                }
            }
            assertEquals(Optional.empty(), recorder.closed.get(SECONDS_MAX, TimeUnit.SECONDS));
        }
    }

    private static ServerSocketChannel server(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path), 3);
    }

    @Test
    void aUnixSocketThatNobodyAnswersIsRefusedAtOnce() throws Exception {
        Path path = folder.resolve("server");
        try (LoopWorld heard = recording(new Recorder())) {
            assertThrows(IOException.class, () -> connect(heard, path, "no such file"));
            long before;
            List<homeport.proxy.loop.Socket> queued = new ArrayList<>();
            try (ServerSocketChannel _ = server(path)) {
                before = LoopWorld.files();
                assertThrows(
                        IOException.class,
                        () -> {
                            for (int i = 0; i < 100; i++)
                                queued.add(connect(heard, path, "the queue"));
                        });
                heard.run(() -> queued.forEach(homeport.proxy.loop.Socket::close));
                eventually("closed", () -> LoopWorld.files() <= before);
            }
            IOException refused =
                    assertThrows(IOException.class, () -> connect(heard, path, "nobody"));
            assertTrue(refused.getMessage().contains("Connection refused"), refused::getMessage);
            Path longer = folder.resolve("x".repeat(120));
            assertThrows(IOException.class, () -> connect(heard, longer, "too long"));
        }
    }

    private static homeport.proxy.loop.Socket connect(LoopWorld heard, Path path, String why)
            throws Exception {
        try {
            return heard.call(() -> heard.loop.connect(path, new Recorder()));
        } catch (java.util.concurrent.ExecutionException refused) {
            throw new IOException(why + ": " + refused.getCause().getMessage(), refused);
        }
    }
}
