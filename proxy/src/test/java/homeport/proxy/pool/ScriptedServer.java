package homeport.proxy.pool;

import homeport.proxy.auth.ScramServer;
import homeport.proxy.auth.ScramVerifier;
import homeport.proxy.door.Postgres;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A server double that keeps PostgreSQL's order of messages and its rules of skipping. A command's
 * tag is its text, so that who hears it sees what was run.
 */
final class ScriptedServer implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ScramVerifier VERIFIER = ScramVerifier.of(Postgres.PASSWORD, RANDOM);

    private final ServerSocketChannel listens =
            ServerSocketChannel.open(StandardProtocolFamily.UNIX);

    ScriptedServer(Path socket) throws IOException {
        listens.bind(UnixDomainSocketAddress.of(socket), 128);
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listens.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static void serve(SocketChannel channel) {
        try (channel) {
            new Session(channel).run();
        } catch (IOException gone) {
            // the proxy has closed it
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Override
    public void close() throws IOException {
        listens.close();
    }

    private static final class Session {
        private final DataInputStream in;
        private final OutputStream out;
        private final Map<String, String> statements = new HashMap<>();
        private final Map<String, String> portals = new HashMap<>();
        private char status = 'I';
        private boolean skipping;
        private byte[] body = {};

        Session(SocketChannel channel) {
            in = new DataInputStream(Channels.newInputStream(channel));
            out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
        }

        void run() throws Exception {
            in.readFully(new byte[in.readInt() - 4]);
            signIn();
            for (int type = read(); type != 'X'; type = read()) hear(type);
        }

        private int read() throws IOException {
            if (in.available() == 0) out.flush();
            int type = in.read();
            if (type < 0) throw new IOException("end");
            body = new byte[in.readInt() - 4];
            in.readFully(body);
            return type;
        }

        private void say(char type, byte[] content) throws IOException {
            out.write(Frames.frame(type, content));
        }

        private void authentication(int code, byte[] data) throws IOException {
            say('R', ByteBuffer.allocate(4 + data.length).putInt(code).put(data).array());
        }

        private void signIn() throws Exception {
            authentication(10, "SCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII));
            read();
            byte[] first = Arrays.copyOfRange(body, 18, body.length);
            ScramServer scram = ScramServer.open(VERIFIER, first, RANDOM);
            authentication(11, scram.challenge());
            read();
            authentication(12, scram.finish(body).orElseThrow());
            authentication(0, new byte[0]);
            say('K', new byte[8]);
            ready();
        }

        private void ready() throws IOException {
            say('Z', new byte[] {(byte) status});
        }

        private void hear(int type) throws IOException {
            if (type == 'S') {
                skipping = false;
                ready();
                return;
            }
            if (skipping) return;
            switch (type) {
                case 'Q' -> {
                    run(text(0), false);
                    ready();
                }
                case 'F' -> {
                    say('V', new byte[] {-1, -1, -1, -1});
                    ready();
                }
                case 'P' -> parse(text(0));
                case 'B' -> bind(text(0));
                case 'D' -> describe(text(1));
                case 'E' -> {
                    String text = portals.get(text(0));
                    if (text == null) fail(true);
                    else run(text, true);
                }
                case 'C' -> {
                    (body[0] == 'S' ? statements : portals).remove(text(1));
                    say('3', new byte[0]);
                }
                case 'H' -> out.flush();
                default -> {} // what is left of a copy
            }
        }

        private String text(int from) {
            int end = from;
            while (end < body.length && body[end] != 0) end++;
            return new String(body, from, end - from, StandardCharsets.ISO_8859_1);
        }

        private String textBehind(String first) {
            return text(first.getBytes(StandardCharsets.ISO_8859_1).length + 1);
        }

        private void parse(String name) throws IOException {
            if (!name.isEmpty() && statements.containsKey(name)) {
                fail(true);
                return;
            }
            statements.put(name, textBehind(name));
            say('1', new byte[0]);
        }

        private void bind(String portal) throws IOException {
            String text = statements.get(textBehind(portal));
            if (text == null) {
                fail(true);
                return;
            }
            portals.put(portal, text);
            say('2', new byte[0]);
        }

        private void describe(String name) throws IOException {
            if ((body[0] == 'S' ? statements : portals).containsKey(name)) say('n', new byte[0]);
            else fail(true);
        }

        private void fail(boolean extended) throws IOException {
            out.write(Frames.error("XX000", "as told"));
            if (status == 'T') status = 'E';
            skipping = extended;
        }

        private void run(String text, boolean extended) throws IOException {
            if (!extended) statements.remove("");
            if (text.startsWith("FAIL") || status == 'E' && !text.equals("ROLLBACK")) {
                fail(extended);
                return;
            }
            switch (text) {
                case "" -> {
                    say('I', new byte[0]);
                    return;
                }
                case "BEGIN" -> status = 'T';
                case "COMMIT", "ROLLBACK" -> status = 'I';
                case "DISCARD ALL", "DEALLOCATE ALL" ->
                        statements.keySet().removeIf(name -> !name.isEmpty());
                case "COPY IN" -> {
                    if (!copied()) {
                        fail(extended);
                        return;
                    }
                }
                default -> {}
            }
            say('C', (text + "\0").getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Any other message fails the copy, and is swallowed. */
        private boolean copied() throws IOException {
            say('G', new byte[3]);
            out.flush();
            while (true) {
                int type = read();
                if (type == 'c') return true;
                if (type != 'd' && type != 'H' && type != 'S') return false;
            }
        }
    }
}
