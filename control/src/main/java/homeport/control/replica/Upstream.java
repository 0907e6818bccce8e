package homeport.control.replica;

import homeport.control.failover.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which node of its source a replica streams from: a standby that commits wait for, so that the
 * replica never has what a failover of the source could lose, and goes on streaming from the node
 * that is promoted; else the primary. Pure. See docs/adr/0007.
 */
public final class Upstream {
    /** A standby that starts again, or is cut off for a moment, is not left. */
    static final Duration UNFIT_MAX = Duration.ofSeconds(5);

    private Upstream() {}

    /**
     * The source's nodes in one look.
     *
     * @param leads the primary of the record answers, so what it says of the others is true
     * @param streaming those that stream from it
     * @param running those with a server
     */
    public record Nodes(
            Topology topology, boolean leads, Set<String> streaming, Set<String> running) {
        public Nodes {
            streaming = Set.copyOf(streaming);
            running = Set.copyOf(running);
        }

        /** It has every acknowledged commit, and what it has no failover loses. */
        public boolean fit(String node) {
            return topology.voters().contains(node)
                    && topology.isCleared(node)
                    && streaming.contains(node)
                    && running.contains(node);
        }

        /** Its data belongs to the history, and its server may send it. */
        private boolean usable(String node) {
            return topology.members().contains(node)
                    && topology.isCleared(node)
                    && running.contains(node);
        }
    }

    /**
     * @param current where it streams from now
     * @param unfit for how long that has not been a {@link Nodes#fit} standby
     * @param salt spreads replicas over the readers of a cluster
     */
    public static String choose(Nodes nodes, Optional<String> current, Duration unfit, int salt) {
        Topology topology = nodes.topology();
        String primary = topology.primary();
        Optional<String> stays = current.filter(nodes::usable);
        if (!nodes.leads()) return stays.orElse(primary);
        if (stays.filter(nodes::fit).isPresent()) return stays.get();
        boolean patient = unfit.compareTo(UNFIT_MAX) < 0;
        if (patient && stays.filter(node -> !node.equals(primary)).isPresent()) return stays.get();
        List<String> fit = topology.followers().stream().filter(nodes::fit).toList();
        return fit.isEmpty() ? primary : fit.get(Math.floorMod(salt, fit.size()));
    }
}
