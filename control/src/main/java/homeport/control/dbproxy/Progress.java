package homeport.control.dbproxy;

import homeport.control.dbproxy.ProxyRuntime.Listening;
import homeport.control.dbproxy.ProxySeen.Followed;
import homeport.control.event.EventKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has become of a proxy since it was last noted, with what is to be told of it. Pure.
 *
 * @param told in the order in which it happened
 */
record Progress(ProxySeen seen, List<Told> told) {
    /**
     * @param names one for each place in the message
     */
    record Told(EventKind kind, List<String> names) {}

    /**
     * Everything that was asked for is handed over; what clients can reach of it is in force.
     *
     * @param endpoints beside the default one, without those that are being deleted
     * @param target that the plan has
     */
    static Progress of(
            DbProxy asked,
            List<ProxyEndpoint> endpoints,
            ProxySeen was,
            Map<String, Listening> listening,
            Optional<Followed> target,
            Instant now) {
        List<Told> told = new ArrayList<>();
        Map<String, String> troubles = new TreeMap<>();
        listening.forEach((id, state) -> {
            if (state instanceof Listening.Refused(String because)) troubles.put(id, because);
        });
        Optional<Instant> available = was.available();
        long changes = was.changes();
        if (reached(asked.resourceId(), listening)) {
            if (available.isEmpty()) {
                available = Optional.of(now);
                told.add(new Told(EventKind.PROXY_CREATED, List.of(asked.name())));
            } else if (changes < asked.changes()) {
                told.add(new Told(EventKind.PROXY_MODIFIED, List.of(asked.name())));
            }
            changes = asked.changes();
        }
        Map<String, Long> done = done(asked, endpoints, was, listening, told);
        target.ifPresent(is -> told.addAll(added(asked, was.target(), is)));
        return new Progress(new ProxySeen(available, changes, done, target, troubles), told);
    }

    private static boolean reached(String id, Map<String, Listening> listening) {
        return switch (listening.get(id)) {
            case null -> false;
            case Listening.Open _, Listening.Unserved _ -> true;
            case Listening.Refused _ -> false;
        };
    }

    private static Map<String, Long> done(
            DbProxy asked,
            List<ProxyEndpoint> endpoints,
            ProxySeen was,
            Map<String, Listening> listening,
            List<Told> told) {
        Map<String, Long> done = new TreeMap<>();
        for (ProxyEndpoint endpoint : endpoints) {
            String id = endpoint.resourceId();
            Optional<Long> before = Optional.ofNullable(was.endpoints().get(id));
            before.ifPresent(count -> done.put(id, count));
            if (!reached(id, listening)) continue;
            done.put(id, endpoint.changes());
            List<String> names = List.of(endpoint.name(), asked.name());
            if (before.isEmpty()) told.add(new Told(EventKind.PROXY_ENDPOINT_CREATED, names));
            else if (before.get() < endpoint.changes())
                told.add(new Told(EventKind.PROXY_ENDPOINT_MODIFIED, names));
        }
        return done;
    }

    /** Members that have come to a cluster since it was registered. */
    private static List<Told> added(DbProxy asked, Optional<Followed> was, Followed is) {
        if (was.filter(one -> one.resourceId().equals(is.resourceId())).isEmpty()) return List.of();
        return is.members().entrySet().stream()
                .filter(member -> !was.get().members().containsKey(member.getKey()))
                .map(member ->
                        new Told(
                                EventKind.PROXY_MEMBER_ADDED,
                                List.of(member.getValue(), asked.name())))
                .toList();
    }

    /** Client connections were refused because of their number. */
    static Told throttled(DbProxy asked) {
        return new Told(EventKind.PROXY_THROTTLED, List.of(asked.name()));
    }

    /** The target is no more. */
    static Told gone(DbProxy asked, DbProxy.Target target, Optional<Followed> was) {
        String name = was.map(Followed::name).orElse(target.resourceId());
        EventKind kind =
                target.cluster() ? EventKind.PROXY_CLUSTER_GONE : EventKind.PROXY_INSTANCE_GONE;
        return new Told(kind, List.of(name, DbProxy.Group.NAME, asked.name()));
    }
}
