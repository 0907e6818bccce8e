package homeport.proxy.pool;

import homeport.wire.BackendMessages;
import homeport.wire.Message;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Messages that the proxy itself says, as whole frames. */
final class Frames {
    static final byte[] PARSE_COMPLETE = {'1', 0, 0, 0, 4};
    static final byte[] CLOSE_COMPLETE = {'3', 0, 0, 0, 4};
    static final byte[] READY_IDLE = {'Z', 0, 0, 0, 5, 'I'};
    static final byte[] SYNC = {'S', 0, 0, 0, 4};
    static final byte[] TERMINATE = {'X', 0, 0, 0, 4};
    static final byte[] AUTHENTICATION_OK = {'R', 0, 0, 0, 8, 0, 0, 0, 0};

    private Frames() {}

    /** ErrorResponse of severity ERROR: the session goes on. */
    static byte[] error(String sqlState, String message) {
        return BackendMessages.error(sqlState, message).frame();
    }

    /** ErrorResponse of severity FATAL: the connection is closed after it. */
    static byte[] fatal(String sqlState, String message) {
        return BackendMessages.fatal(sqlState, message, Optional.empty()).frame();
    }

    static byte[] frame(char type, byte[] body) {
        return Message.of(type, body).frame();
    }

    /** What a server answers to a DEALLOCATE. */
    static byte[] deallocated(int status) {
        boolean failed = status == 'E';
        byte[] first =
                failed
                        ? error(
                                "25P02",
                                "current transaction is aborted, commands ignored until end of"
                                        + " transaction block")
                        : frame('C', "DEALLOCATE\0".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer both = ByteBuffer.allocate(first.length + READY_IDLE.length);
        both.put(first).put(READY_IDLE).put(both.position() - 1, (byte) status);
        return both.array();
    }

    /** Query. */
    static byte[] query(String text) {
        byte[] sql = text.getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[sql.length + 1];
        System.arraycopy(sql, 0, body, 0, sql.length);
        return frame('Q', body);
    }

    /** ParameterStatus. */
    static byte[] parameter(String name, String value) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        body.write(0);
        body.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        body.write(0);
        return frame('S', body.toByteArray());
    }

    /** BackendKeyData. */
    static byte[] backendKey(int pid, int secret) {
        return frame('K', ByteBuffer.allocate(8).putInt(pid).putInt(secret).array());
    }

    /**
     * A text that a zero ends, from {@code at}; the end of it, or -1 when the zero is not there.
     */
    static int endOfText(ByteBuffer in, int at, int limit) {
        for (int i = at; i < limit; i++) if (in.get(i) == 0) return i;
        return -1;
    }

    /** A text from {@code from} to before {@code to}. */
    static String text(ByteBuffer in, int from, int to) {
        if (from == to) return "";
        byte[] bytes = new byte[to - from];
        in.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * A field of an ErrorResponse or NoticeResponse.
     *
     * @param body from the first field's type on
     * @return empty when there is no such field
     */
    static String field(ByteBuffer in, int from, int limit, char type) {
        for (int at = from; at < limit && in.get(at) != 0; ) {
            int end = endOfText(in, at + 1, limit);
            if (end < 0) return "";
            if (in.get(at) == type) return text(in, at + 1, end);
            at = end + 1;
        }
        return "";
    }
}
