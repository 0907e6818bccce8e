package homeport.proxy.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** A loop with an address, and peers on the JDK's blocking sockets. */
final class LoopWorld implements AutoCloseable {
    static final int SECONDS_MAX = 60;

    final Loop loop;
    private final Loop.Listening listening;

    /** A loop whose clients are heard by what {@code hears} makes of them. */
    LoopWorld(Loop loop, Function<homeport.proxy.loop.Socket, SocketHandler> hears)
            throws IOException {
        this.loop = loop;
        listening =
                loop.listen(
                        new InetSocketAddress("127.0.0.1", 0), (socket, _) -> hears.apply(socket));
    }

    InetSocketAddress address() {
        return listening.address();
    }

    Loop.Listening listening() {
        return listening;
    }

    Socket client() throws IOException {
        Socket client = new Socket();
        client.setSoTimeout(SECONDS_MAX * 1000);
        client.connect(address(), SECONDS_MAX * 1000);
        client.setTcpNoDelay(true);
        return client;
    }

    /** On the loop's thread. */
    <T> T call(java.util.concurrent.Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    void run(Runnable task) throws Exception {
        call(() -> {
            task.run();
            return true;
        });
    }

    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!condition.getAsBoolean()) { // once is enough: it may come and go
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Files that this process has open. */
    static long files() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
