package homeport.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.OptionalLong;

/** Answers requests whose bodies are streams. Safe from any thread. */
public interface Front {
    /** Whether the request is for this one; its head, which has an empty body, says so. */
    boolean takes(HttpRequest head);

    /**
     * Never throws: whatever is wrong with the request is an answer.
     *
     * @param body may be left unread
     */
    Answer answer(HttpRequest head, InputStream body);

    /**
     * @param headers by name as sent; without {@code Content-Length}
     * @param length of the body, empty when it is not known; of an answer to {@code HEAD}, that of
     *     the body that is not there
     */
    record Answer(int status, Map<String, String> headers, OptionalLong length, Body body) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        public static Answer of(HttpResponse whole) {
            byte[] bytes = whole.body();
            return new Answer(
                    whole.status(),
                    whole.headers(),
                    OptionalLong.of(bytes.length),
                    out -> out.write(bytes));
        }
    }

    /** Written once, or closed without. */
    @FunctionalInterface
    interface Body extends AutoCloseable {
        void to(OutputStream out) throws IOException;

        @Override
        default void close() {}
    }
}
