package homeport.proxy.door;

import homeport.wire.BackendMessages;
import homeport.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * One socket of a session that is being relayed. What comes in is written to the other side at
 * once; what the other side cannot take is kept there, and nothing more is read until it is gone.
 * Owner: the loop's thread.
 */
abstract sealed class Side permits PlainSide, TlsSide {
    /** Terminate: the client's last message. Type {@code X}, length 4. */
    private static final int TERMINATE_BYTES = 5;

    /** In place of the success that the server goes on to report. */
    private static final Message UNRESOLVED =
            BackendMessages.fatal(
                    "08007",
                    "the wait for a second node was cancelled during a commit: the transaction may"
                            + " or may not have happened",
                    Optional.of("Look whether it has before trying it again."));

    final Session session;
    final SocketChannel channel;
    final Loop loop;
    private final boolean isClient;
    private Side peer;

    /** Looks into the messages of a guarded session; null for all others: their bytes just pass. */
    private Guard guard;

    private SelectionKey key;
    private int interest;

    /** Bytes that the socket did not take, at most one chunk and a TLS answer; mostly null. */
    private ByteBuffer pending;

    private boolean inputEnded;

    /** Writing failed; reading still tells what the peer had to say. */
    private boolean deaf;

    /** The last bytes that came were the client's Terminate. */
    private boolean terminated;

    /** The client is told to go: nothing that it says is heard any more. */
    private boolean dismissed;

    Side(Session session, SocketChannel channel, Loop loop, boolean isClient) {
        this.session = session;
        this.channel = channel;
        this.loop = loop;
        this.isClient = isClient;
    }

    /** Makes the two known to each other and waits for what they say. */
    static void join(Side one, Side other) throws ClosedChannelException {
        one.peer = other;
        other.peer = one;
        one.register();
        other.register();
    }

    /** Looks into the messages of both from now on, which is before any has come. */
    static void guard(Side one, Side other) {
        one.guard = new Guard();
        other.guard = one.guard;
    }

    private void register() throws ClosedChannelException {
        interest = SelectionKey.OP_READ;
        key = channel.register(loop.selector(), interest, this);
    }

    /** Reads once and passes on what came. */
    abstract void receive() throws IOException;

    /** Writes bytes as the peer means them, or keeps the rest. */
    abstract void send(ByteBuffer plain) throws IOException;

    /** Says goodbye if the protocol below has a word for it. */
    abstract void goodbye() throws IOException;

    /** What it means when this socket breaks: what came first counts. */
    final Ended whenGone() {
        if (session.endingAs() != null) return session.endingAs();
        return isClient || peer.terminated ? Ended.CLIENT_CLOSED : Ended.SERVER_CLOSED;
    }

    /** Passes bytes on to the other side; stops reading while it does not take them. */
    final void pass(ByteBuffer plain) throws IOException {
        if (isClient) terminated = endsInTerminate(plain);
        if (guard == null) forward(plain);
        else guarded(plain);
    }

    private void forward(ByteBuffer plain) throws IOException {
        peer.send(plain);
        if (peer.pending != null) want(interest & ~SelectionKey.OP_READ);
    }

    private void guarded(ByteBuffer plain) throws IOException {
        if (isClient) {
            guard.clientSays(plain);
            forward(plain);
            return;
        }
        forward(plain.limit(guard.serverSays(plain)));
        if (guard.isUnresolved()) dismiss(UNRESOLVED, Ended.UNRESOLVED_COMMIT);
        else drain();
    }

    /** The server's side: ends a session that is to go, if it is between transactions. */
    final void drain() throws IOException {
        Optional<Message> words = session.lastWord();
        if (words.isEmpty() || guard == null || !guard.isIdle()) return;
        dismiss(words.get(), Ended.DRAINED);
    }

    /** The server's side: leaves the server, and ends the client with a message of our own. */
    private void dismiss(Message last, Ended why) throws IOException {
        if (inputEnded) return;
        session.ending(why);
        inputEnded = true;
        deaf = true;
        pending = null;
        channel.close();
        peer.dismissed = true;
        peer.want(peer.interest & ~SelectionKey.OP_READ);
        peer.send(ByteBuffer.wrap(last.frame()));
        if (peer.pending == null) peer.finish();
    }

    /** The socket has something to read. */
    final void readable() throws IOException {
        if (dismissed) discard();
        else receive();
    }

    /** Reads what nobody hears, since closing over it would take our last words away again. */
    private void discard() throws IOException {
        if (channel.read(loop.chunk()) < 0) session.end(session.endingAs());
    }

    /** Only names the cause of the end, so a chunk that merely looks so does no harm. */
    private static boolean endsInTerminate(ByteBuffer plain) {
        int end = plain.limit();
        return plain.remaining() >= TERMINATE_BYTES
                && plain.get(end - TERMINATE_BYTES) == 'X'
                && plain.getInt(end - 4) == 4;
    }

    /** Nothing more comes from here: the other side is ended once it has taken everything. */
    final void inputEnded() throws IOException {
        if (inputEnded) return;
        inputEnded = true;
        want(interest & ~SelectionKey.OP_READ);
        session.ending(whenGone());
        if (peer.pending == null) peer.finish();
    }

    /** Writes bytes as they are on the wire; the socket's rest is kept. */
    final void write(ByteBuffer wire) throws IOException {
        if (deaf) return;
        if (pending == null) tryWrite(wire);
        if (deaf || !wire.hasRemaining()) return;
        pending = joined(pending, wire);
        want(interest | SelectionKey.OP_WRITE);
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        int size = (first == null ? 0 : first.remaining()) + second.remaining();
        ByteBuffer both = ByteBuffer.allocate(size);
        if (first != null) both.put(first);
        return both.put(second).flip();
    }

    /** The socket has room again. */
    final void flush() throws IOException {
        if (pending == null) return;
        tryWrite(pending);
        if (!deaf && pending.hasRemaining()) return;
        pending = null;
        want(interest & ~SelectionKey.OP_WRITE);
        if (peer.inputEnded) finish();
        else peer.want(peer.interest | SelectionKey.OP_READ);
    }

    /**
     * A server that has closed may have said why: its words are still to be read, so a failed write
     * only makes it deaf. A client that cannot be written to is gone.
     */
    private void tryWrite(ByteBuffer wire) throws IOException {
        try {
            channel.write(wire);
        } catch (IOException broken) {
            if (isClient) throw broken;
            deaf = true;
        }
    }

    /** Everything that the other side said is written: hand on its end. */
    private void finish() throws IOException {
        if (!isClient && !inputEnded && !deaf) {
            channel.shutdownOutput();
            return;
        }
        if (isClient) goodbye();
        if (dismissed) {
            channel.shutdownOutput();
            session.endSoon();
            want(SelectionKey.OP_READ);
            return;
        }
        boolean allHeard = isClient || inputEnded && peer.pending == null;
        if (allHeard) session.end(session.endingAs());
    }

    private void want(int ops) {
        if (ops == interest) return;
        interest = ops;
        key.interestOps(ops);
    }
}
