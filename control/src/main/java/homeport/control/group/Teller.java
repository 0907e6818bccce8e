package homeport.control.group;

import homeport.control.event.EventKind;
import homeport.control.event.Events;
import homeport.control.instance.Cluster;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.store.Op;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells of what happened under the name that AWS has for it: to an instance as such; to a cluster
 * as such where there is a word for that, and otherwise to the member whose server it is. What
 * nobody would ask a cluster about is not told.
 */
public record Teller(Events events, Groups groups) {
    public List<Op> tell(Instance about, EventKind kind, Instant now, Object... details) {
        if (!about.asked().clustered())
            return List.of(events.record(about.region(), kind.on(about.arn(), now, details)));
        Optional<EventKind> own = kind.ofCluster();
        if (own.isPresent()) {
            Object[] all = details.length > 0 ? details : new Object[] {writer(about).identifier()};
            return List.of(events.record(about.region(), own.get().on(about.arn(), now, all)));
        }
        return kind.ofServer() ? tellOf(writer(about), about, kind, now, details) : List.of();
    }

    /** Of one member of a cluster. */
    public List<Op> tellOf(
            Cluster.Member member,
            Instance cluster,
            EventKind kind,
            Instant now,
            Object... details) {
        var arn = Instances.arn(cluster.region(), cluster.asked(), member);
        return List.of(events.record(cluster.region(), kind.on(arn, now, details)));
    }

    private Cluster.Member writer(Instance cluster) {
        String node = groups.of(cluster.region(), cluster.asked()).topology().primary();
        return cluster.asked().cluster().orElseThrow().member(node);
    }
}
