package homeport.proxy.door;

import homeport.proxy.door.PasswordRelay.LastWord;
import homeport.proxy.loop.TlsBuffers;
import homeport.proxy.tls.TlsContext;
import homeport.wire.Answers;
import homeport.wire.Authentication;
import homeport.wire.FirstPacket;
import homeport.wire.FirstPacket.CancelRequest;
import homeport.wire.FirstPacket.GssEncRequest;
import homeport.wire.FirstPacket.SslRequest;
import homeport.wire.FirstPacket.Startup;
import homeport.wire.ProtocolException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Signs one client in: TLS, the first packet, where to go, the password relayed. Owner: its virtual
 * thread; a clock cuts it by closing its sockets. Source: PostgreSQL documentation, "Message Flow",
 * "Start-up".
 */
final class Login implements Runnable {
    private static final Logger LOG = System.getLogger(Login.class.getName());

    /** First byte of a TLS handshake record: TLS without asking first, as from PostgreSQL 17 on. */
    private static final int TLS_HANDSHAKE = 0x16;

    /** Source: PostgreSQL, {@code NAMEDATALEN}. */
    private static final int NAME_BYTES_MAX = 63;

    /** What stands for bytes that are no UTF-8. */
    private static final char NO_CHARACTER = '\ufffd';

    private final Listener listener;
    private final Session session;
    private final Farewell farewell;
    private final Link link;
    private Inbox inbox;
    private boolean isTls;
    private boolean gssRefused;

    /** Once the client was asked for it; it is asked once, however many servers it meets. */
    private Optional<String> token = Optional.empty();

    Login(Listener listener, Session session, Farewell farewell) {
        this.listener = listener;
        this.session = session;
        this.farewell = farewell;
        link = session.client();
        inbox = new Inbox(link, Ended.CLIENT_CLOSED);
    }

    @Override
    public void run() {
        try {
            signIn();
        } catch (Refusal refusal) {
            turnAway(refusal);
        } catch (LastWord refusal) {
            farewell.say(link, refusal.message(), Ended.LOGIN_REFUSED);
        } catch (ProtocolException violation) {
            turnAway(new Refusal(violation.sqlState(), violation.getMessage(), Optional.empty()));
        } catch (Gone gone) {
            session.broken(gone.why, gone);
        } catch (IOException broken) {
            session.broken(Ended.CLIENT_CLOSED, broken);
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "sign-in failed for " + session, fault);
            session.end(Ended.ERROR);
        } finally {
            farewell.stopClock();
        }
    }

    private void signIn() throws IOException, Refusal, LastWord {
        if (inbox.peek() == TLS_HANDSHAKE) direct();
        while (true) {
            FirstPacket packet = inbox.firstPacket();
            switch (packet) {
                case SslRequest _ when !isTls -> upgrade();
                case SslRequest _ -> throw new ProtocolException("TLS asked for a second time");
                case GssEncRequest _ when !isTls && !gssRefused -> {
                    nothingBefore("GSSAPI encryption request");
                    link.write(new byte[] {'N'});
                    gssRefused = true;
                }
                case GssEncRequest _ -> throw new ProtocolException("GSSAPI asked for too late");
                case CancelRequest cancel -> {
                    cancel(cancel);
                    return;
                }
                case Startup startup -> {
                    open(startup);
                    return;
                }
            }
        }
    }

    private void upgrade() throws IOException {
        nothingBefore("SSL request");
        link.upgrade(listener.endpoint().tls(), listener.tlsBuffers(link.loop()));
        isTls = true;
    }

    private void direct() throws IOException {
        TlsBuffers buffers = listener.tlsBuffers(link.loop());
        String named = link.direct(listener.endpoint().tls(), buffers, inbox.rest());
        isTls = true;
        inbox = new Inbox(link, Ended.CLIENT_CLOSED);
        if (!TlsContext.ALPN.equals(named))
            throw new ProtocolException(
                    "direct TLS without the application protocol " + TlsContext.ALPN);
    }

    /** Bytes sent in clear before the answer could be anybody's (CVE-2021-23214). */
    private void nothingBefore(String request) throws ProtocolException {
        if (!inbox.isEmpty())
            throw new ProtocolException("received unencrypted data after " + request);
    }

    private void open(Startup startup) throws IOException, Refusal, LastWord {
        admit();
        if (listener.endpoint().requiresTls() && !isTls)
            throw startup.isReplication() ? noEntryForReplication(startup) : noEntry(startup);
        WaitingRoom room = new WaitingRoom(listener.gate(), session, farewell, listener.settings());
        while (!isServed(room, startup)) session.leave();
    }

    /** False when it must ask again where to go: the server is not there, and was not heard. */
    private boolean isServed(WaitingRoom room, Startup startup)
            throws IOException, Refusal, LastWord {
        Visit visit = room.enter();
        try {
            Link server = connect(visit);
            new PasswordRelay(session, link, inbox, server, visit, listener.gate())
                    .run(startup, () -> prove(startup));
            return true;
        } catch (Gone gone) {
            if (gone.why != Ended.SERVER_CLOSED || visit.isHeard()) throw gone;
            session.note("cannot reach " + visit.socket + ": " + gone);
            if (room.moves(visit)) return false;
            throw new Refusal(
                    "57P03",
                    "DB endpoint " + listener.endpoint().name() + " is not accepting connections",
                    Optional.empty());
        } catch (LastWord refusal) {
            if (refusal.isNotNow() && !visit.isHeard() && !session.isAt(visit)) return false;
            throw refusal;
        }
    }

    private void admit() throws Refusal {
        if (listener.isFull()) throw listener.tooMany();
        if (listener.endpoint().admits(session.from())) return;
        throw Refusal.notAdmitted(session.from(), listener.endpoint().name());
    }

    /** Source: PostgreSQL, {@code ClientAuthentication}. */
    private Refusal noEntry(Startup startup) {
        return new Refusal(
                "28000",
                "no pg_hba.conf entry for host \"%s\", user \"%s\", database \"%s\", %s"
                        .formatted(
                                session.from().getHostAddress(),
                                startup.user(),
                                startup.database(),
                                encryption()),
                Optional.empty());
    }

    /**
     * Source: as above; RDS user guide, "IAM database authentication": not for replication
     * connections.
     */
    private Refusal noEntryForReplication(Startup startup) {
        return new Refusal(
                "28000",
                "no pg_hba.conf entry for replication connection from host \"%s\", user \"%s\", %s"
                        .formatted(session.from().getHostAddress(), startup.user(), encryption()),
                Optional.empty());
    }

    private String encryption() {
        return isTls ? "SSL encryption" : "no encryption";
    }

    /**
     * The server has let the client in without a question, so the client has proved nothing yet. A
     * token is a password in clear, so it is asked for over TLS alone.
     */
    private void prove(Startup startup) throws IOException, Refusal {
        Optional<Endpoint.Tokens> tokens = listener.endpoint().tokens();
        if (tokens.isEmpty()) return;
        if (startup.isReplication()) throw noEntryForReplication(startup);
        if (!isTls) throw noEntry(startup);
        if (token.isEmpty()) {
            link.write(Authentication.of(Authentication.CLEARTEXT).frame());
            token = Optional.of(Answers.password(inbox.message(Answers.BYTES_MAX)));
        }
        if (!isExact(startup.user()) || !tokens.get().admit(startup.user(), token.get()))
            throw Refusal.ofToken(startup.user());
    }

    /**
     * The server has let in whom we read: it cuts longer names, and takes bytes that are no UTF-8
     * as they are, so a token for the name that was sent would be none for the role.
     */
    private static boolean isExact(String user) {
        return user.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX
                && user.indexOf(NO_CHARACTER) < 0;
    }

    /** A server that does not listen has closed; so it seems when the visit is over meanwhile. */
    private Link connect(Visit visit) throws Gone {
        try {
            Link server =
                    Link.connect(
                            link.loop(),
                            visit.socket,
                            () -> !session.isEnded() && session.isAt(visit));
            session.server(server);
            if (!session.isAt(visit)) throw new IOException("moved while connecting");
            return server;
        } catch (IOException refused) {
            throw new Gone(Ended.SERVER_CLOSED, refused);
        }
    }

    /** Goes to the server that gave the key; a key that no session here has goes nowhere. */
    private void cancel(CancelRequest cancel) throws IOException {
        Optional<Path> socket = listener.socketOf(cancel.key());
        if (socket.isPresent() && listener.endpoint().admits(session.from())) {
            Link server = connect(listener.gate().cancels(session, socket.get()));
            server.write(PasswordRelay.bytes(cancel.packet()));
            server.read(ByteBuffer.allocate(1)); // the end: the server has acted on it
        }
        session.end(Ended.CANCEL_REQUEST);
    }

    private void turnAway(Refusal refusal) {
        session.note("turned away: " + refusal.getMessage());
        farewell.say(link, refusal.message(), refusal.why());
    }
}
