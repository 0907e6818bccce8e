package homeport.control.plan;

import homeport.control.instance.Observed.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was seen around an instance in one look.
 *
 * @param pid of the server of its data folder (of the primary's, when there are several)
 * @param configuration what a running server is to be given now
 * @param waiting names of settings that wait for a restart
 * @param snapshotsDue identifiers of its snapshots whose data is still to be taken, oldest first
 * @param snapshots identifiers of all its snapshots that are taken
 * @param snapshotsFailed of those that could not be
 * @param lead of its nodes
 */
public record World(
        Optional<Long> pid,
        Map<String, String> configuration,
        List<String> waiting,
        List<String> snapshotsDue,
        Set<String> snapshots,
        Set<String> snapshotsFailed,
        Lead lead,
        Instant now) {
    public World {
        configuration = Map.copyOf(configuration);
        waiting = List.copyOf(waiting);
        snapshotsDue = List.copyOf(snapshotsDue);
        snapshots = Set.copyOf(snapshots);
        snapshotsFailed = Set.copyOf(snapshotsFailed);
    }

    boolean running() {
        return pid.isPresent();
    }

    /**
     * What the agent of an instance of several nodes makes of it.
     *
     * @param led the agent starts servers and decides which takes writes
     * @param busy it works on one of them right now, or another instance is being made from the
     *     backups of this one, which is to be deleted
     * @param switchAsked the number of the reboot that is a failover
     * @param switchDone the number of the newest failover that is over
     */
    public record Lead(
            boolean led, boolean busy, Placement placement, long switchAsked, long switchDone) {}
}
