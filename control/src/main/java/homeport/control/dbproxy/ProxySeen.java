package homeport.control.dbproxy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A proxy as it is. Written by its reconciler only.
 *
 * @param available when clients could first come in
 * @param changes how many of its modifications are in force
 * @param endpoints by resource id, how many modifications of each are in force; one that is not
 *     here is still being made
 * @param target what it was last seen to pool connections to
 * @param troubles by endpoint, why nobody can come in
 */
public record ProxySeen(
        Optional<Instant> available,
        long changes,
        Map<String, Long> endpoints,
        Optional<Followed> target,
        Map<String, String> troubles) {
    /** Nothing has been done yet. */
    public static final ProxySeen NEW =
            new ProxySeen(Optional.empty(), 0, Map.of(), Optional.empty(), Map.of());

    public ProxySeen {
        endpoints = new TreeMap<>(endpoints);
        troubles = new TreeMap<>(troubles);
    }

    /**
     * The instance or cluster of the target group as it was last seen, for what is told when it is
     * gone.
     *
     * @param members names of its DB instances by {@code DbiResourceId}
     */
    public record Followed(
            String resourceId, boolean cluster, String name, Map<String, String> members) {
        public Followed {
            members = new TreeMap<>(members);
        }
    }
}
