package homeport.aws.http;

import homeport.aws.AwsException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads bodies whole. They come before anybody has shown who asks, so of all of them together only
 * so much is held, from the first byte until the request is answered; the next waits. Small ones,
 * as nearly all are, have room of their own. Safe from any thread.
 */
final class Bodies {
    /** Of one body, and of all that are not small. */
    static final int BYTES_MAX = 4 << 20;

    static final int SMALL_BYTES_MAX = 64 << 10;

    /** Of all small ones. */
    private static final int SMALL_ROOM_BYTES = 4 << 20;

    private static final Duration WAIT_MAX = Duration.ofSeconds(10);

    /** From its first byte to its last; who is slower holds what others wait for. */
    private static final Duration TIME_MAX = Duration.ofSeconds(30);

    private final Semaphore small = new Semaphore(SMALL_ROOM_BYTES, true);
    private final Semaphore large = new Semaphore(BYTES_MAX, true);

    /** A body; closed when its request is answered. */
    record Held(byte[] bytes, Semaphore room, int reserved) implements AutoCloseable {
        @Override
        public void close() {
            room.release(reserved);
        }
    }

    /**
     * @throws AwsException {@code RequestTooLarge}, {@code MalformedHttpRequest}, {@code
     *     ServiceUnavailable}
     */
    Held read(ServerRequest request) {
        if (!request.content().hasEntity()) return new Held(new byte[0], small, 0);
        int bytes = bytes(request);
        Semaphore room = bytes <= SMALL_BYTES_MAX ? small : large;
        reserve(room, bytes);
        try {
            return new Held(whole(request), room, bytes);
        } catch (AwsException refused) {
            room.release(bytes);
            throw refused;
        }
    }

    /** What is set aside: all there may be, when the head does not say, or it will be inflated. */
    private static int bytes(ServerRequest request) {
        long said = request.headers().contentLength().orElse(-1);
        if (said > BYTES_MAX) throw AwsHandler.tooLarge();
        boolean packed = request.headers().contains(HeaderNames.CONTENT_ENCODING);
        return said < 0 || packed ? BYTES_MAX : (int) said;
    }

    private static void reserve(Semaphore room, int bytes) {
        try {
            if (room.tryAcquire(bytes, WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        throw new AwsException(
                "ServiceUnavailable",
                "Requests with bodies of more bytes than Homeport holds at once are under way; no room came free in %d s."
                        .formatted(WAIT_MAX.toSeconds()));
    }

    private static byte[] whole(ServerRequest request) {
        long end = System.nanoTime() + TIME_MAX.toNanos();
        byte[] body = new byte[(int) request.headers().contentLength().orElse(SMALL_BYTES_MAX)];
        int used = 0;
        try {
            InputStream in = request.content().inputStream();
            while (true) {
                // one more than there should be, so that the end is seen to be one
                if (used == body.length) body = Arrays.copyOf(body, grown(used));
                int count = in.read(body, used, body.length - used);
                if (count < 0) return used == body.length ? body : Arrays.copyOf(body, used);
                used += count;
                if (used > BYTES_MAX) throw AwsHandler.tooLarge();
                if (System.nanoTime() > end) throw tooSlow();
            }
        } catch (AwsException refused) {
            throw refused;
        } catch (IOException | RuntimeException broken) { // a bad chunk, or the peer is gone
            throw AwsHandler.malformed("The body does not end where the headers say.");
        }
    }

    private static int grown(int used) {
        return used >= BYTES_MAX
                ? BYTES_MAX + 1
                : Math.max(used + 1, Math.min(BYTES_MAX, 2 * used));
    }

    private static AwsException tooSlow() {
        return AwsHandler.malformed(
                "The body was not there after %d s.".formatted(TIME_MAX.toSeconds()));
    }
}
