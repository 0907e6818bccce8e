package homeport.proxy.door;

import homeport.wire.Answers;
import homeport.wire.Authentication;
import homeport.wire.BackendMessages;
import homeport.wire.FirstPacket.Startup;
import homeport.wire.Message;
import homeport.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The server asks, the client answers, until the server is content and has told the session's key.
 * Owner: the sign-in's virtual thread. Source: PostgreSQL documentation, "Message Flow",
 * "Start-up".
 */
final class PasswordRelay {
    /** Longest message of a server while signing in. */
    private static final int SERVER_BYTES_MAX = 256 * 1024;

    private final Session session;
    private final Link client;
    private final Inbox fromClient;
    private final Link server;
    private final Inbox fromServer;
    private final Visit visit;
    private final Gate gate;

    /** {@code server} is where the {@code visit} goes. */
    PasswordRelay(
            Session session, Link client, Inbox fromClient, Link server, Visit visit, Gate gate) {
        this.session = session;
        this.visit = visit;
        this.gate = gate;
        this.client = client;
        this.fromClient = fromClient;
        this.server = server;
        fromServer = new Inbox(server, Ended.SERVER_CLOSED);
    }

    /** What a client has to do whom the server asks for nothing. */
    interface Unasked {
        /** Throws when the client does not prove who it is. */
        void prove() throws IOException, Refusal;
    }

    /**
     * Ends with the session handed to the relay, or throws.
     *
     * @throws Gone a peer closed, or the visit is over; see {@link Visit#isHeard}
     * @throws LastWord the server refused, in its own words
     */
    void run(Startup startup, Unasked unasked) throws IOException, LastWord, Refusal {
        server.write(startup.packet());
        boolean asked = false;
        while (true) {
            Message message = serverSays();
            if (message.type() == Authentication.TYPE) {
                int code = Authentication.code(message);
                if (code == Authentication.OK) {
                    if (!asked) unasked.prove();
                    welcome(message);
                    return;
                }
                if (code == Authentication.SASL)
                    message = Authentication.withoutChannelBinding(message);
                tell(message);
                asked |= Authentication.wantsAnswer(code);
                if (Authentication.wantsAnswer(code))
                    server.write(fromClient.message(longest(code)).frame());
            } else tell(message);
        }
    }

    private static int longest(int code) {
        return code == Authentication.CLEARTEXT ? Answers.BYTES_MAX : Answers.PROOF_BYTES_MAX;
    }

    private void tell(Message message) throws IOException {
        hear();
        client.write(message.frame());
    }

    private void hear() throws Gone {
        if (!gate.hear(session, visit))
            throw new Gone(Ended.SERVER_CLOSED, "the endpoint leads elsewhere");
    }

    private Message serverSays() throws IOException, LastWord {
        Message message;
        try {
            message = fromServer.message(SERVER_BYTES_MAX);
        } catch (ProtocolException notPostgres) {
            throw new Gone(Ended.SERVER_CLOSED, notPostgres);
        }
        if (message.type() == BackendMessages.ERROR) throw new LastWord(message);
        return message;
    }

    /** The client hears that it is in only when its key is known, so that it can cancel at once. */
    private void welcome(Message ok) throws IOException, LastWord {
        hear();
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        heard.writeBytes(ok.frame());
        while (true) {
            Message message = serverSays();
            heard.writeBytes(message.frame());
            if (message.type() == BackendMessages.BACKEND_KEY)
                session.key(BackendMessages.backendKey(message), visit.socket);
            if (message.type() == BackendMessages.BACKEND_KEY) break;
            if (message.type() == BackendMessages.READY) break;
            if (heard.size() > SERVER_BYTES_MAX) break; // a talkative server: relay what it says
        }
        heard.writeBytes(bytes(fromServer.rest()));
        session.relay(ByteBuffer.wrap(heard.toByteArray()), fromClient.rest());
    }

    static byte[] bytes(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }

    /** The server's ErrorResponse that ended the sign-in. */
    static final class LastWord extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Message message;

        LastWord(Message message) {
            super("refused by the server", null, false, false);
            this.message = message;
        }

        Message message() {
            return message;
        }

        /** The server is there and takes nobody in: starting up or shutting down. */
        boolean isNotNow() {
            return BackendMessages.sqlState(message).equals("57P03");
        }
    }
}
