package homeport.proxy.door;

import homeport.proxy.loop.ListeningFile;
import homeport.wire.CancelKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** One endpoint's address: accepts its clients and counts them. Any thread may call. */
public final class Listener implements AutoCloseable {
    /** New connections that the kernel holds for us; it caps this at {@code somaxconn}. */
    private static final int BACKLOG = 4096;

    /** After accepting failed, mostly for want of file descriptors. */
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(50);

    /**
     * The kernel lets go of the address when the accepting thread has noticed that it is closed.
     */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(Listener.class.getName());

    private final Door door;
    private final Endpoint endpoint;
    private final ServerSocketChannel socket;
    private final Optional<ListeningFile> inherited;
    private final Thread accepting;
    private final InetSocketAddress address;
    private final Semaphore logins;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Map<CancelKey, Path> sockets = new ConcurrentHashMap<>();
    private final Gate gate;
    private final AtomicLongArray ended = new AtomicLongArray(Ended.values().length);

    private volatile boolean isLeft;

    /**
     * Binds and accepts.
     *
     * @param inherited the socket to accept at instead of binding one
     * @throws BindException the address is taken, or not of this machine; the message says which
     */
    Listener(Door door, InetSocketAddress at, Optional<ListeningFile> inherited, Endpoint endpoint)
            throws IOException {
        this.door = door;
        this.endpoint = endpoint;
        gate = new Gate(endpoint, sessions, door.clock());
        logins = new Semaphore(door.settings().loginsMax());
        this.inherited = inherited;
        socket = inherited.isPresent() ? inherited.get().channel() : bind(at, endpoint);
        address = inherited.isPresent() ? at : (InetSocketAddress) socket.getLocalAddress();
        accepting = Thread.ofVirtual().name("door-accept-" + endpoint.name()).start(this::accept);
    }

    private static ServerSocketChannel bind(InetSocketAddress at, Endpoint endpoint)
            throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return socket.bind(at, BACKLOG);
        } catch (IOException | RuntimeException refused) {
            socket.close();
            BindException named =
                    new BindException(
                            "cannot listen on %s port %d for %s: %s"
                                    .formatted(
                                            at.getHostString(),
                                            at.getPort(),
                                            endpoint.name(),
                                            refused.getMessage()));
            named.initCause(refused);
            throw named;
        }
    }

    /** Where it listens; with the real port when 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Clients now, signing in or in. */
    public int sessions() {
        return sessions.size();
    }

    /** Clients now that wait for a server. */
    public int waiting() {
        return (int) sessions.stream().filter(Session::isWaiting).count();
    }

    /**
     * The endpoint's {@link Endpoint#target()} answers something new. When this returns, sessions
     * that the answer cuts are ended, and the door writes not one byte of theirs any more; who
     * waits, or signs in at a server that is not the one, has been woken. A sign-in that sees the
     * new answer before this is called does the same first, so a client never gets to a new server
     * while another is still at an old one. May be repeated: the same answer changes nothing.
     */
    public void targetChanged() {
        gate.changed();
    }

    /** Ended connections by cause since the listener was opened; every cause has a row. */
    public Map<Ended, Long> ended() {
        Map<Ended, Long> counts = new EnumMap<>(Ended.class);
        for (Ended why : Ended.values()) counts.put(why, ended.get(why.ordinal()));
        return counts;
    }

    /** Cuts every client; new ones may come. */
    public void closeSessions() {
        sessions.forEach(session -> session.end(Ended.CUT));
    }

    /**
     * Stops accepting and leaves the clients that are in, until they end by themselves. The address
     * is free when this returns.
     */
    public void closeToNewClients() {
        try {
            socket.close();
            if (inherited.filter(file -> !file.isOurs()).isPresent()) accepting.interrupt();
            if (!accepting.join(CLOSE_MAX))
                LOG.log(Level.WARNING, this + " is closed, and still accepting");
        } catch (IOException late) {
            LOG.log(Level.WARNING, "closing " + this, late);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops accepting, and leaves new clients to whoever else has the socket; clients that have
     * come stay.
     */
    public void leave() {
        isLeft = true;
        closeToNewClients();
    }

    /** Stops accepting and cuts every client. */
    @Override
    public void close() {
        closeToNewClients();
        door.forget(this);
        closeSessions();
    }

    private void accept() {
        try {
            if (inherited.isPresent()) inherited.get().awaitOurs();
        } catch (InterruptedException closed) {
            return;
        }
        while (socket.isOpen()) {
            try {
                take(socket.accept());
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException refused) {
                LOG.log(Level.WARNING, this + " cannot accept: " + refused.getMessage());
                LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
            }
        }
    }

    private void take(SocketChannel client) throws IOException {
        if (!logins.tryAcquire()) {
            refuseUnheard(client);
            return;
        }
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        Session session = new Session(this, client);
        sessions.add(session);
        if (!socket.isOpen() && !isLeft) session.end(Ended.CUT);
        Farewell farewell = new Farewell(session, door.settings(), door.clock());
        Login login = new Login(this, session, farewell);
        Thread.ofVirtual()
                .name("door-login-" + endpoint.name())
                .start(() -> {
                    try {
                        login.run();
                    } finally {
                        logins.release();
                    }
                });
    }

    /** So many sign in that this one is not even asked who it is; never waits for it. */
    private void refuseUnheard(SocketChannel client) throws IOException {
        try (client) {
            client.configureBlocking(false);
            client.write(ByteBuffer.wrap(tooMany().message().frame()));
            client.shutdownOutput();
            client.read(ByteBuffer.allocate(64)); // unread bytes would take our answer away
        } finally {
            ended.incrementAndGet(Ended.TURNED_AWAY.ordinal());
        }
    }

    Refusal tooMany() {
        return new Refusal("53300", "sorry, too many clients already", Optional.empty());
    }

    boolean isFull() {
        return sessions.size() > door.settings().sessionsMax();
    }

    DoorSettings settings() {
        return door.settings();
    }

    Gate gate() {
        return gate;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Loop loop() {
        return door.loop();
    }

    /** Does something when a client has had its time to read why it must go. */
    void afterLinger(Runnable what) {
        door.clock().schedule(what, door.settings().linger().toMillis(), TimeUnit.MILLISECONDS);
    }

    void cancelsAt(CancelKey key, Path server) {
        sockets.put(key, server);
    }

    Optional<Path> socketOf(CancelKey key) {
        return Optional.ofNullable(sockets.get(key));
    }

    void forget(CancelKey key) {
        sockets.remove(key);
    }

    void ended(Session session, Ended why) {
        ended.incrementAndGet(why.ordinal());
        session.key().ifPresent(this::forget);
        sessions.remove(session);
    }

    /** The endpoint's name and address. */
    @Override
    public String toString() {
        return endpoint.name() + " at " + address.getHostString() + ":" + address.getPort();
    }
}
