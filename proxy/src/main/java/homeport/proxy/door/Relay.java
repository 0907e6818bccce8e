package homeport.proxy.door;

import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.wire.Message;
import homeport.wire.ProtocolException;
import homeport.wire.UnresolvedCommit;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The two sockets of a session that is in. What one says is sent to the other at once; while the
 * other does not take it, nothing more is read. Owner: the loop's thread.
 */
final class Relay {
    /** Terminate: the client's last message. Type {@code X}, length 4. */
    private static final int TERMINATE_BYTES = 5;

    private static final Logger LOG = System.getLogger(Relay.class.getName());

    private final Session session;

    /** Looks into the messages of a guarded session; null for all others: their bytes just pass. */
    private final Guard guard;

    private final FromClient fromClient = new FromClient();
    private final FromServer fromServer = new FromServer();
    private final Socket client;
    private final Socket server;

    /** The last bytes that came were the client's Terminate. */
    private boolean terminated;

    /** Nothing more is heard of the server. */
    private boolean serverEnded;

    /** The client is told to go: nothing that it says is heard any more. */
    private boolean dismissed;

    private Relay(Session session, boolean guarded, Link client, Link server) {
        this.session = session;
        guard = guarded ? new Guard() : null;
        this.client = client.handOver(fromClient);
        this.server = server.handOver(fromServer);
    }

    /**
     * Takes over where a sign-in has ended.
     *
     * @param toClient what the server said and the client has not heard
     * @param toServer what the client said and the server has not heard
     */
    static Relay begin(
            Session session,
            boolean guarded,
            Link client,
            Link server,
            ByteBuffer toClient,
            ByteBuffer toServer) {
        Relay relay = new Relay(session, guarded, client, server);
        relay.fromServer.received(toClient);
        if (toServer.hasRemaining()) relay.fromClient.received(toServer);
        client.replay(relay.fromClient);
        server.replay(relay.fromServer);
        return relay;
    }

    /** No fault of one session may be taken for the end of its peer. */
    private void failed(RuntimeException fault) {
        LOG.log(Level.ERROR, "relaying failed for " + session, fault);
        session.end(Ended.ERROR);
    }

    private final class FromClient implements SocketHandler {
        @Override
        public void received(ByteBuffer bytes) {
            if (dismissed) return;
            try {
                clientSays(bytes);
            } catch (RuntimeException fault) {
                failed(fault);
            }
        }

        @Override
        public void drained() {
            clientTookAll();
        }

        /** The server is told so too, once it has taken everything. */
        @Override
        public boolean inputEnded() {
            if (dismissed) return false;
            session.ending(Ended.CLIENT_CLOSED);
            server.endOutput();
            return true;
        }

        @Override
        public void closed(Optional<IOException> cause) {
            Ended why = session.endingAs().orElse(Ended.CLIENT_CLOSED);
            if (cause.isPresent()) session.broken(why, cause.get());
            else session.end(why);
        }
    }

    private final class FromServer implements SocketHandler {
        @Override
        public void received(ByteBuffer bytes) {
            if (serverEnded) return;
            try {
                serverSays(bytes);
            } catch (RuntimeException fault) {
                failed(fault);
            }
        }

        @Override
        public void drained() {
            client.resume();
        }

        /** The client is ended once it has taken everything. */
        @Override
        public void closed(Optional<IOException> cause) {
            if (serverEnded) return;
            serverEnded = true;
            cause.ifPresent(broken -> session.note("broke at the server: " + broken));
            session.ending(terminated ? Ended.CLIENT_CLOSED : Ended.SERVER_CLOSED);
            finish();
        }
    }

    private void clientSays(ByteBuffer bytes) {
        terminated = endsInTerminate(bytes);
        if (guard != null) guard.clientSays(bytes);
        server.send(bytes);
        if (server.unsentBytes() > 0) client.pause();
    }

    /** Only names the cause of the end, so bytes that merely look so do no harm. */
    private static boolean endsInTerminate(ByteBuffer bytes) {
        int end = bytes.limit();
        return bytes.remaining() >= TERMINATE_BYTES
                && bytes.get(end - TERMINATE_BYTES) == 'X'
                && bytes.getInt(end - 4) == 4;
    }

    private void serverSays(ByteBuffer bytes) {
        if (guard == null) {
            forward(bytes);
            return;
        }
        try {
            forward(bytes.limit(guard.serverSays(bytes)));
        } catch (ProtocolException broken) {
            session.broken(Ended.SERVER_CLOSED, broken);
            return;
        }
        if (guard.isUnresolved()) dismiss(UnresolvedCommit.message(), Ended.UNRESOLVED_COMMIT);
        else drain();
    }

    private void forward(ByteBuffer bytes) {
        client.send(bytes);
        if (client.unsentBytes() > 0) server.pause();
    }

    private void clientTookAll() {
        if (!serverEnded) server.resume();
        else if (dismissed) session.endSoon();
        else session.endAsIs();
    }

    /** Ends a session that is to go, if it is between transactions. */
    void drain() {
        Optional<Message> words = session.lastWord();
        if (words.isEmpty() || guard == null || !guard.isIdle()) return;
        dismiss(words.get(), Ended.DRAINED);
    }

    /**
     * Leaves the server, and ends the client with a message of our own. What it goes on to say is
     * read and dropped, since closing over it would take our words away again.
     */
    private void dismiss(Message last, Ended why) {
        if (serverEnded) return;
        session.ending(why);
        serverEnded = true;
        dismissed = true;
        server.close();
        client.resume();
        client.send(ByteBuffer.wrap(last.frame()));
        finish();
    }

    /** Nothing more comes for the client. */
    private void finish() {
        client.endOutput();
        if (client.unsentBytes() == 0) clientTookAll();
    }
}
