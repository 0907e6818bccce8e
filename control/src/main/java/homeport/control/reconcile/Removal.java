package homeport.control.reconcile;

import homeport.control.archive.Archivist;
import homeport.control.event.EventKind;
import homeport.control.group.Group;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.control.instance.Settings;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.engine.Node;
import homeport.store.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes an instance: door, servers, data, automated snapshots, secret, records, in this order.
 */
final class Removal {
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final Site site;
    private final Instance instance;
    private final List<Node> nodes;

    Removal(Site site, Instance instance, List<Node> nodes) {
        this.site = site;
        this.instance = instance;
        this.nodes = nodes;
    }

    /** Automated snapshots go with their instance, or stay for the retention that it had. */
    private DbSnapshot kept(DbSnapshot snapshot) {
        return keepsBackups() ? snapshot.keptUntil(end()) : snapshot.ending();
    }

    private boolean keepsBackups() {
        return days() > 0
                && instance.asked()
                        .deletion()
                        .filter(DbInstance.Deletion::keepsBackups)
                        .isPresent();
    }

    private Instant end() {
        return site.clock().instant().plus(Duration.ofDays(days()));
    }

    private int days() {
        Settings inForce = instance.seen().applied().orElse(instance.asked().settings());
        return inForce.upkeep().backupRetentionDays();
    }

    void carryOut() {
        String region = instance.region();
        String resourceId = instance.asked().resourceId();
        new Front(site, instance).remove();
        if (keepsBackups() && Archivist.archives(instance)) site.archivist().settle(instance);
        if (!Replicas.of(site.instances()).of(region, instance.asked()).isEmpty())
            for (Node node : nodes) node.stop(STOP_MAX); // replicas get the end of its log
        for (Node node : nodes) {
            node.remove();
            site.groups().forget(node);
        }
        instance.asked().password().secretArn().ifPresent(site.secrets()::delete);
        List<Op> ops = new ArrayList<>(site.instances().remove(instance));
        for (String address : new Front(site, instance).addresses())
            ops.add(site.places().addresses().release(address));
        for (Group.Spot spot : site.groups().of(region, instance.asked()).spots().values())
            ops.add(site.places().addresses().release(spot.address()));
        ops.add(site.groups().remove(region, resourceId));
        if (!keepsBackups()) ops.add(site.archives().remove(region, resourceId));
        for (Held<DbSnapshot> held : site.snapshots().of(region, resourceId)) {
            DbSnapshot snapshot = held.value();
            boolean never = snapshot.taken().isEmpty() && snapshot.copyOf().isEmpty();
            if (snapshot.automated() || never)
                ops.add(site.snapshots().replace(held, never ? snapshot.ending() : kept(snapshot)));
        }
        if (keepsBackups()) ops.add(site.backups().retain(instance, end()));
        ops.addAll(site.tell(instance, EventKind.DELETED));
        site.store().commit(ops);
    }
}
