package homeport.proxy.pool;

import homeport.proxy.auth.Md5Password;
import homeport.proxy.auth.ScramServer;
import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.proxy.loop.TlsSocket;
import homeport.proxy.tls.TlsContext;
import homeport.wire.Answers;
import homeport.wire.FirstPacket;
import homeport.wire.Message;
import homeport.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client from its first byte to the end of its sign-in. Owner: the loop's thread. Source:
 * PostgreSQL documentation, "Message Flow", "Start-up"; texts: RDS user guide, "Troubleshooting for
 * RDS Proxy".
 */
final class SignIn implements SocketHandler {
    /** First byte of a TLS handshake record. */
    private static final int TLS_HANDSHAKE = 0x16;

    /** What RDS Proxy takes besides user and database. Source: RDS user guide. */
    private static final List<String> STRICT =
            List.of(
                    "application_name",
                    "client_encoding",
                    "DateStyle",
                    "TimeZone",
                    "extra_float_digits",
                    "search_path");

    final long number;
    long sinceNanos = System.nanoTime();
    private final Proxy proxy;
    private final ProxyEndpoint endpoint;
    private final EndpointCounts counts;
    private final InetSocketAddress from;
    private Socket socket;
    private TlsSocket tls;
    private boolean isDirect;
    private ByteBuffer held = ByteBuffer.allocate(0);
    private boolean isOver;
    private boolean hasStarted;
    private boolean isGssRefused;
    private Identity identity;
    private Secret secret;
    private ScramServer scram;
    private byte[] salt = {};
    private boolean isWaiting;
    private boolean isProven;

    SignIn(Proxy proxy, ProxyEndpoint endpoint, Socket socket, InetSocketAddress from) {
        this.proxy = proxy;
        this.endpoint = endpoint;
        counts = proxy.counters.endpoint(endpoint.name());
        counts.received++;
        counts.inSetup++;
        this.socket = socket;
        this.from = from;
        number = proxy.nextNumber();
    }

    @Override
    public void received(ByteBuffer bytes) {
        if (isOver) return;
        held =
                ByteBuffer.allocate(held.remaining() + bytes.remaining())
                        .put(held)
                        .put(bytes)
                        .flip();
        try {
            read();
        } catch (ProtocolException violation) {
            refuse(violation.sqlState(), violation.getMessage());
        }
    }

    private void read() throws ProtocolException {
        while (!isOver && !isWaiting && held.hasRemaining()) {
            if (!hasStarted && tls == null && held.get(held.position()) == TLS_HANDSHAKE) {
                isDirect = true;
                upgrade();
                return;
            }
            if (hasStarted) {
                Optional<Message> message = Message.take(held, answerBytesMax());
                if (message.isEmpty()) return;
                answer(message.get());
            } else {
                Optional<FirstPacket> packet = FirstPacket.take(held);
                if (packet.isEmpty()) return;
                first(packet.get());
            }
        }
    }

    private int answerBytesMax() {
        boolean token = secret.client() == Credentials.Proof.TOKEN;
        return token ? Answers.BYTES_MAX : Answers.PROOF_BYTES_MAX;
    }

    private void first(FirstPacket packet) throws ProtocolException {
        switch (packet) {
            case FirstPacket.SslRequest _ -> {
                if (tls != null) throw new ProtocolException("TLS asked for a second time");
                nothingBehind("SSL request");
                socket.send(ByteBuffer.wrap(new byte[] {'S'}));
                upgrade();
            }
            case FirstPacket.GssEncRequest _ -> {
                if (tls != null || isGssRefused)
                    throw new ProtocolException("GSSAPI asked for too late");
                nothingBehind("GSSAPI encryption request");
                socket.send(ByteBuffer.wrap(new byte[] {'N'}));
                isGssRefused = true;
            }
            case FirstPacket.CancelRequest cancel -> {
                leaves();
                if (endpoint.admits().test(from.getAddress()))
                    proxy.cancel(cancel.key(), socket::finish);
                else socket.finish();
            }
            case FirstPacket.Startup startup -> start(startup);
        }
    }

    /** Bytes sent in clear before the answer could be anybody's (CVE-2021-23214). */
    private void nothingBehind(String request) throws ProtocolException {
        if (held.hasRemaining())
            throw new ProtocolException("received unencrypted data after " + request);
    }

    private void upgrade() {
        ByteBuffer records = held;
        held = ByteBuffer.allocate(0);
        try {
            Socket below = socket;
            tls = TlsSocket.over(proxy.loop, below, endpoint.tls().get(), this, proxy.tlsBuffers);
            socket = tls;
            if (records.hasRemaining()) tls.received(records);
        } catch (IOException refused) {
            refuse("08P01", "TLS cannot begin: " + refused.getMessage());
        }
    }

    private void start(FirstPacket.Startup startup) throws ProtocolException {
        hasStarted = true;
        if (isDirect && !tls.applicationProtocol().equals(TlsContext.ALPN))
            throw new ProtocolException(
                    "direct TLS without the application protocol " + TlsContext.ALPN);
        if (!endpoint.admits().test(from.getAddress())) {
            refuse(
                    "28000",
                    "no security group rule admits %s to %s"
                            .formatted(
                                    from.getAddress().getHostAddress(), proxy.settings().name()));
            return;
        }
        if (proxy.settings().requiresTls() && tls == null) {
            refuse("28000", "This RDS Proxy requires TLS connections.");
            return;
        }
        if (startup.user().isEmpty()) {
            refuse(
                    "28000",
                    "A user name is missing from the connection startup packet. Provide a user"
                            + " name for this connection.");
            return;
        }
        if (refusedAsFull()) return;
        Map<String, String> parameters = parameters(startup);
        if (isOver) return;
        identity = new Identity(startup.user(), startup.database(), parameters);
        await();
        proxy.secrets.of(identity.user(), this::withSecret);
    }

    private boolean refusedAsFull() {
        if (!proxy.isFull()) return false;
        proxy.counters.throttled.incrementAndGet();
        refuse(
                "53300",
                "The maximum number of client connections to the proxy exceeded "
                        + proxy.settings().clientsMax()
                        + ".");
        return true;
    }

    /** The client's settings; refuses what cannot be honoured. */
    private Map<String, String> parameters(FirstPacket.Startup startup) {
        Map<String, String> parameters = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        startup.parameters()
                .forEach((name, value) -> {
                    if (name.equals("user") || name.equals("database")) return;
                    if (name.startsWith("_pq_.")) unknown.add(name);
                    else parameters.put(name, value);
                });
        String replication = parameters.remove("replication");
        if (replication != null && !List.of("false", "off", "no", "0").contains(replication)) {
            refuse(
                    "0A000",
                    "Feature not supported: RDS Proxy currently doesn't support streaming"
                            + " replication mode.");
            return parameters;
        }
        if (proxy.settings().strict()) {
            for (String name : parameters.keySet()) {
                if (STRICT.stream().anyMatch(name::equalsIgnoreCase)) continue;
                refuse(
                        "0A000",
                        "Feature not supported: RDS Proxy currently doesn't support the option "
                                + name
                                + ".");
                return parameters;
            }
        }
        if (startup.minor() > 0 || !unknown.isEmpty()) negotiate(unknown);
        return parameters;
    }

    /** NegotiateProtocolVersion: 3.0, and the options that mean nothing here. */
    private void negotiate(List<String> unknown) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ByteBuffer.allocate(8).putInt(3 << 16).putInt(unknown.size()).array());
        for (String name : unknown) {
            body.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            body.write(0);
        }
        say(Frames.frame('v', body.toByteArray()));
    }

    private void withSecret(Secrets.Found found) {
        if (isOver) return;
        awaited();
        if (found.secret().isEmpty()) {
            failedAuth(found.logged(), "28000", found.refusal());
            return;
        }
        secret = found.secret().get();
        switch (secret.client()) {
            case SCRAM ->
                    authentication(10, "SCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII));
            case MD5 -> {
                salt = Md5Password.salt(proxy.random);
                authentication(5, salt);
            }
            case TOKEN -> {
                if (tls == null)
                    failedAuth(
                            "a token without TLS",
                            "28000",
                            "IAM authentication is allowed only with SSL connections.");
                else authentication(3, new byte[0]);
            }
        }
        again();
    }

    /** Goes on with what the client has said ahead. */
    private void again() {
        try {
            read();
        } catch (ProtocolException violation) {
            refuse(violation.sqlState(), violation.getMessage());
        }
    }

    private void authentication(int code, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length).putInt(code).put(data).array();
        say(Frames.frame('R', body));
    }

    private void answer(Message message) throws ProtocolException {
        if (message.type() != 'p')
            throw new ProtocolException(
                    "expected an answer to authentication, got another message");
        ByteBuffer body = message.body();
        byte[] data = new byte[body.remaining()];
        body.get(data);
        switch (secret.client()) {
            case SCRAM -> scram(data);
            case MD5 -> {
                if (secret.md5().orElseThrow().isAnswered(salt, text(data))) proven();
                else wrongPassword();
            }
            case TOKEN -> token(text(data));
        }
    }

    private static String text(byte[] zeroEnded) {
        int length = 0;
        while (length < zeroEnded.length && zeroEnded[length] != 0) length++;
        return new String(zeroEnded, 0, length, StandardCharsets.UTF_8);
    }

    private void scram(byte[] data) throws ProtocolException {
        if (scram == null) {
            scram = ScramServer.open(secret.scram().orElseThrow(), first(data), proxy.random);
            authentication(11, scram.challenge());
            return;
        }
        Optional<byte[]> last = scram.finish(data);
        if (last.isEmpty()) {
            wrongPassword();
            return;
        }
        authentication(12, last.get());
        proven();
    }

    /** SASLInitialResponse: the mechanism, a zero, 4 bytes length, the client's first message. */
    private static byte[] first(byte[] data) throws ProtocolException {
        ByteBuffer in = ByteBuffer.wrap(data);
        int end = Frames.endOfText(in, 0, data.length);
        if (end < 0 || data.length - end - 1 < 4)
            throw new ProtocolException("invalid message format of SASLInitialResponse");
        if (!Frames.text(in, 0, end).equals(ScramServer.MECHANISM))
            throw new ProtocolException(
                    "28000", "RDS supports only IAM, MD5, or SCRAM authentication.");
        int length = in.getInt(end + 1);
        if (length != data.length - end - 5)
            throw new ProtocolException("invalid message format of SASLInitialResponse");
        byte[] first = new byte[length];
        in.get(end + 5, first);
        return first;
    }

    private void token(String token) {
        await();
        Thread.ofVirtual()
                .name("proxy-token")
                .start(() -> {
                    boolean good = proxy.credentials.admits(identity.user(), token);
                    proxy.loop.execute(() -> {
                        if (isOver) return;
                        awaited();
                        if (good) proven();
                        else
                            failedAuth(
                                    "the token was not accepted",
                                    "28P01",
                                    ("The IAM authentication failed for the role %s. Check the IAM"
                                                    + " token for this role and try again.")
                                            .formatted(identity.user()));
                    });
                });
    }

    private void wrongPassword() {
        proxy.secrets.refused(identity.user());
        failedAuth(
                "the password is wrong",
                "28P01",
                "The password that was provided for the role %s is wrong."
                        .formatted(identity.user()));
    }

    /** The client is who it says; what a server would say to it is needed next. */
    private void proven() {
        identity = proxy.identity(identity);
        isProven = true;
        await();
        sinceNanos = System.nanoTime();
        proxy.greetOrWait(this);
    }

    Identity identity() {
        return identity;
    }

    ProxyEndpoint endpoint() {
        return endpoint;
    }

    boolean isProven() {
        return isProven;
    }

    /** Nothing more is read, so that nothing more is kept. */
    private void await() {
        isWaiting = true;
        socket.pause();
    }

    private void awaited() {
        isWaiting = false;
        socket.resume();
    }

    /** The client is to say something, and has been signing in for longer than {@code grace}. */
    boolean owesFor(Duration grace, long now) {
        return !isWaiting && now - sinceNanos > grace.toNanos();
    }

    /** Others are signing in, as many as may be at once. */
    void refuseOneTooMany() {
        proxy.counters.throttled.incrementAndGet();
        refuse("53300", "Rate of connection to proxy exceeded " + SignIns.MAX + ".");
    }

    /** It is known what a server says at the start. */
    void greeted() {
        if (isOver) return;
        if (refusedAsFull()) return;
        over();
        int pid = proxy.random.nextInt() & Integer.MAX_VALUE;
        int key = proxy.random.nextInt();
        Client client =
                new Client(proxy, socket, identity, endpoint, tls != null, number, pid, key);
        proxy.entered(client);
        socket.handler(client);
        socket.send(ByteBuffer.wrap(proxy.welcomeOf(identity, endpoint.role()).frames(pid, key)));
        socket.resume();
        if (held.hasRemaining()) client.received(held);
    }

    /** No server takes such a client. */
    void refused(String sqlState, String message) {
        if (sqlState.startsWith("28") || sqlState.startsWith("08")) refuse(sqlState, message);
        else refuse("XX000", "Request returned an error: " + message + ".");
    }

    private void failedAuth(String logged, String sqlState, String message) {
        counts.setupFailedAuth++;
        proxy.log.signInFailed(number, identity.user(), logged);
        refuse(sqlState, message);
    }

    void refuse(String sqlState, String message) {
        if (isOver) return;
        leaves();
        say(Frames.fatal(sqlState, message));
        socket.finish();
    }

    private void say(byte[] frame) {
        socket.send(ByteBuffer.wrap(frame));
    }

    private void over() {
        isOver = true;
        counts.inSetup--;
        proxy.signedInOrOut(this);
    }

    private void leaves() {
        over();
        counts.closed++;
    }

    /** Ends without a word. */
    void cut() {
        if (isOver) return;
        leaves();
        socket.close();
    }

    @Override
    public void drained() {
        // what is said while signing in is short
    }

    @Override
    public void closed(Optional<IOException> cause) {
        if (!isOver) leaves();
    }
}
