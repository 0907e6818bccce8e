package homeport.control.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was seen around an instance in one look.
 *
 * @param running a server process of its data folder is alive
 * @param configuration what a running server is to be given now
 * @param waiting names of settings that wait for a restart
 * @param snapshotsDue identifiers of its snapshots whose data is still to be taken, oldest first
 * @param snapshots identifiers of all its snapshots that are taken
 * @param snapshotsFailed of those that could not be
 */
public record World(
        boolean running,
        Map<String, String> configuration,
        List<String> waiting,
        List<String> snapshotsDue,
        Set<String> snapshots,
        Set<String> snapshotsFailed,
        Instant now) {
    public World {
        configuration = Map.copyOf(configuration);
        waiting = List.copyOf(waiting);
        snapshotsDue = List.copyOf(snapshotsDue);
        snapshots = Set.copyOf(snapshots);
        snapshotsFailed = Set.copyOf(snapshotsFailed);
    }
}
