package homeport.proxy.door;

import homeport.proxy.loop.ListeningFile;
import homeport.proxy.loop.Loop;
import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import homeport.proxy.loop.TlsBuffers;
import homeport.wire.CancelKey;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** One endpoint's address: accepts its clients and counts them. Any thread may call. */
public final class Listener implements AutoCloseable {
    private final Door door;
    private final Endpoint endpoint;
    private final Semaphore logins;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Map<CancelKey, Path> sockets = new ConcurrentHashMap<>();
    private final Gate gate;
    private final AtomicLongArray ended = new AtomicLongArray(Ended.values().length);
    private final Loop.Listening listening;
    private volatile InetSocketAddress address;
    private volatile boolean isClosed;
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
        address = at;
        gate = new Gate(endpoint, sessions, door.clock(), door::settle);
        logins = new Semaphore(door.settings().loginsMax());
        listening = listen(at, inherited);
        address = listening.address();
    }

    private Loop.Listening listen(InetSocketAddress at, Optional<ListeningFile> inherited)
            throws IOException {
        try {
            Loop loop = door.next();
            return inherited.isPresent()
                    ? loop.listen(inherited.get(), new Accepting())
                    : loop.listen(at, new Accepting());
        } catch (IOException refused) {
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

    /** Where the client is whom a process of the server serves; empty when none came in here. */
    public Optional<InetAddress> client(int pid) {
        return sessions.stream()
                .filter(one -> one.key().filter(key -> key.pid() == pid).isPresent())
                .findAny()
                .map(Session::from);
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
        isClosed = true;
        listening.close();
    }

    /**
     * Stops accepting, and leaves new clients to whoever else has the socket; clients that have
     * come stay.
     */
    public void leave() {
        isLeft = true;
        isClosed = true;
        listening.leave();
    }

    /** Stops accepting and cuts every client. */
    @Override
    public void close() {
        closeToNewClients();
        door.forget(this);
        closeSessions();
    }

    /** Takes clients in; each lives on the loop whose turn it is. Owner: the loops' threads. */
    private final class Accepting implements Loop.Acceptor {
        @Override
        public Loop next(Loop listening) {
            return door.next();
        }

        @Override
        public SocketHandler accepted(Socket socket, InetSocketAddress from) {
            Link client = Link.over(socket);
            if (logins.tryAcquire()) signIn(client, from);
            else refuseUnheard(socket);
            return client;
        }
    }

    private void signIn(Link client, InetSocketAddress from) {
        Session session = new Session(this, client, from.getAddress());
        sessions.add(session);
        if (isClosed && !isLeft) session.end(Ended.CUT);
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
    private void refuseUnheard(Socket client) {
        client.send(ByteBuffer.wrap(tooMany().message().frame()));
        client.finish();
        ended.incrementAndGet(Ended.TURNED_AWAY.ordinal());
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

    /** What TLS streams of that loop use. */
    TlsBuffers tlsBuffers(Loop loop) {
        return door.tlsBuffers(loop);
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
