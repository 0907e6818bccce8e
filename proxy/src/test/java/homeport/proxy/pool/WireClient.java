package homeport.proxy.pool;

import homeport.proxy.auth.ScramClient;
import homeport.proxy.auth.ScramPassword;
import homeport.proxy.door.Postgres;
import homeport.wire.Message;
import homeport.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A client that says exactly what a test wants, and writes down in short what it hears. */
final class WireClient implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    final InetSocketAddress address;
    final Socket socket;
    final DataInputStream in;
    byte[] key = {};

    /** Signs in as the superuser; parameters are names and values. */
    WireClient(InetSocketAddress address, String... parameters) throws IOException {
        this.address = address;
        socket = new Socket();
        socket.connect(address, 5_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(40_000);
        in = new DataInputStream(socket.getInputStream());
        if (parameters.length == 1) return; // a test signs in itself
        StringBuilder text = new StringBuilder("user\0postgres\0database\0postgres\0");
        for (String one : parameters) text.append(one).append('\0');
        send(startup(text.append('\0').toString()));
        signIn();
    }

    /** Signs in as the superuser over what is there already: TLS, say. */
    WireClient(Socket open) throws IOException {
        address = (InetSocketAddress) open.getRemoteSocketAddress();
        socket = open;
        socket.setSoTimeout(40_000);
        in = new DataInputStream(socket.getInputStream());
        send(startup("user\0postgres\0database\0postgres\0\0"));
        signIn();
    }

    static byte[] startup(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = bytes.length + 8;
        return ByteBuffer.allocate(length).putInt(length).putInt(3 << 16).put(bytes).array();
    }

    private void signIn() throws IOException {
        try {
            ScramClient scram = ScramClient.of(new ScramPassword(Postgres.PASSWORD), RANDOM);
            while (true) {
                char type = next();
                if (type == 'E') throw new IOException(text());
                if (type == 'K') key = body;
                if (type == 'Z') return;
                if (type != 'R') continue;
                ByteBuffer data = ByteBuffer.wrap(body);
                switch (data.getInt()) {
                    case 10 -> {
                        byte[] first = scram.first();
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        out.writeBytes("SCRAM-SHA-256\0".getBytes(StandardCharsets.US_ASCII));
                        out.writeBytes(ByteBuffer.allocate(4).putInt(first.length).array());
                        out.writeBytes(first);
                        send(Message.of('p', out.toByteArray()).frame());
                    }
                    case 11 -> {
                        byte[] challenge = new byte[data.remaining()];
                        data.get(challenge);
                        send(Message.of('p', scram.answer(challenge).last()).frame());
                    }
                    default -> {}
                }
            }
        } catch (ProtocolException violation) {
            throw new IOException(violation);
        }
    }

    WireClient send(byte[]... messages) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] one : messages) all.writeBytes(one);
        socket.getOutputStream().write(all.toByteArray());
        socket.getOutputStream().flush();
        return this;
    }

    // ---- messages

    static byte[] query(String sql) {
        return message('Q', sql + "\0");
    }

    static byte[] message(char type, String body) {
        return Message.of(type, body.getBytes(StandardCharsets.UTF_8)).frame();
    }

    static byte[] parse(String name, String sql) {
        return message('P', name + "\0" + sql + "\0\0\0");
    }

    static byte[] bind(String portal, String name) {
        return message('B', portal + "\0" + name + "\0\0\0\0\0\0\0");
    }

    static byte[] describe(char kind, String name) {
        return message('D', kind + name + "\0");
    }

    static byte[] execute(String portal) {
        return message('E', portal + "\0\0\0\0\0");
    }

    static byte[] closing(char kind, String name) {
        return message('C', kind + name + "\0");
    }

    static byte[] sync() {
        return message('S', "");
    }

    static byte[] flush() {
        return message('H', "");
    }

    static byte[] join(byte[]... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] one : messages) all.writeBytes(one);
        return all.toByteArray();
    }

    /** Parse, Bind, Describe, Execute without names, and Sync. */
    static byte[] extended(String sql) {
        return join(parse("", sql), bind("", ""), describe('P', ""), execute(""), sync());
    }

    // ---- what is heard

    /** The next message's type; its body is in {@link #body}. */
    char next() throws IOException {
        int type = in.read();
        if (type < 0) throw new EOFException();
        body = new byte[in.readInt() - 4];
        in.readFully(body);
        return (char) type;
    }

    byte[] body = {};

    String text() {
        return new String(body, StandardCharsets.UTF_8).replace('\0', '|');
    }

    /** Asks, and writes down what comes up to the end of it. */
    String ask(String sql) throws IOException {
        return send(query(sql)).heard(1);
    }

    /** What comes up to so many ReadyForQuery. */
    String heard(int times) throws IOException {
        return until('Z', times);
    }

    /** What comes up to so many messages of a type; the end of the stream is a dollar. */
    String until(char last, int times) throws IOException {
        StringJoiner said = new StringJoiner(" ");
        int left = times;
        try {
            while (left > 0) {
                char type = next();
                if (type == last) left--;
                said.add(shown(type));
            }
        } catch (EOFException end) {
            said.add("$");
        }
        return said.toString();
    }

    private String shown(char type) {
        ByteBuffer data = ByteBuffer.wrap(body);
        return switch (type) {
            case 'Z' -> "Z" + (char) body[0];
            case 'E' -> "E" + Frames.field(data, 0, body.length, 'C');
            case 'N' -> "N" + Frames.field(data, 0, body.length, 'C');
            case 'C' -> text().replace("|", "").replace(' ', '_');
            case 'S' -> "{" + text() + "}";
            case 'A' -> "A" + text().substring(4);
            case 'D' -> row(data).toString();
            case 'T' -> "T" + data.getShort();
            default -> String.valueOf(type);
        };
    }

    private static List<String> row(ByteBuffer data) {
        List<String> row = new ArrayList<>();
        for (int left = data.getShort(); left > 0; left--) {
            int length = data.getInt();
            byte[] value = new byte[Math.max(0, length)];
            data.get(value);
            row.add(length < 0 ? "null" : new String(value, StandardCharsets.UTF_8));
        }
        return row;
    }

    /** Asks to cancel what this session does, and waits until that was heard. */
    void cancel() throws IOException {
        try (Socket other = new Socket()) {
            other.connect(address, 5_000);
            other.setSoTimeout(10_000);
            ByteBuffer request = ByteBuffer.allocate(8 + key.length);
            request.putInt(request.capacity()).putInt(1234 << 16 | 5678).put(key);
            other.getOutputStream().write(request.array());
            other.getInputStream().readAllBytes();
        }
    }

    /** Leaves as a client does that knows how to. */
    void leave() throws IOException {
        send(message('X', ""));
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
