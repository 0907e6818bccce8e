package homeport.bench;

import homeport.proxy.auth.ScramClient;
import homeport.proxy.auth.ScramPassword;
import homeport.wire.Message;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client that has signed in by SCRAM. What it makes of the password is kept, as pgbench's is not,
 * so that a storm's speed is the target's and not its own; no TLS session is used again.
 */
final class BenchClient implements AutoCloseable {
    private static final int SILENCE_MILLIS_MAX = 30_000;
    private static final byte[] SSL_REQUEST =
            ByteBuffer.allocate(8).putInt(8).putInt(1234 << 16 | 5679).array();
    private static final byte[] MECHANISM = "SCRAM-SHA-256\0".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ScramPassword PASSWORD = new ScramPassword(ProxyBenchWorld.PASSWORD);
    private static final SSLContext ANYBODY = anybody();
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    BenchClient(ProxyTarget target, boolean tls) throws IOException {
        Socket plain = new Socket(target.address(), target.port());
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(SILENCE_MILLIS_MAX);
            socket = tls ? encrypted(plain) : plain;
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
            out = socket.getOutputStream();
            signIn();
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    private static Socket encrypted(Socket plain) throws IOException {
        plain.getOutputStream().write(SSL_REQUEST);
        if (plain.getInputStream().read() != 'S') throw new IOException("no TLS to be had");
        String name = "bench-" + NUMBER.incrementAndGet(); // sessions are kept by name
        SSLSocket socket =
                (SSLSocket) ANYBODY.getSocketFactory().createSocket(plain, name, 5432, true);
        socket.startHandshake();
        return socket;
    }

    private void signIn() throws IOException {
        byte[] names =
                "user\0%1$s\0database\0%1$s\0\0"
                        .formatted(ProxyBenchWorld.USER)
                        .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer startup = ByteBuffer.allocate(8 + names.length);
        startup.putInt(startup.capacity()).putInt(3 << 16).put(names);
        out.write(startup.array());
        ScramClient scram = ScramClient.of(PASSWORD, RANDOM);
        await('R');
        byte[] first = scram.first();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(MECHANISM);
        answer.writeBytes(ByteBuffer.allocate(4).putInt(first.length).array());
        answer.writeBytes(first);
        out.write(Message.of('p', answer.toByteArray()).frame());
        byte[] challenge = await('R');
        byte[] text = Arrays.copyOfRange(challenge, 4, challenge.length);
        out.write(Message.of('p', scram.answer(text).last()).frame());
        await('Z');
    }

    void ask() throws IOException {
        out.write(frame('Q', "SELECT 1\0"));
        await('Z');
    }

    private static byte[] frame(char type, String text) {
        return Message.of(type, text.getBytes(StandardCharsets.US_ASCII)).frame();
    }

    /** The body of the next message of that type. */
    private byte[] await(char wanted) throws IOException {
        while (true) {
            int type = in.read();
            if (type < 0) throw new EOFException("the target has closed");
            byte[] body = new byte[in.readInt() - 4];
            in.readFully(body);
            if (type == wanted) return body;
            if (type == 'E') throw new IOException(new String(body, StandardCharsets.UTF_8));
        }
    }

    /** Leaves in order. */
    @Override
    public void close() throws IOException {
        try (socket) {
            out.write(frame('X', ""));
        }
    }

    private static SSLContext anybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The certificate is thrown away with the benchmark. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            // nobody asks
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            // whoever it is
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
