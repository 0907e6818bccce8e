package homeport.server.site;

import homeport.control.dbproxy.ProxyPlan;
import homeport.control.dbproxy.ProxyRuntime;
import homeport.control.reconcile.Doors.Route;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Until there is somebody who carries the clients of proxies: nothing listens, and every target
 * waits for capacity, which is what the API then says.
 */
final class UnservedProxies implements ProxyRuntime {
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private volatile Consumer<String> changed = _ -> {};

    @Override
    public void serve(ProxyPlan plan) {
        Map<String, Listening> endpoints = new HashMap<>();
        plan.endpoints().forEach(one -> endpoints.put(one.id(), new Listening.Unserved()));
        Map<String, Health> targets = new HashMap<>();
        plan.target()
                .ifPresent(target ->
                        target.members().forEach(one -> targets.put(one.id(), Health.PENDING)));
        seen.put(plan.id(), new Seen(endpoints, targets));
        changed.accept(plan.id());
    }

    @Override
    public void remove(String proxyId) {
        seen.remove(proxyId);
    }

    @Override
    public Seen seen(String proxyId) {
        return seen.getOrDefault(proxyId, Seen.NOTHING);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        changed = listener;
    }

    @Override
    public void lead(String targetId, Route writer, Route readers) {
        // it has no sessions
    }

    @Override
    public void gone(String targetId) {
        // it has no sessions
    }
}
