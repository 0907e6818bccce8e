package homeport.server.takeover;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One end of the conversation. Owner: one thread at a time. */
final class Wire implements AutoCloseable {
    /** Of one line: room for a thousand endpoints. */
    private static final int LINE_BYTES_MAX = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(8 * 1024).limit(0);

    Wire(SocketChannel channel) {
        this.channel = channel;
    }

    void say(Object message) throws IOException {
        byte[] line = JSON.writeValueAsBytes(message);
        ByteBuffer out = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (out.hasRemaining()) channel.write(out);
    }

    /**
     * The next line.
     *
     * @throws EOFException the other process has closed, or is gone
     */
    <T> T hear(Class<T> kind) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (in.hasRemaining()) {
                byte next = in.get();
                if (next == '\n') return parsed(line, kind);
                line.write(next);
            }
            if (line.size() > LINE_BYTES_MAX)
                throw new IOException("a line is longer than " + LINE_BYTES_MAX + " bytes");
            in.clear();
            int n = channel.read(in);
            in.flip();
            if (n < 0) throw new EOFException("the other process has closed");
        }
    }

    private static <T> T parsed(ByteArrayOutputStream line, Class<T> kind) throws IOException {
        try {
            return JSON.readValue(line.toByteArray(), kind);
        } catch (JacksonException unknown) {
            throw new IOException("the other process is of another version", unknown);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
