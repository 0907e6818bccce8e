package homeport.server.site;

import homeport.control.dbproxy.ProxyPlan;
import homeport.control.dbproxy.ProxyRuntime;
import homeport.control.reconcile.Doors.Route;
import homeport.engine.Authority;
import homeport.proxy.auth.DbTokens;
import homeport.proxy.pool.DbProxies;
import homeport.proxy.pool.PinnedClient;
import homeport.proxy.pool.ProxyMetrics;
import homeport.proxy.pool.Snapshot;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Carries the clients of DB proxies by the proxy module. Safe from any thread; of one proxy, and of
 * one target, one thread at a time changes something.
 */
final class ProxyKeeper implements ProxyRuntime, AutoCloseable {
    /** What proxies need from around them. */
    record Around(
            DbProxies proxies,
            Authority authority,
            ProxySecrets.Reader secrets,
            DbTokens tokens,
            Firewalls firewalls,
            Path logs,
            InstantSource clock,
            boolean strict) {}

    /** Where sessions of a target go. */
    record Lead(Route writer, Route readers) {}

    private final Around around;
    private final Map<String, ServedProxy> served = new ConcurrentHashMap<>();
    private final Map<String, Lead> leads = new ConcurrentHashMap<>();
    private volatile Consumer<String> changed = _ -> {};
    private volatile Follower follower = Follower.NOBODY;

    ProxyKeeper(Around around) {
        this.around = around;
    }

    @Override
    public void serve(ProxyPlan plan) {
        ServedProxy proxy =
                served.computeIfAbsent(
                        plan.id(), id -> new ServedProxy(around, plan, () -> changed.accept(id)));
        proxy.serve(plan, this::leadOf);
        changed.accept(plan.id());
    }

    private Optional<Lead> leadOf(String targetId) {
        return Optional.ofNullable(leads.get(targetId));
    }

    @Override
    public void remove(String proxyId) {
        follower.proxyGone(proxyId);
        ServedProxy gone = served.get(proxyId);
        if (gone == null) return;
        gone.close();
        served.remove(proxyId, gone);
    }

    @Override
    public Seen seen(String proxyId) {
        ServedProxy proxy = served.get(proxyId);
        return proxy == null ? Seen.NOTHING : proxy.seen();
    }

    @Override
    public void onChange(Consumer<String> listener) {
        changed = listener;
    }

    @Override
    public void lead(String targetId, Route writer, Route readers) {
        synchronized (leads) { // what is told last holds
            follower.target(targetId, writer, readers);
            leads.merge(targetId, new Lead(writer, readers), ProxyKeeper::decided);
        }
        follow(targetId);
    }

    private static Lead decided(Lead before, Lead now) {
        return new Lead(
                DoorKeeper.decided(before.writer(), now.writer()),
                DoorKeeper.decided(before.readers(), now.readers()));
    }

    @Override
    public void gone(String targetId) {
        follower.targetGone(targetId);
        leads.remove(targetId);
        follow(targetId);
    }

    /**
     * Every proxy is told, whatever becomes of the others; whoever leads must know when one did not
     * follow, as its sessions may go on where they were.
     */
    private void follow(String targetId) {
        List<RuntimeException> failures = new ArrayList<>();
        served.forEach((id, proxy) -> {
            try {
                if (proxy.led(targetId, this::leadOf)) changed.accept(id);
            } catch (RuntimeException failed) {
                failures.add(failed);
            }
        });
        if (failures.isEmpty()) return;
        RuntimeException told =
                new IllegalStateException(
                        "%d DB proxies did not follow %s".formatted(failures.size(), targetId));
        failures.forEach(told::addSuppressed);
        throw told;
    }

    /** Rules of security groups have changed. */
    void admitAnew() {
        served.values().forEach(ServedProxy::admitAnew);
    }

    void follow(Follower other) {
        follower = other;
    }

    /** The other process is told where every target leads now. */
    void tellAll() {
        synchronized (leads) {
            leads.forEach((id, lead) -> follower.target(id, lead.writer(), lead.readers()));
        }
    }

    Map<String, Lead> leads() {
        return Map.copyOf(leads);
    }

    /** New clients are left to another process; who is in stays. */
    void leave() {
        served.values().forEach(ServedProxy::leave);
    }

    /** Clients of all proxies now. */
    int sessions() {
        return served.values().stream().mapToInt(ServedProxy::sessions).sum();
    }

    /** Ends all proxies. */
    void dismiss(String lastWord) {
        served.values().forEach(proxy -> proxy.close(lastWord));
        served.clear();
    }

    /** How a proxy of a name stands; empty when there is none. */
    Optional<Snapshot> snapshot(String name) {
        return named(name).map(ServedProxy::snapshot);
    }

    /** Everything that is measured of a proxy; empty when it is not served. */
    Optional<ProxyMetrics> metrics(String proxyId) {
        return Optional.ofNullable(served.get(proxyId)).map(ServedProxy::metrics);
    }

    /** Who is pinned at a proxy of a name, and why; empty when there is no such proxy. */
    Optional<List<PinnedClient>> pins(String name) {
        return named(name).map(ServedProxy::pins);
    }

    private Optional<ServedProxy> named(String name) {
        return served.values().stream().filter(proxy -> proxy.isNamed(name)).findFirst();
    }

    @Override
    public void close() {
        served.values().forEach(ServedProxy::close);
        served.clear();
        around.proxies().close();
    }
}
