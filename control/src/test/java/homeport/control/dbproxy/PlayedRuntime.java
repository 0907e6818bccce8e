package homeport.control.dbproxy;

import homeport.control.reconcile.Doors.Route;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Serves nobody, and says of each endpoint and target what the test wants it to. */
final class PlayedRuntime implements ProxyRuntime {
    final Map<String, ProxyPlan> plans = new ConcurrentHashMap<>();
    private final Map<String, Health> targets = new ConcurrentHashMap<>();
    private volatile Optional<Listening> all = Optional.of(new Listening.Open());
    private volatile Consumer<String> changed = _ -> {};

    /** Client connections that it has refused. */
    volatile long throttled;

    /** Of every endpoint, from now on. */
    void say(Listening listening) {
        all = Optional.of(listening);
        plans.keySet().forEach(changed);
    }

    /** Not yet anything of any endpoint. */
    void hold() {
        all = Optional.empty();
    }

    void say(String memberId, Health health) {
        targets.put(memberId, health);
    }

    ProxyPlan planOf(String name) {
        return plans.values().stream()
                .filter(plan -> plan.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void serve(ProxyPlan plan) {
        plans.put(plan.id(), plan);
    }

    @Override
    public void remove(String proxyId) {
        plans.remove(proxyId);
    }

    @Override
    public Seen seen(String proxyId) {
        ProxyPlan plan = plans.get(proxyId);
        if (plan == null) return Seen.NOTHING;
        Map<String, Listening> endpoints = new HashMap<>();
        all.ifPresent(said -> plan.endpoints().forEach(one -> endpoints.put(one.id(), said)));
        return new Seen(endpoints, targets, throttled);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        changed = listener;
    }

    @Override
    public void lead(String targetId, Route writer, Route readers) {}

    @Override
    public void gone(String targetId) {}
}
