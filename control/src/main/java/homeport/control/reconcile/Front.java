package homeport.control.reconcile;

import homeport.control.group.Controls;
import homeport.control.group.Group;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.control.plan.InstanceStatus;
import homeport.engine.Node;
import java.time.Duration;

/**
 * What clients meet at an instance's endpoint: its server when it serves, and a sentence when it
 * does not. Of an instance that an agent leads, only the agent opens. Any thread may call.
 */
record Front(Site site, Instance instance) {
    /** How long a new client waits for the next primary before it is told that there is none. */
    private static final Duration FAILOVER_MAX = Duration.ofSeconds(30);

    void show(Observed seen) {
        DbInstance asked = instance.asked();
        int port = seen.applied().orElse(asked.settings()).access().port();
        site.doors()
                .show(
                        new Doors.Door(
                                asked.resourceId(),
                                asked.identifier(),
                                asked.place().address(),
                                port,
                                route(asked, seen, port)));
    }

    private Doors.Route route(DbInstance asked, Observed seen, int port) {
        InstanceStatus status = InstanceStatus.of(asked, seen);
        Group group = site.groups().of(instance.region(), asked);
        boolean led = group.isLed();
        if (seen.available().isEmpty() || !serves(status, led)) return closed(asked, status);
        Node primary = site.node(instance.region(), asked, port);
        if (!led)
            return seen.pid().isPresent()
                    ? new Doors.Route.Open(primary.place().socket(), mayWait(asked))
                    : closed(asked, status);
        boolean open =
                primary.running()
                        .filter(server -> site.controls(asked.resourceId()).isOpen(server.pid()))
                        .isPresent();
        return open
                ? new Doors.Route.Open(primary.place().socket(), true)
                : new Doors.Route.Waiting(
                        "DB instance %s is failing over.".formatted(asked.identifier()),
                        FAILOVER_MAX,
                        leaving(site.controls(asked.resourceId())));
    }

    private static Doors.Sessions leaving(Controls controls) {
        return controls.isDraining()
                ? new Doors.Sessions.Drain(Controls.DRAIN_MAX)
                : new Doors.Sessions.Cut();
    }

    /** Its commits wait for a standby, or may while its clients are still in. */
    private static boolean mayWait(DbInstance asked) {
        return asked.settings().multiAz() || asked.pending().filter(Settings::multiAz).isPresent();
    }

    private static Doors.Route closed(DbInstance asked, InstanceStatus status) {
        return new Doors.Route.Closed(
                "DB instance %s is %s and not accepting connections."
                        .formatted(asked.identifier(), status.word()));
    }

    /** A reboot of an instance that is led may be a failover, which the agent ends. */
    private static boolean serves(InstanceStatus status, boolean led) {
        return switch (status) {
            case AVAILABLE,
                    BACKING_UP,
                    MODIFYING,
                    RENAMING,
                    UPGRADING,
                    RESETTING_MASTER_CREDENTIALS,
                    CONFIGURING_ENHANCED_MONITORING,
                    CONFIGURING_IAM_DATABASE_AUTH,
                    CONFIGURING_LOG_EXPORTS,
                    FAILED,
                    STORAGE_FULL ->
                    true;
            case REBOOTING -> led;
            case CREATING,
                    DELETING,
                    INCOMPATIBLE_NETWORK,
                    INCOMPATIBLE_PARAMETERS,
                    INCOMPATIBLE_RESTORE,
                    STARTING,
                    STOPPED,
                    STOPPING ->
                    false;
        };
    }
}
