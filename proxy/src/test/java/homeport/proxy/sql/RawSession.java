package homeport.proxy.sql;

import homeport.wire.Message;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A session straight to a server, that says what a driver would not. */
final class RawSession implements AutoCloseable {
    private final SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    private final DataInputStream in;

    /** Of the newest answer: the message of its error, or nothing. */
    String error = "";

    RawSession(Path socket, String options) throws IOException {
        this.socket.connect(UnixDomainSocketAddress.of(socket));
        in = new DataInputStream(Channels.newInputStream(this.socket));
        String parameters = "user\0open\0database\0postgres\0options\0" + options + "\0\0";
        byte[] text = parameters.getBytes(StandardCharsets.UTF_8);
        int length = 8 + text.length;
        send(ByteBuffer.allocate(length).putInt(length).putInt(3 << 16).put(text).array());
        answer();
        if (!error.isEmpty()) throw new IOException(error);
    }

    /** A simple query: the columns of all its rows. */
    String query(String text) throws IOException {
        send(Message.of('Q', (text + "\0").getBytes(StandardCharsets.UTF_8)).frame());
        return answer();
    }

    /** Lets the server read a text, and no more. */
    void parse(String text) throws IOException {
        byte[] body = ("\0" + text + "\0\0\0").getBytes(StandardCharsets.UTF_8);
        send(Message.of('P', body).frame());
        send(Message.of('S', new byte[0]).frame());
        answer();
    }

    private void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) socket.write(buffer);
    }

    private String answer() throws IOException {
        error = "";
        StringBuilder rows = new StringBuilder();
        while (true) {
            int type = in.readUnsignedByte();
            byte[] body = in.readNBytes(in.readInt() - 4);
            switch (type) {
                case 'E' -> error = message(new String(body, StandardCharsets.UTF_8));
                case 'D' -> row(ByteBuffer.wrap(body), rows);
                case 'G' -> send(Message.of('f', new byte[] {0}).frame());
                case 'Z' -> {
                    return rows.toString();
                }
                default -> {}
            }
        }
    }

    private static String message(String fields) {
        for (String field : fields.split("\0"))
            if (field.startsWith("M")) return field.substring(1);
        return "an error without a message";
    }

    private static void row(ByteBuffer body, StringBuilder rows) {
        for (int columns = body.getShort(); columns > 0; columns--) {
            byte[] value = new byte[Math.max(0, body.getInt())];
            body.get(value);
            rows.append(new String(value, StandardCharsets.UTF_8)).append('\n');
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
