package homeport.proxy.loop;

import static homeport.proxy.loop.LoopWorld.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How every loop takes a listening socket over. Both ends are in this process here. */
abstract class InheritanceContract extends EndContract {
    private static final int CLIENTS = 2;

    /** Answers each client with one byte, and counts them. */
    private static Loop.Acceptor answering(int name, AtomicInteger count) {
        return (socket, _) -> {
            count.incrementAndGet();
            Recorder recorder = new Recorder();
            recorder.socket = socket;
            socket.send(ByteBuffer.wrap(new byte[] {(byte) name}));
            return recorder;
        };
    }

    private Inheritance inherited() throws IOException {
        try (Inheritance.Letterbox box = Inheritance.letterbox(folder.resolve("box"))) {
            return box.open(Inheritance.send(folder.resolve("box")));
        }
    }

    @Test
    void noClientIsLostWhenASocketChangesHands() throws Exception {
        AtomicInteger byFirst = new AtomicInteger();
        AtomicInteger bySecond = new AtomicInteger();
        Queue<IOException> lost = new ConcurrentLinkedQueue<>();
        try (Loop first = start("first");
                Loop second = start("second")) {
            Loop.Listening old =
                    first.listen(new InetSocketAddress("127.0.0.1", 0), answering(1, byFirst));
            InetSocketAddress at = old.address();
            List<Thread> clients = clients(at, lost);
            eventually("the first serves", () -> byFirst.get() > 50);
            try (Inheritance all = inherited()) {
                Loop.Listening now =
                        second.listen(all.take(at).orElseThrow(), answering(2, bySecond));
                assertEquals(at, now.address());
                int before = byFirst.get();
                eventually("the first still serves", () -> byFirst.get() > before + 50);
                assertEquals(0, bySecond.get(), "nobody accepts before it is time");
                old.leave();
                int left = byFirst.get();
                all.begin();
                eventually("the second serves", () -> bySecond.get() > 500);
                assertEquals(left, byFirst.get());
                clients.forEach(Thread::interrupt);
                for (Thread client : clients) client.join();
                assertEquals(List.of(), List.copyOf(lost));
                now.close();
                new java.net.ServerSocket(at.getPort(), 1, at.getAddress()).close();
            }
        }
    }

    private static List<Thread> clients(InetSocketAddress at, Queue<IOException> lost) {
        return java.util.stream.IntStream.range(0, CLIENTS)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> comeAndGo(at, lost)))
                .toList();
    }

    private static void comeAndGo(InetSocketAddress at, Queue<IOException> lost) {
        while (!Thread.currentThread().isInterrupted()) {
            try (Socket client = new Socket(at.getAddress(), at.getPort())) {
                client.setSoTimeout(LoopWorld.SECONDS_MAX * 1000);
                if (client.getInputStream().read() <= 0) lost.add(new IOException("no answer"));
            } catch (IOException refused) {
                lost.add(refused);
            }
        }
    }

    @Test
    void whoGivesUpBeforeItBeginsTakesNothingFromTheOther() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (Loop first = start("first");
                Loop second = start("second")) {
            Loop.Listening at =
                    first.listen(new InetSocketAddress("127.0.0.1", 0), answering(1, count));
            try (Inheritance all = inherited()) {
                Loop.Listening never =
                        second.listen(
                                all.take(at.address()).orElseThrow(), (_, _) -> new Recorder());
                never.close();
                assertTrue(all.take(at.address()).isEmpty(), "a socket is taken once");
            }
            try (Socket client = new Socket(at.address().getAddress(), at.address().getPort())) {
                assertEquals(1, client.getInputStream().read());
            }
        }
    }

    @Test
    void whoComesWhileNobodyAcceptsWaits() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (Loop loop = start("loop")) {
            Loop.Listening at =
                    loop.listen(new InetSocketAddress("127.0.0.1", 0), answering(1, count));
            try (Inheritance kept = Inheritance.none()) {
                kept.keep(at.address());
                at.leave();
                try (Socket client =
                        new Socket(at.address().getAddress(), at.address().getPort())) {
                    assertEquals(0, count.get());
                    loop.listen(kept.take(at.address()).orElseThrow(), answering(2, count));
                    kept.begin();
                    assertEquals(2, client.getInputStream().read());
                }
            }
        }
    }

    @Test
    void aSocketBecomesAChannelOfTheJdk() throws Exception {
        try (Inheritance kept = Inheritance.none()) {
            InetSocketAddress at;
            try (ServerSocketChannel old =
                    ServerSocketChannel.open().bind(new InetSocketAddress("127.9.9.9", 0))) {
                at = (InetSocketAddress) old.getLocalAddress();
                kept.keep(at);
            }
            ListeningFile file = kept.take(at).orElseThrow();
            assertFalse(file.isOurs());
            long before = LoopWorld.files();
            try (ServerSocketChannel now = file.channel();
                    SocketChannel client = SocketChannel.open(at);
                    SocketChannel in = now.accept()) {
                assertEquals(client.getLocalAddress(), in.getRemoteAddress());
            }
            assertEquals(before - 1, LoopWorld.files(), "nothing is left open");
            assertThrows(IOException.class, () -> SocketChannel.open(at).close());
        }
    }
}
