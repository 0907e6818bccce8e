package homeport.proxy.door;

import homeport.wire.CancelKey;
import homeport.wire.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One client from accept to its end. Signs in on a virtual thread, then lives on a loop. */
final class Session {
    private static final Logger LOG = System.getLogger(Session.class.getName());

    private final Listener listener;
    private final Link client;
    private final InetAddress from;
    private final AtomicReference<Ended> ended = new AtomicReference<>();
    private volatile Link server;
    private volatile CancelKey key;

    /** Where it is; empty while it has no server. */
    private volatile Optional<Visit> visit = Optional.empty();

    /** What it is told when it is between transactions; empty while it need not go. */
    private volatile Optional<Message> lastWord = Optional.empty();

    private volatile boolean waits;

    /** Why it is about to end, once everything is written. Written by the loop's thread. */
    private volatile Optional<Ended> ending = Optional.empty();

    /** Null until the sign-in is over. Owner: the loop's thread. */
    private Relay relay;

    Session(Listener listener, Link client, InetAddress from) {
        this.listener = listener;
        this.client = client;
        this.from = from;
    }

    Link client() {
        return client;
    }

    /** Where the client is. */
    InetAddress from() {
        return from;
    }

    boolean isEnded() {
        return ended.get() != null;
    }

    /** Who can cancel it, and where, once the server has told. */
    Optional<CancelKey> key() {
        return Optional.ofNullable(key);
    }

    /** The server has told what cancels this session. */
    void key(CancelKey told, Path socket) {
        key = told;
        listener.cancelsAt(told, socket);
        if (isEnded()) listener.forget(told);
    }

    /** Where it is now; empty while it has no server. */
    Optional<Visit> visit() {
        return visit;
    }

    /** It goes to a server. Under the gate's lock. */
    void visit(Visit begun) {
        visit = Optional.of(begun);
    }

    boolean isAt(Visit one) {
        Optional<Visit> now = visit;
        return now.isPresent() && now.get() == one;
    }

    /** Leaves a server of which the client has heard nothing. Any thread. */
    void leave() {
        visit = Optional.empty();
        close(server);
    }

    /** Is to be ended with {@code words} as soon as it is between transactions. Any thread. */
    void drain(Message words) {
        lastWord = Optional.of(words);
        client.loop().execute(this::drain);
    }

    /** Owner: the loop's thread. Before the relay begins there is nobody to end. */
    private void drain() {
        if (relay != null && !isEnded()) relay.drain();
    }

    /** What to say when it is between transactions; empty while it need not go. Any thread. */
    Optional<Message> lastWord() {
        return lastWord;
    }

    /** Is not to be ended, or not any more. Any thread. */
    void stay() {
        lastWord = Optional.empty();
    }

    /** Wakes the sign-in if it waits for a server. Any thread. */
    void wake() {
        client.wake();
    }

    /** Whether it waits for a server. */
    boolean isWaiting() {
        return waits;
    }

    void waits(boolean now) {
        waits = now;
    }

    /** From now on the server's socket ends with the session. */
    void server(Link connected) {
        server = connected;
        if (isEnded()) close(connected);
    }

    /** Says something to who debugs. */
    void note(String what) {
        LOG.log(Level.DEBUG, () -> "session of " + listener + " " + what);
    }

    /**
     * The sign-in is over: both sockets are the relay's.
     *
     * @param toClient what the server said and the client has not heard
     * @param toServer what the client said and the server has not heard
     */
    void relay(ByteBuffer toClient, ByteBuffer toServer) {
        client.loop().execute(() -> begin(toClient, toServer));
    }

    private void begin(ByteBuffer toClient, ByteBuffer toServer) {
        if (isEnded()) return;
        boolean guarded = visit.isPresent() && visit.get().guarded;
        relay = Relay.begin(this, guarded, client, server, toClient, toServer);
    }

    /** The first cause is the one that counts. Owner: the loop's thread. */
    void ending(Ended why) {
        if (ending.isEmpty()) ending = Optional.of(why);
    }

    Optional<Ended> endingAs() {
        return ending;
    }

    /** Ends as it was about to. Owner: the loop's thread. */
    void endAsIs() {
        end(ending.orElseThrow());
    }

    /** Ends when the client has had its time to read why. Owner: the loop's thread. */
    void endSoon() {
        Ended why = ending.orElseThrow();
        listener.afterLinger(() -> end(why));
    }

    /** Ends because a socket broke. Any thread. */
    void broken(Ended why, Exception cause) {
        if (!isEnded()) note("broke: " + cause);
        end(why);
    }

    /**
     * Ends at once: what was not sent to the client's machine yet is dropped. Who has been told to
     * go, and is about to, counts as that. Any thread.
     */
    void cut(Ended why) {
        end(ending.orElse(why), Link::reset);
    }

    /**
     * Closes both sockets and leaves the listener; only the first call counts. Nothing is written
     * to either socket any more when the loop has carried out what it was given until then: see
     * {@link Door#settle}. Any thread.
     */
    void end(Ended why) {
        end(why, Link::close);
    }

    /** The cause stands before a sign-in can see that its link is closed. */
    private void end(Ended why, Consumer<Link> closing) {
        boolean first = ended.compareAndSet(null, why);
        if (first) note("ended: " + why);
        closing.accept(client);
        close(server);
        if (first) listener.ended(this, why);
    }

    private static void close(Link link) {
        if (link != null) link.close();
    }

    @Override
    public String toString() {
        return "session of " + listener;
    }
}
