package homeport.aws.http;

import homeport.aws.Front;
import homeport.aws.HttpRequest;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Carries streams between a front and the Helidon server. */
final class Streams {
    private static final InputStream NOTHING = InputStream.nullInputStream();

    private Streams() {}

    static void answer(Front front, HttpRequest head, ServerRequest request, ServerResponse reply) {
        var body = new Watched(request);
        Front.Answer answer = front.answer(head, body);
        try (Front.Body sent = answer.body()) {
            reply.status(Status.create(answer.status()));
            answer.headers()
                    .forEach((name, value) -> reply.header(HeaderNames.create(name), value));
            // the rest of the body is not worth reading
            if (!body.ended) reply.header(HeaderValues.CONNECTION_CLOSE);
            boolean none = head.method().equals("HEAD") || bodiless(answer.status());
            if (answer.length().isPresent() && !bodiless(answer.status()))
                reply.contentLength(answer.length().getAsLong());
            if (none || answer.length().orElse(-1) == 0) {
                reply.send();
                return;
            }
            try (OutputStream out = reply.outputStream()) {
                sent.to(out);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone); // half an answer: the connection must end
        }
    }

    private static boolean bodiless(int status) {
        return status == Status.NO_CONTENT_204.code() || status == Status.NOT_MODIFIED_304.code();
    }

    /** A body that is asked for only when somebody reads: until then {@code 100} is not sent. */
    private static final class Watched extends InputStream {
        private final ServerRequest request;
        private InputStream in;
        private boolean ended;

        Watched(ServerRequest request) {
            this.request = request;
            this.ended = !request.content().hasEntity();
        }

        private InputStream in() {
            if (in == null) in = ended ? NOTHING : request.content().inputStream();
            return in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                int count = in().read(into, from, length);
                if (count < 0) ended = true;
                return count;
            } catch (RuntimeException broken) { // a bad chunk, or the peer is gone
                throw new IOException(broken);
            }
        }
    }
}
