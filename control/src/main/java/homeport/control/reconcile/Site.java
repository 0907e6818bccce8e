package homeport.control.reconcile;

import homeport.control.archive.Archives;
import homeport.control.archive.Archivist;
import homeport.control.backup.Backups;
import homeport.control.backup.Turns;
import homeport.control.event.EventKind;
import homeport.control.event.Events;
import homeport.control.group.Controls;
import homeport.control.group.Groups;
import homeport.control.group.Places;
import homeport.control.group.Teller;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.ManagedSecrets;
import homeport.control.instance.Observed;
import homeport.control.snapshot.Snapshots;
import homeport.engine.Node;
import homeport.store.Op;
import homeport.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What every reconciler of this machine works with.
 *
 * @param places for nodes that come to be, and the addresses of those that go
 * @param controls of each instance, by resource id
 * @param turns how many automated backups run at the same time
 * @param unseal a sealed master password in clear
 */
public record Site(
        Store store,
        Instances instances,
        Snapshots snapshots,
        Archives archives,
        Archivist archivist,
        Places places,
        Events events,
        Groups groups,
        Map<String, Controls> controls,
        Configuration configuration,
        Doors doors,
        Leads leads,
        ManagedSecrets secrets,
        Backups backups,
        Turns turns,
        Function<DbInstance, String> unseal,
        InstantSource clock) {

    /** What a parameter group and a class make of PostgreSQL's settings. */
    public interface Configuration {
        /** All that is wanted, for a server that is about to start. */
        Map<String, String> atStart(String region, DbInstance asked);

        /** What a running server can be given, with what has to wait for its next start. */
        Wanted now(String region, DbInstance asked, Observed inForce);

        /**
         * @param waiting names of settings whose new value is not among {@code values}
         */
        record Wanted(Map<String, String> values, List<String> waiting) {}
    }

    /** The operations that tell of it; see {@link Teller}. */
    List<Op> tell(Instance about, EventKind kind, Object... details) {
        return new Teller(events, groups).tell(about, kind, clock.instant(), details);
    }

    /** The same of one member of a cluster. */
    List<Op> tellOf(Cluster.Member member, Instance cluster, EventKind kind) {
        return new Teller(events, groups).tellOf(member, cluster, kind, clock.instant());
    }

    /** The node of an instance that takes writes, whether it has data and runs or not. */
    public Node node(String region, DbInstance asked, int port) {
        return groups.primary(region, asked, port);
    }

    Controls controls(String resourceId) {
        return controls.computeIfAbsent(resourceId, _ -> new Controls());
    }
}
