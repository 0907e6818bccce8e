package homeport.proxy.loop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** Hears a socket, and remembers. */
class Recorder implements SocketHandler {
    final CompletableFuture<Optional<IOException>> closed = new CompletableFuture<>();
    final AtomicInteger drains = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    volatile long bytes;
    volatile Socket socket;
    private final CRC32 sum = new CRC32();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    @Override
    public void received(ByteBuffer in) {
        synchronized (this) {
            sum.update(in.duplicate());
            byte[] copy = new byte[in.remaining()];
            in.duplicate().get(copy);
            if (text.size() < 1000) text.writeBytes(copy);
        }
        bytes += in.remaining();
    }

    synchronized long sum() {
        return sum.getValue();
    }

    synchronized String text() {
        return text.toString(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public void drained() {
        drains.incrementAndGet();
    }

    @Override
    public void closed(Optional<IOException> cause) {
        closes.incrementAndGet();
        closed.complete(cause);
    }
}
