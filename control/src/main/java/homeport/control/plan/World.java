package homeport.control.plan;

import homeport.control.instance.Observed.Placement;
import homeport.control.instance.Replication;
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
 * @param backups of its automated snapshots
 * @param lead of its nodes
 * @param link of a read replica to its source
 */
public record World(
        Optional<Long> pid,
        Map<String, String> configuration,
        List<String> waiting,
        List<String> snapshotsDue,
        Set<String> snapshots,
        Set<String> snapshotsFailed,
        Backups backups,
        Lead lead,
        Optional<Link> link,
        Instant now) {
    /** Of one that is no replica. */
    public World(
            Optional<Long> pid,
            Map<String, String> configuration,
            List<String> waiting,
            List<String> snapshotsDue,
            Set<String> snapshots,
            Set<String> snapshotsFailed,
            Backups backups,
            Lead lead,
            Instant now) {
        this(
                pid,
                configuration,
                waiting,
                snapshotsDue,
                snapshots,
                snapshotsFailed,
                backups,
                lead,
                Optional.empty(),
                now);
    }

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
     * How it stands with automated backups.
     *
     * @param newest when the newest good one was taken
     * @param failures how many have failed since
     * @param failed when the last of those was asked for
     * @param room the machine may take one more now
     */
    public record Backups(
            Optional<Instant> newest, int failures, Optional<Instant> failed, boolean room) {}

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

    /**
     * How a read replica and its source stand.
     *
     * @param gone there is no such source any more; the rest then says nothing
     * @param ready the source's data can be copied now
     * @param upstream the node of the source that it should stream from
     * @param attached it streams from the one on record, or tries to
     * @param needsMore it has fewer connections, workers or locks than its source
     * @param cutOff why it can never catch up
     */
    public record Link(
            boolean gone,
            boolean sameRegion,
            boolean ready,
            String upstream,
            boolean attached,
            boolean needsMore,
            Optional<String> cutOff,
            Replication.State state,
            String message) {
        /** Of a source that is no more. */
        public static Link gone(boolean sameRegion) {
            return new Link(
                    true,
                    sameRegion,
                    false,
                    "",
                    false,
                    false,
                    Optional.empty(),
                    Replication.State.TERMINATED,
                    "");
        }
    }
}
