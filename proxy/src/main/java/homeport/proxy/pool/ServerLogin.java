package homeport.proxy.pool;

import homeport.proxy.auth.ScramClient;
import homeport.proxy.auth.ScramPassword;
import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.wire.Authentication;
import homeport.wire.BackendMessages;
import homeport.wire.CancelKey;
import homeport.wire.Message;
import homeport.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signs the proxy in at a server as one user. Owner: the loop's thread; what costs milliseconds
 * runs beside it. Source: PostgreSQL documentation, "Message Flow", "Start-up".
 */
final class ServerLogin implements SocketHandler, Runnable {
    /** Longest message of a server while signing in. */
    private static final int MESSAGE_BYTES_MAX = 256 * 1024;

    /** From connecting to the end of the initialization query. */
    private static final long NANOS_MAX = 30_000_000_000L;

    private final Proxy proxy;
    private final Target target;
    private final Identity identity;
    private final Optional<String> initQuery;
    private final Outcome outcome;
    private final long startNanos = System.nanoTime();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private Socket socket;
    private Optional<Secret> secret = Optional.empty();
    private ScramPassword password;
    private boolean triesPrevious;
    private ScramClient scram;
    private ScramClient.Answer answer;
    private ByteBuffer held = ByteBuffer.allocate(0);
    private boolean isProven;
    private boolean isSignedIn;
    private boolean isInit;
    private boolean isOver;
    private Optional<CancelKey> key = Optional.empty();
    private String initFailure = "";

    /** Who wants the connection. */
    interface Outcome {
        /** It is signed in; whoever hears this is the socket's handler from now on. */
        void opened(Opened opened);

        /** It could not be; {@code isFinal} says that another try would fail too. */
        void notOpened(boolean isFinal, String sqlState, String message);
    }

    /**
     * A connection that is signed in.
     *
     * @param parameters what the server has told of itself, in its order
     */
    record Opened(Socket socket, Optional<CancelKey> key, Map<String, String> parameters) {}

    ServerLogin(
            Proxy proxy,
            Target target,
            Identity identity,
            Optional<String> initQuery,
            Outcome outcome) {
        this.proxy = proxy;
        this.target = target;
        this.identity = identity;
        this.initQuery = initQuery;
        this.outcome = outcome;
    }

    /** Signs in as the proxy's secret for the user says. */
    void begin() {
        proxy.loop.eachTick(this);
        proxy.secrets.of(identity.user(), this::withSecret);
    }

    /** Signs in with a password that the caller has. */
    void begin(ScramPassword known) {
        proxy.loop.eachTick(this);
        connect(known);
    }

    /** The clock. */
    @Override
    public void run() {
        if (System.nanoTime() - startNanos > NANOS_MAX)
            fail(false, "08001", "signing in took over 30 s");
    }

    private void withSecret(Secrets.Found found) {
        if (isOver) return;
        if (found.secret().isEmpty()) {
            fail(true, "28000", found.refusal());
            return;
        }
        secret = found.secret();
        connect(secret.get().atServer().orElse(null));
    }

    private void connect(ScramPassword with) {
        password = with;
        try {
            socket = proxy.loop.connect(target.socket(), this);
        } catch (IOException refused) {
            fail(false, "08001", refused.getMessage());
            return;
        }
        socket.send(ByteBuffer.wrap(startup()));
    }

    private byte[] startup() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, 3, 0, 0});
        text(body, "user", identity.user());
        text(body, "database", identity.database());
        identity.parameters().forEach((name, value) -> text(body, name, value));
        body.write(0);
        byte[] bytes = body.toByteArray();
        return ByteBuffer.allocate(4 + bytes.length).putInt(4 + bytes.length).put(bytes).array();
    }

    private static void text(ByteArrayOutputStream out, String name, String value) {
        out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        out.write(0);
        out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }

    @Override
    public void received(ByteBuffer bytes) {
        held =
                ByteBuffer.allocate(held.remaining() + bytes.remaining())
                        .put(held)
                        .put(bytes)
                        .flip();
        try {
            while (!isOver) {
                Optional<Message> message = Message.take(held, MESSAGE_BYTES_MAX);
                if (message.isEmpty()) return;
                hear(message.get());
            }
        } catch (ProtocolException violation) {
            fail(false, "08P01", violation.getMessage());
        }
    }

    private void hear(Message message) throws ProtocolException {
        switch (message.type()) {
            case Authentication.TYPE -> authentication(message);
            case 'S' -> {
                ByteBuffer body = message.body();
                String[] pair = StandardCharsets.UTF_8.decode(body).toString().split("\0", -1);
                if (pair.length > 1) parameters.put(pair[0], pair[1]);
            }
            case BackendMessages.BACKEND_KEY ->
                    key = Optional.of(BackendMessages.backendKey(message));
            case 'E' -> refused(message);
            case 'Z' -> ready();
            default -> {} // notices, results of the initialization query
        }
    }

    private void authentication(Message message) throws ProtocolException {
        int code = Authentication.code(message);
        ByteBuffer body = message.body();
        byte[] data = new byte[body.remaining() - 4];
        body.position(body.position() + 4);
        body.get(data);
        switch (code) {
            case Authentication.OK -> isSignedIn = isProven || password == null;
            case Authentication.SASL -> {
                if (password == null) {
                    fail(true, "28000", "the database wants a password, and the proxy has none");
                    return;
                }
                scram = ScramClient.of(password, proxy.random);
                sasl(scram.first());
            }
            case 11 -> answer(data);
            case Authentication.SASL_FINAL -> {
                answer.check(data);
                isProven = true;
            }
            default ->
                    fail(
                            true,
                            "28000",
                            "the database wants authentication of kind "
                                    + code
                                    + ", known: SCRAM-SHA-256");
        }
        if (code == Authentication.OK && !isSignedIn)
            fail(true, "28000", "the database let the proxy in and did not ask for the password");
    }

    private void sasl(byte[] first) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("SCRAM-SHA-256\0".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(ByteBuffer.allocate(4).putInt(first.length).array());
        body.writeBytes(first);
        socket.send(ByteBuffer.wrap(Frames.frame('p', body.toByteArray())));
    }

    /** Costs milliseconds, so it is not made on the loop. */
    private void answer(byte[] challenge) {
        ScramClient asks = scram;
        Thread.ofVirtual()
                .name("proxy-scram")
                .start(() -> {
                    try {
                        ScramClient.Answer made = asks.answer(challenge);
                        proxy.loop.execute(() -> answered(made));
                    } catch (ProtocolException violation) {
                        proxy.loop.execute(() -> fail(false, "08P01", violation.getMessage()));
                    }
                });
    }

    private void answered(ScramClient.Answer made) {
        if (isOver) return;
        answer = made;
        socket.send(ByteBuffer.wrap(Frames.frame('p', made.last())));
    }

    private void refused(Message message) {
        ByteBuffer body = message.body();
        ByteBuffer frame = ByteBuffer.wrap(message.frame());
        int from = frame.limit() - body.remaining();
        String state = Frames.field(frame, from, frame.limit(), 'C');
        String text = Frames.field(frame, from, frame.limit(), 'M');
        if (isInit) {
            initFailure = text;
            return;
        }
        Optional<ScramPassword> previous = secret.flatMap(Secret::previous);
        if (state.equals("28P01") && !triesPrevious && previous.isPresent()) {
            triesPrevious = true;
            socket.close();
            held = ByteBuffer.allocate(0);
            connect(previous.get());
            return;
        }
        if (state.equals("28P01")) proxy.secrets.refused(identity.user());
        fail(!isPassing(state), state, text);
    }

    /** A server that is starting, stopping or full takes us in later. */
    private static boolean isPassing(String state) {
        return state.startsWith("57") || state.startsWith("53") || state.startsWith("08");
    }

    private void ready() {
        if (!isSignedIn) {
            fail(false, "08P01", "the server is ready before it let the proxy in");
            return;
        }
        if (initQuery.isPresent() && !isInit) {
            isInit = true;
            socket.send(ByteBuffer.wrap(Frames.query(initQuery.get())));
            return;
        }
        if (!initFailure.isEmpty()) {
            fail(true, "XX000", "the proxy's initialization query failed: " + initFailure);
            return;
        }
        over();
        outcome.opened(new Opened(socket, key, parameters));
    }

    private void fail(boolean isFinal, String sqlState, String message) {
        if (isOver) return;
        over();
        if (socket != null) socket.close();
        outcome.notOpened(isFinal, sqlState, message);
    }

    private void over() {
        isOver = true;
        proxy.loop.noTick(this);
    }

    /** Its target is none any more. */
    void cut() {
        if (isOver) return;
        over();
        if (socket != null) socket.close();
    }

    @Override
    public void drained() {
        // what is said while signing in is short
    }

    @Override
    public void closed(Optional<IOException> cause) {
        fail(false, "08006", "the database closed the connection while the proxy signed in");
    }
}
