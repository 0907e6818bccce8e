package homeport.proxy.pool;

import homeport.proxy.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The connections to one target: on loan, idle, or being opened, and who waits for one. Owner: the
 * loop's thread.
 */
final class TargetPool {
    /** Idle for so long, a connection over the idle share is closed. Source: RDS user guide. */
    static final Duration IDLE_MAX = Duration.ofMinutes(5);

    /** A connection of this age is closed when nobody has it. Source: RDS user guide. */
    static final Duration AGE_MAX = Duration.ofHours(24);

    /** A client that has waited for so much longer goes before others who could be served. */
    private static final Duration UNFAIR_MAX = Duration.ofMillis(500);

    /** Idle connections that are looked at to find one that is as a client wants it. */
    private static final int LOOKS_MAX = 32;

    /** Connections that are being opened at once. */
    private static final int OPENING_MAX = 32;

    private final Proxy proxy;
    private final Target target;
    private final TargetCounts counts;
    private final Map<Identity, Shelf> shelves = new HashMap<>();
    private final Set<Server> servers = new HashSet<>();
    private final Set<ServerLogin> logins = new HashSet<>();
    private int opening;
    private int waiting;
    private boolean isGone;

    /** The last try to open a connection has failed for a reason that passes. */
    private boolean isDown;

    /** When it may be tried again. A server that is gone refuses at once. */
    private long againNanos;

    /** The connections of one identity. */
    private static final class Shelf {
        final Identity identity;
        final ArrayDeque<Server> idle = new ArrayDeque<>();
        final ArrayDeque<Client> waiting = new ArrayDeque<>();
        final List<SignIn> greeted = new ArrayList<>();
        int opening;

        Shelf(Identity identity) {
            this.identity = identity;
        }

        /** One that is as the client wants it, else the last that was used; null when none is. */
        Server take(SessionState wanted) {
            if (idle.isEmpty() || idle.peekLast().applied() == wanted) return idle.pollLast();
            int looks = LOOKS_MAX;
            for (var all = idle.descendingIterator(); all.hasNext() && looks > 0; looks--) {
                Server one = all.next();
                if (!one.applied().equals(wanted)) continue;
                all.remove();
                return one;
            }
            return idle.pollLast();
        }

        int wanted() {
            return Math.max(waiting.size(), greeted.isEmpty() ? 0 : 1);
        }
    }

    TargetPool(Proxy proxy, Target target) {
        this.proxy = proxy;
        this.target = target;
        counts = proxy.counters.target(target);
    }

    TargetCounts counts() {
        return counts;
    }

    /** New connections can be had, as far as is known. */
    boolean answers() {
        return !isDown && proxy.isWell(target);
    }

    Proxy proxy() {
        return proxy;
    }

    Target target() {
        return target;
    }

    int max() {
        return proxy.settings().pool().openMax(target.maxConnections());
    }

    int open() {
        return servers.size();
    }

    int waiting() {
        return waiting;
    }

    Set<Server> servers() {
        return servers;
    }

    int idle() {
        int idle = 0;
        for (Shelf shelf : shelves.values()) idle += shelf.idle.size();
        return idle;
    }

    /** Gives the client a server, or lets it wait for one, or refuses it. */
    void borrow(Client client) {
        Shelf shelf = shelf(client.identity);
        Server idle = shelf.take(client.session.state());
        if (idle != null) {
            lend(idle, client);
            return;
        }
        if (proxy.settings().pool().borrowTimeout().isZero()) {
            proxy.borrowTimedOut(client);
            return;
        }
        shelf.waiting.add(client);
        waiting++;
        client.waitsAt(this);
        openFor(shelf);
    }

    private void lend(Server server, Client client) {
        long now = System.nanoTime();
        client.counts.borrow.add(now - client.waitsSinceNanos);
        server.serve(client, now);
    }

    /** Tells a sign-in what servers of its identity say at the start. */
    void greet(SignIn signIn, Identity identity) {
        Shelf shelf = shelf(identity);
        shelf.greeted.add(signIn);
        openFor(shelf);
    }

    private Shelf shelf(Identity identity) {
        return shelves.computeIfAbsent(identity, Shelf::new);
    }

    private void openFor(Shelf shelf) {
        while (!isGone
                && mayTry()
                && shelf.opening < shelf.wanted()
                && opening < (isDown ? 1 : OPENING_MAX)) {
            if (servers.size() + opening >= max()) {
                if (!evictFor(shelf)) return;
                continue; // closing has opened for whoever waits
            }
            opening++;
            shelf.opening++;
            counts.requests++;
            Opening begun = new Opening(shelf.identity);
            logins.add(begun.login);
            begun.login.begin();
        }
    }

    private boolean mayTry() {
        return !isDown || System.nanoTime() - againNanos > 0;
    }

    /** A connection that is being opened. */
    private final class Opening implements ServerLogin.Outcome {
        private final Identity identity;
        private final ServerLogin login;

        Opening(Identity identity) {
            this.identity = identity;
            login =
                    new ServerLogin(
                            proxy, target, identity, proxy.settings().pool().initQuery(), this);
        }

        @Override
        public void opened(ServerLogin.Opened opened) {
            logins.remove(login);
            Server server =
                    new Server(
                            TargetPool.this,
                            opened.socket(),
                            identity,
                            proxy.nextNumber(),
                            opened.key());
            opened.socket().handler(server);
            counts.succeeded++;
            proxy.welcome(identity, target.role(), new Welcome(opened.parameters()));
            proxy.log.opened(server);
            TargetPool.this.opened(server);
        }

        @Override
        public void notOpened(boolean isFinal, String sqlState, String message) {
            logins.remove(login);
            counts.failed++;
            proxy.log.notOpened(target, identity.user(), message);
            TargetPool.this.notOpened(identity, isFinal, sqlState, message);
        }
    }

    /** Closes an idle connection of another identity. */
    private boolean evictFor(Shelf wanting) {
        Shelf from = null;
        for (Shelf shelf : shelves.values()) {
            if (shelf == wanting || shelf.idle.isEmpty()) continue;
            if (from == null
                    || shelf.idle.peekFirst().idleSinceNanos - from.idle.peekFirst().idleSinceNanos
                            < 0) from = shelf;
        }
        if (from == null) return false;
        from.idle.pollFirst().close();
        return true;
    }

    /** A connection has been opened. */
    private void opened(Server server) {
        opening--;
        Shelf shelf = shelf(server.identity);
        shelf.opening--;
        if (isGone) {
            server.close();
            return;
        }
        isDown = false;
        servers.add(server);
        List<SignIn> greeted = List.copyOf(shelf.greeted);
        shelf.greeted.clear();
        greeted.forEach(SignIn::greeted);
        returned(server);
        openForAll();
    }

    private void openForAll() {
        if (isGone) return;
        for (Shelf shelf : List.copyOf(shelves.values())) if (shelf.wanted() > 0) openFor(shelf);
    }

    /**
     * A connection could not be opened.
     *
     * @param isFinal another try would fail too: who waits for it is refused
     */
    private void notOpened(Identity identity, boolean isFinal, String sqlState, String message) {
        opening--;
        Shelf shelf = shelf(identity);
        shelf.opening--;
        isDown = !isFinal;
        againNanos = System.nanoTime() + Loop.TICK.toNanos();
        if (!isFinal) return; // a tick tries again
        List<SignIn> greeted = List.copyOf(shelf.greeted);
        shelf.greeted.clear();
        greeted.forEach(signIn -> signIn.refused(sqlState, message));
        for (Client client = shelf.waiting.poll(); client != null; client = shelf.waiting.poll()) {
            waiting--;
            client.refused(sqlState, message);
        }
    }

    /** Nobody has it any more. */
    void returned(Server server) {
        Shelf shelf = shelf(server.identity);
        Shelf first = waitsLongest();
        if (first != null && first != shelf && isUnfair(first, shelf)) {
            server.close();
            openFor(first);
            return;
        }
        Client client = shelf.waiting.poll();
        if (client == null) {
            shelf.idle.add(server);
            return;
        }
        waiting--;
        lend(server, client);
        client.goOn();
    }

    private Shelf waitsLongest() {
        if (waiting == 0) return null;
        Shelf longest = null;
        for (Shelf shelf : shelves.values()) {
            if (shelf.waiting.isEmpty()) continue;
            if (longest == null || since(shelf) - since(longest) < 0) longest = shelf;
        }
        return longest;
    }

    private static long since(Shelf shelf) {
        return shelf.waiting.peekFirst().waitsSinceNanos;
    }

    /** Whether another identity's client has waited too long, and no connection can be added. */
    private boolean isUnfair(Shelf other, Shelf own) {
        if (servers.size() + opening < max()) return false;
        return own.waiting.isEmpty() || since(own) - since(other) > UNFAIR_MAX.toNanos();
    }

    /** The client does not wait any more. */
    void leave(Client client) {
        if (shelf(client.identity).waiting.remove(client)) waiting--;
    }

    void forget(SignIn signIn) {
        shelves.values().forEach(shelf -> shelf.greeted.remove(signIn));
    }

    /** A connection has been closed. */
    void closed(Server server) {
        if (!servers.remove(server)) return;
        Shelf shelf = shelf(server.identity);
        shelf.idle.remove(server);
        openForAll();
    }

    void tick(long now) {
        long timeout = proxy.settings().pool().borrowTimeout().toNanos();
        int over = idle() - proxy.settings().pool().idleMax(target.maxConnections());
        for (Shelf shelf : List.copyOf(shelves.values())) {
            while (!shelf.waiting.isEmpty() && now - since(shelf) > timeout) {
                waiting--;
                proxy.borrowTimedOut(shelf.waiting.poll());
            }
            openFor(shelf);
            over -= closeOld(shelf, now, over);
            if (shelf.idle.isEmpty() && shelf.wanted() == 0 && shelf.opening == 0 && !isUsed(shelf))
                shelves.remove(shelf.identity);
        }
    }

    private boolean isUsed(Shelf shelf) {
        for (Server server : servers) if (server.identity == shelf.identity) return true;
        return false;
    }

    /** Returns how many were closed. */
    private int closeOld(Shelf shelf, long now, int over) {
        int closed = 0;
        for (Server server : List.copyOf(shelf.idle)) {
            boolean isOld = now - server.sinceNanos > AGE_MAX.toNanos();
            boolean isSpare = over > closed && now - server.idleSinceNanos > IDLE_MAX.toNanos();
            if (!isOld && !isSpare) continue;
            closed++;
            server.close();
        }
        return closed;
    }

    /** Adds the identities that it serves. */
    void addIdentities(Set<Identity> used) {
        used.addAll(shelves.keySet());
    }

    /** Somebody else opens connections to this target, too. */
    void closeIdle() {
        for (Shelf shelf : shelves.values())
            while (!shelf.idle.isEmpty()) shelf.idle.pollFirst().close();
    }

    /** More than may be open, after the share was made smaller. */
    void shrink() {
        for (Shelf shelf : shelves.values())
            while (servers.size() > max() && !shelf.idle.isEmpty()) shelf.idle.pollFirst().close();
        for (Server server : List.copyOf(servers)) {
            if (servers.size() <= max()) return;
            server.doom();
        }
    }

    /** Every connection is opened anew before it is used again. */
    void renew() {
        List.copyOf(servers).forEach(Server::doom);
    }

    /**
     * The target is none any more, and leaves its transactions time to end: nobody new gets one of
     * its connections.
     */
    void drain() {
        sendAway();
        List.copyOf(servers).forEach(Server::doom);
    }

    /** Every connection has ended. */
    boolean isEmpty() {
        return servers.isEmpty();
    }

    /** The target is none any more: its connections end now, and who waits asks anew. */
    void gone(String because) {
        sendAway();
        List.copyOf(servers).forEach(server -> server.broken(because));
    }

    /** Who waits, waits elsewhere. */
    private void sendAway() {
        isGone = true;
        List<Client> waited = new ArrayList<>();
        List<SignIn> greeted = new ArrayList<>();
        for (Shelf shelf : shelves.values()) {
            waited.addAll(shelf.waiting);
            shelf.waiting.clear();
            greeted.addAll(shelf.greeted);
            shelf.greeted.clear();
        }
        waiting = 0;
        counts.failed += logins.size();
        List.copyOf(logins).forEach(ServerLogin::cut);
        waited.forEach(proxy::homeless);
        greeted.forEach(proxy::greet);
    }
}
