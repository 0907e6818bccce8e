package homeport.control.reconcile;

import homeport.control.event.EventKind;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.store.Op;
import java.util.ArrayList;
import java.util.List;

/** The events that tell what a modification changed. */
final class Changes {
    private final Site site;
    private final Instance instance;

    Changes(Site site, Instance instance) {
        this.site = site;
        this.instance = instance;
    }

    List<Op> events(Observed before, Settings now) {
        List<Op> events = new ArrayList<>();
        before.applied().ifPresent(was -> compare(events, was, now));
        return events;
    }

    private void compare(List<Op> events, Settings was, Settings now) {
        if (!was.instanceClass().equals(now.instanceClass()))
            events.addAll(tell(EventKind.CLASS_CHANGE_FINISHED));
        if (!was.version().equals(now.version())) events.addAll(tell(EventKind.PATCHED));
        if (was.storage().allocatedGib() != now.storage().allocatedGib()
                || !was.storage().type().equals(now.storage().type()))
            events.addAll(tell(EventKind.STORAGE_CHANGE_FINISHED));
        if (!was.parameterGroup().equals(now.parameterGroup()))
            events.addAll(tell(EventKind.PARAMETER_GROUP_ATTACHED, now.parameterGroup()));
        if (was.insight().monitoringSeconds() != now.insight().monitoringSeconds())
            events.addAll(tell(EventKind.MONITORING_INTERVAL, now.insight().monitoringSeconds()));
        boolean had = was.upkeep().backupRetentionDays() > 0;
        boolean has = now.upkeep().backupRetentionDays() > 0;
        if (had != has)
            events.addAll(tell(has ? EventKind.BACKUPS_ENABLED : EventKind.BACKUPS_DISABLED));
    }

    private List<Op> tell(EventKind kind, Object... details) {
        return site.tell(instance, kind, details);
    }
}
