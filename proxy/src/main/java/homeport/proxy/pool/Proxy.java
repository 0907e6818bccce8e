package homeport.proxy.pool;

import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.Loop;
import homeport.proxy.loop.Loop.Listening;
import homeport.proxy.loop.Socket;
import homeport.proxy.loop.TlsBuffers;
import homeport.proxy.pool.Target.Role;
import homeport.wire.CancelKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One DB proxy: its endpoints' clients and the pools of its targets. Public methods may be called
 * from any thread; everything else belongs to the loop's thread.
 */
public final class Proxy implements AutoCloseable {
    /** How long a client's connection may last. Source: RDS user guide. */
    private static final Duration CLIENT_AGE_MAX = Duration.ofHours(24);

    private static final String GONE =
            "the database that the proxy was connected to is not the target any more";

    private static final Duration CALL_MAX = Duration.ofSeconds(10);
    private static final Duration IDLE_SCAN = Duration.ofSeconds(1);

    final Loop loop;
    final Credentials credentials;
    final ProxyLog log;
    final SecureRandom random = new SecureRandom();
    final TlsBuffers tlsBuffers;
    final Outgoing toServer = new Outgoing();
    final Outgoing toClient = new Outgoing();
    final StatementCaches statements = new StatementCaches();

    final Counters counters = new Counters();
    final Secrets secrets;
    int pinned;

    private final Identities identities = new Identities();
    private final ArrayList<Client> clients = new ArrayList<>();
    private final Map<Long, Client> byKey = new HashMap<>();
    private final SignIns signIns = new SignIns();
    private final Entrances entrances;
    private final List<TargetPool> pools = new ArrayList<>();
    private final ArrayDeque<Client> homeless = new ArrayDeque<>();
    private final List<Draining> draining = new ArrayList<>();
    private final Runnable tick = this::tick;
    private Optional<Monitor> monitor = Optional.empty();
    private volatile ProxySettings settings;
    private long lastNumber;
    private long lastIdleScan = System.nanoTime();
    private int turn;

    /** A target that is none any more, and whose transactions may end by themselves. */
    private record Draining(TargetPool pool, long endNanos) {}

    Proxy(
            Loop loop,
            TlsBuffers tlsBuffers,
            Inheritance inheritance,
            ProxySettings settings,
            Credentials credentials,
            Consumer<String> log) {
        this.loop = loop;
        entrances = new Entrances(this, inheritance);
        this.tlsBuffers = tlsBuffers;
        this.settings = settings;
        this.credentials = credentials;
        secrets = new Secrets(loop, credentials, random);
        this.log = new ProxyLog(log);
        this.log.debug(settings.debugLogging());
        loop.eachTick(tick);
    }

    // ---- for everybody

    /**
     * Listens at one address; at a socket of it that was inherited, where there is one.
     *
     * @param port 0 for any that is free
     * @throws java.net.BindException the address is taken or not of this machine
     */
    public Listening listen(String address, int port, ProxyEndpoint endpoint) throws IOException {
        return entrances.open(new InetSocketAddress(address, port), endpoint);
    }

    /** A new client, which is to sign in. */
    SignIn came(ProxyEndpoint endpoint, Socket socket, InetSocketAddress from) {
        SignIn signIn = new SignIn(this, endpoint, socket, from);
        log.connected(signIn.number, from.toString());
        signIns.add(signIn);
        return signIn;
    }

    /**
     * The servers that the proxy leads to are these from now on. When this returns, connections to
     * others have ended, and not one byte of theirs is written any more; clients that were in a
     * transaction there have been told, the others notice nothing.
     */
    public void targets(List<Target> now) {
        targets(now, Duration.ZERO);
    }

    /**
     * As {@link #targets(List)}, but transactions at servers that are none any more may go on.
     *
     * @param drainMax for so long, 0 to 1 h
     */
    public void targets(List<Target> now, Duration drainMax) {
        List<Target> targets = List.copyOf(now);
        call(() -> {
            settle(targets, drainMax);
            return true;
        });
        call(() -> true); // what a loop had still to write is written at the end of its turn
    }

    /**
     * Looks at each target by a connection of its own that is always open.
     *
     * @param changed told when what {@link #health} says has changed; returns at once
     */
    public void lookAfter(String user, String password, String database, Runnable changed) {
        call(() -> {
            monitor.ifPresent(Monitor::close);
            monitor = Optional.of(new Monitor(this, user, password, database, changed));
            return true;
        });
    }

    /**
     * What is wrong with each target by its id, empty when nothing is; without those not yet seen.
     */
    public Map<String, Optional<Monitor.Trouble>> health() {
        return call(() -> monitor.map(Monitor::health).orElse(Map.of()));
    }

    /** Holds for what happens next; a smaller share closes connections that are too many. */
    public void settings(ProxySettings now) {
        call(() -> {
            boolean renews = !now.pool().initQuery().equals(settings.pool().initQuery());
            settings = now;
            log.debug(now.debugLogging());
            if (renews) pools.forEach(TargetPool::renew);
            pools.forEach(TargetPool::shrink);
            return true;
        });
    }

    ProxySettings settings() {
        return settings;
    }

    /** The secrets are asked for again before they are used again. */
    public void secretsChanged() {
        loop.execute(secrets::forgetAll);
    }

    /** Clients that were refused because of their number. */
    public long throttled() {
        return counters.throttled.get();
    }

    /** How it stands. */
    public Snapshot snapshot() {
        return call(this::count);
    }

    /** Everything that is measured. */
    public ProxyMetrics metrics() {
        return call(() -> counters.now(pools));
    }

    /** Who is pinned now, and why; the longest pinned first. */
    public List<PinnedClient> pins() {
        return call(() -> {
            long now = System.nanoTime();
            return clients.stream()
                    .filter(Client::isPinned)
                    .map(client -> PinnedClient.of(client, now))
                    .sorted((a, b) -> b.held().compareTo(a.held()))
                    .toList();
        });
    }

    /** Ends who came in by these endpoints; that nobody more comes is seen to before. */
    public void end(Set<ProxyEndpoint> endpoints, String because) {
        call(() -> {
            for (SignIn signIn : List.copyOf(signIns.all()))
                if (endpoints.contains(signIn.endpoint())) signIn.refuse("57P01", because);
            for (Client client : List.copyOf(clients))
                if (endpoints.contains(client.endpoint())) client.dismiss("57P01", because);
            return true;
        });
    }

    /** Stops listening, and ends every client and connection. */
    @Override
    public void close() {
        close("the DB proxy is closed");
    }

    /**
     * As above.
     *
     * @param lastWord what clients are told, with SQLSTATE 57P01
     */
    public void close(String lastWord) {
        closeToNewClients();
        call(() -> {
            loop.noTick(tick);
            signIns.cutAll();
            List.copyOf(clients).forEach(client -> client.dismiss("57P01", lastWord));
            pools.forEach(pool -> pool.gone("the DB proxy is closed"));
            pools.clear();
            draining.forEach(drained -> drained.pool.gone("the DB proxy is closed"));
            draining.clear();
            monitor.ifPresent(Monitor::close);
            return true;
        });
        call(() -> true); // last words are written at the end of a turn
    }

    /** Stops listening; clients that are in stay. */
    public void closeToNewClients() {
        entrances.close();
    }

    /**
     * Stops listening, and leaves new clients to whoever else has the sockets; clients that are in
     * stay. Connections that nobody uses are closed, since the other opens its own.
     */
    public void leave() {
        entrances.leave();
        loop.execute(() -> pools.forEach(TargetPool::closeIdle));
    }

    private <T> T call(Supplier<T> task) {
        if (loop.isOwner()) return task.get();
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        });
        try {
            return done.get(CALL_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a proxy was asked", asked);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a proxy failed", failed.getCause());
        } catch (TimeoutException late) {
            throw new IllegalStateException("a proxy did not answer in " + CALL_MAX, late);
        }
    }

    // ---- targets

    private void settle(List<Target> targets, Duration drainMax) {
        if (drainMax.isZero()) {
            draining.forEach(drained -> drained.pool.gone(GONE));
            draining.clear();
        }
        for (TargetPool pool : List.copyOf(pools)) {
            if (targets.contains(pool.target())) continue;
            pools.remove(pool);
            if (drainMax.isZero()) pool.gone(GONE);
            else {
                draining.add(new Draining(pool, System.nanoTime() + drainMax.toNanos()));
                pool.drain();
            }
        }
        for (Target target : targets)
            if (pools.stream().noneMatch(pool -> pool.target().equals(target)))
                pools.add(new TargetPool(this, target));
        for (int left = homeless.size(); left > 0; left--) {
            Client client = homeless.poll();
            if (client.isClosed() || !client.isWaiting()) continue;
            borrow(client);
            if (client.isAttached()) client.goOn();
        }
        signIns.proven().forEach(this::greetOrWait);
    }

    /** The client has waited at a target that is gone. */
    void homeless(Client client) {
        client.waitsAt(null);
        homeless.add(client);
    }

    /** Gives the client a server, or lets it wait for one. */
    void borrow(Client client) {
        Optional<TargetPool> pool = poolFor(client.role);
        if (pool.isPresent()) pool.get().borrow(client);
        else if (settings.pool().borrowTimeout().isZero()) borrowTimedOut(client);
        else homeless(client);
    }

    /** Of several readers the one with the most room; each in turn when they are alike. */
    private Optional<TargetPool> poolFor(Role role) {
        TargetPool best = null;
        int n = pools.size();
        turn++;
        for (int i = 0; i < n; i++) {
            TargetPool pool = pools.get(Math.floorMod(turn + i, n));
            if (pool.target().role() != role) continue;
            if (best == null || load(pool) < load(best)) best = pool;
        }
        return Optional.ofNullable(best);
    }

    private static double load(TargetPool pool) {
        return (pool.open() - pool.idle() + pool.waiting()) / (double) pool.max();
    }

    void borrowTimedOut(Client client) {
        counters.role(client.role).borrowsAborted++;
        client.refused("08000", "Timed-out waiting to acquire database connection.");
    }

    /** Lets a sign-in in as soon as it is known what a server says at the start. */
    void greetOrWait(SignIn signIn) {
        boolean known =
                identities.welcomeOf(signIn.identity(), signIn.endpoint().role()).isPresent();
        if (known) signIn.greeted();
        else greet(signIn);
    }

    /** Asks a target what it says at the start; when there is none, the next one is asked. */
    void greet(SignIn signIn) {
        poolFor(signIn.endpoint().role()).ifPresent(pool -> pool.greet(signIn, signIn.identity()));
    }

    void welcome(Identity identity, Role role, Welcome welcome) {
        identities.welcome(identity, role, welcome);
    }

    Welcome welcomeOf(Identity identity, Role role) {
        return identities.welcomeOf(identity, role).orElseThrow();
    }

    // ---- clients

    Identity identity(Identity of) {
        return identities.same(of);
    }

    long nextNumber() {
        return ++lastNumber;
    }

    boolean isFull() {
        return clients.size() >= settings.clientsMax();
    }

    void entered(Client client) {
        client.index = clients.size();
        clients.add(client);
        byKey.put(key(client.pid, client.secret), client);
        client.counts.setupSucceeded++;
        client.counts.clients++;
        if (client.isTls) client.counts.clientsTls++;
    }

    private static long key(int pid, int secret) {
        return (long) pid << 32 | secret & 0xffffffffL;
    }

    void ended(Client client, String because) {
        Client last = clients.removeLast();
        if (last != client) {
            clients.set(client.index, last);
            last.index = client.index;
        }
        byKey.remove(key(client.pid, client.secret));
        homeless.remove(client);
        if (client.isPinned()) pinned--;
        client.counts.closed++;
        client.counts.clients--;
        if (client.isTls) client.counts.clientsTls--;
        log.ended(client.number, because);
    }

    void signedInOrOut(SignIn signIn) {
        signIns.remove(signIn);
        pools.forEach(pool -> pool.forget(signIn));
    }

    // ---- cancel requests

    /**
     * Cancels what the session of that key runs; a key that nobody has goes nowhere.
     *
     * @param then called when it has met what it can meet
     */
    void cancel(CancelKey key, Runnable then) {
        ByteBuffer secret = key.secret();
        Client client =
                secret.remaining() != 4
                        ? null
                        : byKey.get(key(key.pid(), secret.getInt(secret.position())));
        if (client != null && client.server() != null && client.server().isBusy()) {
            cancelQuery(client.server(), then);
            return;
        }
        if (client != null && client.isWaiting()) {
            if (client.waitsAt() != null) client.waitsAt().leave(client);
            homeless.remove(client);
            client.refused("57014", "canceling statement due to user request");
        }
        then.run();
    }

    void cancelQuery(Server server, Runnable then) {
        new Cancel(this, server, then).begin();
    }

    // ---- time

    private void tick() {
        long now = System.nanoTime();
        List.copyOf(pools).forEach(pool -> pool.tick(now));
        for (Draining drained : List.copyOf(draining)) {
            if (now - drained.endNanos > 0) drained.pool.gone(GONE);
            if (drained.pool.isEmpty()) draining.remove(drained);
        }
        monitor.ifPresent(one -> one.look(pools.stream().map(TargetPool::target).toList(), now));
        long timeout = settings.pool().borrowTimeout().toNanos();
        for (Client client : List.copyOf(homeless))
            if (now - client.waitsSinceNanos > timeout && homeless.remove(client))
                borrowTimedOut(client);
        signIns.tick(now, settings);
        if (now - lastIdleScan < IDLE_SCAN.toNanos()) return;
        lastIdleScan = now;
        endIdle(now);
        counters.look(pools);
        identities.prune(clients, signIns.all(), pools);
    }

    /** As far as is known. */
    boolean isWell(Target target) {
        return monitor.map(one -> one.isWell(target)).orElse(true);
    }

    private void endIdle(long now) {
        long idleMax = settings.idleClientTimeout().toNanos();
        for (int i = clients.size() - 1; i >= 0; i--) {
            Client client = clients.get(i);
            boolean isBusy =
                    client.isWaiting() || client.server() != null && client.server().isBusy();
            if (isBusy) client.lastRequestNanos = now;
            if (now - client.lastRequestNanos > idleMax)
                client.dismiss("57P05", "terminating connection due to the idle client timeout");
            else if (!client.isAttached() && now - client.sinceNanos > CLIENT_AGE_MAX.toNanos())
                client.dismiss("57P01", "terminating connection after 24 hours");
        }
    }

    private Snapshot count() {
        return counters.snapshot(pools, homeless.size(), pinned);
    }
}
