package homeport.server.site;

import homeport.control.dbproxy.PoolConfig;
import homeport.control.dbproxy.ProxyPlan;
import homeport.control.dbproxy.ProxyRuntime.Health;
import homeport.control.dbproxy.ProxyRuntime.Listening;
import homeport.control.dbproxy.ProxyRuntime.Seen;
import homeport.control.reconcile.Doors;
import homeport.control.reconcile.Doors.Route;
import homeport.proxy.loop.Loop;
import homeport.proxy.pool.Monitor.Trouble;
import homeport.proxy.pool.PinnedClient;
import homeport.proxy.pool.PoolSettings;
import homeport.proxy.pool.Proxy;
import homeport.proxy.pool.ProxyEndpoint;
import homeport.proxy.pool.ProxyMetrics;
import homeport.proxy.pool.ProxySettings;
import homeport.proxy.pool.Snapshot;
import homeport.proxy.pool.Target;
import homeport.server.site.ProxyKeeper.Lead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One DB proxy as its plan says, carried by the proxy module. Its plan and its targets are settled
 * under its lock, so that the newest of both holds.
 */
final class ServedProxy implements AutoCloseable {
    /** Sessions that their server ends by itself are not waited for longer than this. */
    private static final Duration STAY_MAX = Duration.ofHours(1);

    private final ProxyKeeper.Around around;
    private final Proxy proxy;
    private final ProxySecrets secrets;
    private final ProxyLogFile log;
    private final Runnable changed;
    private final Map<String, At> open = new HashMap<>();
    private final Map<String, Listening> listening = new ConcurrentHashMap<>();

    /** The ways into each endpoint since it was made: one more with each change of it. */
    private final Map<String, Set<ProxyEndpoint>> ways = new HashMap<>();

    /** By endpoint. */
    private final Map<String, Firewalls.Entry> entries = new ConcurrentHashMap<>();

    private volatile ProxyPlan plan;
    private Optional<Monitored> monitored = Optional.empty();
    private boolean isClosed;

    /** An endpoint that listens. */
    private record At(ProxyPlan.Endpoint endpoint, Loop.Listening socket) {}

    /** What targets are looked at with. */
    private record Monitored(String password, String database) {
        @Override
        public String toString() {
            return "Monitored[***, " + database + "]";
        }
    }

    ServedProxy(ProxyKeeper.Around around, ProxyPlan plan, Runnable changed) {
        this.around = around;
        this.plan = plan;
        this.changed = changed;
        log = ProxyLogFile.open(around.logs().resolve(plan.id() + ".log"));
        secrets = new ProxySecrets(around, plan);
        proxy = around.proxies().add(settings(plan), secrets, log);
    }

    synchronized void serve(ProxyPlan wanted, Function<String, Optional<Lead>> leads) {
        if (isClosed) return;
        plan = wanted;
        secrets.plan(wanted);
        proxy.settings(settings(wanted));
        proxy.secretsChanged();
        settle(leads, drainMax(wanted, leads));
        monitor();
        listen();
    }

    private ProxySettings settings(ProxyPlan wanted) {
        PoolConfig pool = wanted.pool();
        boolean isDebug =
                wanted.debugUntil()
                        .filter(end -> end.isAfter(around.clock().instant()))
                        .isPresent();
        return new ProxySettings(
                wanted.name(),
                wanted.requireTls(),
                wanted.idleClientMax(),
                isDebug,
                around.strict(),
                ProxySettings.CLIENTS_MAX,
                new PoolSettings(
                        pool.maxConnectionsPercent(),
                        pool.maxIdlePercent(),
                        pool.borrowMax(),
                        pool.initQuery(),
                        pool.tracksVariables()));
    }

    /** True when the target is this proxy's, so that something may have changed. */
    synchronized boolean led(String targetId, Function<String, Optional<Lead>> leads) {
        if (isClosed || plan.target().filter(its -> its.id().equals(targetId)).isEmpty())
            return false;
        settle(leads, drainMax(plan, leads));
        return true;
    }

    private static Duration drainMax(ProxyPlan of, Function<String, Optional<Lead>> leads) {
        return of.target()
                .flatMap(target -> leads.apply(target.id()))
                .map(ServedProxy::drainMax)
                .orElse(Duration.ZERO);
    }

    private static Duration drainMax(Lead lead) {
        Doors.Sessions sessions =
                switch (lead.writer()) {
                    case Route.Open _, Route.AnyOf _ -> new Doors.Sessions.Cut();
                    case Route.Waiting waiting -> waiting.sessions();
                    case Route.Closed closed -> closed.sessions();
                };
        return switch (sessions) {
            case Doors.Sessions.Cut() -> Duration.ZERO;
            case Doors.Sessions.Drain(Duration max) -> max;
            case Doors.Sessions.Stay() -> STAY_MAX;
        };
    }

    private void settle(Function<String, Optional<Lead>> leads, Duration drainMax) {
        List<Target> targets = new ArrayList<>();
        plan.target()
                .ifPresent(its ->
                        leads.apply(its.id())
                                .ifPresent(lead -> {
                                    targets.addAll(
                                            targets(its, lead.writer(), Target.Role.READ_WRITE));
                                    targets.addAll(
                                            targets(its, lead.readers(), Target.Role.READ_ONLY));
                                }));
        proxy.targets(targets, drainMax);
    }

    private static List<Target> targets(ProxyPlan.Target of, Route route, Target.Role role) {
        return switch (route) {
            case Route.Open(Path socket, boolean guarded) ->
                    targets(of, List.of(socket), guarded, role);
            case Route.AnyOf(List<Path> sockets, boolean guarded) ->
                    targets(of, sockets, guarded, role);
            case Route.Waiting _, Route.Closed _ -> List.of();
        };
    }

    private static List<Target> targets(
            ProxyPlan.Target of, List<Path> sockets, boolean guarded, Target.Role role) {
        List<Target> targets = new ArrayList<>();
        for (Path socket : sockets)
            for (ProxyPlan.Member member : of.members())
                if (member.sockets().contains(socket))
                    targets.add(
                            new Target(
                                    member.id(), socket, role, member.connectionsMax(), guarded));
        return targets;
    }

    private void monitor() {
        plan.target()
                .ifPresent(target ->
                        target.password()
                                .ifPresent(password -> {
                                    Monitored now =
                                            new Monitored(password.text(), target.database());
                                    if (monitored.equals(Optional.of(now))) return;
                                    monitored = Optional.of(now);
                                    proxy.lookAfter(
                                            homeport.control.dbproxy.ProxyUser.NAME,
                                            password.text(),
                                            target.database(),
                                            changed);
                                }));
    }

    private void listen() {
        for (String id : Set.copyOf(open.keySet())) {
            At at = open.get(id);
            if (plan.endpoints().stream().anyMatch(at.endpoint::isAsOpen)) continue;
            at.socket.close();
            open.remove(id);
            listening.remove(id);
        }
        endClientsOfGone();
        for (ProxyPlan.Endpoint endpoint : plan.endpoints()) {
            Firewalls.Entry entry = entries.computeIfAbsent(endpoint.id(), _ -> entry(endpoint));
            entry.of(endpoint.securityGroups());
            entry.refresh(); // rules that changed while it was new found nobody to tell
            if (open.containsKey(endpoint.id())) continue;
            try {
                open.put(
                        endpoint.id(),
                        new At(
                                endpoint,
                                proxy.listen(
                                        endpoint.address(),
                                        endpoint.port(),
                                        way(endpoint, entry))));
                listening.put(endpoint.id(), new Listening.Open());
            } catch (IOException taken) {
                listening.put(endpoint.id(), new Listening.Refused(taken.getMessage()));
            }
        }
    }

    /** One that is only changed keeps its clients. */
    private void endClientsOfGone() {
        for (String id : Set.copyOf(ways.keySet())) {
            if (plan.endpoints().stream().anyMatch(endpoint -> endpoint.id().equals(id))) continue;
            proxy.end(ways.get(id), "the endpoint of the DB proxy was deleted");
            ways.remove(id);
            entries.remove(id);
        }
    }

    private Firewalls.Entry entry(ProxyPlan.Endpoint endpoint) {
        String name =
                endpoint.id().equals(plan.id()) ? plan.name() : plan.name() + "/" + endpoint.name();
        return around.firewalls()
                .entry(name, plan.region(), endpoint.securityGroups(), endpoint.port());
    }

    /** Rules of security groups have changed. */
    void admitAnew() {
        entries.values().forEach(Firewalls.Entry::refresh);
    }

    private ProxyEndpoint way(ProxyPlan.Endpoint endpoint, Firewalls.Entry entry) {
        Target.Role role =
                switch (endpoint.role()) {
                    case READ_WRITE -> Target.Role.READ_WRITE;
                    case READ_ONLY -> Target.Role.READ_ONLY;
                };
        EndpointTls tls = new EndpointTls(around.authority(), around.clock());
        List<String> names = List.of(endpoint.host(), "localhost");
        tls.context(names, endpoint.address()); // making one takes long: not on the proxy's loop
        ProxyEndpoint way =
                new ProxyEndpoint(
                        endpoint.name(),
                        role,
                        () -> tls.context(names, endpoint.address()),
                        entry::admits);
        ways.computeIfAbsent(endpoint.id(), _ -> new HashSet<>()).add(way);
        return way;
    }

    Seen seen() {
        Map<String, Health> targets = new HashMap<>();
        Map<String, Optional<Trouble>> health = proxy.health();
        plan.target()
                .ifPresent(target ->
                        target.members()
                                .forEach(member -> {
                                    if (health.containsKey(member.id()))
                                        targets.put(member.id(), health(health.get(member.id())));
                                }));
        return new Seen(Map.copyOf(listening), targets, proxy.throttled());
    }

    private Health health(Optional<Trouble> trouble) {
        if (trouble.isPresent()) {
            Health.Reason reason =
                    trouble.get().isLogin()
                            ? Health.Reason.AUTH_FAILURE
                            : Health.Reason.UNREACHABLE;
            return Health.unavailable(reason, trouble.get().because());
        }
        return secrets.trouble()
                .map(because -> Health.unavailable(Health.Reason.AUTH_FAILURE, because))
                .orElse(Health.AVAILABLE);
    }

    void leave() {
        proxy.leave();
    }

    int sessions() {
        Snapshot now = snapshot();
        return now.clientConnections() + now.clientConnectionsInSetup();
    }

    boolean isNamed(String name) {
        return plan.name().equals(name);
    }

    Snapshot snapshot() {
        return proxy.snapshot();
    }

    ProxyMetrics metrics() {
        return proxy.metrics();
    }

    List<PinnedClient> pins() {
        return proxy.pins();
    }

    @Override
    public void close() {
        close("the DB proxy is closed");
    }

    synchronized void close(String lastWord) {
        isClosed = true;
        try {
            proxy.close(lastWord);
        } finally {
            log.close();
        }
    }
}
