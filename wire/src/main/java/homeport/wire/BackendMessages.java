package homeport.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** Messages of the server's side that the door and DB proxies read or say themselves. */
public final class BackendMessages {
    /** Type of BackendKeyData: the process and the secret that cancel this session. */
    public static final char BACKEND_KEY = 'K';

    /** Type of ErrorResponse. */
    public static final char ERROR = 'E';

    /** Type of ReadyForQuery. */
    public static final char READY = 'Z';

    private BackendMessages() {}

    /**
     * The key in a BackendKeyData message.
     *
     * @throws ProtocolException a secret out of bounds
     */
    public static CancelKey backendKey(Message message) throws ProtocolException {
        ByteBuffer body = message.body();
        if (body.remaining() < 8) throw new ProtocolException("backend key under 8 bytes");
        int pid = body.getInt();
        return CancelKey.of(pid, body);
    }

    /**
     * ErrorResponse of severity FATAL; the connection is to be closed after it. Shape: fields of
     * one type byte and a text ended by zero, then one zero. Source: PostgreSQL documentation,
     * "Error and Notice Message Fields".
     */
    public static Message fatal(String sqlState, String message, Optional<String> hint) {
        return response("FATAL", sqlState, message, hint);
    }

    /** ErrorResponse of severity ERROR; the session goes on. Shape: as of {@link #fatal}. */
    public static Message error(String sqlState, String message) {
        return response("ERROR", sqlState, message, Optional.empty());
    }

    private static Message response(
            String severity, String sqlState, String message, Optional<String> hint) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        field(body, 'S', severity);
        field(body, 'V', severity);
        field(body, 'C', sqlState);
        field(body, 'M', message);
        hint.ifPresent(text -> field(body, 'H', text));
        body.write(0);
        return Message.of(ERROR, body.toByteArray());
    }

    /** The SQLSTATE of an ErrorResponse or NoticeResponse; empty when it has none. */
    public static String sqlState(Message error) {
        String fields = StandardCharsets.UTF_8.decode(error.body()).toString();
        return Stream.of(fields.split("\0"))
                .filter(field -> field.startsWith("C"))
                .map(field -> field.substring(1))
                .findFirst()
                .orElse("");
    }

    private static void field(ByteArrayOutputStream out, char type, String text) {
        out.write(type);
        out.writeBytes(text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }
}
