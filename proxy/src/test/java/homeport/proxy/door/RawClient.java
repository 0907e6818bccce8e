package homeport.proxy.door;

import homeport.wire.Message;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that says exactly what a test wants. */
final class RawClient implements AutoCloseable {
    final Socket socket;
    final DataInputStream in;

    RawClient(InetSocketAddress address) throws IOException {
        this(connected(address));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(40_000);
        in = new DataInputStream(socket.getInputStream());
    }

    private static Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, 5_000);
        return socket;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    static byte[] startup(String parameters) {
        byte[] text = parameters.getBytes(StandardCharsets.UTF_8);
        int length = 8 + text.length;
        return ByteBuffer.allocate(length).putInt(length).putInt(3 << 16).put(text).array();
    }

    /** Signs in as the user without a password. */
    RawClient open() throws IOException {
        send(startup("user\0open\0database\0postgres\0\0"));
        await('K');
        key = body;
        await('Z');
        return this;
    }

    /** What cancels this session, once it is open. */
    byte[] key = {};

    /** Asks to cancel what this session does, and waits until the server has heard it. */
    void cancel(InetSocketAddress address) throws IOException {
        try (RawClient other = new RawClient(address)) {
            other.send(
                    ByteBuffer.allocate(16).putInt(16).putInt(1234 << 16 | 5678).put(key).array());
            other.in.readAllBytes();
        }
    }

    /** A statement in the extended protocol: Parse, Bind, Execute, without the Sync. */
    void execute(String sql) throws IOException {
        send(Message.of('P', ("\0" + sql + "\0\0\0").getBytes(StandardCharsets.UTF_8)).frame());
        send(Message.of('B', new byte[8]).frame());
        send(Message.of('E', new byte[5]).frame());
    }

    void sync() throws IOException {
        send(Message.of('S', new byte[0]).frame());
    }

    /** Types of the messages up to one of {@code last}, or up to the end: {@code "TDCZ"}. */
    String until(String last) throws IOException {
        StringBuilder types = new StringBuilder();
        try {
            do types.append(next());
            while (last.indexOf(types.charAt(types.length() - 1)) < 0);
        } catch (EOFException end) {
            types.append('$');
        }
        return types.toString();
    }

    void query(String sql) throws IOException {
        send(frame(sql));
    }

    /** A Query message. */
    static byte[] frame(String sql) {
        return Message.of('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8)).frame();
    }

    /** The next message's type; its body is in {@link #body}. */
    char next() throws IOException {
        int type = in.read();
        if (type < 0) throw new EOFException();
        body = new byte[in.readInt() - 4];
        in.readFully(body);
        return (char) type;
    }

    byte[] body = {};

    void await(char type) throws IOException {
        while (true) {
            char came = next();
            if (came == type) return;
            if (came == 'E') throw new IOException(text());
        }
    }

    /** The last body as text, its zeros as bars. */
    String text() {
        return new String(body, StandardCharsets.UTF_8).replace('\0', '|');
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
