package homeport.control.reconcile;

import homeport.control.event.EventKind;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.engine.Node;
import homeport.store.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Removes an instance: door, server, data, automated snapshots, secret, records, in this order. */
final class Removal {
    private final Site site;
    private final Instance instance;
    private final Node node;

    Removal(Site site, Instance instance, Node node) {
        this.site = site;
        this.instance = instance;
        this.node = node;
    }

    /** Automated snapshots go with their instance, or stay for the retention that it had. */
    private DbSnapshot kept(DbSnapshot snapshot) {
        boolean keeps =
                instance.asked().deletion().filter(DbInstance.Deletion::keepsBackups).isPresent();
        int days = instance.asked().settings().upkeep().backupRetentionDays();
        return keeps
                ? snapshot.keptUntil(site.clock().instant().plus(Duration.ofDays(days)))
                : snapshot.ending();
    }

    void carryOut() {
        String region = instance.region();
        String resourceId = instance.asked().resourceId();
        site.doors().remove(resourceId);
        node.remove();
        instance.asked().password().secretArn().ifPresent(site.secrets()::delete);
        List<Op> ops = new ArrayList<>(site.instances().remove(instance));
        ops.addAll(site.addresses().release(instance.asked().place()));
        for (Held<DbSnapshot> held : site.snapshots().of(region, resourceId)) {
            DbSnapshot snapshot = held.value();
            boolean never = snapshot.taken().isEmpty() && snapshot.copyOf().isEmpty();
            if (snapshot.automated() || never)
                ops.add(site.snapshots().replace(held, never ? snapshot.ending() : kept(snapshot)));
        }
        ops.add(
                site.events()
                        .record(
                                region,
                                EventKind.DELETED.on(instance.arn(), site.clock().instant())));
        site.store().commit(ops);
    }
}
