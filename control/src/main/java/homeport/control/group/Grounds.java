package homeport.control.group;

import homeport.control.event.EventKind;
import homeport.control.event.Events;
import homeport.control.failover.Limits;
import homeport.control.instance.Cluster;
import homeport.control.instance.Instances;
import homeport.store.Op;
import homeport.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What every agent of this machine works with.
 *
 * @param places for nodes that come to be
 * @param shown is told that an instance's clients should be led elsewhere, by resource id
 */
public record Grounds(
        Store store,
        Instances instances,
        Groups groups,
        Places places,
        Events events,
        Shown shown,
        Limits limits,
        InstantSource clock,
        Map<String, Controls> controls) {

    /** Shows an instance's door as it should be now. */
    public interface Shown {
        void show(Instances.Instance instance);
    }

    /** The operations that tell of it; see {@link Teller}. */
    List<Op> tell(Instances.Instance about, EventKind kind, Object... details) {
        return new Teller(events, groups).tell(about, kind, clock.instant(), details);
    }

    List<Op> tellOf(Cluster.Member member, Instances.Instance cluster, EventKind kind) {
        return new Teller(events, groups).tellOf(member, cluster, kind, clock.instant());
    }

    public static Map<String, Controls> newControls() {
        return new ConcurrentHashMap<>();
    }

    public Controls controls(String resourceId) {
        return controls.computeIfAbsent(resourceId, _ -> new Controls());
    }
}
