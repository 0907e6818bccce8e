package homeport.control.instance;

import homeport.store.Op;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the actions on instances ask of whoever keeps their nodes. */
public interface Failovers {
    /**
     * The operation that makes an instance's newest reboot a failover; the commit fails when its
     * nodes changed meanwhile.
     *
     * @param to the node that is to take writes; empty: any
     */
    Op ask(String region, DbInstance rebooted, Optional<String> to);

    /** How the nodes of an instance or a cluster stand on record. */
    Standing standing(String region, DbInstance of);

    /**
     * @param writer the name of the node that takes writes
     * @param zones by node; of those that have a place
     * @param synced the nodes that commits wait for
     * @param restarting members of a cluster that only read and whose own reboot is not over
     * @param moving a primary is to be replaced, or has been and is not yet open to clients
     */
    record Standing(
            String writer,
            Map<String, String> zones,
            Set<String> synced,
            Set<String> restarting,
            boolean moving) {
        public Standing {
            zones = Map.copyOf(zones);
            synced = Set.copyOf(synced);
            restarting = Set.copyOf(restarting);
        }

        /** It serves: it takes writes, or has what was written. */
        public boolean serves(String node) {
            return node.equals(writer) || synced.contains(node);
        }
    }
}
