package homeport.aws.http;

import homeport.aws.AwsException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;

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

    private final Intake small = new Intake(SMALL_ROOM_BYTES);
    private final Intake large = new Intake(BYTES_MAX);

    /** A body; closed when its request is answered. */
    record Held(byte[] bytes, Intake.Place place) implements AutoCloseable {
        @Override
        public void close() {
            place.close();
        }
    }

    /**
     * @throws AwsException {@code RequestTooLarge}, {@code MalformedHttpRequest}, {@code
     *     ServiceUnavailable}
     */
    Held read(ServerRequest request) {
        int bytes = request.content().hasEntity() ? bytes(request) : 0;
        Intake.Place place = (bytes <= SMALL_BYTES_MAX ? small : large).take(bytes, Bodies::full);
        try {
            return new Held(bytes == 0 ? new byte[0] : whole(request), place);
        } catch (AwsException refused) {
            place.close();
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

    private static AwsException full() {
        return new AwsException(
                "ServiceUnavailable",
                "Requests with bodies of more bytes than Homeport holds at once are under way; no room came free in %d s."
                        .formatted(Intake.WAIT_MAX.toSeconds()));
    }

    private static byte[] whole(ServerRequest request) {
        int expected = (int) request.headers().contentLength().orElse(SMALL_BYTES_MAX);
        try {
            return Intake.whole(
                    request.content().inputStream()::read,
                    expected,
                    BYTES_MAX,
                    AwsHandler::tooLarge,
                    Bodies::tooSlow);
        } catch (AwsException refused) {
            throw refused;
        } catch (IOException | RuntimeException broken) { // a bad chunk, or the peer is gone
            throw AwsHandler.malformed("The body does not end where the headers say.");
        }
    }

    private static AwsException tooSlow() {
        return AwsHandler.malformed(
                "The body was not there after %d s.".formatted(Intake.TIME_MAX.toSeconds()));
    }
}
