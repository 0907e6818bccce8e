package homeport.proxy.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** A client's socket behind TLS. Keeps, between reads, only the record that is not whole yet. */
final class TlsSide extends Side {
    /** Engine calls for one read: a chunk holds fewer records, the smallest is over 20 bytes. */
    private static final int TURNS_MAX = Loop.RECORDS_IN_BYTES / 16;

    /**
     * Most bytes in one record to a client, as from a PostgreSQL server. A client that waits for
     * the socket itself reads into at least so much room, and what more a record had would stay in
     * its TLS library unnoticed. Source: libpq, {@code pqReadData}.
     */
    private static final int RECORD_BYTES_MAX = 8 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final SSLEngine engine;
    private ByteBuffer partial = NOTHING;

    TlsSide(Session session, SocketChannel channel, Loop loop, SSLEngine engine) {
        super(session, channel, loop, true);
        this.engine = engine;
    }

    /** Takes over the records that were read before the relay began. */
    void begin(ByteBuffer encrypted) throws IOException {
        decrypt(loop.recordsIn().put(encrypted).flip());
    }

    @Override
    void receive() throws IOException {
        ByteBuffer in = loop.recordsIn().put(partial);
        partial = NOTHING;
        if (channel.read(in) < 0) inputEnded();
        else decrypt(in.flip());
    }

    private void decrypt(ByteBuffer in) throws IOException {
        ByteBuffer plain = loop.chunk();
        boolean more = in.hasRemaining();
        for (int turn = 0; more; turn++) {
            if (turn == TURNS_MAX) throw new SSLException("records without content");
            SSLEngineResult result = engine.unwrap(in, plain);
            if (result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) handshake();
            more = result.getStatus() == Status.OK && in.hasRemaining();
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) partial = copy(in);
            if (result.getStatus() == Status.BUFFER_OVERFLOW)
                throw new SSLException("record over its bound");
        }
        if (plain.flip().hasRemaining()) pass(plain);
        if (engine.isInboundDone()) inputEnded();
    }

    private static ByteBuffer copy(ByteBuffer in) {
        return ByteBuffer.allocate(in.remaining()).put(in).flip();
    }

    /** TLS 1.3 may change keys at any time; TLS 1.2 may not begin a second handshake. */
    private void handshake() throws IOException {
        if (engine.isInboundDone()) return;
        if (!engine.getSession().getProtocol().equals("TLSv1.3"))
            throw new SSLException("renegotiation is not allowed");
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) TlsLink.runTasks(engine);
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) wrapNothing();
    }

    @Override
    void send(ByteBuffer plain) throws IOException {
        ByteBuffer out = loop.recordsOut();
        int end = plain.limit();
        while (plain.position() < end) {
            plain.limit(Math.min(end, plain.position() + RECORD_BYTES_MAX));
            Status status = engine.wrap(plain, out).getStatus();
            if (status != Status.OK) throw new SSLException("cannot encrypt: " + status);
        }
        write(out.flip());
    }

    @Override
    void goodbye() throws IOException {
        engine.closeOutbound();
        wrapNothing();
    }

    private void wrapNothing() throws IOException {
        ByteBuffer out = loop.recordsOut();
        engine.wrap(NOTHING, out);
        write(out.flip());
    }
}
