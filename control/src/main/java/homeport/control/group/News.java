package homeport.control.group;

import homeport.control.event.EventKind;
import homeport.control.failover.Move.Cause;
import homeport.control.instance.Instances.Instance;
import java.util.List;

/**
 * Which events tell of a change of a group. Source: RDS user guide, "Amazon RDS event categories
 * and event messages".
 */
final class News {
    /** When clients reach a primary of a new term. */
    static final List<EventKind> OF_NEW_PRIMARY =
            List.of(EventKind.RESTARTED, EventKind.FAILOVER_DNS, EventKind.FAILOVER_COMPLETED);

    private News() {}

    static List<EventKind> of(Cause cause, Group before, Group after, Instance instance) {
        boolean served = instance.seen().available().isPresent();
        return switch (cause) {
            case FAILOVER, SWITCHOVER ->
                    after.topology().voters().isEmpty()
                            ? List.of(EventKind.FAILOVER_STARTED, EventKind.STANDBY_REBUILD_STARTED)
                            : List.of(EventKind.FAILOVER_STARTED);
            case DEGRADED ->
                    after.redundant() ? List.of(EventKind.STANDBY_REBUILD_STARTED) : List.of();
            case REDUNDANT -> {
                if (before.redundant()) yield List.of(EventKind.STANDBY_REBUILT);
                yield served ? List.of(EventKind.MULTI_AZ_FINISHED) : List.of();
            }
            case JOINED -> served ? List.of(EventKind.MULTI_AZ_STARTED) : List.of();
            case LEFT -> List.of(EventKind.SINGLE_AZ_FINISHED);
            case COPIED, RENEWAL, SHRUNK -> List.of();
        };
    }
}
