package homeport.proxy.loop;

import homeport.proxy.tls.TlsContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * A client's stream behind TLS, over the stream that carries its records. The costly part of a
 * handshake runs beside the loop. Between reads it keeps only the record that is not whole yet.
 * Owner: the loop's thread.
 */
public final class TlsSocket implements Socket, SocketHandler {
    /** Engine calls for one read: the smallest record is over 20 bytes. */
    private static final int TURNS_MAX = Loop.CHUNK_BYTES / 16;

    /**
     * Most bytes in one record to a client, as from a PostgreSQL server. A client that waits for
     * the socket itself reads into at least so much room, and what more a record had would stay in
     * its TLS library unnoticed. Source: libpq, {@code pqReadData}.
     */
    private static final int RECORD_BYTES_MAX = 8 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Loop loop;
    private final Socket below;
    private final TlsContext context;
    private final SSLEngine engine;
    private final TlsBuffers buffers;
    private SocketHandler handler;
    private ByteBuffer partial = NOTHING;
    private boolean isOpen;
    private boolean working;
    private boolean outputEnded;
    private boolean closed;
    private boolean released;

    private TlsSocket(
            Loop loop,
            Socket below,
            TlsContext context,
            SocketHandler handler,
            TlsBuffers buffers) {
        this.loop = loop;
        this.below = below;
        this.handler = handler;
        this.buffers = buffers;
        this.context = context;
        engine = context.engine();
    }

    /**
     * Waits for a client's first record.
     *
     * @param buffers shared by all of the loop
     * @throws IOException the engine cannot begin
     */
    public static TlsSocket over(
            Loop loop, Socket below, TlsContext context, SocketHandler handler, TlsBuffers buffers)
            throws IOException {
        TlsSocket socket = new TlsSocket(loop, below, context, handler, buffers);
        socket.engine.beginHandshake();
        below.handler(socket);
        return socket;
    }

    /** What the client named in ALPN; empty before the handshake, or when it named nothing. */
    public String applicationProtocol() {
        return context.applicationProtocol(engine);
    }

    @Override
    public void received(ByteBuffer bytes) {
        ByteBuffer in = bytes;
        if (partial.hasRemaining()) {
            in = ByteBuffer.allocate(partial.remaining() + bytes.remaining());
            in.put(partial).put(bytes).flip();
            partial = NOTHING;
        }
        try {
            decrypt(in);
        } catch (IOException refused) {
            refuse(refused);
        }
    }

    private void refuse(IOException refused) {
        if (closed) return;
        SocketHandler hears = handler;
        try {
            wrap(NOTHING, buffers.out()); // the alert that tells the client why
        } catch (SSLException silent) {
            refused.addSuppressed(silent);
        }
        end();
        below.finish();
        hears.closed(Optional.of(refused));
    }

    private void decrypt(ByteBuffer in) throws IOException {
        for (int turn = 0; !closed && (in.hasRemaining() || !isOpen); turn++) {
            if (turn == TURNS_MAX) throw new SSLException("records without content");
            ByteBuffer plain = buffers.plain();
            SSLEngineResult result = engine.unwrap(in, plain);
            HandshakeStatus next = settle(result.getHandshakeStatus());
            if (plain.flip().hasRemaining()) handler.received(plain);
            if (closed) return;
            if (next == HandshakeStatus.NEED_TASK) {
                partial = copy(in);
                work();
                return;
            }
            if (engine.isInboundDone()) {
                if (inputEnded()) return;
                below.close();
                closed(Optional.empty());
                return;
            }
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                partial = copy(in);
                return;
            }
            if (result.getStatus() == Status.BUFFER_OVERFLOW)
                throw new SSLException("record over its bound");
        }
    }

    private static ByteBuffer copy(ByteBuffer in) {
        if (!in.hasRemaining()) return NOTHING;
        return ByteBuffer.allocate(in.remaining()).put(in).flip();
    }

    @Override
    public boolean inputEnded() {
        return !closed && isOpen && handler.inputEnded();
    }

    /** Says what the engine has to say; what is left is something to hear, or a task. */
    private HandshakeStatus settle(HandshakeStatus status) throws SSLException {
        HandshakeStatus next = status;
        if (isOpen && next != HandshakeStatus.NOT_HANDSHAKING && !isTls13())
            throw new SSLException("renegotiation is not allowed");
        while (next == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone())
            next = wrap(NOTHING, buffers.out());
        boolean isDone =
                next == HandshakeStatus.FINISHED || next == HandshakeStatus.NOT_HANDSHAKING;
        if (isDone && !isOpen) {
            isOpen = true;
            handler.secured();
        }
        return next;
    }

    private boolean isTls13() {
        return engine.isInboundDone() || engine.getSession().getProtocol().equals("TLSv1.3");
    }

    /** Key exchange and signature take as long as dozens of queries: not on the loop. */
    private void work() {
        if (working) return;
        working = true;
        below.pause();
        Thread.ofVirtual()
                .name("tls-handshake")
                .start(() -> {
                    for (Runnable t = engine.getDelegatedTask();
                            t != null;
                            t = engine.getDelegatedTask()) t.run();
                    loop.execute(this::worked);
                });
    }

    private void worked() {
        working = false;
        if (closed) return;
        below.resume();
        ByteBuffer rest = partial;
        partial = NOTHING;
        try {
            HandshakeStatus next = settle(engine.getHandshakeStatus());
            if (next == HandshakeStatus.NEED_TASK) {
                partial = rest;
                work();
            } else if (rest.hasRemaining()) decrypt(rest);
        } catch (IOException refused) {
            refuse(refused);
        }
    }

    private HandshakeStatus wrap(ByteBuffer plain, ByteBuffer out) throws SSLException {
        SSLEngineResult result = engine.wrap(plain, out);
        below.send(out.flip());
        return result.getHandshakeStatus();
    }

    @Override
    public void send(ByteBuffer plain) {
        if (closed || outputEnded) return;
        ByteBuffer out = buffers.out();
        int end = plain.limit();
        try {
            while (plain.position() < end) {
                if (out.remaining() < TlsBuffers.RECORD_ROOM) {
                    below.send(out.flip());
                    out = buffers.out();
                }
                plain.limit(Math.min(end, plain.position() + RECORD_BYTES_MAX));
                Status status = engine.wrap(plain, out).getStatus();
                if (status != Status.OK) throw new SSLException("cannot encrypt: " + status);
            }
            below.send(out.flip());
        } catch (SSLException broken) {
            refuse(broken);
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public int unsentBytes() {
        return below.unsentBytes();
    }

    @Override
    public void pause() {
        below.pause();
    }

    @Override
    public void resume() {
        if (!working) below.resume();
    }

    @Override
    public void handler(SocketHandler hears) {
        handler = hears;
    }

    @Override
    public void endOutput() {
        if (closed || outputEnded) return;
        outputEnded = true;
        goodbye();
        below.endOutput();
    }

    @Override
    public void finish() {
        if (closed) return;
        closed = true;
        if (!outputEnded) goodbye();
        end();
        below.finish();
    }

    /** So that the client knows that nothing was cut off. */
    private void goodbye() {
        engine.closeOutbound();
        try {
            wrap(NOTHING, buffers.out());
        } catch (SSLException silent) {
            System.getLogger(TlsSocket.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing TLS", silent);
        }
    }

    @Override
    public void close() {
        end();
        below.close();
    }

    @Override
    public void reset() {
        end();
        below.reset();
    }

    @Override
    public void drained() {
        if (!closed) handler.drained();
    }

    @Override
    public void closed(Optional<IOException> cause) {
        if (closed) return;
        end();
        handler.closed(cause);
    }

    /** What the engine has beside the heap is free from now on. */
    private void end() {
        closed = true;
        if (released) return;
        released = true;
        context.release(engine);
    }
}
