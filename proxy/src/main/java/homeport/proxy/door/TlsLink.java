package homeport.proxy.door;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * TLS while a client signs in; the engine and the bytes left over go on to the relay. Owner: the
 * sign-in's virtual thread.
 */
final class TlsLink implements Link {
    /**
     * The protocol that a client names in ALPN. Source: PostgreSQL documentation, "SSL Support".
     */
    static final String ALPN = "postgresql";

    /** Turns of one handshake: many times what any client needs. */
    private static final int HANDSHAKE_TURNS_MAX = 1000;

    private final SocketChannel channel;
    private final SSLEngine engine;

    /** Encrypted bytes that came and are not read yet; between calls ready to be read. */
    private final ByteBuffer in;

    private final ByteBuffer out;

    /** Decrypted bytes that nobody asked for yet; between calls ready to be read. */
    private ByteBuffer plain;

    /** Begins with bytes that were read before it was known that they are TLS. */
    TlsLink(SocketChannel channel, SSLContext context, ByteBuffer first) {
        this.channel = channel;
        engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setApplicationProtocols(new String[] {ALPN});
        engine.setSSLParameters(parameters);
        int packet = engine.getSession().getPacketBufferSize();
        in = ByteBuffer.allocate(packet + first.remaining()).put(first).flip();
        out = ByteBuffer.allocate(packet);
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
    }

    /**
     * Shakes hands to the end.
     *
     * @throws IOException the peer closed, or did not speak TLS; the alert was sent if it could be
     */
    void handshake() throws IOException {
        engine.beginHandshake();
        try {
            turns();
        } catch (SSLException refused) {
            wrapNothing(); // the alert that tells the client why
            throw refused;
        }
    }

    private void turns() throws IOException {
        for (int turn = 0; turn < HANDSHAKE_TURNS_MAX; turn++) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> wrapNothing();
                case NEED_TASK -> runTasks(engine);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) throw new EOFException("closed while shaking hands");
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
        throw new IOException("TLS handshake of over " + HANDSHAKE_TURNS_MAX + " turns");
    }

    static void runTasks(SSLEngine engine) {
        for (Runnable t = engine.getDelegatedTask(); t != null; t = engine.getDelegatedTask())
            t.run();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!plain.hasRemaining()) {
            if (!unwrap()) return -1;
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) runTasks(engine);
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) wrapNothing();
        }
        int n = Math.min(into.remaining(), plain.remaining());
        into.put(into.position(), plain, plain.position(), n).position(into.position() + n);
        plain.position(plain.position() + n);
        return n;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) wrap(bytes);
    }

    /** Says goodbye, so that the client knows that nothing was cut off. */
    void closeOutput() throws IOException {
        engine.closeOutbound();
        wrapNothing();
    }

    SSLEngine engine() {
        return engine;
    }

    /** Encrypted bytes for the relay to begin with. */
    ByteBuffer encryptedRest() {
        return in;
    }

    /** Decrypted bytes for the relay to begin with. */
    ByteBuffer plainRest() {
        return plain;
    }

    /** One record in, reading the socket as needed; false at the end. */
    private boolean unwrap() throws IOException {
        while (true) {
            plain.clear();
            SSLEngineResult result;
            try {
                result = engine.unwrap(in, plain);
            } finally {
                plain.flip();
            }
            switch (result.getStatus()) {
                case OK -> {
                    return true;
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_UNDERFLOW -> {
                    if (!more()) return false;
                }
                case BUFFER_OVERFLOW -> throw new IOException("TLS record over its bound");
            }
        }
    }

    private boolean more() throws IOException {
        in.compact();
        if (!in.hasRemaining()) throw new IOException("TLS record over its bound");
        int n = channel.read(in);
        in.flip();
        return n >= 0;
    }

    private void wrapNothing() throws IOException {
        wrap(ByteBuffer.allocate(0));
    }

    private void wrap(ByteBuffer bytes) throws IOException {
        out.clear();
        engine.wrap(bytes, out);
        out.flip();
        while (out.hasRemaining()) channel.write(out);
    }
}
