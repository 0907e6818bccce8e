package homeport.control.dbproxy;

import homeport.control.dbproxy.Progress.Told;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.event.EventKind;
import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Loop;
import homeport.control.record.Held;
import homeport.store.Op;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one proxy: hand over its plan when that is new, note what has become of it, and take
 * away what is to go. Each commit is of what was read, so a crash or a faster change repeats it.
 * Owned by one virtual thread; {@link #loop} is for others.
 */
final class ProxyReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyReconciler.class);
    private static final Duration REST_MAX = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private final ProxySite site;
    private final String region;
    private final String id;
    private final Runnable gone;
    private final PlanMaker plans;
    private final Loop loop;
    private Optional<ProxyPlan> served = Optional.empty();
    private Throttling throttling = Throttling.NONE;

    ProxyReconciler(ProxySite site, String region, String id, Runnable gone) {
        this.site = site;
        this.region = region;
        this.id = id;
        this.gone = gone;
        this.plans = new PlanMaker(site.groups(), site.passwords());
        this.loop = new Loop("reconcile " + id, JOIN_MAX, this::run);
    }

    Loop loop() {
        return loop;
    }

    private void run() {
        try {
            while (!loop.isStopped()) {
                Duration pause = PAUSE;
                try {
                    Optional<Proxy> proxy = site.proxies().byId(region, id);
                    if (proxy.isEmpty()) return;
                    pause = advance(proxy.get());
                } catch (StoreException unreachable) {
                    LOG.warn("{}: the store cannot be used, again soon", id, unreachable);
                } catch (RuntimeException failed) {
                    LOG.error("{}: cannot be served, again soon", id, failed);
                }
                loop.rest(pause);
            }
        } finally {
            gone.run();
        }
    }

    /** Returns how long to rest. */
    private Duration advance(Proxy proxy) {
        if (proxy.asked().deleting()) {
            site.runtime().remove(id);
            served = Optional.empty();
            commit(removal(proxy));
            return Duration.ZERO;
        }
        Optional<Instance> target = TargetRows.target(site.instances(), proxy);
        if (proxy.asked().target().isPresent() && target.isEmpty()) {
            commit(letGo(proxy, proxy.asked().target().get()));
            return Duration.ZERO;
        }
        List<Held<ProxyEndpoint>> all = site.proxies().endpoints(region, id);
        List<ProxyEndpoint> standing =
                all.stream().map(Held::value).filter(one -> !one.deleting()).toList();
        Instant now = site.clock().instant();
        ProxyPlan plan = plan(proxy, standing, target, now);
        serve(plan);
        List<Op> ops = new ArrayList<>(endpointRemovals(proxy, all));
        ProxyRuntime.Seen seen = site.runtime().seen(id);
        Progress next =
                Progress.of(
                        proxy.asked(),
                        standing,
                        proxy.seen(),
                        seen.endpoints(),
                        plan.target().map(PlanMaker::followed),
                        now);
        if (!next.seen().equals(proxy.seen())) ops.add(site.proxies().observe(proxy, next.seen()));
        for (Told one : next.told()) ops.add(site.tell(proxy, one));
        Optional<Throttling> told = throttling.next(seen.throttled(), now);
        told.ifPresent(_ -> ops.add(site.tell(proxy, Progress.throttled(proxy.asked()))));
        if (ops.isEmpty()) return untilDebugEnds(plan, now);
        ops.add(site.proxies().check(proxy));
        if (commit(ops)) throttling = told.orElse(throttling);
        return Duration.ZERO;
    }

    private ProxyPlan plan(
            Proxy proxy, List<ProxyEndpoint> standing, Optional<Instance> target, Instant now) {
        Optional<ProxyUser> user =
                target.flatMap(one -> site.proxies().user(region, one.asked().resourceId()))
                        .map(Held::value);
        return plans.plan(proxy, standing, target, user, now);
    }

    private void serve(ProxyPlan plan) {
        if (served.filter(plan::equals).isPresent()) return;
        site.runtime().serve(plan);
        served = Optional.of(plan);
        LOG.info("{}: serves {} as planned", id, plan.name());
    }

    private List<Op> letGo(Proxy proxy, DbProxy.Target target) {
        List<Op> ops =
                new ArrayList<>(
                        site.proxies().replace(proxy, proxy.asked().with(Optional.empty())));
        ops.add(site.tell(proxy, Progress.gone(proxy.asked(), target, proxy.seen().target())));
        return ops;
    }

    /** Nobody is served by them any more. */
    private List<Op> endpointRemovals(Proxy proxy, List<Held<ProxyEndpoint>> all) {
        List<Op> ops = new ArrayList<>();
        for (Held<ProxyEndpoint> held : all) {
            if (!held.value().deleting()) continue;
            ops.addAll(removal(held));
            List<String> names = List.of(held.value().name(), proxy.asked().name());
            ops.add(site.tell(proxy, new Told(EventKind.PROXY_ENDPOINT_DELETED, names)));
        }
        return ops;
    }

    private List<Op> removal(Held<ProxyEndpoint> held) {
        List<Op> ops = new ArrayList<>(site.proxies().remove(region, held));
        ops.add(site.addresses().release(held.value().address()));
        return ops;
    }

    private List<Op> removal(Proxy proxy) {
        List<Op> ops = new ArrayList<>(site.proxies().remove(proxy));
        ops.add(site.addresses().release(proxy.asked().address()));
        for (Held<ProxyEndpoint> held : site.proxies().endpoints(region, id))
            ops.addAll(removal(held));
        List<String> names = List.of(proxy.asked().name());
        ops.add(site.tell(proxy, new Told(EventKind.PROXY_DELETED, names)));
        return ops;
    }

    /** When somebody was faster nothing is committed, and the next look finds out. */
    private boolean commit(List<Op> ops) {
        return site.store().commit(ops).isPresent();
    }

    private static Duration untilDebugEnds(ProxyPlan plan, Instant now) {
        return plan.debugUntil()
                .map(end -> Duration.between(now, end))
                .filter(left -> left.compareTo(REST_MAX) < 0)
                .orElse(REST_MAX);
    }
}
