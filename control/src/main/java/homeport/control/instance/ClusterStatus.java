package homeport.control.instance;

import homeport.control.instance.Failovers.Standing;
import homeport.control.plan.InstanceStatus;

/**
 * The status of a cluster and of its members: derived like that of an instance, and from how its
 * nodes stand. Source: RDS user guide, "Viewing DB cluster status".
 */
public final class ClusterStatus {
    private ClusterStatus() {}

    public static String of(DbInstance asked, Observed seen, Standing standing) {
        InstanceStatus status = InstanceStatus.of(asked, seen);
        return serves(status) && standing.moving() ? "failing-over" : word(status);
    }

    /** A cluster has no word for log exports, and tools that wait for it would not know it. */
    public static String word(InstanceStatus status) {
        return status == InstanceStatus.CONFIGURING_LOG_EXPORTS
                ? InstanceStatus.MODIFYING.word()
                : status.word();
    }

    /** Of a member: its cluster's, but for a server that is on its way back. */
    public static InstanceStatus ofMember(
            DbInstance asked, Observed seen, String node, Standing standing) {
        InstanceStatus whole = InstanceStatus.of(asked, seen);
        if (!serves(whole)) return whole;
        boolean writes = node.equals(standing.writer());
        boolean restarts =
                standing.restarting().contains(node)
                        || writes && whole == InstanceStatus.REBOOTING && !standing.moving();
        return standing.serves(node) && !restarts
                ? InstanceStatus.AVAILABLE
                : InstanceStatus.REBOOTING;
    }

    private static boolean serves(InstanceStatus status) {
        return status == InstanceStatus.AVAILABLE || status == InstanceStatus.REBOOTING;
    }
}
